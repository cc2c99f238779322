"""Definitions, series, values, frameworks and editions as open data."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from django.utils.translation import gettext_lazy as _

from commonhall.core import clock
from commonhall.core.exports import Column, Dataset, Row, publish
from commonhall.evaluation.editions.models import Edition, Mark
from commonhall.evaluation.frameworks.models import Framework
from commonhall.evaluation.indicators import rates
from commonhall.evaluation.indicators.models import Definition
from commonhall.evaluation.series.models import Series, Value
from commonhall.people.bodies.models import Body
from commonhall.places.models import Unit


def _columns(**kinds: str) -> tuple[Column, ...]:
    return tuple(Column(name, kind) for name, kind in kinds.items())


def _definitions() -> Iterator[Row]:
    for row in Definition.objects.order_by("scheme", "starts", "pk"):
        yield {
            "scheme": row.scheme, "rate": row.code, "names": row.names, "formula": row.formula,
            "starts": row.starts, "citation": row.citation, "source": row.source,
        }  # fmt: skip


def _series() -> Iterator[Row]:
    for row in Series.objects.select_related("body").order_by("code"):
        yield {
            "code": row.code, "names": row.names, "texts": row.texts,
            "measured_in": row.measured_in, "more_is_better": row.up, "body": row.body.code,
            "citation": row.citation, "ended_on": row.ended_on,
        }  # fmt: skip


def _values() -> Iterator[Row]:
    rows = Value.objects.select_related("series", "unit").order_by("pk")
    for row in rows.iterator(chunk_size=2000):
        yield {
            "id": row.pk, "series": row.series.code, "place": row.unit.code, "on": row.on,
            "value": float(row.value), "asked": row.asked,
        }  # fmt: skip


def _frameworks() -> Iterator[Row]:
    for row in Framework.objects.order_by("code"):
        yield {
            "code": row.code, "names": row.names, "every": row.every, "of": row.of,
            "revision": row.revision, "starts": row.starts, "ended_on": row.ended_on,
            "pack": row.pack,
        }  # fmt: skip


def _editions() -> Iterator[Row]:
    rows = Edition.objects.select_related("framework").order_by("pk")
    for row in rows.iterator(chunk_size=50):
        yield {
            "id": row.pk, "framework": row.framework.code, "revision": row.revision,
            "starts": row.starts, "ends": row.ends, "published_at": row.published_at,
            "seed": row.seed, "inputs": row.inputs, "weights": row.weights, "outcome": row.outcome,
        }  # fmt: skip


def _marks() -> Iterator[Row]:
    for row in Mark.objects.select_related("framework", "office").order_by("pk"):
        yield {
            "framework": row.framework.code, "indicator": row.indicator, "group": row.group,
            "office": row.office.code, "value": row.value, "evidence": row.evidence, "at": row.at,
        }  # fmt: skip


def _facts() -> Iterator[Row]:
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
    tables: list[tuple[str, Any, Any, tuple[Column, ...], Any]] = [
        ("definitions", _("Definitions of rates"), _("How each rate is counted, from which day on."),
         _columns(scheme="text", rate="text", names="json", formula="json", starts="date",
                  citation="text", source="text"), _definitions),
        ("series", _("Series of values"), _("What is measured again and again, by whom."),
         _columns(code="text", names="json", texts="json", measured_in="json",
                  more_is_better="boolean", body="text", citation="text", ended_on="date"), _series),
        ("values", _("Values of series"), _("What was measured, where and when; the newest row stands."),
         _columns(id="integer", series="text", place="text", on="date", value="number",
                  asked="integer"), _values),
        ("frameworks", _("Frameworks"), _("What is measured and how it is put together."),
         _columns(code="text", names="json", every="text", of="text", revision="integer",
                  starts="date", ended_on="date", pack="text"), _frameworks),
        ("editions", _("Editions"), _("What each framework gave, with all it rests on."),
         _columns(id="integer", framework="text", revision="integer", starts="date", ends="date",
                  published_at="moment", seed="integer", inputs="json", weights="json",
                  outcome="json"), _editions),
        ("marks", _("Marks of self-assessments"), _("What offices said of themselves, and where to check it."),
         _columns(framework="text", indicator="text", group="text", office="text", value="integer",
                  evidence="text", at="moment"), _marks),
    ]  # fmt: skip
    tables.append(
        ("facts", _("Facts of cases, month by month"),
         _("What every rate is counted from: who was answered, what was solved, who was satisfied."),
         _columns(case="integer", place="text", body="text", month="date", raised="boolean",
                  done="boolean", called_back="boolean", solved="boolean", satisfied="text",
                  on_time="boolean", days_to_answer="integer", days_to_done="integer",
                  days_known="integer"), _facts)
    )  # fmt: skip
    for name, title, about, columns, rows in tables:
        publish(Dataset(f"evaluation.{name}", title, about, columns, rows))
