"""An early warning as a curve, a map and a form that is filled in already."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from commonhall.core import clock
from commonhall.evaluation.signals import counting, queries
from commonhall.evaluation.signals.models import Signal
from commonhall.places.models import Unit
from commonhall.places.queries import boundaries
from commonhall.ui.charts import Area, Series, area_map, line_chart

# Weeks shown before the one that was told, and after it.
BEFORE, AFTER = 52, 12
# Cases named in the form that names their source.
MOST_CASES = 100


def curve(signal: Signal, places: list[Unit]) -> SafeString:
    """Cases a week for a year, and what came of it afterwards."""
    monday = signal.until - timedelta(days=6)
    first, last = monday - timedelta(weeks=BEFORE), monday + timedelta(weeks=AFTER)
    shown = min(last, counting.last_week(clock.today()))
    weeks = [first + timedelta(weeks=at) for at in range((shown - first).days // 7 + 1)]
    if not weeks:
        return SafeString()
    rows = queries.among(places, signal.category_id, first, shown + timedelta(days=6))
    counts = counting.by_week(rows, weeks)
    usual = float(signal.expected) / max(1, ((signal.until - signal.since).days + 1) // 7)
    return line_chart(
        _("Cases a week"),
        [
            Series(_("cases"), list(zip(weeks, counts.tolist(), strict=True))),
            Series(_("usual in the weeks told"), [(weeks[0], usual), (weeks[-1], usual)]),
        ],
    )


def map_of(signal: Signal, places: list[Unit]) -> SafeString:
    """Where they were raised: every place with its cases, those of the warning alone counted."""
    features = boundaries()["features"]
    inside = queries.among(places, signal.category_id, signal.since, signal.until)
    cases = Counter(inside.values_list("unit", flat=True))
    areas = [
        Area(
            one["properties"]["label"],
            float(cases[one["id"]]),
            one["geometry"],
            one["properties"]["url"],
        )
        for one in features
        if one["properties"]["part"]
    ]
    if len(areas) < 2 or not any(area.value for area in areas):
        return SafeString()
    return area_map(_("Where these cases were raised"), areas)


def naming(signal: Signal, places: list[Unit]) -> str:
    """The address of the form that names a source, with everything filled in."""
    rows = queries.among(places, signal.category_id, signal.since, signal.until).order_by("-pk")
    cases = list(rows.filter(source=None).values_list("pk", flat=True)[:MOST_CASES])
    title = f"{signal.category.name}: {', '.join(signal.words)}".rstrip(": ")
    start = {
        "title": title[:160],
        "unit": signal.unit_id,
        "body": signal.body_id,
        "cases": " ".join(map(str, cases)),
    }
    return f"{reverse('cases:name_source')}?{urlencode(start)}"
