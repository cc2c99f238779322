"""Budget books as open data: books, lines with what became of their money, transfers, income, editions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from commonhall.core.exports import CHUNK, Dataset, Row, columns, publish
from commonhall.delivery.budget_book import cofog, queries, sums
from commonhall.delivery.budget_book.models import BudgetEdition, BudgetReceipt, BudgetTransfer

BOOKS = columns(
    id="integer",
    names="json",
    place="text",
    body="text",
    starts="date",
    ends="date",
    currency="text",
    state="text",
    consult_until="date",
    edition="integer",
)
LINES = columns(
    id="integer",
    budget="integer",
    code="text",
    names="json",
    kind="text",
    function="text",
    division="text",
    place="text",
    body="text",
    amount="number",
    currency="text",
    planned="integer",
    voted="integer",
    committed="integer",
    done="integer",
    left="integer",
)
TRANSFERS = columns(
    id="integer",
    budget="integer",
    source="text",
    target="text",
    amount="integer",
    currency="text",
    on="date",
    decided="boolean",
    reason="text",
)
RECEIPTS = columns(
    id="integer", line="integer", amount="integer", currency="text", on="date", source="text"
)
EDITIONS = columns(
    budget="integer",
    number="integer",
    account="boolean",
    adopted_on="date",
    digest="text",
    content="text",
)


def books() -> Iterator[Row]:
    for row in queries.books().order_by("pk"):
        yield {
            "id": row.pk,
            "names": row.names,
            "place": row.unit.code,
            "body": row.body.code,
            "starts": row.starts,
            "ends": row.ends,
            "currency": row.currency,
            "state": row.state,
            "consult_until": row.consult_until,
            "edition": row.edition,
        }


def told(line: Any, found: sums.Figures) -> Row:
    """What is public of a line; amounts in minor units."""
    return {
        "id": line.pk,
        "budget": line.book_id,
        "code": line.code,
        "names": line.names,
        "kind": line.kind,
        "function": line.function,
        "division": cofog.division(line.function),
        "place": line.unit.code,
        "body": line.carrier.code,
        "currency": line.book.currency,
        "planned": found.planned,
        "voted": found.voted,
        "committed": found.committed,
        "done": found.done,
        "left": found.left,
    }


def lines() -> Iterator[Row]:
    """Book by book; amount is the newest draft's, in main units, as files for the import have it."""
    for book in queries.books().order_by("pk"):
        figures = {one.number: one.figures for one in sums.of_book(book.pk, book.edition)}
        for line in queries.lines(book).order_by("pk").iterator(chunk_size=CHUNK):
            found = told(line, figures.get(line.pk, sums.Figures()))
            yield {**found, "amount": float(line.money_of(line.amount).main)}


def transfers() -> Iterator[Row]:
    rows = BudgetTransfer.objects.filter(set_aside_on=None).select_related(
        "book", "source", "target"
    )
    for row in rows.order_by("pk").iterator(chunk_size=CHUNK):
        yield {
            "id": row.pk,
            "budget": row.book_id,
            "source": row.source.code,
            "target": row.target.code,
            "amount": row.amount,
            "currency": row.book.currency,
            "on": row.on,
            "decided": row.decided,
            "reason": row.reason,
        }


def receipts() -> Iterator[Row]:
    rows = BudgetReceipt.objects.filter(set_aside_on=None).select_related("line__book")
    for row in rows.order_by("pk").iterator(chunk_size=CHUNK):
        yield {
            "id": row.pk,
            "line": row.line_id,
            "amount": row.amount,
            "currency": row.line.book.currency,
            "on": row.on,
            "source": row.source,
        }


def editions() -> Iterator[Row]:
    rows = BudgetEdition.objects.filter(set_aside_on=None).order_by("pk")
    for row in rows.iterator(chunk_size=50):
        yield {
            "budget": row.book_id,
            "number": row.number,
            "account": row.account,
            "adopted_on": row.adopted_on,
            "digest": row.digest,
            "content": row.content,
        }


def register() -> None:
    for name, title, about, shape, rows in (
        (
            "budget_books",
            _("Budget books"),
            _("What places take in and spend in a period."),
            BOOKS,
            books,
        ),
        (
            "budget_lines",
            _("Lines of budget books"),
            _(
                "Each with what it is for, where, by whom; planned, voted, promised, spent and left."
            ),
            LINES,
            lines,
        ),
        (
            "budget_transfers",
            _("Transfers between lines of budget books"),
            _("How much was moved, from where to where, and why."),
            TRANSFERS,
            transfers,
        ),
        (
            "budget_receipts",
            _("Income received on lines of budget books"),
            _("How much came in, when, and where it can be checked."),
            RECEIPTS,
            receipts,
        ),
        (
            "budget_editions",
            _("Editions of budget books"),
            _("Each as it was adopted or closed, with its digest."),
            EDITIONS,
            editions,
        ),
    ):
        publish(Dataset(f"delivery.{name}", title, about, shape, rows))
