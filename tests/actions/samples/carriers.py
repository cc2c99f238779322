"""Samples of what organisations do with functions they ask for or carry, and with payments they ask for."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from commonhall.actions.actors import Actor
from commonhall.core import clock
from commonhall.delivery.carriers import actions
from commonhall.delivery.carriers.models import PaymentRequest
from commonhall.delivery.contracts import actions as contracts
from commonhall.delivery.contracts import confirming_actions
from commonhall.delivery.contracts.models import Contract
from commonhall.delivery.functions import actions as functions
from commonhall.delivery.functions import hand_back_actions, request_actions
from commonhall.delivery.functions.models import FunctionRequest, Transfer
from commonhall.people import actors
from commonhall.people.organisations.models import Organisation
from commonhall.services.services import actions as services
from commonhall.services.services.models import Service
from tests.actions.samples import Refusal, Sample, Wrong, sample, set_fields, unless
from tests.delivery import calls as kit
from tests.kit import Hall
from tests.words import texts

ONE = timedelta(days=1)


def meals(hall: Hall) -> Service:
    return services.set_service.perform(
        hall.parks,
        code="meals",
        names=texts("Warm meals"),
        body=hall.body("parks"),
        unit=hall.unit("north"),
    ).result


def plan() -> dict[str, Any]:
    day = clock.today()
    return {
        "plan": "Our cooks, every school day.",
        "standard": "A warm meal a child.",
        "amount": 6000_00,
        "starts": day,
        "ends": day + 365 * ONE,
    }


def asked(hall: Hall, who: Actor) -> FunctionRequest:
    return request_actions.ask_for_function.perform(who, service=meals(hall), **plan()).result


def carried(hall: Hall, who: Actor, since: int = 0) -> Transfer:
    """An organisation carries the meals, since some days."""
    day = clock.today()
    made = functions.transfer_function.perform(
        hall.chair,
        meals(hall),
        organisation=Organisation.objects.get(pk=who.organisation),
        standards=texts("A warm meal a child."),
        amount=6000_00,
        starts=day,
        ends=day + 365 * ONE,
    ).result
    if since:
        set_fields(made, starts=day - since * ONE)
    return Transfer.objects.get(pk=made.pk)


@sample("delivery.ask_for_function")
def ask_for_function(hall: Hall) -> Sample:
    ash, service = kit.organisation(hall, "Ash"), meals(hall)
    given = plan()
    return Sample(
        ash,
        service,
        given,
        changed=lambda one: (
            (one.state, one.amount, one.due_on) == ("waiting", 6000_00, clock.today() + 60 * ONE)
        ),
        refused=[
            unless("wrong-state", ended_on=clock.today()),
            unless("handed-over", organisation=ash.organisation),
            Refusal(
                "asked",
                before=lambda: request_actions.ask_for_function.perform(
                    ash, service=service, **given
                ),
            ),
        ],
        wrong=[
            Wrong("amount", -1),
            Wrong("ends", clock.today()),
            Wrong("ends", given["ends"], {"starts": clock.today() - ONE}),
        ],
    )


@sample("delivery.answer_function_request")
def answer_function_request(hall: Hall) -> Sample:
    return Sample(
        hall.parks,
        asked(hall, kit.organisation(hall, "Ash")),
        {"agreed": False, "reasons": "We have cooks of our own."},
        changed=lambda one: (
            (one.state, one.reasons, one.answered_on)
            == ("refused", "We have cooks of our own.", clock.today())
        ),
        refused=[Refusal("other-body", by=hall.roads), unless("wrong-state", state="refused")],
        wrong=[Wrong("reasons", "")],
    )


@sample("delivery.withdraw_function_request")
def withdraw_function_request(hall: Hall) -> Sample:
    ash = kit.organisation(hall, "Ash")
    return Sample(
        ash,
        asked(hall, ash),
        changed=lambda one: one.state == "withdrawn",
        refused=[
            Refusal("not-yours", by=kit.organisation(hall, "Birch")),
            unless("wrong-state", state="refused"),
        ],
    )


@sample("delivery.hand_back_function")
def hand_back_function(hall: Hall) -> Sample:
    ash = kit.organisation(hall, "Ash")
    return Sample(
        ash,
        carried(hall, ash),
        {"reasons": "Our kitchen closes."},
        changed=lambda one: (
            (one.hand_back_on, one.hand_back_for, one.returned_on)
            == (clock.today() + 90 * ONE, "Our kitchen closes.", None)
        ),
        refused=[
            Refusal("not-yours", by=kit.organisation(hall, "Birch")),
            unless("wrong-state", returned_on=clock.today()),
            unless("notice-given", hand_back_on=clock.today()),
        ],
        wrong=[Wrong("reasons", "")],
    )


@sample("delivery.end_notice")
def end_notice(hall: Hall) -> Sample:
    ash = kit.organisation(hall, "Ash")
    made = carried(hall, ash)
    hand_back_actions.hand_back_function.perform(ash, made, reasons="Our kitchen closes.")
    set_fields(made, hand_back_on=clock.today())
    return Sample(
        actors.system(),
        Transfer.objects.get(pk=made.pk),
        changed=lambda one: (one.returned_on, one.service.organisation) == (clock.today(), None),
        refused=[
            unless("wrong-state", hand_back_on=None),
            unless("in-time", hand_back_on=clock.today() + ONE),
        ],
    )


@sample("delivery.report_on_function")
def report_on_function(hall: Hall) -> Sample:
    ash = kit.organisation(hall, "Ash")
    made = carried(hall, ash, since=40)
    month = actions.missing(made)[0]
    return Sample(
        ash,
        made,
        {
            "month": month.isoformat(),
            "figures": [{"name": "Meals served", "value": "412"}],
            "text": "All children ate.",
        },
        changed=lambda one: (
            (one.month, one.figures, one.on)
            == (month, [{"name": "Meals served", "value": "412"}], clock.today())
        ),
        refused=[
            Refusal("not-yours", by=kit.organisation(hall, "Birch")),
            unless("wrong-state", returned_on=clock.today()),
            unless("reported", starts=clock.today() + ONE),
        ],
        wrong=[Wrong("month", "1999-01-01"), Wrong("text", "")],
    )


@sample("delivery.report_on_grant")
def report_on_grant(hall: Hall) -> Sample:
    ash = kit.organisation(hall, "Ash")
    contract = awarded(hall, ash)
    set_fields(contract, grant=True)
    given = {
        "spent": 90_00,
        "figures": [{"name": "Walks", "value": "12"}],
        "text": "Twelve walks at dusk.",
    }
    return Sample(
        ash,
        Contract.objects.get(pk=contract.pk),
        given,
        changed=lambda one: (
            (one.spent, one.due_on, one.days_late) == (90_00, clock.today() + 10 * ONE, 0)
        ),
        refused=[
            Refusal("not-yours", by=kit.organisation(hall, "Birch")),
            unless("wrong-state", state="cancelled"),
            unless("no-grant", grant=False),
            Refusal(
                "reported",
                before=lambda: actions.report_on_grant.perform(ash, contract=contract, **given),
            ),
        ],
        wrong=[Wrong("spent", 100_01), Wrong("text", "")],
    )


# --- payments -------------------------------------------------------------------------------------
def awarded(hall: Hall, who: Actor) -> Contract:
    made = contracts.publish_call.perform(
        hall.parks, names=texts("Poles"), unit=hall.unit("north"), closes_on=clock.today()
    ).result
    set_fields(made, closes_on=clock.today() - ONE)
    contracts.award_contract.perform(
        hall.parks,
        contract=made,
        organisation=Organisation.objects.get(pk=who.organisation),
        amount=100_00,
        bids=2,
        reason="The better offer.",
        ends=clock.today(),
    )
    confirming_actions.confirm_award.perform(hall.chair, contract=made, seen="The offers.")
    return Contract.objects.get(pk=made.pk)


def invoice(number: str = "A 7") -> dict[str, Any]:
    return {"purpose": "Poles", "invoice": number, "invoiced_on": clock.today()}


def payment(hall: Hall) -> PaymentRequest:
    ash = kit.organisation(hall, "Ash")
    return actions.request_payment.perform(
        ash, contract=awarded(hall, ash), amount=60_00, **invoice()
    ).result


@sample("delivery.request_payment")
def request_payment(hall: Hall) -> Sample:
    ash = kit.organisation(hall, "Ash")
    contract = awarded(hall, ash)
    return Sample(
        ash,
        contract,
        {"amount": 60_00, **invoice()},
        changed=lambda one: (one.state, one.amount, one.body.code) == ("waiting", 60_00, "parks"),
        refused=[
            Refusal("not-yours", by=kit.organisation(hall, "Birch")),
            unless("wrong-state", state="cancelled"),
        ],
        wrong=[
            Wrong("amount", 0),
            Wrong("amount", 100_01),
            Wrong("invoiced_on", clock.today() + ONE),
            Wrong(
                "invoice",
                "A 7",
                before=lambda: actions.request_payment.perform(
                    ash, contract=contract, amount=1_00, **invoice()
                ),
            ),
        ],
    )


@sample("delivery.pay_request")
def pay_request(hall: Hall) -> Sample:
    return Sample(
        hall.parks,
        payment(hall),
        changed=lambda one: (
            (one.state, one.payment.amount, one.payment.to) == ("paid", 60_00, "Ash")
        ),
        refused=[Refusal("other-body", by=hall.roads), unless("wrong-state", state="paid")],
    )


@sample("delivery.refuse_payment")
def refuse_payment(hall: Hall) -> Sample:
    return Sample(
        hall.parks,
        payment(hall),
        {"reasons": "The poles are not there."},
        changed=lambda one: (one.state, one.reasons) == ("refused", "The poles are not there."),
        refused=[Refusal("other-body", by=hall.roads), unless("wrong-state", state="paid")],
        wrong=[Wrong("reasons", "")],
    )
