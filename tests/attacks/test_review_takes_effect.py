"""A granted appeal is no word on paper: what was done against the law is undone, with all that rested on it, and while
an appeal waits nobody makes facts."""

from __future__ import annotations

import json
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db.models import QuerySet
from django.test import Client

from commonhall.actions import action_pages
from commonhall.actions.actors import Actor
from commonhall.cases.cases import actions as case_actions
from commonhall.cases.cases import state_actions
from commonhall.core import clock
from commonhall.core.refusals import BadInput
from commonhall.delivery.contracts import actions as contract_actions
from commonhall.delivery.contracts.models import Contract
from commonhall.delivery.functions import actions as function_actions
from commonhall.delivery.payments import actions as payment_actions
from commonhall.delivery.plan import actions as plan_actions
from commonhall.delivery.plan.models import Item, Payment
from commonhall.law import duties
from commonhall.law.appeals import actions, court_actions, interim_actions
from commonhall.law.appeals.effect import set_aside_act
from commonhall.law.appeals.models import Appeal
from commonhall.law.instruments import granting_actions
from commonhall.law.limits import actions as limit_actions
from commonhall.law.mandates import actions as mandate_actions
from commonhall.law.mandates.models import Mandate
from commonhall.people.organisations.models import Organisation
from commonhall.record import sequencer, verification
from commonhall.record.models import Entry
from commonhall.record.readers import DatabaseSource
from commonhall.services.minimum_standards import actions as standard_actions
from commonhall.services.minimum_standards.models import Alarm
from commonhall.services.services import actions as service_actions
from tests.attacks.doors import refused_everywhere, wrong_everywhere
from tests.kit import MEASURED, Hall, by_key, found_hall, signed_in
from tests.law import kit
from tests.words import texts

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


@pytest.fixture
def reviewer(hall: Hall) -> Actor:
    return kit.reviewer(hall)


@pytest.fixture
def resident(hall: Hall) -> Actor:
    return kit.confirmed(hall)


def decided(reviewer: Actor, appeal: Appeal, verdict: str = "granted", **more: Any) -> Appeal:
    actions.decide_appeal.perform(
        reviewer, appeal=appeal, verdict=verdict, text="It is against the law.", **more
    )
    return Appeal.objects.get(pk=appeal.pk)


def verifies() -> bool:
    sequencer.sequence_once()
    return bool(verification.verify(DatabaseSource()).ok)


def project(hall: Hall, **more: Any) -> Item:
    values: dict[str, Any] = {
        "level": Item.Level.PROJECT,
        "names": texts("Tower"),
        "unit": hall.unit("root"),
        "body": hall.body("parks"),
        "budget": 1_000_000_000,
        **more,
    }
    return plan_actions.adopt_item.perform(hall.chair, **values).result


def bill() -> dict[str, Any]:
    return {
        "amount": 2_500_000,
        "purpose": "Stones",
        "payee": "Quarry",
        "invoice": f"R-{Payment.objects.count()}",
        "invoiced_on": clock.today(),
    }


def pay(hall: Hall, item: Item) -> Any:
    return payment_actions.record_payment.perform(hall.parks, item=item, **bill())


def not_paid(hall: Hall, item: Item, by: str) -> None:
    refused_everywhere(hall.parks, payment_actions.record_payment, item, bill(), by=by)


# --- what is undone -------------------------------------------------------------------------------
def test_a_rule_is_out_of_force_with_every_grant_named(
    hall: Hall, reviewer: Actor, resident: Actor
) -> None:
    rule = kit.rule(hall)
    provision = rule.provisions.get()
    grant = granting_actions.grant_competence.perform(
        hall.chair,
        provision=provision,
        body=hall.body("roads"),
        power="name-sources",
        unit=hall.unit("root"),
        starts=clock.today(),
    ).result
    appeal = decided(reviewer, kit.appealed(resident, "law.adopt_instrument"))
    assert set(appeal.effect["undone"]) == {rule.ref, provision.ref}
    assert grant.ref in appeal.effect["rests"]
    rule.refresh_from_db()
    assert rule.ends == clock.today() - timedelta(days=1)
    entry = Entry.objects.get(action="law.decide_appeal")
    assert grant.ref in json.loads(entry.body)["data"]["rests"]
    shown = Client().get(appeal.get_absolute_url()).content.decode()
    assert "Based on it" in shown and "It was undone together with this decision." in shown
    assert verifies()


