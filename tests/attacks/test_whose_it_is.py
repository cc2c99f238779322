"""Nobody touches what belongs to another body, mends an alarm by a number of their own, or acts where they have an
interest: by default, in every action, without anybody having thought of it."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from commonhall.actions.actors import Actor
from commonhall.actions.declaration import Action
from commonhall.cases.categories import actions as category_actions
from commonhall.core import clock
from commonhall.delivery.contracts import actions as contract_actions
from commonhall.delivery.plan import actions as plan_actions
from commonhall.delivery.plan.models import Item
from commonhall.evaluation.series import actions as series_actions
from commonhall.law.instruments import granting_actions
from commonhall.people.interests.actions import declare_interest
from commonhall.people.organisations.models import Organisation
from commonhall.services.minimum_standards import actions as standard_actions
from commonhall.services.minimum_standards.models import Alarm, MinimumStandard
from commonhall.services.services import actions as service_actions
from commonhall.services.services.models import Service
from tests.actions.samples import set_fields
from tests.attacks.doors import refused_everywhere, wrong_everywhere
from tests.evaluation import kit as evaluation_kit
from tests.kit import MEASURED, Hall, found_hall
from tests.law import kit
from tests.words import texts

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def light(hall: Hall, by: Actor, body: str = "roads", **more: Any) -> Service:
    values: dict[str, Any] = {
        "code": "light",
        "names": texts("Light"),
        "body": hall.body(body),
        "unit": hall.unit("north"),
        **more,
    }
    return service_actions.set_service.perform(by, **values).result


def floor(hall: Hall, body: str = "parks") -> MinimumStandard:
    return standard_actions.set_minimum_standard.perform(
        hall.chair,
        names=texts("Water"),
        measure="reported",
        threshold=Decimal(90),
        at_least=True,
        body=hall.body(body),
        unit=hall.unit("north"),
    ).result


def report(by: Actor, hall: Hall, standard: MinimumStandard, value: int) -> Any:
    return standard_actions.report_value.perform(
        by, minimum_standard=standard, unit=hall.unit("north"), value=Decimal(value), **MEASURED
    ).result


# --- another body's things ------------------------------------------------------------------------
def test_a_body_does_not_end_the_service_of_another(hall: Hall) -> None:
    service = light(hall, hall.roads)
    refused_everywhere(hall.parks, service_actions.end_service, service, by="competence other-body")
    service_actions.end_service.perform(hall.roads, service=service)


@pytest.mark.parametrize(
    "given", [{"body": "parks"}, {"body": "roads"}, {"body": "roads", "code": "new"}]
)
def test_nor_takes_it_by_setting_it_anew_or_sets_one_for_another(
    hall: Hall, given: dict[str, Any]
) -> None:
    """Under the code of the other's service, as one's own; then a new one in the other's name."""
    light(hall, hall.roads)
    values = {"code": "light", "names": texts("Light"), "unit": hall.unit("north"), **given}
    refused_everywhere(
        hall.parks,
        service_actions.set_service,
        None,
        {**values, "body": hall.body(given["body"])},
        by="competence other-body",
        hangs_on="body" if "code" in given else "code",
    )


def test_nor_says_what_the_service_of_another_owes(hall: Hall) -> None:
    given = {
        "names": texts("Never"),
        "measure": "reported",
        "threshold": Decimal(0),
        "at_least": True,
    }
    refused_everywhere(
        hall.parks,
        service_actions.set_standard,
        light(hall, hall.roads),
        given,
        by="competence other-body",
    )


def test_a_provision_may_say_otherwise(hall: Hall) -> None:
    service = light(hall, hall.roads)
    rule = kit.rule(hall)
    granting_actions.grant_competence.perform(
        hall.chair,
        provision=rule.provisions.get(),
        body=hall.body("parks"),
        power="set-services",
        unit=hall.unit("root"),
        starts=clock.today(),
        others=True,
    )
    service_actions.end_service.perform(hall.parks, service=service)
    shown = Client().get(hall.body("parks").get_absolute_url()).content.decode()
    assert "also over what belongs to other bodies" in shown


def test_a_body_reports_no_value_for_what_another_must_keep(hall: Hall) -> None:
    standard = floor(hall, "roads")
    report(hall.roads, hall, standard, 40)
    refused_everywhere(
        hall.parks,
        standard_actions.report_value,
        standard,
        {"unit": hall.unit("north"), "value": Decimal(99)},
        by="competence other-body",
    )
    assert Alarm.objects.filter(ended_at=None).count() == 1


