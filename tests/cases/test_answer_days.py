"""Days for an answer of one category alone, and the page that shows who answers what where."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from commonhall.cases.categories.actions import route_category, set_category
from commonhall.cases.categories.coverage import coverage
from commonhall.cases.categories.days_actions import set_answer_days
from commonhall.cases.categories.models import Category
from commonhall.cases.categories.queries import answer_days
from commonhall.core import clock
from commonhall.core.content import ContentError
from commonhall.core.refusals import Refused
from commonhall.law import duties
from commonhall.law.instruments.actions import repeal_provision
from commonhall.law.instruments.models import Deadline, Instrument
from commonhall.law.queries import due_day
from commonhall.pages.set_up import exporting, hall_file
from commonhall.pages.set_up.founding import found_by
from commonhall.people.bodies.actions import end_term
from commonhall.people.bodies.models import OfficeTerm
from tests.actions.samples import set_fields
from tests.kit import Hall, found_hall, signed_in
from tests.pages.test_hall_file import SMALL
from tests.words import texts

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def hall(home: Path) -> Hall:
    found = found_hall()
    set_category.perform(found.chair, code="holes", names=texts("Holes"), body=found.body("roads"))
    return found


def test_lamps_five_days_and_roads_thirty_are_law_in_force(hall: Hall) -> None:
    today, holes = clock.today(), Category.objects.get(code="holes")
    assert hall.raise_case().due_on == today + 14 * DAY
    set_answer_days.perform(hall.chair, hall.lamps, days=5)
    set_answer_days.perform(hall.chair, holes, days=30)
    assert hall.raise_case().due_on == today + 5 * DAY
    assert hall.raise_case(category=holes).due_on == today + 30 * DAY
    # Both stand in one rule of the council; the days for all others stay.
    rule = Instrument.objects.get(code="answer-days-council")
    assert set(
        Deadline.objects.filter(provision__instrument=rule).values_list("matter", "days")
    ) == {
        ("lamps", 5),
        ("holes", 30),
    }
    assert due_day("answer-cases", today) == today + 14 * DAY
    assert [
        one.days
        for one in duties.of_body(hall.body("parks"), today)
        if one.duty.code == "answer-cases"
    ] == [14]
    # Set anew, the last counts; what was raised keeps its day.
    before = hall.raise_case()
    set_answer_days.perform(hall.chair, hall.lamps, days=7)
    assert hall.raise_case().due_on == today + 7 * DAY
    before.refresh_from_db()
    assert before.due_on == today + 5 * DAY
    # Repealed, the days for all others hold again.
    repeal_provision.perform(hall.chair, rule.provisions.get(), on=today)
    with clock.replay(clock.now() + DAY):
        assert hall.raise_case().due_on == today + 15 * DAY


def test_only_who_may_adopt_rules_sets_days(hall: Hall) -> None:
    with pytest.raises(Refused):
        set_answer_days.perform(hall.parks, hall.lamps, days=5)
    assert not Deadline.objects.filter(duty="answer-cases").exclude(matter="").exists()


def test_the_rule_names_the_category(hall: Hall) -> None:
    set_answer_days.perform(hall.chair, hall.lamps, days=5, working=True)
    rule = Instrument.objects.get(code="answer-days-council")
    page = Client().get(rule.get_absolute_url()).content.decode()
    assert "Answer cases: Lamps" in page and "(working days)" in page


# --- from the founding on -------------------------------------------------------------------------
def with_days(days: Any) -> dict[str, Any]:
    said: dict[str, Any] = json.loads(json.dumps(SMALL))
    said["categories"][0]["days"] = days
    said["categories"].append({"code": "bins", "name": "Bins", "body": "hall"})
    return said


def test_a_hall_is_founded_with_days_and_its_file_says_them_again(home: Path) -> None:
    found_by(hall_file.of(with_days(5), Path()))
    today = clock.today()
    assert {code: one.days for code, one in answer_days(today).items()} == {"": 21, "trees": 5}
    again = exporting.said()
    assert {one["code"]: one.get("days") for one in again["categories"]} == {
        "trees": 5,
        "bins": None,
    }
    assert all("trees" not in str(one.get("deadlines")) for one in again["articles"])
    deadlines = [one["deadlines"] for one in again["articles"] if "deadlines" in one]
    assert any(one.get("answer-cases") == 21 for one in deadlines)


@pytest.mark.parametrize("days", [0, -1, 99999, "5", 2.5, True])
def test_days_that_are_none_are_named_by_their_place(home: Path, days: Any) -> None:
    with pytest.raises(ContentError, match=r"\[\[categories\]\].*days"):
        found_by(hall_file.of(with_days(days), Path()))


# --- the page -------------------------------------------------------------------------------------
ADDRESS = "/administration/who-answers/"


def test_the_page_shows_who_answers_where_within_which_days(hall: Hall) -> None:
    set_answer_days.perform(hall.chair, hall.lamps, days=5)
    route_category.perform(hall.chair, hall.lamps, unit=hall.unit("north"), body=hall.body("roads"))
    page = Client().get(ADDRESS).content.decode()
    assert "Lamps" in page and "5 days" in page and "14 days" in page
    assert "North" in page and "c-areas" in page
    # What is missing is for those who can mend it; so is the way to change it.
    assert "What is missing" not in page and "set-answer-days" not in page
    chair = signed_in(hall.chair).get(ADDRESS).content.decode()
    assert "Nothing is missing" in chair
    assert f"/cases/categories/{hall.lamps.pk}/set-answer-days/" in chair
    assert (
        "/administration/who-answers/"
        in signed_in(hall.chair).get("/administration/").content.decode()
    )


def test_what_is_missing_comes_first_with_the_page_that_mends_it(hall: Hall) -> None:
    end_term.perform(hall.chair, OfficeTerm.objects.get(office__code="roads-desk"))
    set_fields(hall.lamps, body=None)
    route_category.perform(hall.chair, hall.lamps, unit=hall.unit("north"), body=hall.body("parks"))
    found = {(one.code, one.mend) for one in coverage(clock.today()).gaps}
    assert found == {
        ("category-without-body", f"/cases/categories/{hall.lamps.pk}/"),
        ("place-without-route", f"/cases/categories/{hall.lamps.pk}/route/"),
        ("nobody-acts", f"/bodies/{hall.body('roads').pk}/"),
    }
    page = signed_in(hall.chair).get(ADDRESS).content.decode()
    assert page.index("What is missing") < page.index("<table")
    assert "No body answers cases" in page and "in South." in page


def test_the_number_of_queries_does_not_grow(
    hall: Hall, django_assert_max_num_queries: Any
) -> None:
    for number in range(20):
        one = set_category.perform(
            hall.chair, code=f"c{number}", names=texts(f"C{number}"), body=hall.body("parks")
        ).result
        route_category.perform(hall.chair, one, unit=hall.unit("north"), body=hall.body("roads"))
    with django_assert_max_num_queries(12):
        found = coverage(clock.today())
    assert found.places[hall.unit("north").pk] == 20 and found.places[hall.unit("south").pk] == 0
