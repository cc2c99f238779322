"""Plain functions for tests of the gaming watch: a year of cases, and a month in which one body games."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from commonhall.cases.cases.models import Answer, Case
from commonhall.core import clock
from commonhall.core.models import _writing
from commonhall.evaluation.gaming import finding, timers
from commonhall.evaluation.gaming.models import GamingSignal
from commonhall.people.bodies.models import Body
from commonhall.services.minimum_standards.models import Measurement
from tests.kit import Hall
from tests.services.kit import service, standard

# Two years, and the month that is judged.
MONTHS_REPORTED = 25


def month() -> date:
    """The last month that is over and known."""
    return finding.last_month(clock.today())


def told(case: Case, body: Body, kind: str, day: date, to: Body | None = None) -> Answer:
    """What a body said to a case on a day, as rows: a year of it through the gate would take minutes."""
    at = timezone.make_aware(datetime.combine(day, time(12)))
    return Answer(case=case, kind=kind, body=body, to_body=to, at=at, text="…")


def year(hall: Hall, shares: dict[str, tuple[float, float]], a_month: int = 30) -> None:
    """Of each body's cases the share passed on in the twelve months before, and in the last one; the rest is answered
    soon after it was raised. shares: code of a body → (before, now)."""
    case = hall.raise_case()
    rows, cases = [], []
    parks, roads = hall.body("parks"), hall.body("roads")
    for code, (before, now) in shares.items():
        body = hall.body(code)
        other = roads if body == parks else parks
        for back in range(13):
            first = month()
            for _ in range(back):
                first = (first - timedelta(days=1)).replace(day=1)
            share = now if back == 0 else before
            for number in range(a_month):
                day = first + timedelta(days=number % 24)
                one = copied(case, day)
                cases.append(one)
                passed = number < round(share * a_month)
                kind = Answer.Kind.PASSED_ON if passed else Answer.Kind.ANSWER
                rows.append((one, body, kind, day, other if passed else None))
    token = _writing.set(True)
    try:
        made = Case.objects.bulk_create(cases)
        Answer.objects.bulk_create(
            [told(one, *rest) for one, (_old, *rest) in zip(made, rows, strict=True)]
        )
    finally:
        _writing.reset(token)


def months(count: int) -> list[date]:
    """The month that is judged and those before it, the newest first."""
    found = [month()]
    while len(found) < count:
        found.append((found[-1] - timedelta(days=1)).replace(day=1))
    return found


def standards(hall: Hall, late: dict[int, int], small: dict[int, int], places: int = 20) -> None:
    """A service of Parks with a standard for each of so many places, reported month by month for two years and a month.

    late: how many of the values due in a month came after it; small: how many of those reported then are of 10 instead of
    100; both by months back from the one that is judged.
    """
    made = [standard(hall, service(hall, f"s{number}")) for number in range(places)]
    rows = []
    for back, when in enumerate(months(MONTHS_REPORTED)):
        of = (when - timedelta(days=1)).replace(day=1)
        for number, one in enumerate(made):
            comes_late = number < late.get(back, 0)
            on = clock.next_month(when) if comes_late else when + timedelta(days=3)
            rows.append(
                Measurement(
                    standard=one,
                    unit=hall.unit("north"),
                    body=hall.body("parks"),
                    month=of,
                    on=on,
                    value=Decimal(90),
                    sample=10 if number < small.get(back, 0) else 100,
                    version=1,
                )
            )
    token = _writing.set(True)
    try:
        Measurement.objects.bulk_create(rows)
    finally:
        _writing.reset(token)


def copied(case: Case, day: date) -> Case:
    at = timezone.make_aware(datetime.combine(day, time(9)))
    return Case(
        kind=case.kind,
        title=case.title,
        category_id=case.category_id,
        unit_id=case.unit_id,
        body_id=case.body_id,
        state=Case.State.ANSWERED,
        raised_at=at,
        due_on=day + timedelta(days=60),
        version=1,
    )


def gamed(hall: Hall, **given: Any) -> GamingSignal:
    """The parks passed on every tenth case for a year, and last month two of three."""
    year(hall, {"parks": (0.1, 0.67), "roads": (0.1, 0.1)}, **given)
    assert timers.watch_for_gaming() == 1
    return GamingSignal.objects.get()
