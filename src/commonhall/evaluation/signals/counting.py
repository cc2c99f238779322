"""What is counted: public cases by place, category and week; nobody's name, no confidential case, no alarm."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from django.db.models import Count, QuerySet
from django.db.models.functions import TruncWeek

from commonhall.cases.cases.models import Case
from commonhall.cases.cases.queries import visible
from commonhall.evaluation.signals import detecting
from commonhall.places.models import Unit
from commonhall.places.queries import boundaries
from commonhall.ui import hall

YEARS = 5
# A place and category with fewer cases than this in all these years is not judged.
WHOLE = 10


@dataclass
class Counts:
    """Cases a week. weeks: their Mondays, without a gap. of: (place, category) → cases in each week."""

    weeks: list[date]
    of: dict[tuple[int, int], np.ndarray] = field(default_factory=dict)

    def categories(self) -> list[int]:
        return sorted({category for _unit, category in self.of})


def last_week(today: date) -> date:
    """The Monday of the last week that is over."""
    return today - timedelta(days=today.weekday() + 7)


def _week() -> TruncWeek:
    return TruncWeek("raised_at", tzinfo=ZoneInfo(hall.time_zone()))


def _day(week: date | datetime) -> date:
    return week.date() if isinstance(week, datetime) else week


def by_week(rows: QuerySet[Case], weeks: list[date]) -> np.ndarray:
    """How many of these cases were raised in each week."""
    found = rows.annotate(week=_week()).values_list("week").annotate(number=Count("pk")).order_by()
    by_day = {_day(week): number for week, number in found}
    return np.array([by_day.get(week, 0) for week in weeks])


def counted(last: date, years: int = YEARS) -> Counts:
    """Cases by the place they are about, in every week until that of `last`."""
    first = last - timedelta(weeks=years * detecting.SEASON)
    rows = (
        visible()
        .exclude(channel=Case.Channel.ALARM)
        .filter(raised_at__gte=datetime.combine(first, time.min, ZoneInfo(hall.time_zone())))
        .annotate(week=_week())
        .values_list("unit", "category", "week")
        .annotate(number=Count("pk"))
        .order_by()
    )
    found: dict[tuple[int, int], dict[date, int]] = defaultdict(dict)
    for unit, category, week, number in rows.iterator(chunk_size=5000):
        day = _day(week)
        if day <= last:
            found[unit, category][day] = number
    begun = min((min(weeks) for weeks in found.values()), default=last)
    weeks = [begun + timedelta(weeks=at) for at in range((last - begun).days // 7 + 1)]
    place = {day: at for at, day in enumerate(weeks)}
    counts = Counts(weeks)
    for key, cells in found.items():
        line = np.zeros(len(weeks))
        for day, number in cells.items():
            line[place[day]] = number
        counts.of[key] = line
    return counts


def summed(counts: Counts, units: dict[int, Unit]) -> dict[tuple[int, int], np.ndarray]:
    """Every place with all that lies in it; only what has enough cases to be judged."""
    found: dict[tuple[int, int], np.ndarray] = {}
    for (unit, category), line in counts.of.items():
        for number in _path(units[unit]) if unit in units else ():
            key = number, category
            found[key] = found[key] + line if key in found else line.copy()
    return {key: line for key, line in sorted(found.items()) if line.sum() >= WHOLE}


def _path(unit: Unit) -> list[int]:
    return [int(part) for part in unit.path.split("/") if part]


def middles() -> dict[int, tuple[float, float]]:
    """Metres east and north of each place's middle from the hall's, good enough within a region."""
    found: dict[int, tuple[float, float]] = {}
    for one in boundaries()["features"]:
        points = np.array(list(_points(one["geometry"]["coordinates"])))
        found[one["id"]] = tuple(points.mean(axis=0))
    if not found:
        return {}
    east, north = np.array(list(found.values())).mean(axis=0)
    scale = 111_320.0
    return {
        unit: (
            (x - east) * scale * float(np.cos(np.radians(north))),
            (y - north) * scale,
        )
        for unit, (x, y) in found.items()
    }


def _points(nested: list[object]) -> list[list[float]]:
    """Every corner of a GeoJSON geometry's coordinates."""
    if nested and isinstance(nested[0], (int, float)):
        return [nested]  # type: ignore[list-item]
    return [point for part in nested for point in _points(part)]  # type: ignore[arg-type]
