"""Who one is in the practice town: somebody whom nobody else is, as long as there are enough; the same on coming back."""

from __future__ import annotations

import secrets
from typing import Any

from django.contrib.sessions.backends.base import SessionBase
from django.core.cache import cache

from commonhall.pages.practice import town

# In a session: role → the account that was lent. Taken ones are noted in the town itself, so that they go with it.
SEATS = "practice_seats"
Lent = dict[str, Any]


def of(role: str) -> list[Lent]:
    """Everybody whom one can be in a role."""
    found: list[Lent] = town.told()["lent"][role]
    return found


def mine(session: SessionBase, role: str) -> Lent | None:
    """Whom this session was in the role before."""
    account = session.get(SEATS, {}).get(role)
    return next((one for one in of(role) if one["account"] == account), None)


def take(session: SessionBase, role: str) -> Lent:
    """Whom this session is in the role from now on."""
    if (before := mine(session, role)) is not None:
        return before
    free = of(role)
    # Once all are lent, they are shared.
    found = next((one for one in free if _take(role, one)), None) or secrets.choice(free)
    keep(session, role, found)
    return found


def keep(session: SessionBase, role: str, lent: Lent) -> None:
    session[SEATS] = {**session.get(SEATS, {}), role: lent["account"]}


def _take(role: str, lent: Lent) -> bool:
    return bool(cache.add(f"practice.seat.{role}.{lent['account']}", 1, None))
