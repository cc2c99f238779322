"""How often signing in fails in an hour, over the whole hall: many failures are somebody who guesses.

One account and one address are held back by the limits of sign-in itself; who guesses at many accounts from many
addresses stays below them, and is seen only here.
"""

from __future__ import annotations

from commonhall.core import rate_limits

LIMIT = "sign_in_failures"
AN_HOUR = 3600


def note() -> None:
    """Count one: a wrong pass phrase, code or key."""
    rate_limits.count(LIMIT, "")


def lately() -> int:
    """How many there were in the fullest window of the last hour."""
    return rate_limits.used_since(LIMIT, "", AN_HOUR)


def too_many(failed: int) -> bool:
    """Is that more than the hall takes for people's own mistakes?"""
    return rate_limits.is_set(LIMIT) and failed > rate_limits.most(LIMIT)
