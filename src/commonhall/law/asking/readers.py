"""What was asked about matters, as each app that asks tells it: from published reports, never from links.

readers.register(askings_about)      # refs of matters → what was asked about them
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any


@dataclass(frozen=True)
class Asking:
    """One asking about a matter.

    way: one of `Way`. unit: id of the place where it was held; path: the same with all above it. residents: confirmed ones who
    took part and hold no office; places: of these by unit id, where there were not too few to tell. balanced:
    arguments of at least two sides came from at least two parties. answered: nothing it brought waits for an answer.
    published_at: null until its report is published. told: how many people were told of it.
    """

    way: str
    ref: str
    matter: str
    title: str
    url: str
    unit: int
    path: str
    body: str
    opened_on: date
    closes_on: date
    residents: int = 0
    organisations: int = 0
    offices: int = 0
    places: Mapping[str, int] = field(default_factory=dict)
    balanced: bool = True
    answered: bool = True
    published_at: datetime | None = None
    told: int = 0
    taken_up: int = 0
    refused: int = 0
    reasons: Sequence[tuple[Any, str]] = ()

    @property
    def people(self) -> int:
        return self.residents + self.organisations + self.offices

    def days(self, today: date) -> int:
        """How many days it ran; up to today, while it runs."""
        last = self.closes_on if self.published_at else min(self.closes_on, today)
        return max(0, (last - self.opened_on).days + 1)


@dataclass(frozen=True)
class Named:
    """A person or an organisation that a body named as concerned by an asking. organisation: its id; None: a person."""

    on: date
    organisation: int | None


Reader = Callable[[Sequence[str]], Iterable[Asking]]
_readers: list[Reader] = []
NamedIn = Callable[[str], Iterable[Named]]
_named: list[NamedIn] = []


def register(reader: Reader) -> None:
    """Add how an app's askings are read."""
    if reader not in _readers:
        _readers.append(reader)


def about(matters: Iterable[str]) -> list[Asking]:
    """All that was asked about these matters, the last first."""
    wanted = sorted(set(matters))
    found = [one for reader in _readers for one in reader(wanted)] if wanted else []
    return sorted(found, key=lambda one: (one.opened_on, one.ref), reverse=True)


def name_by(named: NamedIn) -> None:
    """Say how one knows who was named as concerned by an asking."""
    _named[:] = [named]


def named_in(asking: str) -> list[Named]:
    """Who was named as concerned by an asking, and when."""
    return [one for named in _named for one in named(asking)]
