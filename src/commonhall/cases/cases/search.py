"""What cases are found by."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import prefetch_related_objects

from commonhall.actions.context import Context
from commonhall.actions.subscriptions import on
from commonhall.cases.cases.models import Case
from commonhall.cases.cases.queries import CASE, visible
from commonhall.cases.categories.models import Category
from commonhall.core import search
from commonhall.core.jobs import job


def _line(case: Case) -> search.Line:
    """Its words, and the names of its category, place and body in every language; nothing of what is private."""
    if case.is_private:
        return case.pk, ""
    names = (case.category.names, case.unit.names, case.body.names)
    said = " ".join(name for one in names for name in one.values())
    return case.pk, "\n".join((case.title, case.text, case.address, search.UNSHOWN + said))


def index(cases: Sequence[Case]) -> None:
    """(Re)write what cases are found by; an import hands over hundreds at once."""
    prefetch_related_objects(cases, "category", "unit", "body")
    search.index(CASE, map(_line, cases))


def _cases() -> Iterator[search.Line]:
    rows = visible().select_related("category", "unit", "body")
    yield from map(_line, rows.order_by("pk").iterator(chunk_size=2000))


@job()
def index_category(category: int) -> int:
    """Find the cases of a category by the names it has now; how many."""
    rows = visible().filter(category=category).select_related("category", "unit", "body")
    cases = list(rows)
    index(cases)
    return len(cases)


@on("cases.set_category")
def renamed(_ctx: Context, result: Category, _arguments: dict[str, Any]) -> None:
    """Its cases are found by its names of today; there may be many, so not while somebody waits."""
    index_category.enqueue(result.pk)


def register() -> None:
    search.searchable(CASE, _cases)
