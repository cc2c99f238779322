"""A budget from a file to its account; a payment that passes its line is refused, and residents see where the money goes.

By phone, without scripts. The office begins a book and brings its lines in from a file whose faults are named first, residents
comment on a line, the council adopts, a contract's work is paid from its line until nothing is left, money is moved with
reasons, and the year is closed with its account.
"""

from __future__ import annotations

from typing import Any

import pytest

from commonhall.actions import action_pages
from commonhall.core import clock
from commonhall.core.money_field import MoneyField
from commonhall.delivery.budget_book.actions import begin_budget_book
from commonhall.delivery.budget_book.models import BudgetBook, BudgetLine
from commonhall.delivery.budget_book.table_actions import import_budget_lines
from commonhall.delivery.plan.models import Item, Payment
from tests.actions.samples.delivery import running
from tests.browser_kit import OpenPage
from tests.kit import Hall, found_hall
from tests.story.test_plan_book import holds, neighbour
from tests.story.walk import Calendar, Walk
from tests.words import SOURCE, texts_in

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.story,
    pytest.mark.one_database,
    pytest.mark.django_db(transaction=True),
]
FILE = (
    "code;names;kind;function;place;body;amount\n"
    "600-1;Street lighting;expense;6.4;north;parks;950,00\n"
    "600-2;Trees;expense;05.4;root;parks;500\n"
    "756-1;Tax on property;income;R113;root;parks;1450\n"
)


@pytest.fixture
def calendar(home: Any, monkeypatch: pytest.MonkeyPatch) -> Calendar:
    return Calendar(monkeypatch)


def test_from_a_file_to_the_account(calendar: Calendar, open_page: OpenPage) -> None:
    with clock.replay(calendar.start):
        hall = found_hall()
    walk = Walk(open_page, SOURCE, 390)
    book = written(walk, hall, calendar)
    adopted(walk, hall, calendar, book)
    paid(walk, hall, calendar)
    moved(walk, hall)
    closed(walk, hall, calendar, book)
    assert holds()


def written(walk: Walk, hall: Hall, calendar: Calendar) -> BudgetBook:
    """A book, and its lines from a file: first with a fault, then as it would be, then done."""
    walk.do(
        hall.parks,
        action_pages.url_of(begin_budget_book),
        **texts_in("names", "Budget of Testford"),
        unit=hall.unit("root").pk,
        starts=calendar.day(-20).isoformat(),
        ends=calendar.day(90).isoformat(),
    )
    book = BudgetBook.objects.get()
    address = action_pages.url_of(import_budget_lines)
    said = walk.refused(hall.parks, address, lines=FILE.replace("6.4", "6.44"))
    assert "COFOG code such as 04 or 04.5" in said and not BudgetLine.objects.exists()
    page = walk.go(hall.parks, address)
    walk.fill(page, {"lines": FILE})
    walk.send(page)
    assert "600-1 Street lighting" in page.locator("main").inner_text()
    assert not BudgetLine.objects.exists()
    walk.send(page)
    assert BudgetLine.objects.count() == 3
    return book


def adopted(walk: Walk, hall: Hall, calendar: Calendar, book: BudgetBook) -> None:
    here = book.get_absolute_url()
    walk.do(hall.parks, f"{here}consult/", until=calendar.day(21).isoformat())
    trees = BudgetLine.objects.get(code="600-2")
    ada = neighbour(hall, "ada")
    assert "Open for comments until" in walk.read(ada, here)
    said = walk.look(ada, trees.get_absolute_url(), "budget-line-draft")
    assert "Comments" in said and "€500" in said
    assert "It is still open for comments" in walk.refused(hall.chair, f"{here}adopt/")
    calendar.turn(22)
    walk.do(hall.chair, f"{here}adopt/")
    said = walk.look(None, "/plan/budget/", "budget")
    assert "gives €1,450 and expects €1,450" in said
    assert "Housing and neighbourhoods" in said and "Taxes on property" in said


def paid(walk: Walk, hall: Hall, calendar: Calendar) -> None:
    """What is under way is put on its line; the second invoice passes it and is refused."""
    item: Item = running(hall)
    item.refresh_from_db()
    lamps = BudgetLine.objects.get(code="600-1")
    here = item.get_absolute_url()
    walk.do(hall.parks, f"{here}charge/", line=lamps.pk)
    walk.do(hall.parks, f"{here}record-payment/", **bill(calendar, 900_00, "A 1"))
    said = walk.refused(hall.parks, f"{here}record-payment/", **bill(calendar, 51_00, "A 2"))
    assert "Line 600-1 · Street lighting has €50 left of €950" in said
    assert "Article 54" in said
    assert Payment.objects.count() == 1
    said = walk.look(None, lamps.get_absolute_url(), "budget-line")
    assert "€900" in said and "€50" in said and "Poles Ltd" in said


def bill(calendar: Calendar, amount: int, number: str) -> dict[str, Any]:
    return {
        "amount": MoneyField.written(amount),
        "purpose": "Poles",
        "payee": "Poles Ltd",
        "invoice": number,
        "invoiced_on": calendar.day(0).isoformat(),
    }


def moved(walk: Walk, hall: Hall) -> None:
    """Some is moved to another line, with reasons that everybody can read."""
    lamps, trees = (BudgetLine.objects.get(code=code) for code in ("600-1", "600-2"))
    address = f"{lamps.get_absolute_url()}move-budget-money/"
    given = {"target": trees.pk, "reason": "A storm felled ten."}
    assert "left of" in walk.refused(
        hall.parks, address, amount=MoneyField.written(150_00), **given
    )
    walk.do(hall.parks, address, amount=MoneyField.written(25_00), **given)
    said = walk.look(None, trees.get_absolute_url(), "budget-moved")
    assert "€525" in said and "A storm felled ten." in said


def closed(walk: Walk, hall: Hall, calendar: Calendar, book: BudgetBook) -> None:
    address = f"{book.get_absolute_url()}close/"
    assert "closed after the last day" in walk.refused(hall.chair, address)
    calendar.turn(90)
    walk.do(hall.chair, address, account="Some was left, and the trees stand.")
    said = walk.look(None, f"{book.get_absolute_url()}editions/2/", "budget-account")
    assert "€900" in said and "account" in said
    assert "the trees stand" in walk.read(None, book.get_absolute_url())
