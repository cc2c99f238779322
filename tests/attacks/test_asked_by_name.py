"""A provision names who must be asked: nobody is left out, named on the last evening, or by another body."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from commonhall.cases.sources import actions as source_actions
from commonhall.consultations.askings.naming_actions import name_concerned
from commonhall.consultations.conversations.models import Conversation
from commonhall.core import clock
from commonhall.delivery.plan.actions import adopt_item
from commonhall.law.asking.actions import set_asking_rule
from commonhall.law.asking.models import AskingRule
from commonhall.people.organisations.models import Organisation
from tests import asking_kit
from tests.attacks.doors import refused_everywhere, wrong_everywhere
from tests.kit import Hall, found_hall, person
from tests.law import kit
from tests.on_record import change
from tests.words import texts

pytestmark = pytest.mark.django_db
ASKED = {
    "power": "set-plans",
    "ways": ["conversation"],
    "residents": 1,
    "days": asking_kit.DAYS,
    "valid_days": 365,
    "if_few": "again",
}


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


@pytest.fixture
def tenants(hall: Hall) -> Organisation:
    return Organisation.objects.get(pk=kit.organisation(hall).organisation)


def ruled(hall: Hall, **given: Any) -> AskingRule:
    values = {**ASKED, "unit": hall.unit("root"), "starts": clock.today(), **given}
    provision = kit.rule(hall).provisions.get()
    return set_asking_rule.perform(hall.chair, provision=provision, **values).result


def matter(hall: Hall) -> str:
    return source_actions.name_source.perform(
        hall.parks,
        title="Old houses",
        text="",
        unit=hall.unit("north"),
        body=hall.body("parks"),
        cases=[hall.raise_case()],
    ).result.ref


def plan(hall: Hall, about: str) -> dict[str, Any]:
    return {
        "level": "project",
        "names": texts("New houses"),
        "unit": hall.unit("north"),
        "body": hall.body("parks"),
        "about": about,
    }


def refused(hall: Hall, about: str) -> str:
    by = "asking_first not-asked"
    given = plan(hall, about)
    return refused_everywhere(hall.chair, adopt_item, None, given, by=by, hangs_on="about").words


def asked(hall: Hall, about: str, after: int = 0, days: int = 0, **named: Any) -> Conversation:
    """An asking to which enough residents come; days: so many longer; after: when somebody is named in it."""
    until = clock.today() + timedelta(days=asking_kit.DAYS - 1 + days)
    made = asking_kit.opened(hall, about, closes_on=until)
    people = asking_kit.confirmed(hall, 2)
    asking_kit.argued(people[0], made)
    asking_kit.took_part(made, people)
    if named:
        with clock.replay(timezone.now() + timedelta(days=after)):
            name_concerned.perform(hall.parks, asking=made.ref, **named)
    return asking_kit.closed(hall, made, asking_kit.DAYS + 1 + days)


def test_an_organisation_that_is_named_in_the_law_is_not_left_out(
    hall: Hall, tenants: Organisation
) -> None:
    ruled(hall, must_ask=[tenants])
    page = Client().get("/law/asking/").content.decode()
    assert f"by name: {tenants.name}" in page
    about = matter(hall)
    assert tenants.name in refused(hall, about)
    asked(hall, about)
    assert tenants.name in refused(hall, about)
    asked(hall, about, organisations=[tenants])
    adopt_item.perform(hall.chair, **plan(hall, about))


def test_named_on_the_last_evening_nobody_could_take_part(
    hall: Hall, tenants: Organisation
) -> None:
    ruled(hall, must_ask=[tenants])
    about = matter(hall)
    asked(hall, about, after=6, organisations=[tenants])
    assert "at least 7 days before it closes" in refused(hall, about)
    # Where it runs longer there is time to name them later.
    asked(hall, about, after=6, days=6, organisations=[tenants])
    adopt_item.perform(hall.chair, **plan(hall, about))


def test_so_many_neighbours_are_named_and_nobody_else_names_them(hall: Hall) -> None:
    ruled(hall, named=2)
    about = matter(hall)
    first, second = person("first"), person("second")
    made = asking_kit.opened(hall, about)
    given = {"asking": made.ref, "person": first}
    wrong_everywhere(hall.roads, name_concerned, None, given, field="asking")
    people = asking_kit.confirmed(hall, 2)
    asking_kit.argued(people[0], made)
    asking_kit.took_part(made, people)
    for _turn in range(2):
        name_concerned.perform(hall.parks, asking=made.ref, person=first)
    asking_kit.closed(hall, made)
    assert "1 of the 2 people and organisations needed" in refused(hall, about)
    made = asking_kit.opened(hall, about)
    for one in (first, second):
        name_concerned.perform(hall.parks, asking=made.ref, person=one)
    asking_kit.argued(people[0], made)
    asking_kit.took_part(made, people)
    asking_kit.closed(hall, made)
    adopt_item.perform(hall.chair, **plan(hall, about))


def test_an_organisation_that_is_no_more_stops_nothing(hall: Hall, tenants: Organisation) -> None:
    ruled(hall, must_ask=[tenants])
    about = matter(hall)
    asked(hall, about)
    refused(hall, about)
    change(Organisation.objects.filter(pk=tenants.pk), state=Organisation.State.ENDED)
    adopt_item.perform(hall.chair, **plan(hall, about))


def test_a_rule_for_a_kind_of_thing_that_is_none_would_bind_nothing(hall: Hall) -> None:
    provision = kit.rule(hall).provisions.get()
    given = {**ASKED, "unit": hall.unit("root"), "starts": clock.today()}
    wrong = {**given, "matter": "delivery.itm"}
    wrong_everywhere(hall.chair, set_asking_rule, provision, wrong, field="matter")
    set_asking_rule.perform(hall.chair, provision=provision, **given, matter="delivery.item")


def test_what_the_law_says_is_open_data(hall: Hall, tenants: Organisation) -> None:
    rule = ruled(hall, must_ask=[tenants], named=3)
    rows = Client().get("/api/v1/asking-rules").json()
    (mine,) = [one for one in rows if one["ref"] == rule.ref]
    assert (mine["must_ask"], mine["named"]) == ([tenants.ref], 3)
