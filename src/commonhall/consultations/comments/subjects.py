"""What is debated: kinds of things whose pages show a debate, each by one line of the room that owns them.

debated("decisions.motion", sides=True)
debated("cases.case", sides=False, seen=lambda number: visible().filter(pk=number).exists())
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from commonhall.core import refs
from commonhall.core.models import Governed
from commonhall.core.page_sections import section

# Below what the things themselves say, above what is only tied to them.
ORDER = 90
Shows = Callable[[HttpRequest, Any], str]
_shows: list[Shows] = []


@dataclass(frozen=True)
class Subject:
    """A kind of thing ("cases.case") that is debated.

    sides: does a comment say whether it is for, against or a question? seen: may everybody read the thing with this
    number? takes: are new comments taken on this thing now? What was said before stays readable.
    """

    kind: str
    sides: bool
    seen: Callable[[int], bool] = lambda _number: True
    takes: Callable[[Any], bool] = lambda _thing: True


_subjects: dict[str, Subject] = {}


def debated(
    kind: str,
    *,
    sides: bool = True,
    seen: Callable[[int], bool] = lambda _number: True,
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
    if found is None or found.ref != ref or not subject.seen(found.pk):
        return None
    return subject, found


def kinds() -> list[str]:
    """The kinds of things that are debated."""
    return sorted(_subjects)
