"""Pages of the budget in a real browser: on a phone and wide, dark and light, with and without scripts."""

from __future__ import annotations

from pathlib import Path

import pytest

from commonhall.delivery.budget_book import actions, charging_actions, deciding_actions
from commonhall.delivery.budget_book.models import BudgetLine
from tests.actions.samples.delivery import running
from tests.browser_kit import (
    MAX_BYTES,
    OpenPage,
    assert_accessible,
    assert_fits,
    screenshot,
    transferred_bytes,
)
from tests.delivery import budget_books as books
from tests.kit import found_hall
from tests.words import texts

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.one_database,
    pytest.mark.django_db(transaction=True),
]
EXPENSES = (
    ("Schools and nurseries", "09.1", 4_200_000_00, "north"),
    ("Repair of streets and pavements", "04.5", 1_900_000_00, "south"),
    ("Waste", "05.1", 900_000_00, "root"),
    ("Library and theatre", "08.2", 640_000_00, "north"),
    ("Pitches", "08.1", 310_000_00, "south"),
    ("Council and offices", "01.1", 1_150_000_00, "root"),
    ("Help for families", "10.4", 780_000_00, "root"),
)


def test_they_fit_and_are_accessible(home: Path, open_page: OpenPage) -> None:
    hall = found_hall()
    book = books.begun(hall)
    line = books.line(hall, book, amount=400_000_00)
    for number, (name, function, amount, place) in enumerate(EXPENSES):
        given = {"names": texts(name), "function": function, "unit": hall.unit(place)}
        books.line(hall, book, f"700-{number}", amount=amount, **given)
    came = books.income(hall, book, amount=6_000_000_00)
    grant = {"names": texts("Grant for schools"), "function": "R133"}
    books.income(hall, book, "757-1", amount=4_000_000_00, **grant)
    books.adopted(hall, book)
    line, came = books.fresh(line), books.fresh(came)
    books.pay(hall, books.on_line(hall, running(hall), line), 900_00, "A 1")
    charging_actions.record_income.perform(
        hall.parks, line=came, amount=2_000_000_00, on=books.day(0), source="Statement 7"
    )
    target = BudgetLine.objects.select_related("book").get(code="700-1")
    deciding_actions.move_budget_money.perform(
        hall.parks, line=line, target=target, amount=4_000_00, reason="The **storm** of May."
    )
    actions.amend_budget_book.perform(hall.parks, book=book, reason="The river rose.")
    books.line(hall, book, "700-9", amount=50_000_00)
    books.adopted(hall, book)
    for number, (path, name) in enumerate(
        (
            ("/plan/budget/", "overview"),
            (f"/plan/budget/?book={book.pk}&by=place", "by-place"),
            (book.get_absolute_url(), "book"),
            (f"/plan/budget/{book.pk}/lines/", "lines"),
            (line.get_absolute_url(), "line"),
            (f"/plan/budget/{book.pk}/editions/2/", "edition"),
        )
    ):
        for width, scheme in ((390, "dark"), (1280, "light")):
            page = open_page(path, width=width, scheme=scheme, javascript=False)  # type: ignore[arg-type]
            assert_fits(page)
            assert transferred_bytes(page) < MAX_BYTES, path
            screenshot(page, f"budget-{number}-{name}-{width}")
            page.context.close()
        page = open_page(path, width=390)
        assert_accessible(page)
        page.context.close()
