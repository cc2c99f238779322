"""Projects that residents run: a group, an agreement, promises kept and broken, money with receipts, thanks by name."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from commonhall.core import clock
from commonhall.core.exports import datasets
from commonhall.delivery.plan import confirming_actions
from commonhall.delivery.projects import actions, agreeing_actions, queries, running_actions
from commonhall.delivery.projects.models import Project
from commonhall.law.promises import ledger
from commonhall.law.promises.models import Fate
from commonhall.law.promises.queries import Counted
from tests.actions.samples import set_fields
from tests.decisions.kit import voter
from tests.delivery import projects as kit
from tests.delivery.projects import MONEY
from tests.kit import Hall, as_whole, found_hall, signed_in
from tests.law.kit import confirmed, later, refusal

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def test_a_group_asks_once_it_is_enough(hall: Hall) -> None:
    who = confirmed(hall)
    one = kit.founded(hall, who)
    kit.step(who, one)
    ask = actions.ask_for_project.perform
    assert refusal(lambda: ask(who, project=one)) == "too-few"
    for number in (1, 2):
        actions.join_project.perform(voter(hall, number), project=one)
    ask(who, project=one)
    promise = ledger.of(one.ref)
    assert promise is not None
    assert (promise.kind, promise.body.code) == ("project-answer", "parks")
    assert promise.first_on == kit.day(30)


def test_what_is_agreed_is_part_of_the_plan_and_its_steps_are_promises(hall: Hall) -> None:
    who = confirmed(hall)
    one = kit.agreed(hall, who, steps=2)
    assert one.item is not None
    assert (one.item.level, one.item.budget, one.item.about) == ("project", MONEY, one.ref)
    first, second = queries.steps(one)
    kit.finish(who, first)
    with later(12):
        assert queries.counted(queries.steps(one), clock.today()) == Counted(1, 0, 1, 0)
        running_actions.explain_project_step.perform(who, step=second, word="Rain.")
        assert kit.finish(who, second).fate(clock.today()) == Fate.LATE
        page = Client().get(one.get_absolute_url()).content.decode()
        assert "kept late" in page and "Rain." in page


def test_steps_are_no_promises_before_the_body_agrees(hall: Hall) -> None:
    one = kit.asked(hall, confirmed(hall))
    page = Client().get(one.get_absolute_url()).content.decode()
    assert "promised for" not in page and "must answer by" in page


def test_more_than_a_body_may_agree_to_is_the_council_s(hall: Hall) -> None:
    """Article 61 gives a body a ceiling; beyond it the council decides, as a whole."""
    who = confirmed(hall)
    one = kit.asked(hall, who, budget=20_000_00)
    agree = agreeing_actions.agree_to_project.perform
    said = {"project": one, "reasons": "Yes."}
    assert refusal(lambda: agree(hall.parks, agreed=20_000_00, **said)) == "above-amount"
    made = agree(as_whole(hall), agreed=20_000_00, **said).result
    assert made.state == "running" and made.item is not None
    assert made.item.body.code == "parks"


def test_nothing_is_spent_beyond_what_was_agreed(hall: Hall) -> None:
    who = confirmed(hall)
    one = kit.agreed(hall, who)
    first = kit.spend(who, one, MONEY)
    assert queries.spent(one) == MONEY
    running_actions.strike_project_spending.perform(who, spending=first)
    assert queries.spent(one) == 0
    # The receipt can be entered again, now that the mistake is struck.
    kit.spend(who, one, 100_00)
    page = Client().get(one.get_absolute_url()).content.decode()
    assert "R-1" in page and "struck" in page


def test_it_is_confirmed_by_residents_as_what_bodies_deliver(hall: Hall) -> None:
    who = confirmed(hall)
    one = kit.agreed(hall, who)
    done = running_actions.finish_project.perform
    assert refusal(lambda: done(who, project=one, report="Done.")) == "steps-open"
    kit.finish(who, queries.steps(one)[0])
    made = done(who, project=one, report="Ten **beds** are there.").result
    assert made.item is not None and made.item.state == "done"
    confirming_actions.confirm_item.perform(voter(hall, 5), item=made.item, good=True)
    page = Client().get(one.get_absolute_url()).content.decode()
    assert "residents say yes" in page and "<strong>beds</strong>" in page
    assert "Carried out by a group" in Client().get(made.item.get_absolute_url()).content.decode()


def test_only_those_who_wish_are_named_and_only_as_long_as_they_wish(hall: Hall) -> None:
    who = confirmed(hall)
    one = kit.founded(hall, who, name="Ada of Mill Road")
    actions.join_project.perform(voter(hall, 1), project=one)
    page = Client().get(one.get_absolute_url()).content.decode()
    assert "Ada of Mill Road" in page
    actions.name_me_in_project.perform(who, project=one, name="")
    for address in (one.get_absolute_url(), f"/api/v1/projects/{one.pk}"):
        assert "Ada of Mill Road" not in Client().get(address).content.decode()
    assert queries.members(one).count() == 2


def test_a_stopped_project_goes_no_further(hall: Hall) -> None:
    who = confirmed(hall)
    one = kit.agreed(hall, who)
    assert one.item is not None
    set_fields(one.item, state="stopped")
    one = Project.objects.get(pk=one.pk)
    assert str(one.standing) == "stopped"
    assert refusal(lambda: kit.spend(who, one)) == "stopped"


def test_what_is_given_up_breaks_its_promises(hall: Hall) -> None:
    who = confirmed(hall)
    one = kit.agreed(hall, who, steps=2)
    kit.finish(who, queries.steps(one)[0])
    running_actions.give_up_project.perform(who, project=one, report="We moved.")
    assert queries.counted(queries.steps(one), clock.today()) == Counted(1, 0, 1, 0)


def test_pages_cost_the_same_however_many(hall: Hall, django_assert_max_num_queries: Any) -> None:
    who = confirmed(hall)
    one = kit.agreed(hall, who, steps=6)
    for number in range(6):
        kit.spend(who, one, 1_00, f"R-{number}")
        actions.join_project.perform(voter(hall, 100 + number), project=one, name=f"N {number}")
        kit.founded(hall, who, title=f"Project {number}")
    for address, most in (
        ("/plan/projects/", 4),
        (one.get_absolute_url(), 16),
        ("/api/v1/projects", 6),
        (f"/api/v1/projects/{one.pk}", 8),
        ("/plan/projects/feed.atom", 4),
    ):
        with django_assert_max_num_queries(most):
            assert Client().get(address).status_code == 200


def test_the_open_data_count_and_name_nobody(hall: Hall) -> None:
    who = confirmed(hall)
    one = kit.agreed(hall, who, name="Ada of Mill Road")
    kit.spend(who, one)
    (row,) = datasets()["delivery.projects"].rows()
    assert (row["members"], row["spent"]) == (3, 100_00)
    for name in ("projects", "project_steps", "project_spendings"):
        assert "Ada" not in str(list(datasets()[f"delivery.{name}"].rows()))


def test_my_page_and_the_search_know_it(hall: Hall) -> None:
    who = confirmed(hall)
    one = kit.founded(hall, who)
    assert one.title in signed_in(who).get("/me/").content.decode()
    assert one.title in Client().get("/search/?q=garden").content.decode()
