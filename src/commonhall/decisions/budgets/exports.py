"""Participatory budgets as open data."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from commonhall.core.exports import Column, Dataset, Row, publish
from commonhall.decisions.budgets import queries

BUDGETS = (
    Column("ref"),
    Column("names", "json"),
    Column("place"),
    Column("body", about="who answers for it and checks the proposals"),
    Column("money", "integer", "minor units"),
    Column("currency"),
    Column("opens_on", "date"),
    Column("ideas_until", "date"),
    Column("support_until", "date"),
    Column("check_until", "date"),
    Column("ballot_on", "date", "from when on the ballot is drawn"),
    Column("votes_from", "date"),
    Column("votes_until", "date"),
    Column("categories", "json"),
    Column("needed", "integer", "supporters without whom a proposal is not checked"),
    Column("most_each", "integer", "proposals of one author"),
    Column("most_cost", "integer", "of one project; empty: no more than the money"),
    Column("form"),
    Column("rule"),
    Column("most", "integer", "choices or points on a ballot; 0: any"),
    Column("within_money", "boolean", "whether a ballot may not cost more than the money"),
    Column("election", about="ref of the vote it became"),
    Column("called_off_on", "date"),
)


def budgets() -> Iterator[Row]:
    for row in queries.budgets().order_by("pk"):
        yield queries.told(row)


def register() -> None:
    publish(
        Dataset(
            "decisions.budgets",
            _("Participatory budgets"),
            _(
                "Money that residents share out: phases with their days, rules, and the vote it became."
            ),
            BUDGETS,
            budgets,
        )
    )
