"""What else waits for an office's body, beside cases: each app says in which rows, and the desk shows it.

    waiting.kind("amendment", rows=to_answer, show=amendments, order=12)

The desk asks once which kinds there are anything of; a kind of which nothing waits costs nothing more.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet, Value
from django.http import HttpRequest

Rows = Callable[[int], QuerySet[Any]]
Show = Callable[[HttpRequest, Any], str]


@dataclass(frozen=True)
class Kind:
    """rows: what waits for a body; show: its HTML for the actor at the desk."""

    rows: Rows
    show: Show
    order: int


_kinds: dict[str, Kind] = {}


def kind(code: str, *, rows: Rows, show: Show, order: int) -> None:
    """Show what waits of one kind on the desks of the bodies that must deal with it."""
    _kinds[code] = Kind(rows, show, order)


def of(request: HttpRequest, actor: Any) -> list[str]:
    """What waits for the actor's body, in order; one query where nothing does."""
    asked = [
        one.rows(actor.body_id).order_by().annotate(what=Value(code)).values_list("what", flat=True)
        for code, one in _in_order()
    ]
    if not asked:
        return []
    first, *others = asked
    there = set(first.union(*others))
    return [one.show(request, actor) for code, one in _in_order() if code in there]


def _in_order() -> list[tuple[str, Kind]]:
    return sorted(_kinds.items(), key=lambda known: known[1].order)
