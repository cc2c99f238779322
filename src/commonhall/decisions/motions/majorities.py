"""When a body has decided: quorum and majority, from numbers alone.

A page, an action and whoever recalculates the record ask the same functions.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from commonhall.law.instruments.models import Majority

# Of those who may vote, at least so many must: nobody decides alone what a body decides together.
LEAST = 2


@dataclass(frozen=True)
class Rule:
    """How a body decides a matter. quorum: more than so many per cent of those who may vote must vote.

    readings: how often it is voted on, on different days. casting: the office that decides a tie, else None.
    provision: what says so, "" where nothing does.
    """

    majority: str = Majority.SIMPLE.value
    quorum: int = 50
    readings: int = 1
    casting: int | None = None
    provision: str = ""

    def as_state(self) -> dict[str, Any]:
        """What is kept on a decided motion, so that anybody can count again."""
        return {"majority": self.majority, "quorum": self.quorum}


@dataclass(frozen=True)
class Count:
    """A roll-call. may: who may vote, without the recused; members: all whose seat is filled; seats: filled or not.

    casting: how the office votes whose vote decides a tie.
    """

    yes: int
    no: int
    abstained: int
    may: int
    members: int
    seats: int
    casting: str = ""

    @property
    def voted(self) -> int:
        return self.yes + self.no + self.abstained

    def as_state(self) -> dict[str, Any]:
        return dict(vars(self))


def needed_votes(count: Count, quorum: int) -> int:
    """How many of those who may vote must do so."""
    several = min(LEAST, count.may) if count.seats > 1 else 1
    return max(several, count.may * quorum // 100 + 1 if quorum < 100 else count.may)


def has_quorum(count: Count, quorum: int) -> bool:
    """Have enough of those who may vote done so?"""
    return count.may > 0 and count.voted >= min(needed_votes(count, quorum), max(count.may, 1))


def passed(count: Count, majority: str) -> bool:
    """Is it carried? Abstentions count for neither side; "of all members" counts whoever is absent against."""
    yes, no = count.yes, count.no
    if majority == Majority.MEMBERS:
        return 2 * yes > count.members
    if majority == Majority.TWO_THIRDS_MEMBERS:
        return yes > 0 and 3 * yes >= 2 * count.members
    if majority == Majority.TWO_THIRDS:
        return yes > 0 and 3 * yes >= 2 * (yes + no)
    if majority == Majority.THREE_QUARTERS:
        return yes > 0 and 4 * yes >= 3 * (yes + no)
    return yes > no or (yes == no and yes > 0 and count.casting == "yes")
