"""What is wrong with the counts given."""

from __future__ import annotations


class GamingError(ValueError):
    """The counts cannot be used; the message says what would be right."""
