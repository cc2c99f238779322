"""Who is reviewed by whom."""

from __future__ import annotations

from datetime import date
from typing import Any

from commonhall.law import queries
from commonhall.law.segregation.models import Reviewing


def reviewers(body: int, day: date, memo: dict[Any, Any] | None = None) -> set[int]:
    """The bodies by which a body is reviewed."""
    known = memo if memo is not None else {}
    key = ("reviewers", body, day)
    if key not in known:
        rows = Reviewing.objects.filter(queries.granted(day), body=body)
        known[key] = set(rows.values_list("reviewer", flat=True))
    return set(known[key])
