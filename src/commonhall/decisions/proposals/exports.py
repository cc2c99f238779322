"""Proposals for budgets as open data: how many support them, never who."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from commonhall.core.exports import CHUNK, Column, Dataset, Row, publish
from commonhall.decisions.proposals import queries

PROPOSALS = (
    Column("ref"),
    Column("budget", about="ref of the participatory budget"),
    Column("title", sealed=True),
    Column("state"),
    Column("place"),
    Column("latitude", "number"),
    Column("longitude", "number"),
    Column("category"),
    Column("organisation", about="its author, where that is an organisation"),
    Column("estimate", "integer", "what its author thinks it costs, in minor units"),
    Column("cost", "integer", "as checked, in minor units"),
    Column("currency"),
    Column("supporters", "integer", "residents who support it now"),
    Column("proposed_at", "moment"),
    Column("checked_at", "moment"),
    Column("due_on", "date", "the last day to check it"),
    Column("overdue_on", "date"),
    Column("merged_into", about="ref of the proposal it became part of"),
    Column("option", about="ref of its option on the ballot"),
    Column("won", "boolean"),
    Column("item", about="ref of its part of the plan"),
)


def proposals() -> Iterator[Row]:
    rows = queries.proposals(queries.Filter()).order_by("pk")
    for row in rows.iterator(chunk_size=CHUNK):
        yield queries.told(row)


def register() -> None:
    publish(
        Dataset(
            "decisions.proposals",
            _("Proposals for budgets"),
            _(
                "What residents proposed: support, check with cost, vote, and the part of the plan it became."
            ),
            PROPOSALS,
            proposals,
        )
    )
