"""Millbrook's budget: a year in force with transfers, payments and income, and the next year's draft open for comments."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from commonhall.consultations.comments import actions as comment_actions
from commonhall.core import clock
from commonhall.delivery.budget_book import actions, charging_actions, deciding_actions
from commonhall.delivery.budget_book.models import BudgetBook, BudgetLine
from commonhall.delivery.payments.actions import record_payment
from commonhall.delivery.plan.models import Item
from commonhall.people.bodies.models import Body
from commonhall.places.models import Unit
from commonhall.site.demo.council import by_council
from commonhall.site.demo.said import said

if TYPE_CHECKING:
    from commonhall.site.demo.town import Town

DESK = "hall-desk"
# Days ago: this year's book was begun and adopted; next year's was opened for comments.
BEGUN, ADOPTED, NEXT = 120, 90, 6
OPEN_FOR = 28
# number, name, function, body, place, amount in main units. Places and bodies by their codes.
EXPENSES = (
    ("100-10", "Council, elections and the hall's own offices", "01.1", "hall", "root", 640_000),
    ("100-30", "Computers, archives and statistics", "01.3", "hall", "root", 210_000),
    ("100-70", "Interest on loans", "01.7", "hall", "root", 95_000),
    ("300-20", "Volunteer fire brigade", "03.2", "safety", "root", 180_000),
    ("400-51", "Repair of streets and pavements", "04.5", "streets", "root", 720_000),
    ("400-52", "New lamps and pavements by the station", "04.5", "streets", "station", 150_000),
    ("400-55", "Bus line 2 and its stops", "04.5", "transport", "riverside", 310_000),
    ("500-10", "Emptying bins and clearing up", "05.1", "waste", "root", 430_000),
    ("500-40", "Trees and river banks", "05.4", "parks", "riverside", 140_000),
    ("600-30", "Drinking water", "06.3", "water", "root", 260_000),
    ("600-40", "Electricity for street lighting", "06.4", "streets", "root", 190_000),
    ("600-10", "Repair of the town's own flats", "06.1", "housing", "hillside", 280_000),
    ("700-40", "Clinic and public health", "07.4", "health", "root", 240_000),
    ("800-10", "Playgrounds and pitches", "08.1", "parks", "root", 165_000),
    ("800-20", "Library", "08.2", "hall", "root", 130_000),
    ("900-10", "Nurseries and primary schools", "09.1", "schools", "root", 1_480_000),
    ("900-60", "School meals", "09.6", "schools", "root", 220_000),
    ("1000-40", "Help for families", "10.4", "hall", "root", 310_000),
)
INCOME = (
    ("750-10", "Tax on land and buildings", "R113", 2_150_000),
    ("750-20", "The town's share of income tax", "R111", 1_640_000),
    ("760-30", "Grant for schools", "R133", 1_320_000),
    ("770-20", "Rents of the town's own flats", "R141", 310_000),
    ("770-30", "Fees for waste and water", "R142", 640_000),
    ("790-10", "Loan for the new lamps", "R33", 90_000),
)


def build(town: Town) -> None:
    """This year's book in force, then the next one's draft."""
    # What was paid and received in the last two months falls into the book's year, on every day of the year.
    year = (timezone.localdate() - timedelta(days=60)).year
    _this_year(town, year)
    _next_year(town, year + 1)


def _written(town: Town, year: int, growth: int = 100) -> BudgetBook:
    """A draft with all lines; growth: per cent of the amounts above."""
    desk = town.desks[DESK]
    bodies = {one.code: one for one in Body.objects.all()}
    places = {one.code: one for one in Unit.objects.all()}
    book = actions.begin_budget_book.perform(
        desk,
        names=said("Budget %(year)d", year=year),
        texts=said("What Millbrook takes in and spends in a year, line by line."),
        unit=places["root"],
        starts=date(year, 1, 1),
        ends=date(year, 12, 31),
    ).result
    lines: list[tuple[dict[str, Any], int]] = [
        (
            {
                "code": code,
                "names": said(name),
                "kind": "expense",
                "function": function,
                "carrier": bodies[body],
                "unit": places.get(place, places["root"]),
            },
            amount,
        )
        for code, name, function, body, place, amount in EXPENSES
    ]
    lines += [
        (
            {
                "code": code,
                "names": said(name),
                "kind": "income",
                "function": function,
                "carrier": bodies["hall"],
                "unit": places["root"],
            },
            amount,
        )
        for code, name, function, amount in INCOME
    ]
    for given, amount in lines:
        actions.add_budget_line.perform(desk, book=book, amount=amount * growth, **given)
    return book


def _line(book: BudgetBook, code: str) -> BudgetLine:
    found: BudgetLine = BudgetLine.objects.select_related("book").get(book=book, code=code)
    return found


def _open(town: Town, book: BudgetBook) -> None:
    actions.consult_budget_book.perform(
        town.desks[DESK],
        book=BudgetBook.objects.get(pk=book.pk),
        until=clock.today() + timedelta(days=OPEN_FOR - 4),
    )


def _this_year(town: Town, year: int) -> None:
    now, desk = timezone.now(), town.desks[DESK]
    with clock.replay(now - timedelta(days=BEGUN)):
        book = _written(town, year)
        _open(town, book)
    with clock.replay(now - timedelta(days=ADOPTED)):
        by_council(deciding_actions.adopt_budget_book).perform(
            town, book=BudgetBook.objects.get(pk=book.pk)
        )
    for ago, code, amount in (
        (60, "750-10", 980_000),
        (45, "770-30", 410_000),
        (30, "760-30", 660_000),
    ):
        with clock.replay(now - timedelta(days=ago)):
            charging_actions.record_income.perform(
                desk,
                line=_line(book, code),
                amount=amount * 100,
                on=clock.today(),
                source=f"Account statement {ago}",
            )
    with clock.replay(now - timedelta(days=40)):
        deciding_actions.move_budget_money.perform(
            desk,
            line=_line(book, "100-30"),
            target=_line(book, "500-10"),
            amount=4_500_00,
            reason="After the flood twice as many bins had to be emptied.",
        )
    with clock.replay(now - timedelta(days=35)):
        by_council(deciding_actions.transfer_budget_money).perform(
            town,
            line=_line(book, "800-20"),
            target=_line(book, "500-40"),
            amount=12_000_00,
            reason="The river took forty metres of the bank. The library gets its new shelves a year later.",
        )
    _paid(town, book)


def _paid(town: Town, book: BudgetBook) -> None:
    """What is under way is paid from its line."""
    now = timezone.now()
    for code, desk in (("400-55", "transport-desk"), ("400-52", "streets-desk")):
        line = _line(book, code)
        rows = Item.objects.filter(body=line.carrier_id, state=Item.State.RUNNING, level="project")
        item = rows.filter(budget__gt=0).order_by("pk").first()
        if item is None:
            continue
        with clock.replay(now - timedelta(days=12)):
            charging_actions.charge_item.perform(town.desks[desk], item=item, line=line)
            record_payment.perform(
                town.desks[desk],
                item=Item.objects.get(pk=item.pk),
                amount=min((item.budget or 0) // 10, 4_000_00),
                purpose="Second instalment",
                payee="Mill Lane Builders",
                invoice=f"C-{item.pk}",
                invoiced_on=clock.today(),
            )


def _next_year(town: Town, year: int) -> None:
    with clock.replay(timezone.now() - timedelta(days=NEXT)):
        book = _written(town, year, growth=103)
        _open(town, book)
    with clock.replay(timezone.now() - timedelta(days=NEXT - 2)):
        comment_actions.write_comment.perform(
            town.residents[0],
            about=_line(book, "800-10").ref,
            side="question",
            text="Does this include the swings by the mill? They have been closed since spring.",
        )
