"""My page: each app says what is a person's in it, newest first, without the page knowing any app.

    my_page.kind("cases", _("Cases I raised"), order=10, rows=lambda person: Case.objects.filter(person=person), show=_shown)

The page shows the newest few of each kind; a page of its own shows all of them. A kind costs two queries at most,
however much is in it, and none where there is nothing of it: one for its rows, one for what `show` looks up.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, QuerySet

from commonhall.people.residents.models import Person

NEWEST = 3


@dataclass(frozen=True)
class Line:
    """One thing of a person's. state, tone: how it stands; day: what happens next by when, or since when it is so.

    day_label: what the day is, such as "Answer due". note: what came of it, in one sentence.
    """

    title: Any
    url: str
    state: Any = ""
    tone: str = "neutral"
    day_label: Any = ""
    day: date | datetime | None = None
    note: Any = ""


@dataclass(frozen=True)
class Kind:
    """rows: a person's things in any order; show: what is said of each, for many at once.

    about: a sentence on what is never shown of this kind, and why.
    """

    code: str
    title: Any
    order: int
    rows: Callable[[Person], QuerySet[Any]]
    show: Callable[[Sequence[Any]], list[Line]]
    about: Any = ""


@dataclass(frozen=True)
class Part:
    """A kind as the page shows it: its newest lines; more: there are others."""

    kind: Kind
    lines: list[Line]
    more: bool


_kinds: dict[str, Kind] = {}


def kind(
    code: str,
    title: Any,
    *,
    order: int,
    rows: Callable[[Person], QuerySet[Any]],
    show: Callable[[Sequence[Any]], list[Line]],
    about: Any = "",
) -> None:
    """Show a person's things of one kind on their page. code: a word in the address of all of them."""
    _kinds[code] = Kind(code, title, order, rows, show, about)


def kinds() -> list[Kind]:
    return sorted(_kinds.values(), key=lambda one: (one.order, one.code))


def find(code: str) -> Kind | None:
    return _kinds.get(code)


def parts(person: Person) -> list[Part]:
    """The newest of each kind that holds anything; one query says which do."""
    known = {f"any_{number}": one for number, one in enumerate(kinds())}
    flags = {name: Exists(one.rows(person).order_by()) for name, one in known.items()}
    there = Person.objects.filter(pk=person.pk).annotate(**flags).values(*flags).get()
    found = []
    for one in (one for name, one in known.items() if there[name]):
        rows = list(one.rows(person).order_by("-pk")[: NEWEST + 1])
        found.append(Part(one, one.show(rows[:NEWEST]), len(rows) > NEWEST))
    return found
