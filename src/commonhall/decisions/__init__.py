"""Deciding: votes in secret, counted so that anybody can recount; motions of bodies by roll-call."""
