"""What can be wrong with cases, places and times asked for a common source."""

from __future__ import annotations


class SourceError(ValueError):
    """The cases and what is asked of them do not fit; says what would."""
