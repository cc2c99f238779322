"""A large sum is not awarded without sealed offers: not through a page, not by a program, not in slices, not afterwards."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from commonhall.core import clock
from commonhall.delivery.calls.deciding_actions import winner_of
from commonhall.delivery.contracts import actions as contracts
from commonhall.delivery.contracts.models import Contract
from commonhall.law import queries as law_queries
from commonhall.law.instruments.models import Threshold
from commonhall.people.organisations.models import Organisation
from tests import on_record
from tests.attacks.doors import refused_everywhere
from tests.delivery import calls
from tests.kit import Hall, found_hall
from tests.law import kit
from tests.law.kit import refusal
from tests.words import texts

pytestmark = pytest.mark.django_db
# People are asked first from 25,000 on: a lower sum here shows what this rule alone refuses.
SUM = 10_000_00


@pytest.fixture
def hall(home: Path) -> Hall:
    made = found_hall()
    assert on_record.change(Threshold.objects.filter(matter="sealed-call"), least=SUM)
    return made


def called(hall: Hall) -> Contract:
    """A call that everybody reads, without sealed offers, whose last day is past."""
    return contracts.publish_call.perform(
        hall.parks, names=texts("Lamps"), unit=hall.unit("north"), closes_on=clock.today()
    ).result


def values(payee: Organisation, amount: int) -> dict[str, Any]:
    return {
        "organisation": payee,
        "amount": amount,
        "bids": 3,
        "reason": "The best.",
        "ends": clock.today() + timedelta(days=90),
    }


def award(hall: Hall, contract: Contract, payee: Organisation, amount: int) -> Contract:
    return contracts.award_contract.perform(
        hall.parks, contract=contract, **values(payee, amount)
    ).result


def payee_of(hall: Hall) -> Organisation:
    return Organisation.objects.get(pk=kit.organisation(hall).organisation)


def test_the_charter_names_the_sum_where_people_read_it(hall: Hall) -> None:
    assert on_record.change(Threshold.objects.filter(matter="sealed-call"), least=50_000_00)
    found = law_queries.threshold("sealed-call", clock.today())
    assert found is not None and found.provision.number == "Article 50"
    page = Client().get(found.provision.get_absolute_url()).content.decode()
    assert "from this amount" in page and "50,000" in page


def test_a_large_sum_is_refused_at_every_door(hall: Hall) -> None:
    contract, payee = called(hall), payee_of(hall)
    with kit.later(1):
        found = law_queries.threshold("sealed-call", clock.today())
        assert found is not None
        refused_everywhere(
            hall.parks,
            contracts.award_contract,
            contract,
            values(payee, SUM),
            by="competence sealed-call",
            provision=found.provision.ref,
            hangs_on="amount",
        )
        assert Contract.objects.get(pk=contract.pk).state == Contract.State.TENDER
        assert award(hall, contract, payee, SUM - 1).state == Contract.State.ACTIVE


def test_a_sum_is_not_sliced_below_it(hall: Hall) -> None:
    first, second, payee = called(hall), called(hall), payee_of(hall)
    with kit.later(1):
        award(hall, first, payee, SUM // 2)
        assert refusal(lambda: award(hall, second, payee, SUM // 2)) == "sealed-call"
        award(hall, second, payee, SUM // 2 - 1)


def test_a_small_contract_is_not_raised_to_a_large_one(hall: Hall) -> None:
    contract, payee = called(hall), payee_of(hall)
    with kit.later(1):
        made = award(hall, contract, payee, SUM - 1)
        raised = refusal(
            lambda: contracts.raise_contract.perform(
                hall.parks, contract=made, amount=SUM, reason="More lamps."
            )
        )
        assert raised == "sealed-call"


def test_after_sealed_offers_it_is_awarded(hall: Hall) -> None:
    assert on_record.change(Threshold.objects.filter(matter="sealed-call"), least=1)
    call = calls.announced(hall, 80_00, 120_00)
    assert call.contract is not None
    with kit.later(12):
        winner = winner_of(call)
        assert winner is not None and winner.offerer is not None
        made = contracts.award_contract.perform(
            hall.parks,
            contract=Contract.objects.get(pk=call.contract.pk),
            **{**values(winner.offerer, 80_00), "bids": 2},
        ).result
    assert made.state == Contract.State.ACTIVE
