"""How round tables are shown wherever a ref names one."""

from __future__ import annotations

from commonhall.consultations.round_tables.models import (
    AgendaItem,
    Agreement,
    Commitment,
    RoundTable,
    Seat,
)
from commonhall.core.refs import Described, describes
from commonhall.law.asking import origins
from commonhall.ui.text import excerpt

SHOWN = 80


def _tables(numbers: list[int]) -> dict[int, Described]:
    return {
        row.pk: Described(
            row.ref, row.title, row.get_absolute_url(), row.get_state_display(), "consultation"
        )
        for row in RoundTable.objects.filter(pk__in=numbers)
    }


def _at_table(model: type, path: str):  # type: ignore[no-untyped-def]
    """Things at a round table are shown on its page."""

    def describe(numbers: list[int]) -> dict[int, Described]:
        rows = model.objects.filter(pk__in=numbers).select_related(path)  # type: ignore[attr-defined]
        found = {}
        for row in rows:
            table = row
            for step in path.split("__"):
                table = getattr(table, step)
            found[row.pk] = Described(row.ref, table.title, table.get_absolute_url())
        return found

    return describe


def _agreements(numbers: list[int]) -> dict[int, Described]:
    rows = Agreement.objects.filter(pk__in=numbers).select_related("item")
    return {
        row.pk: Described(
            row.ref, excerpt(row.text, SHOWN), row.get_absolute_url(), row.get_state_display()
        )
        for row in rows
    }


def _commitments(numbers: list[int]) -> dict[int, Described]:
    rows = Commitment.objects.filter(pk__in=numbers).select_related("agreement__item")
    return {
        row.pk: Described(
            row.ref,
            excerpt(row.text, SHOWN),
            row.agreement.get_absolute_url(),
            row.get_state_display(),
        )
        for row in rows
    }


def _above_agreements(numbers: list[int]) -> list[tuple[int, str]]:
    """What was asked about the matter of a table was asked about what the table agreed on."""
    rows = Agreement.objects.filter(pk__in=numbers).select_related("item__table")
    tables = [(row.pk, row.item.table) for row in rows]
    return [(pk, ref) for pk, table in tables for ref in (table.ref, table.about) if ref]


def register() -> None:
    origins.part_of("consultations.agreement", _above_agreements)
    describes("consultations.roundtable", _tables)
    describes("consultations.seat", _at_table(Seat, "table"))
    describes("consultations.agendaitem", _at_table(AgendaItem, "table"))
    describes("consultations.agreement", _agreements)
    describes("consultations.commitment", _commitments)
