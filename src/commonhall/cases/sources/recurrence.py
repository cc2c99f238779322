"""Did a source come back? New cases of its kind near it are candidates by themselves; its rate before and after says
how sure that is."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from django.db.models import Q, QuerySet

from commonhall.cases.cases.models import Case
from commonhall.cases.cases.queries import visible
from commonhall.cases.sources.models import Candidate, Source
from commonhall.core import clock
from commonhall.methods.sources import Fix, recurrence_after_fix
from commonhall.record.models import Entry

METRES = 150.0
METRES_A_DEGREE = 111_195.0
WATCHED_DAYS = 90
# So many confirmed cases open a source again.
CONFIRMED = 2
# So many cases are looked at in one turn.
AT_ONCE = 200


def of_its_kind(source: Source) -> QuerySet[Case]:
    """All cases of the categories gathered under a source that lie within its place, or have a point: which of these
    lie near enough, `near` says. Joined cases count as the one that they were joined with."""
    kinds = source.cases.values("category")
    rows = visible().filter(category__in=kinds, main=None).exclude(channel=Case.Channel.ALARM)
    return rows.filter(Q(unit__path__startswith=source.unit.path) | Q(latitude__isnull=False))


def near(source: Source, cases: QuerySet[Case]) -> Iterator[Case]:
    """Those that lie within the source's place, or within 150 m of a case gathered when it was reported as dealt with."""
    known = source.cases.exclude(latitude=None)
    if source.ended_at is not None:
        known = known.filter(raised_at__lte=source.ended_at)
    points = [(float(lat), float(lon)) for lat, lon in known.values_list("latitude", "longitude")]
    for case in cases.select_related("unit"):
        if case.unit.path.startswith(source.unit.path) or any(
            _metres(case, point) <= METRES for point in points
        ):
            yield case


def _metres(case: Case, point: tuple[float, float]) -> float:
    if case.latitude is None or case.longitude is None:
        return math.inf
    north = float(case.latitude) - point[0]
    east = (float(case.longitude) - point[1]) * math.cos(math.radians(point[0]))
    return math.hypot(north, east) * METRES_A_DEGREE


def unasked(source: Source) -> list[Case]:
    """Cases raised since the source was reported as dealt with, whose raisers were not asked yet."""
    if source.ended_at is None:
        return []
    asked = Candidate.objects.filter(source=source).values("case")
    rows = of_its_kind(source).filter(raised_at__gt=source.ended_at).exclude(pk__in=asked)
    return list(near(source, rows.exclude(source=source).order_by("pk")[:AT_ONCE]))


def came_back(source: Source) -> QuerySet[Candidate]:
    """New cases of which it was confirmed that they are this source again, since it was last dealt with."""
    if source.ended_at is None:
        return Candidate.objects.none()
    rows = Candidate.objects.filter(source=source, state=Candidate.State.AGAIN)
    return rows.filter(case__raised_at__gt=source.ended_at)


@dataclass(frozen=True)
class Held:
    """What is known of a source that was dealt with.

    again, open, other: new cases that are this again, whose raisers did not say yet, and that are something else.
    fix: cases in the days before and after; ratio, low, high: their rates after by before, with the 95 % interval
    (None: there is nothing to compare).
    """

    again: int
    open: int
    other: int
    fix: Fix
    days_before: int
    ratio: float | None
    low: float
    high: float | None

    @property
    def nothing(self) -> bool:
        """Has nothing come back? Never while anybody was not asked yet, or said that it did."""
        return not self.again and not self.open and not self.fix.after


def held(source: Source) -> Held | None:
    """How a source stands since it was dealt with; None while it never was."""
    if source.ended_at is None:
        return None
    states = list(
        Candidate.objects.filter(source=source, case__raised_at__gt=source.ended_at).values_list(
            "state", flat=True
        )
    )
    end = max(clock.now(), source.ended_at + timedelta(minutes=1))
    rows = of_its_kind(source).filter(
        raised_at__gt=source.ended_at - timedelta(days=WATCHED_DAYS), raised_at__lte=end
    )
    other = set(
        Candidate.objects.filter(source=source, state=Candidate.State.OTHER).values_list(
            "case", flat=True
        )
    )
    start = source.ended_at - timedelta(days=WATCHED_DAYS)
    # Before the hall began nobody could raise a case here.
    began = Entry.objects.order_by("pk").values_list("occurred_at", flat=True).first()
    if began is not None:
        start = min(max(start, began), source.ended_at)

    found = [
        case for case in near(source, rows) if case.pk not in other and case.raised_at >= start
    ]

    def days(moment: datetime) -> float:
        return (moment - start).total_seconds() / 86_400

    made = recurrence_after_fix(
        [source.ref] * len(found),
        np.array([days(case.raised_at) for case in found]),
        [source.ref],
        np.array([days(source.ended_at)]),
        horizon=float(WATCHED_DAYS),
        start=0.0,
        end=days(end),
    )
    return Held(
        again=states.count(Candidate.State.AGAIN),
        open=states.count(Candidate.State.ASKED),
        other=states.count(Candidate.State.OTHER),
        fix=made.fixes[0],
        days_before=round(min(float(WATCHED_DAYS), days(source.ended_at))),
        ratio=made.rate_ratio if math.isfinite(made.rate_ratio) else None,
        low=made.ratio_low,
        high=made.ratio_high if math.isfinite(made.ratio_high) else None,
    )
