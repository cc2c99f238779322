"""What is frozen of a budget book when it is adopted or closed, and two editions beside each other."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from commonhall.core.models import in_language
from commonhall.delivery.budget_book import sums
from commonhall.delivery.budget_book.models import BudgetBook, BudgetEdition
from commonhall.record.entry_format import canonical

# Lines of an edition that are shown on its page; all of them can be downloaded.
SHOWN = 500


def content(book: BudgetBook, number: int, account: bool = False) -> str:
    """The lines as they stand now, as canonical JSON. Amounts are minor units as text.

    account: with what was voted at the end, and spent or received.
    """
    rows = book.lines.filter(dropped=False).select_related("unit", "carrier")
    ordered = list(rows.order_by("code", "pk"))
    for one in ordered:
        one.book = book
    figures = sums.of_lines(ordered) if account else {}
    lines = []
    for one in ordered:
        line = {
            "id": one.pk,
            "code": one.code,
            "names": one.names,
            "kind": one.kind,
            "function": one.function,
            "place": one.unit.code,
            "body": one.carrier.code,
            "amount": str(one.amount),
        }
        if account:
            line["done"] = str(figures[one.pk].done)
        lines.append(line)
    whole = {
        "book": book.ref,
        "edition": number,
        "account": account,
        "names": book.names,
        "starts": book.starts.isoformat(),
        "ends": book.ends.isoformat(),
        "currency": book.currency,
        "lines": lines,
    }
    return canonical(whole).decode()


def lines_of(edition: BudgetEdition) -> list[dict[str, Any]]:
    """The lines of a frozen edition, in order."""
    found: list[dict[str, Any]] = json.loads(edition.content)["lines"]
    return found


@dataclass(frozen=True)
class Compared:
    """One line in two editions; None where it is not in one. done: spent or received, of an account."""

    number: int
    code: str
    name: str
    kind: str
    old: int | None
    new: int | None
    done: int | None = None

    @property
    def change(self) -> int:
        return (self.new or 0) - (self.old or 0)

    @property
    def changed(self) -> bool:
        return self.old != self.new


def compared(old: Sequence[dict[str, Any]], new: Sequence[dict[str, Any]]) -> list[Compared]:
    """Line by line, in the new order; what is gone stands last."""
    before = {one["id"]: one for one in old}
    found = []
    for line in new:
        earlier = before.pop(line["id"], None)
        found.append(_row(line, _amount(earlier), _amount(line)))
    found += [_row(line, _amount(line), None) for line in before.values()]
    return found


def _amount(line: dict[str, Any] | None) -> int | None:
    return int(line["amount"]) if line else None


def _row(line: dict[str, Any], old: int | None, new: int | None) -> Compared:
    done = int(line["done"]) if "done" in line else None
    return Compared(
        line["id"], line["code"], in_language(line["names"]), line["kind"], old, new, done
    )
