"""What round tables are found by."""

from __future__ import annotations

from commonhall.consultations.round_tables.models import RoundTable
from commonhall.core import search

TABLE = "consultations.roundtable"


def index_table(one: RoundTable) -> None:
    search.index(TABLE, [(one.pk, f"{one.title}\n{one.text}")])


def register() -> None:
    search.searchable(
        TABLE, lambda: ((one.pk, f"{one.title}\n{one.text}") for one in RoundTable.objects.all())
    )
