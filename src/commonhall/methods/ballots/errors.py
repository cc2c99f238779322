"""What can be wrong with an election by ballots."""

from __future__ import annotations


class BallotError(ValueError):
    """The election cannot be counted as asked; the message says why."""
