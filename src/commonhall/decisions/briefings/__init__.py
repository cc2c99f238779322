"""Briefings: arguments of both sides and what it costs, before a question is voted on."""