def test_a_project_is_stopped_and_nothing_is_paid_on_it(
    hall: Hall, reviewer: Actor, resident: Actor
) -> None:
    item = project(hall)
    payment = pay(hall, item).result
    appeal = decided(reviewer, kit.appealed(resident, "delivery.adopt_item"))
    item.refresh_from_db()
    assert item.state == Item.State.STOPPED
    not_paid(hall, item, "state wrong-state")
    assert payment.ref in appeal.effect["rests"]


def test_a_project_of_an_annulled_decision_stops_with_it(
    hall: Hall, reviewer: Actor, resident: Actor
) -> None:
    motion = kit.decided(hall)
    item = project(hall, about=motion.ref)
    decided(reviewer, kit.appealed(resident))
    item.refresh_from_db()
    assert item.state == Item.State.STOPPED
    not_paid(hall, item, "state wrong-state")


def awarded(hall: Hall) -> Contract:
    kit.organisation(hall)
    contract = contract_actions.publish_call.perform(
        hall.parks, names=texts("Benches"), unit=hall.unit("north"), closes_on=clock.today()
    ).result
    QuerySet(Contract).filter(pk=contract.pk).update(closes_on=clock.today() - timedelta(days=1))
    return contract_actions.award_contract.perform(
        hall.parks,
        contract=contract,
        organisation=Organisation.objects.get(),
        amount=500_000,
        bids=3,
        reason="The best.",
        ends=clock.today() + timedelta(days=90),
    ).result


def test_an_award_is_void(hall: Hall, reviewer: Actor, resident: Actor) -> None:
    contract = awarded(hall)
    decided(reviewer, kit.appealed(resident, "delivery.award_contract"))
    contract.refresh_from_db()
    assert (contract.state, contract.organisation, contract.amount) == ("tender", None, None)


def light(hall: Hall, body: str = "parks") -> Any:
    return service_actions.set_service.perform(
        hall.chair,
        code="light",
        names=texts("Light"),
        body=hall.body(body),
        unit=hall.unit("root"),
    ).result


def test_a_service_that_was_ended_is_there_again(
    hall: Hall, reviewer: Actor, resident: Actor
) -> None:
    service = light(hall)
    service_actions.end_service.perform(hall.chair, service=service)
    decided(reviewer, kit.appealed(resident, "services.end_service"))
    service.refresh_from_db()
    assert service.ended_on is None


def test_a_function_handed_over_is_the_bodys_again(
    hall: Hall, reviewer: Actor, resident: Actor
) -> None:
    service = light(hall)
    kit.organisation(hall)
    transfer = function_actions.transfer_function.perform(
        hall.chair,
        service=service,
        organisation=Organisation.objects.get(),
        standards=texts("Every lamp."),
        amount=1000,
        starts=clock.today(),
        ends=clock.today() + timedelta(days=300),
    ).result
    decided(reviewer, kit.appealed(resident, "delivery.transfer_function"))
    service.refresh_from_db()
    transfer.refresh_from_db()
    assert service.organisation is None and transfer.returned_on == clock.today()


def test_a_mandate_that_was_recalled_holds_again(
    hall: Hall, reviewer: Actor, resident: Actor
) -> None:
    case = hall.raise_case()
    mandate = Mandate.objects.get(body=hall.body("parks"))
    mandate_actions.recall_mandate.perform(hall.chair, mandate=mandate, on=clock.today())
    answer, given = case_actions.answer_case, {"text": "Yes."}
    refused_everywhere(hall.parks, answer, case, given, by="competence no-mandate")
    decided(reviewer, kit.appealed(resident, "law.recall_mandate"))
    answer.perform(hall.parks, case, **given)


