"""Themes of the month as open data: what was nominated, in which orders people put it, and what became of it."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from commonhall.core.exports import Dataset, Row, columns, publish
from commonhall.decisions.themes.queries import rounds


def _rounds() -> Iterator[Row]:
    for row in rounds().prefetch_related("themes").order_by("pk"):
        yield {
            "id": row.pk,
            "names": row.names,
            "place": row.unit.code,
            "held_by": row.held_by.code,
            "state": row.state,
            "nominate_until": row.nominate_until,
            "rank_until": row.rank_until,
            "sources": [one.source_id for one in sorted(row.themes.all(), key=lambda one: one.pk)],
            "people": row.people,
            "orders": row.orders,
            "outcome": row.outcome or None,
            "chosen": row.chosen_id,
            "lead": row.body.code if row.body else None,
            "due_on": row.due_on,
            "done_by": row.done_by,
        }


def register() -> None:
    publish(
        Dataset(
            "decisions.themes",
            _("Themes of the month"),
            _("Common causes that residents put in order, and who leads the one they chose."),
            columns(
                id="integer",
                names="json",
                place="text",
                held_by="text",
                state="text",
                nominate_until="date",
                rank_until="date",
                sources="json",
                people="integer",
                orders="json",
                outcome="json",
                chosen="integer",
                lead="text",
                due_on="date",
                done_by="date",
            ),
            _rounds,
        )
    )
