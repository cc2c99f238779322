"""The page of where the money goes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonhall.core.money import Money, hall_currency
from commonhall.delivery.spending import queries
from commonhall.places.queries import boundaries
from commonhall.ui import text
from commonhall.ui.charts import Area, Cell, area_map, bar_chart, treemap
from commonhall.ui.pages import page

# So many payees are named; the rest stands as one.
SHOWN = 15


@page(_("Where the money goes"), asks="delivery.tree")
def money(request: HttpRequest) -> HttpResponse:
    """What the plan gives, by who answers for it; who was paid; what each district has a head."""
    given, paid = queries.given(), queries.paid()
    districts = queries.by_district(given)
    context = {
        "planned": _money(sum(one.amount for one in given)),
        "paid": _money(sum(one.amount for one in paid)),
        "parts": len(given),
        "plan": _plan(given),
        "payees": _payees(paid),
        "districts": districts,
        "map": _per_head(districts) if districts else "",
        "beyond": _money(districts.beyond) if districts and districts.beyond else None,
    }
    return render(request, "delivery/money.html", context)


def _money(amount: int) -> Money:
    return Money(amount, hall_currency())


def _shown(value: float | None) -> str:
    """An amount in whole main units: cents say nothing in a picture."""
    if value is None:
        return "–"
    unit = 10 ** _money(0).digits
    return text.money(_money(round(value / unit) * unit))


def _plan(given: Sequence[queries.Given]) -> SafeString:
    cells = [
        Cell(one.item.name, one.amount, one.item.body.name, one.item.get_absolute_url())
        for one in given
    ]
    return treemap(
        gettext("What the plan gives"),
        cells,
        note=gettext("By who answers for it; a part is as large as its money."),
        show=_shown,
        head=gettext("Money"),
    )


def _payees(paid: Sequence[queries.Paid]) -> SafeString:
    """Bars, the most first; beyond SHOWN the rest as one."""
    rows: list[tuple[Any, float]] = [(_payee(one), one.amount) for one in paid[:SHOWN]]
    if len(paid) > SHOWN:
        rows.append((gettext("all others"), sum(one.amount for one in paid[SHOWN:])))
    return bar_chart(gettext("Who was paid"), rows, show=_shown) if rows else SafeString()


def _payee(one: queries.Paid) -> Any:
    name = one.name or gettext("not named any more")
    if not one.organisation:
        return name
    url = reverse("people:organisation", args=[one.organisation])
    return format_html('<a href="{}" dir="auto">{}</a>', url, name)


def _per_head(found: queries.ByDistrict) -> SafeString:
    """A map where all districts have a boundary, else bars."""
    shapes: dict[int, Any] = {
        one["id"]: one["geometry"]
        for one in boundaries([row.unit.pk for row in found.rows])["features"]
    }
    title = gettext("What each district has from the plan, a head")
    if any(row.unit.pk not in shapes for row in found.rows):
        ordered = sorted(found.rows, key=lambda row: -row.per_head)
        return bar_chart(title, [(row.unit.name, row.per_head) for row in ordered], show=_shown)
    areas = [
        Area(
            row.unit.name,
            float(row.per_head),
            shapes[row.unit.pk],
            reverse("places:unit", args=[row.unit.pk]),
        )
        for row in found.rows
    ]
    return area_map(title, areas, show=_shown)
