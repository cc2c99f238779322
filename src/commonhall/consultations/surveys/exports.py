"""Surveys as open data, and their results derived again from published states alone."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from commonhall.consultations.surveys import counting, queries
from commonhall.consultations.surveys.models import SurveyResult
from commonhall.core.exports import Column, Dataset, Row, publish
from commonhall.core.recalculation import States, recalculates

SURVEYS = (
    Column("id", "integer"),
    Column("names", "json"),
    Column("series"),
    Column("wave", "integer"),
    Column("place"),
    Column("body"),
    Column("state"),
    Column("opens_at", "moment"),
    Column("closes_at", "moment"),
    Column("closed_at", "moment"),
    Column("questions", "json"),
    Column("margins", "json"),
    Column("tables", "json"),
    Column("estimates", "json"),
)
VALUES = (
    Column("survey", "integer"),
    Column("wave", "integer"),
    Column("question"),
    Column("answer", about="of a choice; else empty"),
    Column("place"),
    Column("value", "number"),
    Column("low", "number"),
    Column("high", "number"),
)


def surveys() -> Iterator[Row]:
    rows = queries.surveys().select_related("result").order_by("pk")
    for row in rows.iterator(chunk_size=500):
        result = getattr(row, "result", None)
        yield {
            "id": row.pk,
            "names": row.names,
            "series": row.series,
            "wave": row.wave,
            "place": row.unit.code,
            "body": row.body.code,
            "state": row.state,
            "opens_at": row.opens_at,
            "closes_at": row.closes_at,
            "closed_at": row.closed_at,
            "questions": row.questions,
            "margins": row.margins,
            "tables": result.tables if result else None,
            "estimates": result.estimates if result else None,
        }


def values() -> Iterator[Row]:
    rows = SurveyResult.objects.select_related("survey__unit").order_by("survey_id")
    for row in rows:
        for code, said in row.estimates["questions"].items():
            found = [
                (answer, row.survey.unit.code, three) for answer, three in said["shares"].items()
            ]
            found += [("", place, four[:3]) for place, four in said["places"].items()]
            for answer, place, three in found:
                value, low, high = (each / counting.UNIT for each in three)
                yield {
                    "survey": row.survey_id,
                    "wave": row.survey.wave,
                    "question": code,
                    "answer": answer,
                    "place": place,
                    "value": value,
                    "low": low,
                    "high": high,
                }


def _check(states: States) -> Iterator[str]:
    for result in states["consultations.surveyresult"].values():
        number = int(result["survey_id"])
        survey = states["consultations.survey"].get(number)
        if survey is None:
            yield f"survey {number}: its result is published, the survey is not"
            continue
        try:
            again = counting.estimates(survey["questions"], survey["margins"], result["tables"])
        except (KeyError, ValueError, TypeError) as error:
            yield f"survey {number}: its tables cannot be read: {error}"
            continue
        if not counting.same(again, result["estimates"]):
            yield f"survey {number}: its published tables give other results"


def register() -> None:
    for name, title, about, columns, rows in (
        (
            "surveys",
            _("Surveys"),
            _("What was asked, grouped tables of answers, and the estimates."),
            SURVEYS,
            surveys,
        ),
        (
            "survey_values",
            _("Results of surveys"),
            _("Estimates with 95% intervals, by question and place."),
            VALUES,
            values,
        ),
    ):
        publish(Dataset(f"consultations.{name}", title, about, columns, rows))
    recalculates(
        "surveys",
        ("consultations.survey", "consultations.surveyresult"),
        _check,
        lambda states: len(states["consultations.surveyresult"]),
    )
