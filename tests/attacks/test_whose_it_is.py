"""Nobody touches what belongs to another body, mends an alarm by a number of their own, or acts where they have an
interest: by default, in every action, without anybody having thought of it."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from commonhall.actions import action_pages
from commonhall.actions.actors import Actor
from commonhall.cases.categories import actions as category_actions
from commonhall.core import clock
from commonhall.core.refusals import BadInput, Refused
from commonhall.delivery.contracts import actions as contract_actions
from commonhall.delivery.plan import actions as plan_actions
from commonhall.delivery.plan.models import Item
from commonhall.evaluation.series import actions as series_actions
from commonhall.evaluation.series.models import Series
from commonhall.law.instruments import actions as law_actions
from commonhall.people.interests.actions import declare_interest
from commonhall.people.organisations.models import Organisation
from commonhall.services.minimum_standards import actions as standard_actions
from commonhall.services.minimum_standards.models import Alarm, MinimumStandard
from commonhall.services.services import actions as service_actions
from commonhall.services.services.models import Service
from tests.kit import Hall, by_key, found_hall, signed_in
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
        by, minimum_standard=standard, unit=hall.unit("north"), value=Decimal(value)
    ).result


# --- another body's things ------------------------------------------------------------------------
def test_a_body_does_not_end_the_service_of_another(hall: Hall) -> None:
    service = light(hall, hall.roads)
    with pytest.raises(Refused) as caught:
        service_actions.end_service.perform(hall.parks, service=service)
    assert (caught.value.rule, caught.value.code) == ("competence", "other-body")
    assert caught.value.provision
    page = signed_in(hall.parks).post(action_pages.url_of(service_actions.end_service, service), {})
    assert page.status_code != 302
    answer = by_key(hall.parks, f"/services/{service.pk}/end", {})
    assert (answer.status_code, answer.json()["code"]) == (403, "other-body")
    service.refresh_from_db()
    assert service.ended_on is None
    service_actions.end_service.perform(hall.roads, service=service)


def test_nor_takes_it_by_setting_it_anew_or_sets_one_for_another(hall: Hall) -> None:
    light(hall, hall.roads)
    # Under the code of the other's service, as one's own; then a new one in the other's name.
    for given in ({"body": "parks"}, {"body": "roads"}, {"body": "roads", "code": "new"}):
        assert kit.refusal(lambda given=given: light(hall, hall.parks, **given)) == "other-body"
    assert Service.objects.get(code="light").body.code == "roads"
    assert (
        kit.refusal(
            lambda: service_actions.set_standard.perform(
                hall.parks,
                service=Service.objects.get(),
                names=texts("Never"),
                measure="reported",
                threshold=Decimal(0),
                at_least=True,
            )
        )
        == "other-body"
    )


def test_a_provision_may_say_otherwise(hall: Hall) -> None:
    service = light(hall, hall.roads)
    rule = kit.rule(hall)
    law_actions.grant_competence.perform(
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
    assert kit.refusal(lambda: report(hall.parks, hall, standard, 99)) == "other-body"
    assert Alarm.objects.filter(ended_at=None).count() == 1


def test_nor_a_value_of_anothers_series(hall: Hall) -> None:
    reviewer = kit.reviewer(hall)
    series: Series = series_actions.set_series.perform(
        reviewer,
        code="trees",
        names=texts("Trees"),
        texts=texts("Counted."),
        measured_in=texts("trees"),
        up=True,
        body=hall.body("roads"),
    ).result
    told = kit.refusal(
        lambda: series_actions.report_values.perform(hall.parks, series=series, values=[])
    )
    assert told == "other-body"


# --- four eyes ------------------------------------------------------------------------------------
def test_whoever_must_mend_a_floor_does_not_end_its_alarm_by_a_number(hall: Hall) -> None:
    standard = floor(hall)
    report(hall.parks, hall, standard, 40)
    report(hall.parks, hall, standard, 99)
    alarm = Alarm.objects.get()
    assert alarm.ended_at is None and alarm.claimed is not None
    shown = Client().get(standard.get_absolute_url()).content.decode()
    assert "waits for a second office" in shown

    def confirm(by: Actor) -> Any:
        return standard_actions.confirm_value.perform(
            by, minimum_standard=standard, unit=hall.unit("north"), seen="I was there."
        )

    assert kit.refusal(lambda: confirm(hall.parks)) == "no-competence"
    assert kit.refusal(lambda: confirm(hall.roads)) == "no-competence"
    confirm(hall.chair)
    alarm.refresh_from_db()
    assert alarm.ended_at is not None and alarm.confirmed == "I was there."


def test_the_council_does_not_confirm_for_itself(hall: Hall) -> None:
    standard = floor(hall, "council")
    report(hall.chair, hall, standard, 40)
    report(hall.chair, hall, standard, 99)
    confirm = standard_actions.confirm_value
    given = {"minimum_standard": standard, "unit": hall.unit("north"), "seen": "I was there."}
    assert kit.refusal(lambda: confirm.perform(hall.chair, **given)) == "same-body"
    confirm.perform(kit.reviewer(hall), **given)
    assert Alarm.objects.get().ended_at is not None


def test_a_claim_falls_with_the_next_bad_value(hall: Hall) -> None:
    standard = floor(hall)
    for value in (40, 99, 50):
        report(hall.parks, hall, standard, value)
    assert Alarm.objects.get().claimed is None
    assert (
        kit.refusal(
            lambda: standard_actions.confirm_value.perform(
                hall.chair, minimum_standard=standard, unit=hall.unit("north"), seen="x"
            )
        )
        == "wrong-state"
    )
    report(hall.parks, hall, standard, 95)
    with pytest.raises(BadInput):
        standard_actions.confirm_value.perform(
            hall.chair, minimum_standard=standard, unit=hall.unit("south"), seen="x"
        )


# --- interests nobody wrote down --------------------------------------------------------------------
def recused(call: Any) -> None:
    assert kit.refusal(call) == "recused"


def test_an_interest_in_the_place_recuses_where_something_is_made(hall: Hall) -> None:
    declare_interest.perform(hall.parks, target=hall.unit("north").ref, kind="property")

    def call(place: str) -> Any:
        return contract_actions.publish_call.perform(
            hall.parks, names=texts("Benches"), unit=hall.unit(place), closes_on=clock.today()
        )

    recused(lambda: call("north"))
    call("south")


def test_an_interest_in_the_contractor_recuses_wherever_it_is_named(hall: Hall) -> None:
    kit.organisation(hall)
    friends = Organisation.objects.get()
    declare_interest.perform(hall.chair, target=friends.ref, kind="membership")

    def plan(**more: Any) -> Any:
        return plan_actions.adopt_item.perform(
            hall.chair,
            level=Item.Level.PROJECT,
            names=texts("Tower"),
            unit=hall.unit("root"),
            body=hall.body("parks"),
            **more,
        ).result

    recused(lambda: plan(organisation=friends))
    item = plan()
    # Stopping names nobody; what it belongs to is read from the project.
    from django.db.models import QuerySet

    QuerySet(Item).filter(pk=item.pk).update(organisation=friends, body=hall.body("council"))
    recused(lambda: plan_actions.stop_item.perform(hall.chair, item=item))


def test_an_interest_in_the_matter_or_the_thing_recuses(hall: Hall) -> None:
    service = light(hall, hall.roads)
    declare_interest.perform(hall.roads, target=service.ref, kind="financial")
    recused(lambda: service_actions.end_service.perform(hall.roads, service=service))
    declare_interest.perform(hall.chair, target=hall.lamps.ref, kind="financial")
    recused(lambda: category_actions.end_category.perform(hall.chair, category=hall.lamps))
