"""Asking about surveys; what somebody answered cannot be asked here at all."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, QuerySet
from django.utils import timezone

from commonhall.consultations.surveys.counting import UNIT
from commonhall.consultations.surveys.models import Survey, SurveyResult
from commonhall.places.models import Unit

# So many surveys are looked through for what is known of the population.
LOOKED_AT = 20
Value = tuple[float, float, float, int]


def surveys() -> QuerySet[Survey]:
    return Survey.objects.select_related("unit", "body")


def counted(rows: QuerySet[Survey]) -> QuerySet[Survey]:
    """With `people`: how many took part so far."""
    return rows.annotate(people=Count("participations"))


def waves(survey: Survey) -> list[SurveyResult]:
    """Results of all closed waves of a survey's series, oldest first."""
    rows = SurveyResult.objects.filter(survey__series=survey.series).select_related("survey")
    return list(rows.order_by("survey__wave"))


def survey_values(question_code: str, unit_ids: Iterable[int], on: date) -> dict[int, Value]:
    """What surveys say of places on a day: {unit id: (value, low, high, answers)}; two queries.

    Of each place the newest result published by then. A scale gives its mean (0 to 10), a yes or no the
    share of yes (0 to 1); low and high are the ends of the 95 % interval. Places without ten answers, and
    choices, are left out.
    """
    wanted = set(unit_ids)
    codes = dict(Unit.objects.filter(pk__in=wanted).values_list("code", "pk"))
    end = timezone.make_aware(datetime.combine(on + timedelta(days=1), time()))
    rows = SurveyResult.objects.filter(survey__closed_at__lt=end).select_related("survey")
    found: dict[int, Value] = {}
    for result in rows.order_by("survey__closed_at", "pk"):
        said: dict[str, Any] | None = result.estimates["questions"].get(question_code)
        if said is None or said["suppressed"]:
            continue
        for code, (value, low, high, n) in said["places"].items():
            if code in codes:
                found[codes[code]] = (value / UNIT, low / UNIT, high / UNIT, n)
        if result.survey.unit_id in wanted and "" in said["shares"]:
            value, low, high = (each / UNIT for each in said["shares"][""])
            found[result.survey.unit_id] = (value, low, high, said["n"])
    return found


def people_by_place() -> tuple[Survey, dict[str, int]] | None:
    """How many people live in each place, as the newest survey that names it knows: (survey, {code: people}).

    None where no survey does. Places without people are left out; one query.
    """
    for survey in Survey.objects.order_by("-opens_at", "-pk")[:LOOKED_AT]:
        for margin in survey.margins:
            people = {one["value"]: one["people"] for one in margin["values"] if one["people"] > 0}
            if margin.get("place") and people:
                return survey, people
    return None
