"""Conversations of other systems."""
