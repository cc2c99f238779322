"""What is debated: kinds of things whose pages show a debate, each by one line of the room that owns them.

debated("decisions.motion", sides=True)
debated("cases.case", sides=False, seen=visible)
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

from commonhall.core import refs
from commonhall.core.models import Governed
from commonhall.core.page_sections import section

# Below what the things themselves say, above what is only tied to them.
ORDER = 90
Seen = Callable[[], QuerySet[Any]]
Shows = Callable[[HttpRequest, Any], str]
_shows: list[Shows] = []


@dataclass(frozen=True)
class Subject:
    """A kind of thing ("cases.case") that is debated.

    sides: does a comment say whether it is for, against or a question? seen: the things of the kind that everybody may
    read; None: all. takes: are new comments taken on this thing now? What was said before stays readable.
    """

    kind: str
    sides: bool
    seen: Seen | None = None
    takes: Callable[[Any], bool] = lambda _thing: True


_subjects: dict[str, Subject] = {}


def debated(
    kind: str,
    *,
    sides: bool = True,
    seen: Seen | None = None,
    takes: Callable[[Any], bool] = lambda _thing: True,
    order: int = ORDER,
) -> None:
    """Let things of a kind be debated, and show the debate among the sections of their page."""
    _subjects[kind] = Subject(kind, sides, seen, takes)
    section(kind, order=order)(_section)


def show_with(shows: Shows) -> None:
    """Say how a debate is shown on the page of its thing; the page's own section calls it."""
    _shows[:] = [shows]


def _section(request: HttpRequest, thing: Any) -> str:
    return _shows[0](request, thing) if _shows else ""


def subject_of(ref: str) -> Subject | None:
    """How a thing is debated; None where it is not, or is no ref."""
    kind, _colon, number = ref.partition(":")
    return _subjects.get(kind) if number.isdecimal() and len(number) < 19 else None


def thing_of(ref: str) -> tuple[Subject, Governed] | None:
    """The thing with the way it is debated; None where there is none that everybody may read."""
    subject = subject_of(ref)
    if subject is None:
        return None
    found = refs.thing(ref)
    if found is None or found.ref != ref or not readable([ref]):
        return None
    return subject, found


def readable(abouts: Iterable[str]) -> set[str]:
    """Of these refs, those of things that everybody may read: at most one query a kind."""
    numbers: dict[str, set[int]] = defaultdict(set)
    for ref in abouts:
        if subject_of(ref) is not None:
            kind, number = refs.split(ref)
            numbers[kind].add(number)
    found: set[str] = set()
    for kind, wanted in numbers.items():
        seen = _subjects[kind].seen
        left = wanted
        if seen is not None:
            left = set(seen().filter(pk__in=wanted).values_list("pk", flat=True))
        found |= {f"{kind}:{number}" for number in left}
    return found
