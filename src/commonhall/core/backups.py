"""What a backup leaves out: tables that must never be in one, such as envelopes of a secret ballot."""

from __future__ import annotations

_left_out: set[str] = set()


def leave_out(table: str) -> None:
    """Keep a table's rows out of every backup (its app registers it)."""
    _left_out.add(table)


def left_out() -> list[str]:
    return sorted(_left_out)
