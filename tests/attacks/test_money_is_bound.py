"""Attacks on money: above the budget, to nobody, twice, in slices below the ceiling."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db.models import QuerySet
from django.test import Client

from commonhall.core import clock
from commonhall.core.refusals import BadInput
from commonhall.delivery import money
from commonhall.delivery.contracts import actions as contracts
from commonhall.delivery.contracts import confirming_actions as confirming
from commonhall.delivery.contracts.models import Contract
from commonhall.delivery.payments import actions as payments
from commonhall.delivery.plan import actions as plan
from commonhall.delivery.plan.models import Item, Payment
from commonhall.law.agenda import agenda
from commonhall.law.instruments.models import Competence, Threshold
from commonhall.people.organisations.models import Organisation
from commonhall.people.residents.models import Person
from commonhall.record import sequencer, verification
from commonhall.record.readers import DatabaseSource
from tests import on_record
from tests.attacks.doors import refused_everywhere, wrong_everywhere
from tests.kit import Hall, by_key, found_hall, signed_in
from tests.law import kit
from tests.words import texts

pytestmark = pytest.mark.django_db
MILLION = 1_000_000_00


@pytest.fixture
def hall(home: Path) -> Hall:
    made = found_hall()
    # From which sum offers must be sealed is a rule of its own (test_sealed_calls): here no sum reaches it.
    assert on_record.change(Threshold.objects.filter(matter="sealed-call"), least=10**12)
    return made


def item(hall: Hall, **given: Any) -> Item:
    values = {
        "level": "project",
        "names": texts("Bridge"),
        "unit": hall.unit("north"),
        "body": hall.body("parks"),
        "budget": 10 * MILLION,
        **given,
    }
    return plan.adopt_item.perform(hall.chair, **values).result


def bill(number: int = 1, **given: Any) -> dict[str, Any]:
    return {
        "amount": MILLION,
        "purpose": "Steel",
        "payee": "Steel Works",
        "invoice": f"INV {number}",
        "invoiced_on": clock.today(),
        **given,
    }


def pay(hall: Hall, line: Item, number: int = 1, **given: Any) -> Payment:
    return payments.record_payment.perform(hall.parks, item=line, **bill(number, **given)).result


def unpaid(hall: Hall, line: Item, field: str, says: str = "", **given: Any) -> None:
    """Told at its field by every door, and not paid."""
    wrong_everywhere(
        hall.parks, payments.record_payment, line, bill(**given), field=field, says=says
    )


def friends(hall: Hall) -> Organisation:
    found = Organisation.objects.filter(state="recognised").first()
    return found or Organisation.objects.get(pk=kit.organisation(hall).organisation)


def called(hall: Hall, line: Item | None = None) -> Contract:
    return contracts.publish_call.perform(
        hall.parks,
        names=texts("Steel"),
        unit=hall.unit("north"),
        closes_on=clock.today() + timedelta(days=2),
        item=line,
    ).result


def award(hall: Hall, amount: int) -> dict[str, Any]:
    return {
        "organisation": friends(hall),
        "amount": amount,
        "bids": 3,
        "reason": "The best.",
        "ends": clock.today() + timedelta(days=90),
    }


def awarded(hall: Hall, amount: int, line: Item | None = None, by_two: bool = True) -> Contract:
    call = called(hall, line)
    with kit.later(3):
        contract = contracts.award_contract.perform(
            hall.parks, contract=call, **award(hall, amount)
        ).result
        return confirmed(hall, Contract.objects.get(pk=contract.pk)) if by_two else contract


def confirmed(hall: Hall, contract: Contract) -> Contract:
    return confirming.confirm_award.perform(
        hall.chair, contract=contract, seen="The offers."
    ).result


def unawarded(hall: Hall, line: Item | None = None) -> None:
    """One more award goes above the ceiling, together with those before."""
    call = called(hall, line)
    with kit.later(3):
        refused_everywhere(
            hall.parks,
            contracts.award_contract,
            call,
            award(hall, MILLION - 1),
            by="competence above-amount",
            hangs_on="amount",
        )


def ceiling(hall: Hall, power: str, most: int) -> None:
    rows = QuerySet(Competence).filter(power=power, body=hall.body("parks"))
    assert on_record.change(rows, most=most)


def test_no_25_millions_on_a_project_of_10(hall: Hall) -> None:
    bridge = item(hall)
    for amount in (25 * MILLION, 10 * MILLION + 1):
        unpaid(hall, bridge, "amount", "the body that sets the plan must amend it", amount=amount)
    unpaid(hall, bridge, "amount", "€10,000,000", amount=25 * MILLION)
    # In slices neither.
    for number in range(10):
        pay(hall, bridge, number)
    unpaid(hall, bridge, "amount", amount=1, invoice="INV 11")
    # Whoever sets the plan amends it, with a reason; then it may be paid. A body that carries it out may not.
    more: dict[str, Any] = {"names": bridge.names, "budget": 11 * MILLION, "reason": "Rock."}
    refused_everywhere(hall.parks, plan.amend_item, bridge, more, by="competence no-competence")
    plan.amend_item.perform(hall.chair, item=bridge, **more)
    pay(hall, Item.objects.get(pk=bridge.pk), 12)
    # A budget is never put below what is paid.
    less = {**more, "budget": 5 * MILLION}
    wrong_everywhere(hall.chair, plan.amend_item, bridge, less, field="budget")
    none = {name: one for name, one in more.items() if name != "budget"}
    wrong_everywhere(hall.chair, plan.amend_item, bridge, none, field="budget")
    sequencer.sequence_once()
    assert verification.verify(DatabaseSource()).ok


def test_money_that_the_plan_never_named_is_not_paid(hall: Hall) -> None:
    unpaid(hall, item(hall, budget=None), "amount", amount=1)


def test_what_serves_a_measure_is_not_paid_above_the_measure(hall: Hall) -> None:
    goal = item(hall, level="goal", budget=None)
    measure = item(hall, level="measure", parent=goal, budget=3 * MILLION)
    one, other = (item(hall, parent=measure, budget=2 * MILLION) for _number in range(2))
    pay(hall, one, 1, amount=2 * MILLION)
    unpaid(hall, other, "amount", "Bridge", amount=2 * MILLION, invoice="INV 2")
    pay(hall, other, 3)
    rolled = money.whole(goal)
    assert (rolled.own.paid, rolled.below.paid, rolled.below.budget) == (
        0,
        3 * MILLION,
        7 * MILLION,
    )
    page = Client().get(f"/plan/{goal.pk}/").content.decode()
    assert "For what serves it" in page and "€3,000,000" in page
    assert "€3,000,000 paid" in Client().get("/plan/").content.decode()


def test_nobody_is_paid(hall: Hall) -> None:
    bridge = item(hall)
    for nobody in ("", "  "):
        unpaid(hall, bridge, "organisation", "enter the name of the payee", payee=nobody)
    unpaid(hall, bridge, "organisation", organisation=friends(hall))
    for field in ("invoice", "invoiced_on"):
        unpaid(hall, bridge, field, **{field: ""})
    assert not Payment.objects.exists()


@pytest.mark.parametrize(
    "number",
    [
        "INV 1",
        "inv-1",
        " Inv/1 ",
        "INV\N{EN DASH}1",
        "ＩＮＶ１",
        "INV\N{ZERO WIDTH SPACE} 1",
        "INV 001",
        "INV \N{ARABIC-INDIC DIGIT ONE}",
        "\N{CYRILLIC CAPITAL LETTER BYELORUSSIAN-UKRAINIAN I}NV 1",
    ],
)
def test_an_invoice_is_paid_once(hall: Hall, number: str) -> None:
    bridge, other = item(hall), item(hall)
    first = pay(hall, bridge)
    told = refused_everywhere(
        hall.parks,
        payments.record_payment,
        other,
        bill(invoice=number),
        by="state paid-before",
        provision=first,
        hangs_on="invoice",
    )
    assert "€1,000,000" in told.words
    pay(hall, other, invoice=number, payee="Wood Works")


def test_an_invoice_of_an_organisation_is_paid_once_under_whichever_name(hall: Hall) -> None:
    bridge, company = item(hall), friends(hall)
    pay(hall, bridge, payee="", organisation=company)
    for given in ({"payee": "", "organisation": company}, {"payee": f"{company.name}!"}):
        refused_everywhere(
            hall.parks,
            payments.record_payment,
            bridge,
            bill(**given),
            by="state paid-before",
            hangs_on="invoice",
        )


def test_a_contract_is_not_overpaid_and_raised_only_with_reasons(hall: Hall) -> None:
    bridge = item(hall)
    contract = awarded(hall, 2 * MILLION, bridge)
    given = {key: value for key, value in bill().items() if key != "payee"}
    payments.pay_contract.perform(hall.parks, contract, **given)
    over = {**given, "invoice": "INV 2", "amount": MILLION + 1}
    wrong_everywhere(hall.parks, payments.pay_contract, contract, over, field="amount")
    by_line = {"payee": "", "organisation": friends(hall), "contract": contract}
    unpaid(hall, bridge, "amount", amount=MILLION + 1, invoice="INV 3", **by_line)
    more = contracts.raise_contract
    for field, wrong in (
        ("reason", {"amount": 3 * MILLION, "reason": " "}),
        ("amount", {"amount": 11 * MILLION, "reason": "x"}),
    ):
        wrong_everywhere(hall.parks, more, contract, wrong, field=field)
    more.perform(hall.parks, contract, amount=3 * MILLION, reason="The ground is rock.")
    # What was raised is agreed to anew before it is paid on.
    assert kit.refusal(lambda: pay(hall, bridge, 4, **by_line)) == "not-confirmed"
    confirmed(hall, Contract.objects.get(pk=contract.pk))
    pay(hall, bridge, 4, amount=MILLION + 1, **by_line)
    page = Client().get(f"/plan/contracts/{contract.pk}/").content.decode()
    assert "The ground is rock." in page and "INV 4" in page
    with pytest.raises(BadInput):
        awarded(hall, 8 * MILLION, bridge)


def test_ten_payments_below_the_ceiling_are_one_sum(hall: Hall) -> None:
    ceiling(hall, "spend", MILLION)
    bridge = item(hall)
    pay(hall, bridge, 0, amount=MILLION - 1)
    for number in range(1, 4):
        refused_everywhere(
            hall.parks,
            payments.record_payment,
            bridge,
            bill(number, amount=2),
            by="competence above-amount",
            hangs_on="amount",
        )
    pay(hall, bridge, 11, amount=1)
    # Over many lines of the plan the reviewer is told.
    other = item(hall)
    pay(hall, other, 12, amount=MILLION - 1)
    (matter,) = agenda.waiting(hall.body("reviewer"))
    assert matter.about == Payment.objects.get(invoice="INV 12").ref


def test_ten_awards_below_the_ceiling_are_one_sum(hall: Hall) -> None:
    ceiling(hall, "award-contracts", MILLION)
    bridge = item(hall)
    awarded(hall, MILLION - 1, bridge)
    unawarded(hall, bridge)
    # Without a line of the plan, what one payee gets in a year is the matter.
    awarded(hall, MILLION - 1)
    unawarded(hall)
    second = Contract.objects.filter(item=None, state="active").get()
    page = Client().get(f"/plan/contracts/{second.pk}/").content.decode()
    assert "Total above a limit" in page and "The reviewer has been told" in page
    assert [one.about for one in agenda.waiting(hall.body("reviewer"))] == [second.ref]


def test_an_award_is_paid_on_once_somebody_of_another_body_has_agreed(hall: Hall) -> None:
    bridge = item(hall)
    contract = awarded(hall, 2 * MILLION, bridge, by_two=False)
    page = Client().get(contract.get_absolute_url()).content.decode()
    assert "Waiting for a second official" in page
    given = {**bill(), "invoiced_on": clock.today().isoformat()}
    del given["payee"]
    answer = by_key(hall.parks, f"/contracts/{contract.pk}/pay", given)
    assert (answer.status_code, answer.json()["code"]) == (409, "not-confirmed")
    # Neither on the line, with the contract or beside it.
    beside: dict[str, Any] = {"payee": "", "organisation": friends(hall)}
    for more in (beside, {**beside, "contract": contract}):
        assert kit.refusal(lambda more=more: pay(hall, bridge, 2, **more)) == "not-confirmed"
    # Not by whoever awarded it, in whichever office; nor by a body that the law does not name.
    address = f"/contracts/{contract.pk}/confirm-award"
    seen = {"seen": "The offers."}
    assert by_key(hall.parks, address, seen).status_code == 403
    assert by_key(hall.roads, address, seen).status_code == 403
    both = kit.seat(hall, "hall-desk", Person.objects.get(pk=hall.parks.person_id))
    say = confirming.confirm_award.perform
    assert kit.refusal(lambda: say(both, contract=contract, **seen)) == "same-body"
    form = signed_in(hall.chair).post(f"/plan/contracts/{contract.pk}/confirm-award/", seen)
    assert form.status_code == 302
    assert "Waiting for a second" not in Client().get(contract.get_absolute_url()).content.decode()
    pay(hall, bridge, 3, **{**beside, "contract": Contract.objects.get(pk=contract.pk)})
