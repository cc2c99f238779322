"""Who gains, as open data."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from commonhall.core.exports import Dataset, Row, columns, publish
from commonhall.core.money import hall_currency
from commonhall.evaluation.fruits import queries

COLUMNS = columns(
    of="text",
    place="text",
    amount="integer",
    currency="text",
    people="integer",
    share="number",
    missing="integer",
    ordered_by="text",
    standing="number",
)


def _rows() -> Iterator[Row]:
    for kind in queries.KINDS:
        fruits = queries.fruits(kind)
        for line in fruits.found.lines if fruits.found else ():
            yield {
                "of": kind,
                "place": fruits.units[line.place.unit].code,
                "amount": line.place.amount,
                "currency": hall_currency(),
                "people": line.place.people,
                "share": round(line.share, 4),
                "missing": line.missing,
                "ordered_by": fruits.by.code if fruits.by else "",
                "standing": line.place.standing,
            }


def register() -> None:
    publish(
        Dataset(
            "evaluation.fruits",
            _("Who gains"),
            _(
                "Money by district, in minor units, from the plan and as paid; share: of what its heads would bring, 1 is its share; standing: the series it is ordered by, more is better."
            ),
            COLUMNS,
            _rows,
        )
    )
