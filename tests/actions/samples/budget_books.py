"""Samples of what may be done with budget books."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import QuerySet

from commonhall.core import clock
from commonhall.delivery.budget_book import actions, charging_actions
from commonhall.delivery.budget_book.models import BudgetBook, BudgetLine
from tests import on_record
from tests.actions.samples import Refusal, Sample, Wrong, sample, set_fields, unless
from tests.actions.samples.delivery import awarded, item, running
from tests.delivery import budget_books as books
from tests.delivery.budget_books import UNTIL, day
from tests.kit import Hall
from tests.words import texts

ONE = timedelta(days=1)


def drafted(hall: Hall) -> BudgetLine:
    return books.fresh(books.line(hall, books.begun(hall)))


def read(hall: Hall) -> BudgetBook:
    """A book whose time for comments is over."""
    book = drafted(hall).book
    books.opened(hall, book)
    return past(book, consult_until=clock.today() - ONE)


def past(book: BudgetBook, **fields: Any) -> BudgetBook:
    """As if its past had been another, on the record, too."""
    on_record.change(QuerySet(BudgetBook).filter(pk=book.pk), **fields)
    book.refresh_from_db()
    return book


def amending(hall: Hall) -> BudgetLine:
    """A line in force whose book is being amended."""
    line = books.in_force(hall)
    actions.amend_budget_book.perform(hall.parks, book=line.book, reason="The river rose.")
    return books.fresh(line)


def expense(hall: Hall, **given: Any) -> dict[str, Any]:
    return {
        "code": "600-7",
        "names": texts("Benches"),
        "kind": "expense",
        "function": "06.2",
        "unit": hall.unit("north"),
        "carrier": hall.body("parks"),
        "amount": 90_00,
        **given,
    }


@sample("delivery.begin_budget_book")
def begin_budget_book(hall: Hall) -> Sample:
    return Sample(
        hall.parks,
        given={
            "names": texts("Budget"),
            "unit": hall.unit("north"),
            "starts": day(1),
            "ends": day(365),
        },
        changed=lambda one: (one.state, one.body.code, one.edition) == ("draft", "parks", 0),
        wrong=[Wrong("ends", day(1))],
    )


@sample("delivery.add_budget_line")
def add_budget_line(hall: Hall) -> Sample:
    line = drafted(hall)
    return Sample(
        hall.parks,
        line.book,
        expense(hall),
        changed=lambda one: (one.code, one.planned, one.carrier.code) == ("600-7", 90_00, "parks"),
        refused=[
            Refusal("other-body", by=hall.roads),
            unless("wrong-state", state="consulted"),
            unless("wrong-state", state="adopted"),
        ],
        wrong=[
            Wrong("code", line.code),
            Wrong("function", "R113"),
            Wrong("function", "06.2", {"kind": "income"}),
        ],
    )


@sample("delivery.change_budget_line")
def change_budget_line(hall: Hall) -> Sample:
    line = amending(hall)
    books.pay(hall, books.on_line(hall, running(hall), line), 50_00)
    return Sample(
        hall.parks,
        line,
        {
            "names": line.names,
            "function": line.function,
            "unit": line.unit,
            "carrier": line.carrier,
            "amount": 700_00,
        },
        changed=lambda one: (one.next, one.voted) == (700_00, 1000_00),
        refused=[
            unless("removed", dropped=True),
            Refusal("wrong-state", before=lambda: set_fields(line.book, state="consulted")),
        ],
        wrong=[
            Wrong("amount", 49_00),
            Wrong("names", texts("Other")),
            Wrong("function", "R113", before=lambda: set_fields(line, since=9)),
        ],
    )


@sample("delivery.remove_budget_line")
def remove_budget_line(hall: Hall) -> Sample:
    line = drafted(hall)
    return Sample(
        hall.parks,
        line,
        changed=lambda one: one.dropped,
        refused=[
            unless("removed", dropped=True),
            Refusal("in-force", before=lambda: set_fields(line.book, edition=1)),
            Refusal("wrong-state", before=lambda: set_fields(line.book, state="adopted")),
        ],
    )


@sample("delivery.import_budget_lines")
def import_budget_lines(hall: Hall) -> Sample:
    books.begun(hall)
    rows = (
        "code;names;kind;function;place;body;amount\n"
        "600-1;Streets;expense;4.5;north;parks;1 250,50\n"
        "756-1;Tax;income;R113;north;parks;99\n"
    )
    return Sample(
        hall.parks,
        given={"lines": rows},
        changed=lambda _brought: (
            list(BudgetLine.objects.order_by("code").values_list("code", "function", "planned"))
            == [("600-1", "04.5", 1250_50), ("756-1", "R113", 99_00)]
        ),
        wrong=[
            Wrong("lines", rows.replace("north", "nowhere")),
            Wrong("lines", rows.replace("4.5", "44.5")),
            Wrong("lines", rows.replace("99", "much")),
            Wrong("lines", rows.replace("756-1", "600-1")),
        ],
    )


@sample("delivery.consult_budget_book")
def consult_budget_book(hall: Hall) -> Sample:
    line = drafted(hall)
    return Sample(
        hall.parks,
        line.book,
        {"until": day(UNTIL)},
        changed=lambda book: (book.state, book.consult_until) == ("consulted", day(UNTIL)),
        refused=[
            unless("wrong-state", state="adopted"),
            Refusal("empty", before=lambda: set_fields(line, dropped=True)),
        ],
        wrong=[Wrong("until", day(UNTIL - 1))],
    )


@sample("delivery.amend_budget_book")
def amend_budget_book(hall: Hall) -> Sample:
    return Sample(
        hall.parks,
        books.in_force(hall).book,
        {"reason": "The river rose."},
        changed=lambda one: (one.state, one.edition, one.in_force) == ("draft", 1, True),
        refused=[unless("wrong-state", state="draft"), unless("wrong-state", state="closed")],
    )


@sample("delivery.drop_budget_amendment")
def drop_budget_amendment(hall: Hall) -> Sample:
    return Sample(
        hall.parks,
        amending(hall).book,
        {"reason": "The river fell again."},
        changed=lambda one: (
            (one.state, one.edition, one.dropped_on) == ("adopted", 1, clock.today())
        ),
        refused=[
            unless("wrong-state", state="adopted"),
            unless("wrong-state", state="closed"),
            unless("wrong-state", edition=0),
        ],
    )


@sample("delivery.give_up_budget_book")
def give_up_budget_book(hall: Hall) -> Sample:
    return Sample(
        hall.parks,
        books.begun(hall),
        {"reason": "Another is written."},
        changed=lambda one: one.ended_on == clock.today(),
        refused=[
            unless("wrong-state", ended_on=clock.today()),
            unless("wrong-state", state="consulted"),
            unless("in-force", edition=1),
        ],
    )


@sample("delivery.adopt_budget_book")
def adopt_budget_book(hall: Hall) -> Sample:
    book = read(hall)
    return Sample(
        hall.chair,
        book,
        changed=lambda made: (made.number, made.book.state, made.book.edition) == (1, "adopted", 1),
        refused=[
            unless("wrong-state", state="draft"),
            unless("too-early", consult_until=day(1)),
            Refusal("empty", before=lambda: set_fields(book.lines.get(), dropped=True)),
        ],
    )


def moving(hall: Hall, by: Any) -> Sample:
    line = books.in_force(hall)
    target, income = books.other(line), BudgetLine.objects.get(kind="income")
    return Sample(
        by,
        line,
        {"target": target, "amount": 100_00, "reason": "A storm."},
        changed=lambda made: (made.source.voted, made.target.voted) == (900_00, 600_00),
        refused=[
            unless("wrong-state", since=9),
            Refusal("wrong-state", before=lambda: set_fields(line.book, state="closed")),
        ],
        wrong=[
            Wrong("amount", 0),
            Wrong("amount", 1000_01),
            Wrong("target", income),
            Wrong("target", line),
        ],
    )


@sample("delivery.move_budget_money")
def move_budget_money(hall: Hall) -> Sample:
    return moving(hall, hall.parks)


@sample("delivery.transfer_budget_money")
def transfer_budget_money(hall: Hall) -> Sample:
    return moving(hall, hall.chair)


@sample("delivery.close_budget_book")
def close_budget_book(hall: Hall) -> Sample:
    book = past(books.in_force(hall).book, ends=clock.today() - ONE)
    return Sample(
        hall.chair,
        book,
        {"account": "The lamps are there."},
        changed=lambda made: (made.account, made.number, made.book.state) == (True, 2, "closed"),
        refused=[unless("too-early", ends=day(1)), unless("wrong-state", state="draft")],
    )


@sample("delivery.charge_item")
def charge_item(hall: Hall) -> Sample:
    line = books.in_force(hall)
    foreign = books.in_force(hall, carrier=hall.body("roads"))
    return Sample(
        hall.parks,
        item(hall),
        {"line": line},
        changed=lambda one: one.line == line,
        refused=[Refusal("other-body", by=hall.roads), unless("wrong-state", state="stopped")],
        wrong=[Wrong("line", foreign)],
    )


@sample("delivery.charge_contract")
def charge_contract(hall: Hall) -> Sample:
    line = books.in_force(hall)
    income = BudgetLine.objects.get(kind="income")
    return Sample(
        hall.parks,
        awarded(hall),
        {"line": line},
        changed=lambda one: one.line == line,
        refused=[
            Refusal("other-body", by=hall.roads),
            unless("wrong-state", state="complete"),
            Refusal("line-passed", before=lambda: set_fields(line, moved=-990_00)),
        ],
        wrong=[Wrong("line", income)],
    )


@sample("delivery.record_income")
def record_income(hall: Hall) -> Sample:
    expense = books.in_force(hall)
    line = BudgetLine.objects.select_related("book").get(kind="income")
    return Sample(
        hall.parks,
        line,
        {"amount": 70_00, "on": day(0), "source": "Statement 7"},
        changed=lambda made: (made.line, made.amount) == (line, 70_00),
        refused=[
            Refusal("other-body", by=hall.roads),
            Refusal("wrong-state", thing=expense),
            unless("wrong-state", since=9),
        ],
        wrong=[Wrong("amount", 0), Wrong("on", day(1))],
    )


@sample("delivery.strike_budget_receipt")
def strike_budget_receipt(hall: Hall) -> Sample:
    books.in_force(hall)
    line = BudgetLine.objects.select_related("book").get(kind="income")
    made = charging_actions.record_income.perform(
        hall.parks, line=line, amount=70_00, on=day(0), source="Statement 7"
    ).result
    return Sample(
        hall.parks,
        made,
        changed=lambda one: one.set_aside_on == clock.today(),
        refused=[
            unless("wrong-state", set_aside_on=clock.today()),
            Refusal("closed", before=lambda: set_fields(line.book, state="closed")),
        ],
    )
