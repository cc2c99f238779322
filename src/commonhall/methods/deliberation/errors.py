"""What is wrong with the data given."""

from __future__ import annotations


class DeliberationError(ValueError):
    """The data cannot be used; the message says what would be right."""