def test_nor_a_value_of_anothers_series(hall: Hall) -> None:
    kit.reviewer(hall)
    series = evaluation_kit.series(hall, "trees", "roads")
    refused_everywhere(
        hall.parks,
        series_actions.report_values,
        series,
        {"values": "north,2020-01-01,5"},
        by="competence other-body",
    )


# --- four eyes ------------------------------------------------------------------------------------
def test_whoever_must_mend_a_floor_does_not_end_its_alarm_by_a_number(hall: Hall) -> None:
    standard = floor(hall)
    report(hall.parks, hall, standard, 40)
    report(hall.parks, hall, standard, 99)
    alarm = Alarm.objects.get()
    assert alarm.ended_at is None and alarm.claimed is not None
    shown = Client().get(standard.get_absolute_url()).content.decode()
    assert "waiting for a second office" in shown

    confirm = standard_actions.confirm_value
    given = {"unit": hall.unit("north"), "seen": "I was there."}
    for who in (hall.parks, hall.roads):
        refused_everywhere(
            who, confirm, standard, given, by="competence no-competence", provision=""
        )
    confirm.perform(hall.chair, standard, **given)
    alarm.refresh_from_db()
    assert alarm.ended_at is not None and alarm.confirmed == "I was there."


def test_the_council_does_not_confirm_for_itself(hall: Hall) -> None:
    standard = floor(hall, "council")
    report(hall.chair, hall, standard, 40)
    report(hall.chair, hall, standard, 99)
    confirm = standard_actions.confirm_value
    given = {"unit": hall.unit("north"), "seen": "I was there."}
    refused_everywhere(hall.chair, confirm, standard, given, by="state same-body")
    confirm.perform(kit.reviewer(hall), standard, **given)
    assert Alarm.objects.get().ended_at is not None


def test_a_claim_falls_with_the_next_bad_value(hall: Hall) -> None:
    standard = floor(hall)
    for value in (40, 99, 50):
        report(hall.parks, hall, standard, value)
    assert Alarm.objects.get().claimed is None
    confirm, given = standard_actions.confirm_value, {"seen": "I was there."}
    here, there = hall.unit("north"), hall.unit("south")
    refused_everywhere(
        hall.chair, confirm, standard, {**given, "unit": here}, by="state wrong-state"
    )
    report(hall.parks, hall, standard, 95)
    wrong_everywhere(hall.chair, confirm, standard, {**given, "unit": there}, field="unit")


# --- interests nobody wrote down --------------------------------------------------------------------
def recused(who: Actor, action: Action[..., Any], thing: Any = None, **more: Any) -> None:
    """By an interest that who acts declared; hangs_on: the input that names what it is about."""
    hangs_on = more.pop("hangs_on", "")
    refused_everywhere(who, action, thing, more, by="interests recused", hangs_on=hangs_on)


def test_an_interest_in_the_place_recuses_where_something_is_made(hall: Hall) -> None:
    declare_interest.perform(hall.parks, target=hall.unit("north").ref, kind="property")
    given = {"names": texts("Benches"), "closes_on": clock.today()}
    call = contract_actions.publish_call
    recused(hall.parks, call, unit=hall.unit("north"), hangs_on="unit", **given)
    call.perform(hall.parks, unit=hall.unit("south"), **given)


def test_an_interest_in_the_contractor_recuses_wherever_it_is_named(hall: Hall) -> None:
    kit.organisation(hall)
    friends = Organisation.objects.get()
    declare_interest.perform(hall.chair, target=friends.ref, kind="membership")
    given = {
        "level": Item.Level.PROJECT,
        "names": texts("Tower"),
        "unit": hall.unit("root"),
        "body": hall.body("parks"),
    }
    adopt = plan_actions.adopt_item
    recused(hall.chair, adopt, organisation=friends, hangs_on="organisation", **given)
    item = adopt.perform(hall.chair, **given).result
    # Stopping names nobody; what it belongs to is read from the project.
    set_fields(item, organisation=friends, body=hall.body("council"))
    recused(hall.chair, plan_actions.stop_item, item)


def test_an_interest_in_the_matter_or_the_thing_recuses(hall: Hall) -> None:
    service = light(hall, hall.roads)
    declare_interest.perform(hall.roads, target=service.ref, kind="financial")
    recused(hall.roads, service_actions.end_service, service)
    declare_interest.perform(hall.chair, target=hall.lamps.ref, kind="financial")
    recused(hall.chair, category_actions.end_category, hall.lamps)
