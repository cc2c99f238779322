"""The living hall as measures see it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone

from commonhall.consultations.feedback.queries import published
from commonhall.consultations.surveys.counting import UNIT
from commonhall.consultations.surveys.models import SurveyResult
from commonhall.core import clock
from commonhall.evaluation.frameworks import measures
from commonhall.evaluation.frameworks.measures import (
    Alarm,
    Felt,
    Line,
    Observations,
    Point,
    Promised,
)
from commonhall.evaluation.frameworks.packs import Pack
from commonhall.evaluation.indicators import rates
from commonhall.evaluation.indicators.facts import Span
from commonhall.evaluation.indicators.rates import Until
from commonhall.evaluation.series.models import standing_values
from commonhall.law.promises.models import Promise
from commonhall.people.bodies.models import Body
from commonhall.places.models import Unit
from commonhall.services.minimum_standards.measures import parts
from commonhall.services.minimum_standards.models import Alarm as MinimumStandardAlarm
from commonhall.services.minimum_standards.models import MinimumStandard

Settings = Mapping[str, Any]
Points = Callable[[str, Span, Until | None], Sequence[Point]]


def compared(pack: Pack, unit: Unit) -> list[int]:
    """What an edition compares, by id: the smallest parts of a place, or the bodies that answer."""
    if pack.of == "bodies":
        bodies = Body.objects.filter(ended_on=None).exclude(kind__in=["system", "reviewer"])
        return list(bodies.order_by("pk").values_list("pk", flat=True))
    return sorted(one.pk for one in parts(unit))


def place_of(compared: Iterable[int]) -> dict[int, int]:
    """Any unit → the compared one it is or lies in."""
    paths = dict(Unit.objects.values_list("pk", "path"))
    wanted = set(compared)
    found = {}
    for number, path in paths.items():
        for part in reversed(path.strip("/").split("/")):
            if part and int(part) in wanted:
                found[number] = int(part)
                break
    return found


def live(
    pack: Pack, unit: Unit, span: Span, until: Until | None = None, known: date | None = None
) -> Observations:
    """Read what the pack's measures need, and nothing else; known: the day by which (default: today)."""
    settings = [*pack.sources.values(), *([pack.economy] if pack.economy else [])]
    wanted = {one["measure"] for one in settings}
    units = compared(pack, unit)
    last = span.ends - timedelta(days=1)
    schemes = {one["scheme"] for one in settings if one["measure"] == "rate"}
    return Observations(
        span=span,
        by="body" if pack.of == "bodies" else "unit",
        compared=units,
        place_of={} if pack.of == "bodies" else place_of(units),
        facts=(
            rates.collect(span, until=until, known=known)
            if wanted & {"rate", "days-to-answer"}
            else []
        ),
        schemes={
            name: {code: one.formula for code, one in rates.in_force(name, last).items()}
            for name in schemes
        },
        alarms=_alarms(span) if "broken-floors" in wanted else [],
        lines=_lines(span, known or clock.today()) if "broken-floors" in wanted else [],
        promises=_promises(span, until) if "promises" in wanted else [],
        felt=_felt(span) if "feedback" in wanted else [],
        points={
            (kind, one[key]): POINTS[kind](one[key], span, until)
            for one in settings
            for kind, key in (("series", "code"), ("survey", "question"))
            if one["measure"] == kind
        },
    )


def _alarms(span: Span) -> list[Alarm]:
    """Alarms of the place's own minimum standards; a framework's own would count what it measures itself twice."""
    _begins, ends = span.moments()
    rows = MinimumStandardAlarm.objects.filter(
        Q(ended_at=None) | Q(ended_at__gte=ends), opened_at__lt=ends, minimum_standard__source=""
    ).exclude(why=MinimumStandardAlarm.Why.UNMEASURED)
    return [
        Alarm(*row)
        for row in rows.values_list("unit", "minimum_standard__body", "opened_at", "ended_at")
    ]


def _lines(span: Span, known: date) -> list[Line]:
    last = span.ends - timedelta(days=1)
    paths = dict(Unit.objects.values_list("pk", "path"))
    found = []
    for row in MinimumStandard.objects.filter(
        Q(ended_on=None) | Q(ended_on__gte=span.ends), set_on__lt=span.ends, source=""
    ).order_by("pk"):
        values = row.values.filter(
            Q(struck_on=None) | Q(struck_on__gte=known),
            on__lt=span.ends,
            on__gte=last - timedelta(days=row.measure_days),
        )
        below = frozenset(
            unit for unit, path in paths.items() if path.startswith(paths[row.unit_id])
        )
        found.append(Line(row.body_id, below, frozenset(values.values_list("unit", flat=True))))
    return found


def _promises(span: Span, until: Until | None) -> list[Promised]:
    rows = Promise.objects.filter(first_on__lt=span.ends, withdrawn_on=None)
    if until is not None:
        rows = rows.filter(pk__lte=until.promise)
    fields = ("unit", "body", "first_on", "kept_on", "undone_on")
    return [Promised(*row) for row in rows.values_list(*fields)]


def _felt(span: Span) -> list[Felt]:
    """How taking part was, as published by the span's last day."""
    rows = published().filter(closed_on__lt=span.ends).order_by("pk")
    fields = ("unit", "body", "closed_on", "counts")
    return [
        Felt(unit, body, on, counts) for unit, body, on, counts in rows.values_list(*fields) if on
    ]


def _series(code: str, span: Span, until: Until | None) -> list[Point]:
    """Oldest first, so that a correction stands after what it corrects."""
    rows = standing_values().filter(series__code=code, on__lt=span.ends).order_by("pk")
    if until is not None:
        rows = rows.filter(pk__lte=until.value)
    return [
        Point(unit, on, float(value), asked or 0, float(error or 0))
        for unit, on, value, asked, error in rows.values_list(
            "unit", "on", "value", "asked", "error"
        )
    ]


def _survey(question: str, span: Span, until: Until | None) -> list[Point]:
    _begins, ends = span.moments()
    rows = SurveyResult.objects.filter(survey__closed_at__lt=ends).select_related("survey")
    results = [
        (timezone.localdate(row.survey.closed_at), row.estimates)
        for row in rows.order_by("survey__closed_at", "pk")
        if row.survey.closed_at
    ]
    places = dict(Unit.objects.values_list("code", "pk"))
    return measures.survey_points(question, results, places, UNIT)


POINTS: dict[str, Points] = {"series": _series, "survey": _survey}
