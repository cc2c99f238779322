"""Orders of agendas as open data: what each member wanted first, and what was counted."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from commonhall.core.exports import Dataset, Row, columns, publish
from commonhall.decisions.agenda_order.models import AgendaCount, AgendaRanking


def _rankings() -> Iterator[Row]:
    rows = AgendaRanking.objects.select_related("office").order_by("sitting_id", "office_id")
    for row in rows:
        yield {
            "sitting": row.sitting_id,
            "office": row.office.code,
            "order": row.order,
            "at": row.at,
        }


def _counts() -> Iterator[Row]:
    for row in AgendaCount.objects.order_by("pk"):
        yield {
            "sitting": row.sitting_id,
            "motions": row.motions,
            "orders": [order for _office, order in row.orders],
            "outcome": row.outcome,
            "at": row.at,
        }


def register() -> None:
    publish(
        Dataset(
            "decisions.agenda_rankings",
            _("Members’ orders of agendas"),
            _("In which order each office wants the matters of a sitting."),
            columns(sitting="integer", office="text", order="json", at="moment"),
            _rankings,
        )
    )
    publish(
        Dataset(
            "decisions.agenda_counts",
            _("Counted orders of agendas"),
            _("Orders as they were counted, and what followed."),
            columns(sitting="integer", motions="json", orders="json", outcome="json", at="moment"),
            _counts,
        )
    )