def meals(hall: Hall) -> Any:
    return standard_actions.set_minimum_standard.perform(
        hall.chair,
        names=texts("A warm meal for every child"),
        measure="reported",
        threshold=Decimal(90),
        at_least=True,
        body=hall.body("parks"),
        unit=hall.unit("north"),
    ).result


def report(by: Actor, hall: Hall, standard: Any, value: int) -> Any:
    return standard_actions.report_value.perform(
        by, minimum_standard=standard, unit=hall.unit("north"), value=Decimal(value), **MEASURED
    ).result


def test_a_value_is_struck_and_the_alarm_comes_back(
    hall: Hall, reviewer: Actor, resident: Actor
) -> None:
    standard = meals(hall)
    report(hall.parks, hall, standard, 40)
    value = report(hall.parks, hall, standard, 99)
    standard_actions.confirm_value.perform(
        hall.chair, minimum_standard=standard, unit=hall.unit("north"), seen="I asked them."
    )
    assert not Alarm.objects.filter(ended_at=None).exists()
    decided(reviewer, kit.appealed(resident, "services.confirm_value"))
    assert Alarm.objects.filter(ended_at=None).exists()
    with kit.later(1):
        appeal = kit.appealed(hall.resident, "services.report_value")
    decided(reviewer, appeal)
    value.refresh_from_db()
    assert value.struck_on is not None
    shown = Client().get(standard.get_absolute_url()).content.decode()
    assert "broken" in shown and ">99" not in shown.partition("Alarms")[0]


def test_what_was_changed_since_is_left_and_said(
    hall: Hall, reviewer: Actor, resident: Actor
) -> None:
    case = hall.raise_case()
    case_actions.answer_case.perform(hall.parks, case=case, text="No.")
    appeal = kit.appealed(resident, "cases.answer_case")
    state_actions.decline_case.perform(hall.parks, case=case, reason="Never.")
    appeal = decided(reviewer, appeal)
    case.refresh_from_db()
    assert case.state == "cannot"
    assert appeal.effect["changed"] == [case.ref]
    shown = Client().get(appeal.get_absolute_url()).content.decode()
    assert "Changed by others since" in shown


def test_a_second_appeal_against_the_same_act_undoes_nothing_twice(
    hall: Hall, reviewer: Actor, resident: Actor
) -> None:
    item = project(hall)
    first, second = (
        kit.appealed(resident, "delivery.adopt_item"),
        kit.appealed(kit.organisation(hall), "delivery.adopt_item"),
    )
    decided(reviewer, first)
    version = Item.objects.get(pk=item.pk).version
    appeal = decided(reviewer, second)
    assert "undone" not in appeal.effect
    assert Item.objects.get(pk=item.pk).version == version


def test_undoing_has_no_door_and_is_refused_by_itself(
    hall: Hall, reviewer: Actor, resident: Actor
) -> None:
    project(hall)
    appeal = kit.appealed(resident, "delivery.adopt_item")
    assert not action_pages.has_door(set_aside_act)
    for who in (hall.chair, hall.parks, reviewer):
        code = kit.refusal(lambda who=who: set_aside_act.perform(who, appeal=appeal))
        assert code in ("no-competence", "wrong-state")
    for address in ("set-aside-act", "set-aside", "set_aside_act"):
        answer = by_key(hall.chair, f"/appeals/{appeal.pk}/{address}", {})
        assert answer.status_code in (404, 405)
        assert signed_in(hall.chair).post(f"/law/appeals/{appeal.pk}/{address}/").status_code == 404
    decided(reviewer, appeal)
    assert kit.refusal(lambda: set_aside_act.perform(reviewer, appeal=appeal)) == "wrong-state"


# --- while it waits -------------------------------------------------------------------------------
def end(hall: Hall, contract: Contract) -> Any:
    return contract_actions.end_contract.perform(hall.parks, contract=contract, fulfilled=True)


