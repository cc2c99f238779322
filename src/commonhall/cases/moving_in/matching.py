"""Where the words of another system lead here: its categories, places and bodies."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from commonhall.cases.categories.queries import categories
from commonhall.cases.moving_in.actions import Coming
from commonhall.cases.moving_in.reported import Reported
from commonhall.core.imports import Problem
from commonhall.core.sheet_cells import fold
from commonhall.people.bodies.queries import active_bodies
from commonhall.places.models import Unit
from commonhall.places.queries import units


@dataclass(frozen=True)
class Leading:
    """Where the other system's words lead here. categories, places, bodies: its word → a code or name here.
    other_category, other_place, other_body: for what leads nowhere. make: categories that are missing are made."""

    categories: Mapping[str, str] = field(default_factory=dict)
    places: Mapping[str, str] = field(default_factory=dict)
    bodies: Mapping[str, str] = field(default_factory=dict)
    other_category: str = ""
    other_place: str = ""
    other_body: str = ""
    make: bool = False


@dataclass
class Matched:
    """Rows with where they lead. new: categories that will be made; faults: what leads nowhere."""

    rows: Sequence[Reported]
    category: dict[str, int | str] = field(default_factory=dict)
    place: dict[str, int] = field(default_factory=dict)
    body: dict[str, int] = field(default_factory=dict)
    new: list[Coming] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


class _Words:
    """Things here by code and by name."""

    def __init__(self, rows: Iterable[Any]) -> None:
        self.found: dict[str, int] = {}
        doubled: set[str] = set()
        things = list(rows)
        for one in things:
            for name in {fold(name) for name in one.names.values()}:
                if name in self.found:
                    doubled.add(name)
                self.found[name] = one.pk
        for name in doubled:
            del self.found[name]
        self.found |= {fold(one.code): one.pk for one in things}

    def lead(self, word: str, led: Mapping[str, str], other: str) -> int | None:
        """The number of what a word of the other system leads to."""
        target = led.get(word) or led.get(fold(word)) or word
        return self.found.get(fold(target)) or (self.found.get(fold(other)) if other else None)


def match(rows: Sequence[Reported], leading: Leading, prefix: str) -> Matched:
    """Where every category, place and body of the rows leads. prefix: of codes of categories that are made."""
    found = Matched(rows)
    here = {
        "category": _Words(categories()),
        "place": _Words(units()),
        "body": _Words(active_bodies()),
    }
    _check_targets(found, here, leading)
    first: dict[str, Reported] = {}
    for row in rows:
        first.setdefault(row.category, row)
    usual = here["body"].lead(leading.other_body, {}, "") if leading.other_body else None
    for word, row in first.items():
        known = here["category"].lead(word, leading.categories, leading.other_category)
        if known is not None:
            found.category[word] = known
        elif leading.make and word:
            body = here["body"].lead(row.body, leading.bodies, leading.other_body) or usual
            if body is None:
                said = _("Enter which body answers new categories.")
                found.problems.append(Problem(row.line, _("category"), said))
                break
            found.new.append(Coming(word, prefix, body))
            found.category[word] = found.new[-1].code
        else:
            said = _("“%(name)s” is not a category here. Say what to map it to.") % {
                "name": word[:60]
            }
            found.problems.append(Problem(row.line, _("category"), said))
    root = Unit.objects.order_by("path").values_list("pk", flat=True).first() or 0
    for word in {row.place for row in rows}:
        found.place[word] = here["place"].lead(word, leading.places, leading.other_place) or root
    for word in {row.body for row in rows if row.body}:
        known = here["body"].lead(word, leading.bodies, leading.other_body)
        if known is not None:
            found.body[word] = known
    return found


def _check_targets(found: Matched, here: Mapping[str, _Words], leading: Leading) -> None:
    """Everything that words are led to must be here."""
    wanted = {
        "category": [*leading.categories.values(), leading.other_category],
        "place": [*leading.places.values(), leading.other_place],
        "body": [*leading.bodies.values(), leading.other_body],
    }
    for kind, words in wanted.items():
        for word in dict.fromkeys(filter(None, words)):
            if fold(word) not in here[kind].found:
                said = _("“%(name)s” is used in the mapping but does not exist here.") % {
                    "name": word[:60]
                }
                found.problems.append(Problem(0, kind, said))
