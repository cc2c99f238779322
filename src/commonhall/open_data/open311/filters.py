"""What a list of requests is narrowed to: days they were raised, days they changed, a circle on the map."""

from __future__ import annotations

import math
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, F, FloatField, OuterRef, Q, QuerySet
from django.db.models.functions import Cast
from django.http import QueryDict
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext_lazy as _

from commonhall.cases.cases.models import Answer, Case
from commonhall.open_data.open311.formats import Open311Error

SPAN = timedelta(days=90)
METRES_A_DEGREE = 111_320
FURTHEST = 100_000
DAYS, CHANGES = ("start_date", "end_date"), ("updated_after", "updated_before")
CIRCLE = ("lat", "long", "radius")
KNOWN = {
    *("jurisdiction_id", "api_key", "extensions", "locale"),
    *("service_request_id", "service_code", "status", "page", "page_size"),
    *DAYS,
    *CHANGES,
    *CIRCLE,
}


def know_all(asked: QueryDict) -> None:
    """Refuse a parameter that would be ignored: the answer would be to another question."""
    for name in asked:
        if name not in KNOWN and not name.startswith("_"):
            raise Open311Error(
                400, _("There is no parameter %(name)s here. Check its name.") % {"name": name[:80]}
            )


def asks_for_days(asked: QueryDict) -> bool:
    return any(asked.get(name) for name in DAYS)


def asks_for_changes(asked: QueryDict) -> bool:
    return any(asked.get(name) for name in CHANGES)


def span(asked: QueryDict) -> tuple[datetime, datetime]:
    """From when to when requests were raised: 90 days at most, the last ones where nothing is said."""
    start, end = moment(asked, "start_date"), moment(asked, "end_date")
    end = end or (start + SPAN if start else timezone.now())
    start = start or end - SPAN
    if start > end or end - start > SPAN + timedelta(days=1):
        raise Open311Error(400, _("start_date must be before end_date, by up to 90 days."))
    return start, end


def moment(asked: QueryDict, name: str) -> datetime | None:
    """A moment as the standard writes it. A day alone is the whole day: its end, where something ends with it."""
    text = asked.get(name, "").replace(" ", "+")
    if not text:
        return None
    try:
        found, day = parse_datetime(text), None
        if found is None or len(text) <= len("2026-05-01"):
            day = parse_date(text)
    except ValueError:
        found, day = None, None
    if day is not None:
        begins = timezone.make_aware(datetime(day.year, day.month, day.day))
        last = begins + timedelta(days=1) - timedelta(microseconds=1)
        return last if name in ("end_date", "updated_before") else begins
    if found is None:
        raise Open311Error(400, f"{name}: write it like 2026-05-01T00:00:00Z.")
    return found if timezone.is_aware(found) else timezone.make_aware(found)


def changed(asked: QueryDict, rows: QuerySet[Case]) -> QuerySet[Case]:
    """Requests whose last change (raised, answered, closed) lies between two moments."""
    after, before = moment(asked, "updated_after"), moment(asked, "updated_before")
    if after and before and after > before:
        raise Open311Error(400, _("updated_after must be before updated_before."))
    if after is not None:
        rows = rows.filter(_something(at__gte=after) | _itself("gte", after))
    if before is not None:
        rows = rows.exclude(_something(at__gt=before) | _itself("gt", before))
    return rows


def _something(**when: Any) -> Exists:
    return Exists(Answer.objects.filter(case=OuterRef("pk"), **when))


def _itself(how: str, when: datetime) -> Q:
    closed = Q(closed_at__isnull=False, **{f"closed_at__{how}": when})
    return Q(**{f"raised_at__{how}": when}) | closed


def near(asked: QueryDict, rows: QuerySet[Case]) -> QuerySet[Case]:
    """Requests within `radius` metres of a point; all three are given, or none."""
    given = [name for name in CIRCLE if asked.get(name)]
    if not given:
        return rows
    if len(given) < len(CIRCLE):
        raise Open311Error(400, _("Send lat, long and radius (in metres) together."))
    latitude, longitude = _number(asked, "lat", 90), _number(asked, "long", 180)
    radius = _number(asked, "radius", FURTHEST)
    if radius <= 0:
        raise Open311Error(400, _("Send radius as a number of metres above zero."))
    shrunk = max(math.cos(math.radians(latitude)), 0.01)
    north = (Cast("latitude", FloatField()) - latitude) * METRES_A_DEGREE
    east = (Cast("longitude", FloatField()) - longitude) * METRES_A_DEGREE * shrunk
    placed = rows.filter(latitude__isnull=False).annotate(north=north, east=east)
    return placed.annotate(square=F("north") * F("north") + F("east") * F("east")).filter(
        square__lte=radius * radius
    )


def _number(asked: QueryDict, name: str, most: float) -> float:
    try:
        found = float(asked.get(name, ""))
    except ValueError:
        found = math.nan
    if not -most <= found <= most:
        raise Open311Error(
            400, _("Send %(name)s as a number up to %(most)d.") % {"name": name, "most": most}
        )
    return found
