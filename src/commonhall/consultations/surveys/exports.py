"""Surveys as open data, and their results derived again from published states alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext_lazy as _

from commonhall.consultations.surveys import counting, queries
from commonhall.consultations.surveys.changes import between
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
    Column(
        "sample",
        "json",
        about="letters to residents drawn by lot; empty where everybody may answer",
    ),
    Column("due_on", "date", about="by when the body says what follows"),
    Column("answered_on", "date"),
    Column("answer"),
    Column("tables", "json"),
    Column("estimates", "json"),
)
VALUES = (
    Column("survey", "integer"),
    Column("wave", "integer"),
    Column("question"),
    Column("answer", about="of a choice; else empty"),
    Column("place"),
    Column("group", about="characteristic and group; empty for all"),
    Column("n", "integer", about="answers"),
    Column("raw", "number", about="as counted; empty by place"),
    Column("value", "number", about="weighted"),
    Column("low", "number"),
    Column("high", "number"),
)
CHANGES = (
    Column("survey", "integer"),
    Column("wave", "integer"),
    Column("before", "integer", about="the wave it is compared with"),
    Column("question"),
    Column("answer", about="of a choice; else empty"),
    Column("earlier", "number"),
    Column("later", "number"),
    Column("difference", "number"),
    Column("low", "number"),
    Column("high", "number"),
    Column("p", "number", about="corrected for all questions (Holm)"),
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
            "sample": row.sample,
            "due_on": row.due_on,
            "answered_on": row.answered_on,
            "answer": row.answer,
            "tables": result.tables if result else None,
            "estimates": result.estimates if result else None,
        }


def values() -> Iterator[Row]:
    rows = SurveyResult.objects.select_related("survey__unit").order_by("survey_id")
    for row in rows:
        for code, said in row.estimates["questions"].items():
            here = row.survey.unit.code
            for group, one in [("", said), *_grouped(said)]:
                for answer, three in one["shares"].items():
                    yield _value(
                        row, code, answer, here, group, one["n"], one["raw"][answer], three
                    )
            for place, (*three, n) in said["places"].items():
                yield _value(row, code, "", place, "", n, None, three)


def _grouped(said: Row) -> Iterator[tuple[str, Row]]:
    for feature, values in said["groups"].items():
        for value, one in values.items():
            yield f"{feature}={value}", one


def _value(
    row: SurveyResult,
    code: str,
    answer: str,
    place: str,
    group: str,
    n: int,
    raw: int | None,
    three: Sequence[int],
) -> Row:
    value, low, high = (each / counting.UNIT for each in three)
    return {
        "survey": row.survey_id,
        "wave": row.survey.wave,
        "question": code,
        "answer": answer,
        "place": place,
        "group": group,
        "n": n,
        "raw": None if raw is None else raw / counting.UNIT,
        "value": value,
        "low": low,
        "high": high,
    }


def changes() -> Iterator[Row]:
    """Of each series, every wave against the one before."""
    rows = SurveyResult.objects.select_related("survey").order_by("survey__series", "survey__wave")
    last: SurveyResult | None = None
    for row in rows.iterator(chunk_size=200):
        if last is not None and last.survey.series == row.survey.series:
            earlier = (last.survey.questions, last.estimates)
            for one in between(earlier, (row.survey.questions, row.estimates)):
                yield {
                    "survey": row.survey_id,
                    "wave": row.survey.wave,
                    "before": last.survey.wave,
                    "question": one.question,
                    "answer": one.answer,
                    "earlier": one.before,
                    "later": one.after,
                    "difference": one.value,
                    "low": one.low,
                    "high": one.high,
                    "p": one.p,
                }
        last = row


def _check(states: States) -> Iterator[str]:
    for result in states["consultations.surveyresult"].values():
        number = int(result["survey_id"])
        survey = states["consultations.survey"].get(number)
        if survey is None:
            yield f"survey {number}: its result is published, the survey is not"
            continue
        try:
            again = counting.estimates(
                survey["questions"], survey["margins"], result["tables"], survey["sample"]
            )
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
        (
            "survey_changes",
            _("Changes between waves of surveys"),
            _("Each wave against the one before: difference, 95% interval, corrected test."),
            CHANGES,
            changes,
        ),
    ):
        publish(Dataset(f"consultations.{name}", title, about, columns, rows))
    recalculates(
        "surveys",
        ("consultations.survey", "consultations.surveyresult"),
        _check,
        lambda states: len(states["consultations.surveyresult"]),
    )
