"""Feedback as open data, and its points derived again from published counts alone."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from commonhall.consultations.askings.models import FEWEST_TOLD
from commonhall.consultations.feedback import counting
from commonhall.consultations.feedback.models import Feedback
from commonhall.core.exports import Column, Dataset, Row, publish
from commonhall.core.recalculation import States, recalculates

COLUMNS = (
    Column("id", "integer"),
    Column("thing", about="the conversation, round table, meeting or panel"),
    Column("way"),
    Column("place"),
    Column("body"),
    Column("opened_on", "date"),
    Column("ended_on", "date"),
    Column("asked", "integer", about="how many can answer; empty if too few to be told"),
    Column("answer_by", "date"),
    Column("state"),
    Column("closed_on", "date"),
    Column("counts", "json", about="how many chose each of five steps, by question"),
    Column("points", "json", about="[points, low, high, people] in hundredths, by question"),
    Column("measures", "json", about="what follows from the record, in ten-thousandths"),
)
_PLAIN = (
    "id",
    "thing",
    "way",
    "opened_on",
    "ended_on",
    "asked",
    "answer_by",
    "state",
    "closed_on",
    "counts",
    "points",
    "measures",
)


def feedback() -> Iterator[Row]:
    rows = Feedback.objects.select_related("unit", "body").order_by("pk")
    for row in rows.iterator(chunk_size=500):
        yield {
            **{name: getattr(row, name) for name in _PLAIN},
            "place": row.unit.code,
            "body": row.body.code,
        }


def _check(states: States) -> Iterator[str]:
    for number, row in sorted(states["consultations.feedback"].items()):
        if any(sum(steps) < FEWEST_TOLD for steps in row["counts"].values()):
            yield f"feedback {number}: fewer answers are told than may be"
        if not counting.same(counting.points(row["counts"]), row["points"]):
            yield f"feedback {number}: its published counts give other points"


def register() -> None:
    publish(
        Dataset(
            "consultations.feedback",
            _("How taking part was"),
            _("What people who took part said about it, as sums, beside what the record says."),
            COLUMNS,
            feedback,
        )
    )
    recalculates(
        "feedback",
        ("consultations.feedback",),
        _check,
        lambda states: len(states["consultations.feedback"]),
    )
