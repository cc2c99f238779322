"""Money is exact, keeps its currency, and what was recorded keeps its meaning when the hall changes its own."""

from __future__ import annotations

import json
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from commonhall.core import clock
from commonhall.core.money import DIGITS, Money, money_of
from commonhall.core.money_field import MoneyField
from commonhall.core.refusals import BadInput
from commonhall.decisions.votes import actions as votes
from commonhall.decisions.votes import queries as votes_queries
from commonhall.delivery.contracts import actions as contracts
from commonhall.delivery.payments import actions as payment_actions
from commonhall.delivery.plan import actions as plan
from commonhall.delivery.plan.models import Item
from commonhall.law.instruments.models import Competence
from commonhall.record.models import Entry
from tests.decisions.kit import budget, cast, count_it, open_it, voter
from tests.delivery.test_delivery import organisation
from tests.kit import Hall, by_key, found_hall, signed_in
from tests.words import texts

CURRENCIES = st.sampled_from(["EUR", "PLN", *DIGITS])
MINOR = st.integers(-(10**15), 10**15)


@given(MINOR, CURRENCIES)
def test_main_units_and_back_lose_nothing(minor: int, currency: str) -> None:
    money = Money(minor, currency)
    assert Money.of(money.main, currency) == money == Money.of(Fraction(money.main), currency)
    assert Money.of(Decimal(money.short), currency) == money
    assert ("." in money.short) is bool(minor % 10**money.digits)


@given(st.integers(0, 10**12), CURRENCIES)
def test_what_a_form_begins_with_is_what_it_reads(minor: int, currency: str) -> None:
    from django.test import override_settings

    with override_settings(CURRENCY=currency):
        assert MoneyField().clean(MoneyField.written(minor)) == minor


@given(MINOR, MINOR)
def test_sums_are_those_of_the_minor_units(one: int, other: int) -> None:
    left, right = Money(one, "EUR"), Money(other, "EUR")
    assert (left + right).minor == one + other and (left - right).minor == one - other
    assert (left < right, left <= right, bool(left)) == (one < other, one <= other, one != 0)


def test_two_currencies_are_never_counted_together() -> None:
    for count in (Money.__add__, Money.__sub__, Money.__lt__, Money.__le__):
        with pytest.raises(ValueError, match="EUR and PLN"):
            count(Money(1, "EUR"), Money(1, "PLN"))
    assert Money(1, "EUR") != Money(1, "PLN")
    with pytest.raises(ValueError, match="smallest unit"):
        Money.of(Decimal("0.5"), "JPY")
    assert money_of(None, "EUR") is None


# --- a hall that changes its currency -------------------------------------------------------------
@pytest.fixture
def hall(home: Path, settings: Any) -> Hall:
    settings.CURRENCY = "EUR"
    return found_hall()


def page(path: str) -> str:
    return Client().get(path).content.decode()


