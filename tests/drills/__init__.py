"""Faults that a hall in service meets, brought about on purpose: `make drill`, or `python -m tests.drills NAME …`.

Each drill starts a hall of its own with real processes, does the damage while people go on working, and says in
a plain report what had to hold and what did. None takes more than two minutes.
"""
