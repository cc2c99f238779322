"""What initiatives are found by."""

from __future__ import annotations

from commonhall.consultations.initiatives.models import Initiative
from commonhall.core import search

INITIATIVE = "consultations.initiative"


def _line(one: Initiative) -> search.Line:
    """Hidden words are found by nobody."""
    return one.pk, "" if one.is_hidden else f"{one.title}\n{one.text}\n{one.answer}"


def index_initiative(one: Initiative) -> None:
    search.index(INITIATIVE, [_line(one)])


def register() -> None:
    search.searchable(INITIATIVE, lambda: map(_line, Initiative.objects.order_by("pk")))
