"""Definitions of rates, and the facts of cases they are counted from, as open data."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict

from django.utils.translation import gettext_lazy as _

from commonhall.core import clock
from commonhall.core.exports import Dataset, Row, columns, publish
from commonhall.evaluation.indicators import rates
from commonhall.evaluation.indicators.models import Definition
from commonhall.people.bodies.models import Body
from commonhall.places.models import Unit

DEFINITIONS = columns(
    scheme="text",
    rate="text",
    names="json",
    formula="json",
    starts="date",
    citation="text",
    source="text",
)
FACTS = columns(
    case="integer",
    place="text",
    body="text",
    month="date",
    raised="boolean",
    done="boolean",
    called_back="boolean",
    solved="boolean",
    satisfied="text",
    on_time="boolean",
    days_to_answer="integer",
    days_to_done="integer",
    days_known="integer",
)


def definitions() -> Iterator[Row]:
    for row in Definition.objects.order_by("scheme", "starts", "pk"):
        yield {
            "scheme": row.scheme,
            "rate": row.code,
            "names": row.names,
            "formula": row.formula,
            "starts": row.starts,
            "citation": row.citation,
            "source": row.source,
        }


def facts() -> Iterator[Row]:
    """What is so of each case in each month in which something happened to it; month by month."""
    first = rates.counted().order_by("raised_at").values_list("raised_at", flat=True).first()
    if first is None:
        return
    last = rates.months_before(clock.today(), 1)[0]
    months = (last.year - first.year) * 12 + last.month - first.month + 2
    places = dict(Unit.objects.values_list("pk", "code"))
    bodies = dict(Body.objects.values_list("pk", "code"))
    for month in rates.months_before(last, months):
        for one in rates.collect(rates.month_of(month)):
            row = asdict(one) | {
                "month": month,
                "place": places[one.unit],
                "body": bodies[one.body],
            }
            del row["unit"]
            yield row


def register() -> None:
    for name, title, about, shape, rows in (
        (
            "definitions",
            _("Definitions of rates"),
            _("How each rate is counted, and from which day."),
            DEFINITIONS,
            definitions,
        ),
        (
            "facts",
            _("Facts of cases, month by month"),
            _(
                "What every rate is counted from: which cases were answered and solved, and who was satisfied."
            ),
            FACTS,
            facts,
        ),
    ):
        publish(Dataset(f"evaluation.{name}", title, about, shape, rows))
