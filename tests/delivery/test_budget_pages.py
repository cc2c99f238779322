"""Pages of the budget: sums that agree, few queries however many lines, what programs get, files brought in."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from commonhall.core.exports import datasets
from commonhall.core.refusals import BadInput
from commonhall.delivery.budget_book import presentation, sums
from commonhall.delivery.budget_book.models import BudgetBook, BudgetLine
from commonhall.delivery.budget_book.table_actions import import_budget_lines
from commonhall.delivery.plan.models import Payment
from tests.actions.samples.delivery import running
from tests.delivery import budget_books as kit
from tests.kit import Hall, by_key, found_hall, signed_in
from tests.words import texts

pytestmark = pytest.mark.django_db
MOST_QUERIES = 10


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def read(address: str, client: Client | None = None) -> str:
    answer = (client or Client()).get(address)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def many(book: BudgetBook, of: BudgetLine, lines: int, payments: int) -> None:
    """So many more lines and payments, past the gate: only how much there is matters here."""
    rows = [
        BudgetLine(
            version=1,
            book=book,
            code=f"9-{number:05}",
            names={"en": f"Line {number}"},
            kind="expense",
            function=("04.5", "06.4", "09.1", "10")[number % 4],
            unit=of.unit,
            carrier=of.carrier,
            planned=100_00,
        )
        for number in range(lines)
    ]
    made = super(type(BudgetLine.objects.all()), BudgetLine.objects.all()).bulk_create(rows)
    paid = [
        Payment(
            version=1,
            line=made[number % lines],
            body=of.carrier,
            amount=1_00,
            on=kit.day(0),
            payee="x",
            invoice=str(number),
            invoice_key=str(number),
            invoiced_on=kit.day(0),
        )
        for number in range(payments)
    ]
    super(type(Payment.objects.all()), Payment.objects.all()).bulk_create(paid)


def test_the_overview_takes_as_many_queries_with_many_lines(hall: Hall) -> None:
    line = kit.in_force(hall)
    many(line.book, line, 300, 900)
    for address in (
        "/plan/budget/",
        f"/plan/budget/?book={line.book_id}&by=place",
        f"/plan/budget/?book={line.book_id}&by=body",
        f"/plan/budget/?book={line.book_id}&in=04",
    ):
        read(address)
        with CaptureQueriesContext(connection) as queries:
            read(address)
        assert len(queries) <= MOST_QUERIES, [one["sql"][:90] for one in queries]
    found = presentation.total(sums.of_book(line.book_id, 1))
    assert (found.voted, found.done) == (3000_00 + 300 * 100_00, 900_00)


def test_lists_take_as_many_queries_with_many_lines(hall: Hall) -> None:
    line = kit.in_force(hall)
    address = f"/plan/budget/{line.book_id}/lines/"
    read(address)
    with CaptureQueriesContext(connection) as few:
        read(address)
    many(line.book, line, 80, 80)
    with CaptureQueriesContext(connection) as queries:
        page = read(address)
    assert len(queries) == len(few) <= MOST_QUERIES
    assert "9-00046" in page and "9-00060" not in page and "cursor=" in page


def test_what_it_is_for_leads_to_groups_and_these_to_lines(hall: Hall) -> None:
    line = kit.in_force(hall)
    page = read("/plan/budget/")
    assert "Housing and neighbourhoods" in page and f"book={line.book_id}&amp;in=06" in page
    page = read(f"/plan/budget/?book={line.book_id}&in=06")
    address = f"/plan/budget/{line.book_id}/lines/?function=06.4&kind=expense"
    assert address.replace("&", "&amp;") in page and "Nature and landscape" not in page
    page = read(address)
    assert "600-1" in page and "600-2" not in page
    # A division has the lines of its groups, and not those of another that begins alike.
    assert "600-1" in read(f"/plan/budget/{line.book_id}/lines/?function=06")
    assert "600-1" not in read(f"/plan/budget/{line.book_id}/lines/?function=06.4.1")


@pytest.mark.parametrize("said", ["x", "0", "99999999999999999999", "٣"])
def test_a_book_that_is_not_there_is_not_found(hall: Hall, said: str) -> None:
    kit.in_force(hall)
    assert Client().get(f"/plan/budget/?book={said}").status_code == 404


def test_a_payment_leads_back_to_its_line_and_the_line_to_it(hall: Hall) -> None:
    line = kit.in_force(hall)
    item = kit.on_line(hall, running(hall), line)
    kit.pay(hall, item, 10_00)
    page = read(item.get_absolute_url())
    assert page.count(f'href="{line.get_absolute_url()}"') == 2
    page = read(line.get_absolute_url())
    assert item.get_absolute_url() in page and "Poles Ltd" in page


def test_the_form_of_a_payment_asks_for_a_line_only_where_a_budget_is_in_force(hall: Hall) -> None:
    item = running(hall)
    client = signed_in("parks", hall.parks.ref)
    address = f"{item.get_absolute_url()}record-payment/"
    assert 'name="line"' not in read(address, client)
    line = kit.in_force(hall, amount=100_00)
    page = read(address, client)
    assert 'name="line"' in page and "600-1" in page
    # Lines of others, of income and of other books are not offered.
    assert "756-1" not in page
    sent = {
        "amount": "200",
        "purpose": "Poles",
        "payee": "Poles Ltd",
        "invoice": "A 1",
        "invoiced_on": kit.day(0).isoformat(),
        "line": line.pk,
    }
    answer = client.post(address, sent).content.decode()
    assert "has €100 left of €100" in answer and "Article 54" in answer
    assert not Payment.objects.exists()


# --- programs and files ---------------------------------------------------------------------------
def test_programs_read_lines_with_their_money(hall: Hall) -> None:
    line = kit.in_force(hall)
    kit.pay(hall, kit.on_line(hall, running(hall), line), 10_00)
    answer = Client().get(f"/api/v1/budget-lines?budget={line.book_id}&kind=expense").json()
    told = {one["code"]: one for one in answer["items"]}
    assert told["600-1"]["voted"] == "100000" and told["600-1"]["done"] == "1000"
    assert told["600-1"]["left"] == "99000" and told["600-1"]["division"] == "06"
    one = Client().get(f"/api/v1/budget-lines/{line.pk}").json()
    assert one == told["600-1"]
    assert Client().get("/api/v1/budget-lines?budget=999").status_code == 404
    moved = by_key(
        hall.parks,
        f"/budget-lines/{line.pk}/move-budget-money",
        {"target": kit.other(line).pk, "amount": 5_00, "reason": "Storm."},
    )
    assert moved.status_code in (200, 201, 403)


def test_open_data_agrees_with_the_pages(hall: Hall) -> None:
    line = kit.in_force(hall)
    rows = {row["code"]: row for row in datasets()["delivery.budget_lines"].rows()}
    assert rows["600-1"]["voted"] == 1000_00 and rows["600-1"]["amount"] == 1000.0
    package = Client().get(f"/plan/budget/{line.book_id}/datapackage.json").json()
    (resource,) = package["resources"]
    table = csv.DictReader(io.StringIO(read(resource["path"].partition("testserver")[2])))
    assert table.fieldnames == [one["name"] for one in resource["schema"]["fields"]]
    told = list(table)
    sums_of = {(row["direction"], row["phase"]): 0.0 for row in told}
    for row in told:
        sums_of[row["direction"], row["phase"]] += float(row["value"])
    assert sums_of["expenditure", "approved"] == 1500.0
    assert sums_of["revenue", "adjusted"] == 1500.0
    keys = [(row["line"], row["phase"]) for row in told]
    assert len(keys) == len(set(keys))


HEAD = "code;names;kind;function;place;body;amount\n"


def bring(hall: Hall, lines: str) -> Any:
    return import_budget_lines.perform(hall.parks, lines=HEAD + lines).result


def test_a_file_brings_lines_and_the_same_file_again_nothing(hall: Hall) -> None:
    kit.begun(hall)
    lines = "600-1;Streets;expense;4.5;north;parks;1 250,50\n756;Tax;Income;r113;North;Parks;99\n"
    brought = bring(hall, lines)
    assert (brought.made, brought.changed) == (2, 0)
    with pytest.raises(BadInput) as same:
        bring(hall, lines)
    assert "already here" in str(same.value)
    brought = bring(hall, lines.replace("99\n", "100\n"))
    assert (brought.made, brought.changed, brought.same) == (0, 1, 1)
    assert BudgetLine.objects.get(code="756").planned == 100_00


def test_every_fault_of_a_file_is_named_by_its_line(hall: Hall) -> None:
    kit.begun(hall)
    with pytest.raises(BadInput) as wrong:
        bring(
            hall,
            "1;Streets;expense;04.5;nowhere;parks;1\n"
            "2;Streets;expense;99.9;north;parks;1\n"
            "3;Streets;expense;R113;north;parks;1\n"
            "4;;expense;04.5;north;parks;1\n"
            "5;Streets;expense;04.5;north;parks;1.005\n"
            "5;Streets;expense;04.5;north;parks;-1\n",
        )
    said = str(wrong.value)
    for place in ("Line 2, place", "Line 3, function", "Line 5, names", "Line 6, amount"):
        assert place in said, said
    assert "Line 4, function" in said and "Line 7, code" in said
    assert not BudgetLine.objects.exists()


def test_what_was_exported_can_be_brought_in_as_it_is(hall: Hall) -> None:
    """Columns that say what became of the money are passed over."""
    first = kit.begun(hall, names=texts("First"))
    kit.line(hall, first)
    stream = Client().get("/open/delivery.budget_lines.csv").streaming_content
    text = b"".join(stream).decode()
    with pytest.raises(BadInput) as same:
        import_budget_lines.perform(hall.parks, lines=text)
    assert "already here" in str(same.value)


def test_it_is_found_by_its_number_and_name(hall: Hall) -> None:
    kit.in_force(hall)
    assert "600-1 · Street lighting" in read("/search/?q=lighting")


def test_a_place_says_what_the_budget_gives_it(hall: Hall) -> None:
    line = kit.in_force(hall)
    page = read(f"/places/{line.unit_id}/")
    assert "€1,500 in 2 lines" in page and "place=north" in page
    assert "In the budget" not in read(f"/places/{hall.unit('south').pk}/")
