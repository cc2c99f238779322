"""What growth costs, as open data: the changes of every two series that the page can show."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from commonhall.core.exports import Dataset, Row, columns, publish
from commonhall.evaluation.growth import queries
from commonhall.evaluation.growth.changes import change
from commonhall.evaluation.series.queries import series
from commonhall.places.models import Unit

COLUMNS = columns(
    series="text",
    place="text",
    first_on="date",
    last_on="date",
    first="number",
    last="number",
    percent="number",
    low="number",
    high="number",
    better="boolean",
)


def _rows() -> Iterator[Row]:
    codes = dict(Unit.objects.values_list("pk", "code"))
    for one in series():
        for unit, points in sorted(queries.values_of(one).items()):
            found = change(points, one.up)
            if found is not None:
                yield {
                    "series": one.code,
                    "place": codes[unit],
                    "first_on": found.first.on,
                    "last_on": found.last.on,
                    "first": found.first.value,
                    "last": found.last.value,
                    "percent": round(found.percent, 3),
                    "low": None if found.low is None else round(found.low, 3),
                    "high": None if found.high is None else round(found.high, 3),
                    "better": found.better,
                }


def register() -> None:
    publish(
        Dataset(
            "evaluation.changes",
            _("What changed, series by series"),
            _("Each place's change over at most five years, in percent; low, high: its interval."),
            COLUMNS,
            _rows,
        )
    )
