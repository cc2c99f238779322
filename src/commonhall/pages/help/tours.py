"""Tours by role: a few pages in an order, each with a sentence; read from `packs/tours/`.

A tour needs no script and keeps nothing: the address says which step one is at ("?tour=resident.2").
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.urls import reverse

from commonhall.core.content import Content, Packs
from commonhall.core.models import in_language

PACKS = Packs(Path(__file__).parent / "packs" / "tours")
PARAMETER = "tour"


@dataclass(frozen=True)
class Step:
    """One page of a tour, counted from 1. url: the page with the step in its address."""

    number: int
    words: str
    url: str


@dataclass(frozen=True)
class Tour:
    """A tour for a role. It begins with the first of its steps."""

    content: Content

    @property
    def code(self) -> str:
        return self.content.code

    @property
    def order(self) -> int:
        return int(self.content.data["order"])

    @property
    def name(self) -> str:
        return in_language(self.content.needed("name"))

    @property
    def what(self) -> str:
        return in_language(self.content.needed("what"))

    @property
    def steps(self) -> list[Step]:
        return [
            Step(
                number,
                in_language(self.content.needed("steps", one["code"])),
                f"{reverse(one['to'])}?{PARAMETER}={self.code}.{number}",
            )
            for number, one in enumerate(self.content.data["steps"], 1)
        ]


@cache
def all_tours() -> tuple[Tour, ...]:
    """Every tour in its order. Raises ContentError where a file is wrong."""
    return tuple(sorted((Tour(PACKS[code]) for code in PACKS), key=lambda one: one.order))


def step_of(asked: str) -> tuple[Tour, Step] | None:
    """The tour and step an address names; None where there is no such step."""
    code, _dot, number = asked.partition(".")
    tour = next((one for one in all_tours() if one.code == code), None)
    if tour is None or not number.isascii() or not number.isdigit():
        return None
    return next(((tour, step) for step in tour.steps if str(step.number) == number), None)