@pytest.mark.django_db(transaction=True)
def test_what_was_recorded_keeps_its_currency(hall: Hall, settings: Any) -> None:
    item = plan.adopt_item.perform(
        hall.chair,
        level="project",
        names=texts("Lamps"),
        unit=hall.unit("north"),
        body=hall.body("parks"),
        budget=1000_00,
    ).result
    payment_actions.record_payment.perform(
        hall.parks,
        item,
        amount=250_50,
        purpose="Poles",
        payee="Poles Ltd",
        invoice="A 1",
        invoiced_on=clock.today(),
    )
    election = budget(hall)
    paid = Entry.objects.get(action="delivery.record_payment")
    assert json.loads(paid.body)["data"] == {"amount": "25050", "currency": "EUR"}

    settings.CURRENCY = "JPY"
    shown = page(f"/plan/{item.pk}/")
    assert "€1,000" in shown and "€250.50" in shown and "¥" not in shown
    assert "€100" in page(f"/decisions/{election.pk}/")
    told = Client().get(f"/api/v1/plan/{item.pk}").json()
    assert (told["budget"], told["paid"], told["currency"]) == ("100000", "25050", "EUR")
    assert "25050,EUR" in b"".join(Client().get("/open/delivery.payments.csv")).decode()  # type: ignore[arg-type]
    # A payment in yen to what is counted in euro is refused, and says what to do; so is a new budget.
    with pytest.raises(BadInput, match="uses EUR, but the hall now uses JPY"):
        payment_actions.record_payment.perform(
            hall.parks,
            item,
            amount=100,
            purpose="Poles",
            payee="Poles Ltd",
            invoice="A 2",
            invoiced_on=clock.today(),
        )
    answer = by_key(
        hall.parks,
        f"/items/{item.pk}/record-payment",
        {
            "amount": 1,
            "purpose": "x",
            "payee": "y",
            "invoice": "A 2",
            "invoiced_on": clock.today().isoformat(),
        },
    )
    assert (answer.status_code, answer.json()["field"]) == (422, "amount")
    assert item.payments.count() == 1
    # Its page does not ask for the budget, which stays; a program that gives one is refused.
    chair, address = signed_in(hall.chair), f"/plan/{item.pk}/amend/"
    assert 'name="budget"' not in chair.get(address).content.decode()
    assert chair.post(address, {"names_en": "Lights", "reason": "More."}).status_code == 302
    item.refresh_from_db()
    assert (item.names, item.money) == ({"en": "Lights"}, Money(1000_00, "EUR"))
    given = {"names": {"en": "Lights"}, "budget": 5, "reason": "More."}
    wrong = by_key(hall.chair, f"/items/{item.pk}/amend", given)
    assert (wrong.status_code, wrong.json()["field"]) == (422, "budget")
    with pytest.raises(BadInput, match="This uses EUR"):
        votes.add_option.perform(hall.chair, election=election, code="d", names=texts("D"), cost=10)
    # The vote is opened, counted and calculated again in its own currency.
    open_it(hall, election)
    for number in range(3):
        cast(voter(hall, number), election, "a", "c")
    result = count_it(election)
    assert result.outcome["spent"] == "9000"
    assert votes_queries.recount(election) == result.outcome
    winners = Item.objects.filter(about__startswith="decisions.option").order_by("pk")
    planned = [str(one.money) for one in winners]
    assert planned == ["€40", "€50"]
    new = plan.adopt_item.perform(
        hall.chair,
        level="project",
        names=texts("Poles"),
        unit=hall.unit("north"),
        body=hall.body("parks"),
        budget=5000,
    ).result
    assert (str(new.money), new.currency) == ("JP¥5,000", "JPY")


@pytest.mark.django_db
def test_a_contract_is_in_the_currency_of_its_award(hall: Hall, settings: Any) -> None:
    call = contracts.publish_call.perform(
        hall.parks, names=texts("Poles"), unit=hall.unit("north"), closes_on=clock.today()
    ).result
    friends, _speaker = organisation(hall)
    settings.CURRENCY = "PLN"
    with clock.replay(clock.now() + timedelta(days=2)):
        contracts.award_contract.perform(
            hall.parks,
            call,
            organisation=friends,
            amount=500_00,
            bids=1,
            reason="Cheapest.",
            ends=clock.today() + timedelta(days=90),
        )
    settings.CURRENCY = "EUR"
    release = Client().get("/plan/contracts/ocds.json").json()["releases"][0]
    value = release["awards"][0]["value"]
    assert (value["amount"], value["currency"]) == (500.0, "PLN")
    assert "PLN" in page(f"/plan/contracts/{call.pk}/")


@pytest.mark.django_db
def test_a_limit_in_another_currency_covers_nothing(hall: Hall, settings: Any) -> None:
    grant = Competence(power="set-plans", most=100, currency="EUR")
    assert grant.covers(100) and not grant.covers(101)
    settings.CURRENCY = "PLN"
    assert not grant.covers(1)
    grant.most = None
    assert grant.covers(10**12)
