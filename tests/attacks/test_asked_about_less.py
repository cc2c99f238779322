"""What was asked about a smaller sum covers no larger one: those concerned are asked again, about what it will cost."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from commonhall.core import clock
from commonhall.delivery.plan.actions import adopt_item, amend_item
from commonhall.delivery.plan.models import Item
from commonhall.law.asking import actions as asking_actions
from commonhall.law.asking.models import AskingRule
from tests import asking_kit
from tests.attacks.doors import refused_everywhere
from tests.kit import Hall, asking_hall
from tests.law import kit
from tests.words import texts

pytestmark = pytest.mark.django_db
LEAST = 25_000_00
# Days from now: after the first asking was closed.
ADOPTED = 9


@pytest.fixture
def hall(home: Path) -> Hall:
    return asking_hall()


@pytest.fixture
def asked(hall: Hall) -> str:
    """A matter about which those concerned were asked."""
    about = hall.raise_case().ref
    asking_kit.ask(hall, about)
    return about


def adopted(hall: Hall, budget: int, about: str, **given: Any) -> Item:
    """Decided once the report of the first asking was there."""
    values: dict[str, Any] = {"level": "project", "names": texts("Bridge"), **given}
    with kit.later(ADOPTED):
        made = adopt_item.perform(
            hall.chair,
            unit=hall.unit("north"),
            body=hall.body("parks"),
            budget=budget,
            about=about,
            **values,
        ).result
    return Item.objects.get(pk=made.pk)


def amended(budget: int) -> dict[str, Any]:
    return {"names": texts("Bridge"), "budget": budget, "reason": "Steel."}


def raised(hall: Hall, item: Item, budget: int, days: int, **given: Any) -> None:
    with kit.later(days):
        amend_item.perform(hall.chair, item=item, **amended(budget), **given)
    item.refresh_from_db()


def refused(hall: Hall, item: Item, budget: int, days: int) -> str:
    rule = AskingRule.objects.get(power="set-plans")
    with kit.later(days):
        return refused_everywhere(
            hall.chair,
            amend_item,
            item,
            amended(budget),
            by="asking_first not-asked",
            provision=rule.provision.ref,
            hangs_on="budget",
        ).words


def test_a_raised_sum_is_asked_about_again(hall: Hall, asked: str) -> None:
    item = adopted(hall, LEAST, asked)
    assert "was about a smaller sum" in refused(hall, item, 10 * LEAST, 10)
    # Words, and a smaller sum, need nobody to be asked again.
    raised(hall, item, LEAST, 11)
    raised(hall, item, LEAST - 1, 12)


def test_a_sum_that_was_below_the_limit_does_not_grow_on_an_old_asking(
    hall: Hall, asked: str
) -> None:
    item = adopted(hall, LEAST - 1, asked)
    assert "was about a smaller sum" in refused(hall, item, LEAST, 10)


def test_asked_again_with_half_as_many_it_grows_once(hall: Hall, asked: str) -> None:
    item = adopted(hall, LEAST, asked)
    again = asking_kit.opened(hall, item.ref)
    people = asking_kit.confirmed(hall, 3)
    asking_kit.argued(people[0], again)
    asking_kit.took_part(again, people)
    asking_kit.closed(hall, again, 12)
    raised(hall, item, 2 * LEAST, 13)
    assert item.budget == 2 * LEAST
    # The second asking was about that sum, and covers no third.
    refused(hall, item, 3 * LEAST, 14)


def test_a_sum_lowered_and_raised_again_is_no_way_around(hall: Hall, asked: str) -> None:
    item = adopted(hall, LEAST, asked)
    raised(hall, item, 1, 10)
    refused(hall, item, 2 * LEAST, 11)


def test_within_the_money_of_what_it_serves_it_was_asked_about(hall: Hall, asked: str) -> None:
    above = adopted(hall, 8 * LEAST, asked, level="measure")
    item = adopted(hall, LEAST, asked, parent=above)
    raised(hall, item, 2 * LEAST, 10, parent=above)


def test_a_leave_for_the_smaller_sum_is_none_for_the_larger(hall: Hall) -> None:
    reviewer = kit.reviewer(hall)
    about = hall.raise_case().ref
    rule = AskingRule.objects.get(power="set-plans")
    asking_kit.ask(hall, about, count=1)
    asking_actions.allow_although_few.perform(
        reviewer,
        rule=rule,
        matter=about,
        body=hall.body("council"),
        text="It is urgent.",
        ends=clock.today() + timedelta(days=30),
    )
    item = adopted(hall, LEAST, about)
    refused(hall, item, 2 * LEAST, 10)


# --- further parts of the same matter -----------------------------------------------------------------
def part(hall: Hall, budget: int, about: str, **given: Any) -> dict[str, Any]:
    return {
        "level": "project",
        "names": texts("Bridge, again"),
        "unit": hall.unit("north"),
        "body": hall.body("parks"),
        "budget": budget,
        "about": about,
        **given,
    }


def refused_part(hall: Hall, budget: int, about: str, days: int, **given: Any) -> str:
    rule = AskingRule.objects.get(power="set-plans")
    with kit.later(days):
        return refused_everywhere(
            hall.chair,
            adopt_item,
            None,
            part(hall, budget, about, **given),
            by="asking_first not-asked",
            provision=rule.provision.ref,
            hangs_on="budget",
        ).words


def test_a_second_part_of_the_same_matter_does_not_rest_on_the_first_asking(
    hall: Hall, asked: str
) -> None:
    adopted(hall, LEAST, asked)
    assert "was about a smaller sum" in refused_part(hall, LEAST, asked, 10)
    # Nor does a small one, which makes the sum of the matter larger than what was asked about.
    assert "was about a smaller sum" in refused_part(hall, 1_00, asked, 11)


def test_a_matter_split_into_parts_below_the_limit_is_asked_about_as_a_whole(
    hall: Hall, asked: str
) -> None:
    adopted(hall, LEAST - 1, asked)
    assert "was about a smaller sum" in refused_part(hall, LEAST - 1, asked, 10)
    # In another body's plan, and as a measure, it is the same matter.
    others = {"body": hall.body("roads"), "level": "measure"}
    assert "was about a smaller sum" in refused_part(hall, LEAST - 1, asked, 11, **others)


def test_a_part_about_what_came_of_the_matter_is_a_part_of_the_matter(
    hall: Hall, asked: str
) -> None:
    first = adopted(hall, LEAST, asked)
    assert "was about a smaller sum" in refused_part(hall, LEAST, first.ref, 10)


def test_a_part_about_the_matter_behind_the_first_is_a_part_of_it(hall: Hall, asked: str) -> None:
    goal = adopted(hall, 0, asked, level="goal")
    adopted(hall, LEAST, goal.ref)
    assert "was about a smaller sum" in refused_part(hall, LEAST, asked, 10)


def test_asked_again_a_further_part_is_adopted_once(hall: Hall, asked: str) -> None:
    adopted(hall, LEAST, asked)
    again = asking_kit.opened(hall, asked)
    people = asking_kit.confirmed(hall, 3)
    asking_kit.argued(people[0], again)
    asking_kit.took_part(again, people)
    asking_kit.closed(hall, again, 12)
    with kit.later(13):
        adopt_item.perform(hall.chair, **part(hall, LEAST, asked))
    refused_part(hall, LEAST, asked, 14)


def test_parts_share_the_money_of_the_part_above(hall: Hall, asked: str) -> None:
    above = adopted(hall, 4 * LEAST, asked, level="measure")
    adopted(hall, LEAST, asked, parent=above)
    with kit.later(10):
        adopt_item.perform(hall.chair, **part(hall, LEAST, asked, parent=above))
