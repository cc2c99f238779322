"""Where the money goes: nothing counted twice, who was paid, what a district has a head, few queries."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from commonhall.consultations.surveys import actions as survey_actions
from commonhall.core import clock
from commonhall.delivery.payments import actions as payment_actions
from commonhall.delivery.plan import actions
from commonhall.delivery.plan.models import Item
from commonhall.delivery.spending import queries
from tests.kit import Hall, found_hall
from tests.words import texts

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def part(hall: Hall, name: str, budget: int | None, **given: Any) -> Item:
    values = {
        "level": "project",
        "names": texts(name),
        "unit": hall.unit("north"),
        "body": hall.body("council"),
        "budget": budget,
        **given,
    }
    return actions.adopt_item.perform(hall.chair, **values).result


def amounts() -> dict[str, int]:
    return {one.item.names["en"]: one.amount for one in queries.given()}


def test_what_a_part_gives_to_its_parts_is_counted_once(hall: Hall) -> None:
    goal = part(hall, "Goal", None, level="goal")
    lamps = part(hall, "Lamps", 1000_00, level="measure", parent=goal)
    part(hall, "Station", 400_00, parent=lamps)
    part(hall, "Alone", 70_00)
    assert amounts() == {"Lamps": 600_00, "Station": 400_00, "Alone": 70_00}


def test_what_was_stopped_takes_no_money(hall: Hall) -> None:
    stopped = part(hall, "Stopped", 70_00)
    actions.stop_item.perform(hall.chair, item=stopped)
    assert amounts() == {}


def pay(hall: Hall, item: Item, amount: int, payee: str, invoice: str) -> None:
    payment_actions.record_payment.perform(
        hall.chair,
        item=item,
        amount=amount,
        purpose="Poles",
        payee=payee,
        invoice=invoice,
        invoiced_on=clock.today(),
    )


def test_who_was_paid_is_added_up(hall: Hall) -> None:
    item = part(hall, "Lamps", 1000_00)
    actions.start_item.perform(hall.chair, item=item, due_on=clock.today() + timedelta(days=9))
    pay(hall, item, 10_00, "Poles Ltd", "A 1")
    pay(hall, item, 15_00, "Poles Ltd", "A 2")
    pay(hall, item, 20_00, "<b>Cable</b>", "C 1")
    assert [(one.name, one.amount) for one in queries.paid()] == [
        ("Poles Ltd", 25_00),
        ("<b>Cable</b>", 20_00),
    ]
    page = Client().get("/plan/money/").content.decode()
    assert "<b>Cable" not in page and "€45 was paid so far" in page


def ask(hall: Hall) -> None:
    place = {
        "feature": "place",
        "names": texts("Place"),
        "place": True,
        "values": [
            {"value": "north", "people": 100, "names": texts("North")},
            {"value": "south", "people": 50, "names": texts("South")},
        ],
    }
    survey_actions.open_survey.perform(
        hall.chair,
        names=texts("How are you?"),
        unit=hall.unit("root"),
        series="well",
        closes_at=clock.now() + timedelta(days=9),
        questions=[{"code": "safe", "kind": "yesno", "names": texts("Safe?"), "options": []}],
        margins=[place],
    )


def test_a_district_has_its_money_a_head_where_its_people_are_known(hall: Hall) -> None:
    part(hall, "Lamps", 500_00)
    part(hall, "Everywhere", 90_00, unit=hall.unit("root"))
    assert queries.by_district(queries.given()) is None
    assert "a head" not in Client().get("/plan/money/").content.decode().split("<main")[1]
    ask(hall)
    found = queries.by_district(queries.given())
    assert found is not None and found.beyond == 90_00
    assert {one.unit.code: one.per_head for one in found.rows} == {"north": 500.0, "south": 0.0}
    page = Client().get("/plan/money/").content.decode()
    assert "What each district has from the plan, a head" in page
    assert "€90 more is for the whole place" in page


def test_it_asks_the_same_however_long_the_plan(
    hall: Hall, django_assert_max_num_queries: Any
) -> None:
    ask(hall)
    for number in range(12):
        part(hall, f"p{number}", 100 + number)
    Client().get("/help/")
    with django_assert_max_num_queries(9):
        assert Client().get("/plan/money/").status_code == 200


def test_a_plan_without_money_says_so(hall: Hall) -> None:
    assert "The plan names no money yet" in Client().get("/plan/money/").content.decode()
