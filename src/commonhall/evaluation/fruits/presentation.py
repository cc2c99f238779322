"""Who gains, as pictures: the map a head, the concentration curve, the fifths."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from commonhall.core.money import Money, hall_currency
from commonhall.evaluation.fruits.gains import Gains, Line, next_budget
from commonhall.evaluation.fruits.queries import Fruits
from commonhall.places.models import Unit
from commonhall.places.queries import boundaries
from commonhall.ui import text
from commonhall.ui.charts import Area, Series, area_map, bar_chart, line_chart

# The share of all that was given which a next budget is tried with.
NEXT = 0.1


@dataclass(frozen=True)
class Row:
    """A place of the table. next: what a fair next budget would give it; None for nothing."""

    unit: Unit
    line: Line
    amount: Money
    per_head: Money
    missing: Money | None
    next: Money | None


def money(amount: float) -> Money:
    return Money(round(amount), hall_currency())


def whole(amount: float) -> Money:
    """In whole main units: what is missing, or would be fair, is no bill."""
    unit = 10 ** money(0).digits
    return money(round(amount / unit) * unit)


def shown(value: float | None) -> str:
    """An amount in whole main units."""
    if value is None:
        return "–"
    return text.money(whole(value))


def rows(units: Mapping[int, Unit], found: Gains) -> list[Row]:
    """Every place, the one with the least of its share first."""
    following = next_budget(found, round(found.total * NEXT))
    return [
        Row(
            units[line.place.unit],
            line,
            money(line.place.amount),
            money(line.place.per_head),
            whole(line.missing) if line.missing else None,
            whole(following[line.place.unit]) if line.place.unit in following else None,
        )
        for line in found.lines
    ]


def a_head(fruits: Fruits, found: Gains) -> SafeString:
    """A map where all places have a boundary, else bars; the least first."""
    title = _("Money a head")
    shapes: dict[int, Any] = {
        one["id"]: one["geometry"] for one in boundaries(list(fruits.units))["features"]
    }
    places = [line.place for line in found.lines]
    if any(one.unit not in shapes for one in places):
        named = [(fruits.units[one.unit].name, one.per_head) for one in places]
        return bar_chart(title, named, show=shown)
    areas = [
        Area(
            fruits.units[one.unit].name,
            one.per_head,
            shapes[one.unit],
            reverse("places:unit", args=[one.unit]),
        )
        for one in places
    ]
    return area_map(title, areas, show=shown)


def curve(fruits: Fruits, found: Gains) -> SafeString:
    """The share of the money that the worst-off share of people has, beside an equal one."""
    if found.tilt is None or fruits.by is None:
        return SafeString()
    people = (100 * found.tilt.people).tolist()
    amounts = (100 * found.tilt.amounts).tolist()
    return line_chart(
        _("Share of the money, from the people in the worst-off places on"),
        [
            Series(_("money"), list(zip(people, amounts, strict=True))),
            Series(_("if all had the same"), [(0.0, 0.0), (100.0, 100.0)]),
        ],
        note=_(
            "Above the straight line the worse off have more than their share. Ordered by: %(by)s"
        )
        % {"by": fruits.by.name},
        show=_per_cent,
    )


def fifths(found: Gains) -> SafeString:
    """Money a head in each fifth of the people."""
    if not found.fifths:
        return SafeString()
    names = [
        _("worst off"),
        _("second fifth"),
        _("middle fifth"),
        _("fourth fifth"),
        _("best off"),
    ]
    bars = [(names[one.number - 1], one.per_head) for one in found.fifths]
    return bar_chart(_("Money a head, by how well off the place is"), bars, show=shown)


def _per_cent(value: float | None) -> str:
    return "–" if value is None else text.percent(value / 100)
