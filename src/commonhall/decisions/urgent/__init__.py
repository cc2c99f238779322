"""Urgent decisions: some members do at once what cannot wait; it lapses unless their body confirms it."""
