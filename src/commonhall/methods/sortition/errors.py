"""What can be wrong with a pool of people or its quotas."""

from __future__ import annotations


class SortitionError(ValueError):
    """Input that cannot be used; the message says what would be right."""


class InfeasibleError(SortitionError):
    """No panel meets all quotas. `relaxations` are changes that together make one possible."""

    def __init__(self, message: str, relaxations: tuple[object, ...] = ()) -> None:
        super().__init__(message)
        self.relaxations = relaxations
