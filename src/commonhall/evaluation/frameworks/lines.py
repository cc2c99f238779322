"""The lines of a framework below which no place may fall, kept as minimum standards, so that they raise alarms.

What counts broken minimum standards has alarms of its own, and is left out. Only frameworks that compare districts
have such lines: a body is no place in which somebody lives.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any

from django.db.models import Q

from commonhall.actions.context import Context
from commonhall.evaluation.editions.models import Edition
from commonhall.evaluation.frameworks import packs
from commonhall.evaluation.frameworks.models import Framework
from commonhall.evaluation.series.models import Series
from commonhall.law import queries as law
from commonhall.people.actors import system
from commonhall.people.bodies.models import Body
from commonhall.services.minimum_standards.derived_actions import (
    derive_minimum_standard,
    end_derived_standard,
)
from commonhall.services.minimum_standards.models import MinimumStandard

DAYS = 30
# A span, and the days by which its edition is late at most, after which a place counts as not measured.
MEASURE_DAYS = {"month": 75, "quarter": 200, "year": 480}
SETS = "set-minimum-standards"
STEP = Decimal("0.01")


@dataclass(frozen=True)
class Line:
    """A line of one indicator. body: code of the body that must mend it, "" for the one that sets minimum standards."""

    indicator: str
    names: dict[str, str]
    threshold: Decimal
    at_least: bool
    body: str
    days: int


def of(pack: packs.Pack) -> list[Line]:
    """The lines of a pack that raise alarms."""
    if pack.of != "districts":
        return []
    found = []
    for one in pack.framework.indicators:
        if one.floor is None or pack.sources[one.id]["measure"] == "broken-floors":
            continue
        said = pack.lines.get(one.id, {})
        found.append(
            Line(
                one.id,
                dict(pack.labels.get(one.id) or {"en": one.name or one.id}),
                Decimal(repr(one.floor)),
                one.direction > 0,
                str(said.get("body", "")),
                int(said.get("days", DAYS)),
            )
        )
    return found


def too_fine(pack: packs.Pack) -> list[str]:
    """Indicators whose line has more than two decimals: a minimum standard is kept with two."""
    return [one.indicator for one in of(pack) if one.threshold != one.threshold.quantize(STEP)]


def body_of(line: Line, day: date) -> Body | None:
    """Who must mend it: the body that the pack names, else the one that sets minimum standards."""
    if line.body:
        return Body.objects.filter(code=line.body, ended_on=None).first()
    return law.holder_of(SETS, day)


def source_of(framework: Framework, indicator: str) -> str:
    return f"{framework.ref}#{indicator}"


def kept(framework: Framework) -> list[MinimumStandard]:
    """The minimum standards in force that follow from a framework."""
    rows = MinimumStandard.objects.filter(source__startswith=f"{framework.ref}#", ended_on=None)
    return list(rows.select_related("body", "unit").order_by("pk"))


def keep(ctx: Context, framework: Framework) -> None:
    """Set and end minimum standards, so that they are what the framework in force says.

    One that would be another line, or another body's, ends, and a new one is set: alarms follow from what stood then.
    """
    pack = packs.read(framework.pack)
    lines = [] if framework.ended_on is not None else of(pack)
    standing = {one.source: one for one in kept(framework)}
    for line in lines:
        body = body_of(line, ctx.today)
        if body is None:
            continue
        wanted: dict[str, Any] = {
            "threshold": line.threshold.quantize(STEP),
            "at_least": line.at_least,
            "body": body,
            "unit": framework.unit,
            "days": line.days,
            "measure_days": MEASURE_DAYS[pack.every],
            "names": line.names,
        }
        source = source_of(framework, line.indicator)
        known = standing.get(source)
        if known is not None and all(getattr(known, name) == it for name, it in wanted.items()):
            del standing[source]
            continue
        ctx.perform_as(system(), derive_minimum_standard, source=source, **wanted)
    for gone in standing.values():
        ctx.perform_as(system(), end_derived_standard, minimum_standard=gone)


@dataclass(frozen=True)
class Found:
    """What an edition says of one minimum standard: values and how many each rests on, by place. body: who reported."""

    standard: MinimumStandard
    values: dict[int, Decimal]
    asked: dict[int, int]
    body: int | None


def measured(edition: Edition) -> Iterator[Found]:
    """Values of each minimum standard that the edition's framework has, and of ended ones whose alarms are open, where
    nothing was kept of this edition yet. What rests on fewer than the pack's least counts as not measured."""
    pack = packs.read(edition.pack)
    url = edition.get_absolute_url()
    for line in of(pack):
        values, asked = {}, {}
        rows = edition.inputs["values"][line.indicator]
        for unit, (value, number) in zip(edition.inputs["units"], rows, strict=True):
            if value is not None and not 0 < number < pack.least:
                # Never onto the right side: what is short of the line by a hair is short of it.
                way = ROUND_FLOOR if line.at_least else ROUND_CEILING
                values[unit] = Decimal(value).quantize(STEP, rounding=way)
                asked[unit] = number
        if not values:
            continue
        standards = MinimumStandard.objects.filter(
            Q(ended_on=None) | Q(alarms__ended_at=None, alarms__isnull=False),
            source=source_of(edition.framework, line.indicator),
        ).exclude(values__evidence=url)
        for standard in standards.select_related("unit").distinct().order_by("pk"):
            yield Found(standard, values, asked, _reporter(pack, line.indicator))


def _reporter(pack: packs.Pack, indicator: str) -> int | None:
    """The body that reported what an indicator is made of; None where it comes from cases, promises or surveys."""
    source = pack.sources[indicator]
    if source["measure"] != "series":
        return None
    return Series.objects.filter(code=source["code"]).values_list("body_id", flat=True).first()