def test_an_appeal_against_an_award_stops_the_contract_until_it_is_decided(
    hall: Hall, reviewer: Actor, resident: Actor
) -> None:
    contract = awarded(hall)
    appeal = kit.appealed(resident, "delivery.award_contract")
    assert appeal.suspended
    told = refused_everywhere(
        hall.parks,
        contract_actions.end_contract,
        contract,
        {"fulfilled": True},
        by="suspension suspended",
        provision=appeal.suspension,
    )
    assert f"number {appeal.pk}" in told.words
    shown = Client().get(contract.get_absolute_url()).content.decode()
    assert "An appeal is waiting: this is on hold" in shown
    decided(reviewer, appeal, "dismissed")
    end(hall, contract)


def test_the_reviewer_suspends_and_lifts_with_reasons(
    hall: Hall, reviewer: Actor, resident: Actor
) -> None:
    item = project(hall)
    appeal = kit.appealed(resident, "delivery.adopt_item")
    assert not appeal.suspended
    pay(hall, item)
    order, wait = interim_actions.order_on_appeal, {"suspend": True, "text": "Wait."}
    for who in (hall.chair, hall.parks):
        refused_everywhere(who, order, appeal, wait, by="competence no-competence")
    order.perform(reviewer, appeal=appeal, suspend=True, text="Wait.")
    not_paid(hall, item, "suspension suspended")
    with pytest.raises(BadInput):
        interim_actions.order_on_appeal.perform(
            reviewer, appeal=appeal, suspend=True, text="Again."
        )
    # What rests on it is stopped with it: nobody calls for offers for the suspended project.
    call = {"names": texts("Stones"), "unit": hall.unit("root"), "closes_on": clock.today()}
    refused_everywhere(
        hall.parks,
        contract_actions.publish_call,
        None,
        {**call, "item": item},
        by="suspension suspended",
        hangs_on="item",
    )
    interim_actions.order_on_appeal.perform(reviewer, appeal=appeal, suspend=False, text="Go on.")
    pay(hall, item)


def test_a_suspended_rule_carries_nothing(hall: Hall, reviewer: Actor, resident: Actor) -> None:
    rule = kit.rule(hall)
    grant = granting_actions.grant_competence.perform(
        hall.chair,
        provision=rule.provisions.get(),
        body=hall.body("hall"),
        power="set-services",
        unit=hall.unit("root"),
        starts=clock.today(),
    ).result
    QuerySet(type(grant)).filter(body=hall.body("hall"), power="set-services").exclude(
        pk=grant.pk
    )._raw_delete("default")
    appeal = kit.appealed(resident, "law.adopt_instrument")
    interim_actions.order_on_appeal.perform(reviewer, appeal=appeal, suspend=True, text="Wait.")
    fees = {"code": "fees", "names": texts("Fees"), "body": hall.body("hall")}
    refused_everywhere(
        hall.clerk,
        service_actions.set_service,
        None,
        {**fees, "unit": hall.unit("root")},
        by="suspension suspended",
    )


def test_a_provision_lets_appeals_suspend(hall: Hall, resident: Actor) -> None:
    rule = kit.rule(hall)
    limit_actions.set_suspension.perform(
        hall.chair, provision=rule.provisions.get(), power="set-plans", starts=clock.today()
    )
    item = project(hall)
    assert kit.appealed(resident, "delivery.adopt_item").suspended
    not_paid(hall, item, "suspension suspended")
    # Nobody outside the thing is stopped by it.
    case_actions.answer_case.perform(hall.parks, case=hall.raise_case(), text="Yes.")


