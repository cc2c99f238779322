"""Who may hold which offices together: the law says it; whoever gives an office asks here."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from commonhall.core.refusals import Refused
from commonhall.people.bodies.models import Office, OfficeTerm


@dataclass(frozen=True)
class Clash:
    """A term that a person cannot hold beside a new one. refusal: why not, by which provision, and what to do."""

    term: OfficeTerm
    refusal: Refused


#: (person, office, first day, last day) → terms that clash with it.
Asked = Callable[[int, Office, date, date], Iterable[Clash]]
_asked: list[Asked] = []
_days: list[Callable[[date], int]] = []


def ask_of_holders(asked: Asked, days: Callable[[date], int]) -> None:
    """Ask this of whoever is to hold an office. days: in which somebody elected chooses between two."""
    if asked not in _asked:
        _asked.append(asked)
        _days.append(days)


def clashes(person: int, office: Office, starts: date, ends: date) -> list[Clash]:
    """Terms of a person that clash with an office."""
    return [one for asked in _asked for one in asked(person, office, starts, ends)]


def check(person: int, office: Office, starts: date, ends: date) -> None:
    """Raises `Refused` where a person holds an office that nobody holds beside this one."""
    for one in clashes(person, office, starts, ends):
        raise one.refusal


def days_to_choose(day: date) -> int:
    """In how many days somebody elected chooses between two offices; no law: at once."""
    return max((days(day) for days in _days), default=0)
