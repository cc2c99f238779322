"""Questions about overview."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from commonhall.decisions.lotteries.models import Lottery
from commonhall.decisions.lotteries.queries import lotteries
from commonhall.decisions.motions.models import Motion
from commonhall.decisions.motions.queries import motions
from commonhall.decisions.votes.models import Election
from commonhall.decisions.votes.queries import elections
from commonhall.places.models import Unit


@dataclass(frozen=True)
class Decided:
    """Something that was decided: a vote counted, a decision taken by a body, a lottery drawn."""

    at: datetime
    thing: Election | Motion | Lottery

    @property
    def by(self) -> Any:
        """Who decided it: a body, or what kind of vote or lottery it was."""
        thing = self.thing
        return thing.body.name if isinstance(thing, Motion) else thing.get_kind_display()


def decided(since: datetime, until: datetime | None = None, most: int = 200) -> list[Decided]:
    """What was decided since a moment, or between two, newest first; three queries."""
    until = until or datetime.max.replace(tzinfo=since.tzinfo)
    votes = elections().filter(counted_at__gte=since, counted_at__lt=until)
    taken = motions().filter(decided_at__gte=since, decided_at__lt=until)
    drawn = lotteries().filter(drawn_at__gte=since, drawn_at__lt=until)
    dated: list[tuple[datetime | None, Any]] = [
        *((one.counted_at, one) for one in votes.order_by("-counted_at")[:most]),
        *((one.decided_at, one) for one in taken.order_by("-decided_at")[:most]),
        *((one.drawn_at, one) for one in drawn.order_by("-drawn_at")[:most]),
    ]
    found = [Decided(at, one) for at, one in dated if at is not None]
    return sorted(found, key=lambda one: one.at, reverse=True)[:most]


def newest_decided(count: int) -> Sequence[Motion]:
    return list(motions().exclude(decided_at=None).order_by("-decided_at")[:count])


def place_names(codes: list[str]) -> dict[str, str]:
    return {unit.code: unit.name for unit in Unit.objects.filter(code__in=codes)}