# --- sent back ------------------------------------------------------------------------------------
def test_what_is_sent_back_is_owed_by_a_day_and_kept_when_it_was_decided_anew(
    hall: Hall, reviewer: Actor, resident: Actor
) -> None:
    case = hall.raise_case()
    case_actions.answer_case.perform(hall.parks, case=case, text="No.")
    appeal = decided(reviewer, kit.appealed(resident, "cases.answer_case"), "sent_back")
    assert appeal.anew_by == clock.today() + timedelta(days=30)
    # A refusal that is sent back is open again: otherwise nobody could decide anew.
    case.refresh_from_db()
    assert case.state == "open"
    owed = {one.duty.code: one for one in duties.of_body(hall.body("parks"), clock.today())}
    assert owed["decide-anew"].kept == duties.Kept(waiting=1)
    shown = Client().get(hall.body("parks").get_absolute_url()).content.decode()
    assert "Due after a review" in shown and "to be decided again" in shown
    assert "A review sent this back" in Client().get(case.get_absolute_url()).content.decode()
    case_actions.answer_case.perform(hall.parks, case=case, text="On Friday, sorry.")
    appeal.refresh_from_db()
    entry = Entry.objects.filter(action="cases.answer_case").order_by("-id")[0]
    assert (appeal.anew_on, appeal.anew_entry) == (clock.today(), entry.pk)
    owed = {one.duty.code: one for one in duties.of_body(hall.body("parks"), clock.today())}
    assert owed["decide-anew"].kept == duties.Kept(in_time=1)
    assert verifies()


def test_a_new_decision_is_named_by_the_body_that_owes_it_and_no_other(
    hall: Hall, reviewer: Actor, resident: Actor
) -> None:
    kit.rule(hall)
    appeal = kit.appealed(resident, "law.adopt_instrument")
    old = kit.entry_of("law.adopt_instrument")
    with pytest.raises(BadInput) as caught:
        decided(reviewer, appeal, "granted", anew_by=clock.today())
    assert caught.value.field == "anew_by"
    with pytest.raises(BadInput):
        decided(reviewer, appeal, "sent_back", anew_by=clock.today() - timedelta(days=1))
    decided(reviewer, appeal, "sent_back")
    name = interim_actions.name_new_decision
    with pytest.raises(BadInput):
        name.perform(hall.chair, appeal=appeal, entry=old)
    kit.rule(hall, code="market-2")
    new = kit.entry_of("law.adopt_instrument")
    refused_everywhere(hall.parks, name, appeal, {"entry": new}, by="competence other-body")
    name.perform(hall.chair, appeal=appeal, entry=new)
    appeal.refresh_from_db()
    assert appeal.anew_entry == new.pk


# --- after it -------------------------------------------------------------------------------------
def test_the_way_to_a_court_is_on_the_record(hall: Hall, reviewer: Actor, resident: Actor) -> None:
    project(hall)
    appeal = kit.appealed(resident, "delivery.adopt_item")
    hand_over, outcome = court_actions.hand_over_appeal, court_actions.report_outcome
    given = {"court": "court", "reference": "4 K 12/26", "on": clock.today()}
    refused_everywhere(reviewer, hand_over, appeal, given, by="state wrong-state")
    decided(reviewer, appeal, "dismissed")
    ahead = {**given, "on": clock.today() + timedelta(days=1)}
    wrong_everywhere(reviewer, hand_over, appeal, ahead, field="on")
    hand_over.perform(reviewer, appeal=appeal, **given)
    refused_everywhere(reviewer, hand_over, appeal, given, by="state handed-over")
    outcome.perform(reviewer, appeal=appeal, text="Annulled.", on=clock.today())
    shown = Client().get(appeal.get_absolute_url()).content.decode()
    assert "4 K 12/26" in shown and "Annulled." in shown
    told = Client().get(f"/api/v1/appeals/{appeal.pk}").json()
    assert (told["court"], told["court_reference"]) == ("court", "4 K 12/26")


def test_what_can_be_appealed_is_said_on_the_things_page_until_the_last_day(
    hall: Hall, resident: Actor
) -> None:
    item = project(hall)
    entry = kit.entry_of("delivery.adopt_item")
    address = f"?entry={entry.pk}"
    shown = Client().get(item.get_absolute_url()).content.decode()
    assert "Appeal this" in shown and address in shown
    with kit.later(31):
        assert address not in Client().get(item.get_absolute_url()).content.decode()
