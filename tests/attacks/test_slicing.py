"""Sums cut into slices: the matter counts against a ceiling and from when people are asked; just below is flagged."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.db.models import QuerySet
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commonhall.core import clock
from commonhall.core.refusals import Refused
from commonhall.delivery import money, splitting
from commonhall.delivery.contracts import actions as contracts
from commonhall.delivery.payments import actions as payments
from commonhall.delivery.plan import actions as plan
from commonhall.delivery.plan.models import Item
from commonhall.law.agenda import agenda
from commonhall.law.asking.models import AskingRule
from commonhall.law.instruments.models import Competence
from commonhall.people.organisations import actions as organisations
from commonhall.people.organisations.models import Organisation
from tests import asking_kit, on_record
from tests.attacks.doors import refused_everywhere
from tests.kit import Hall, asking_hall, by_key, found_hall
from tests.law import kit
from tests.words import texts

pytestmark = pytest.mark.django_db
TOP = 25_000_00


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def item(hall: Hall, budget: int | None, **more: Any) -> Item:
    values: dict[str, Any] = {
        "level": "project",
        "names": texts("Bridge"),
        "unit": hall.unit("north"),
        "body": hall.body("parks"),
        "budget": budget,
        **more,
    }
    return plan.adopt_item.perform(hall.chair, **values).result


def ceiling(hall: Hall, power: str, body: str, most: int = TOP) -> None:
    rows = QuerySet(Competence).filter(power=power, body=hall.body(body))
    assert on_record.change(rows, most=most)


# --- the sum of the matter ------------------------------------------------------------------------
def test_a_part_of_the_plan_cut_into_slices_is_one_sum(hall: Hall) -> None:
    ceiling(hall, "set-plans", "council")
    measure = item(hall, None, level="measure")
    item(hall, TOP - 1, parent=measure)
    more = {"level": "project", "unit": "north", "body": "parks", "parent": measure.pk}
    answer = by_key(hall.chair, "/plan/adopt-item", {**more, "names": texts("B"), "budget": 2})
    assert (answer.status_code, answer.json()["code"]) == (403, "above-amount"), answer.content
    item(hall, 1, parent=measure)
    # Raised later, it counts with the others, too; lowered and kept it may always be.
    first = measure.children.order_by("pk")[0]
    given: dict[str, Any] = {"item": first, "names": first.names, "parent": measure, "reason": "x"}
    amend = plan.amend_item.perform
    assert kit.refusal(lambda: amend(hall.chair, budget=TOP, **given)) == "above-amount"
    amend(hall.chair, budget=TOP - 100, **given)


def test_slices_of_one_decision_and_of_none_are_one_sum(hall: Hall) -> None:
    ceiling(hall, "set-plans", "council")
    goal = item(hall, None, level="goal", names=texts("Light"))
    item(hall, TOP - 1, about=goal.ref)
    code = "above-amount"
    assert kit.refusal(lambda: item(hall, 2, about=goal.ref)) == code
    # Under another level, or hung under the goal's own measure, it stays the same matter.
    assert kit.refusal(lambda: item(hall, 2, level="measure", parent=goal, about=goal.ref)) == code
    # What comes from nowhere counts by who answers for it, place and year.
    item(hall, TOP)
    assert kit.refusal(lambda: item(hall, 1)) == code
    item(hall, TOP, body=hall.body("roads"))
    with kit.later(366):
        item(hall, TOP)


def test_below_a_part_that_has_its_money_its_parts_are_within_it(hall: Hall) -> None:
    measure = item(hall, 4 * TOP, level="measure", parent=item(hall, None, level="goal"))
    ceiling(hall, "set-plans", "council")
    item(hall, TOP, parent=measure, about=measure.ref)
    assert kit.refusal(lambda: item(hall, 1, parent=measure, about=measure.ref)) == "above-amount"


def test_slices_below_the_sum_from_which_people_are_asked(home: Path) -> None:
    hall = asking_hall()
    goal = item(hall, None, level="goal")
    item(hall, TOP - 1, about=goal.ref)
    assert kit.refusal(lambda: item(hall, TOP - 1, about=goal.ref)) == "not-asked"
    asking_kit.ask(hall, goal.ref)
    item(hall, TOP - 1, about=goal.ref)


@settings(
    deadline=None,
    max_examples=12,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(slices=st.lists(st.integers(1, TOP + 1), min_size=2, max_size=6))
def test_however_it_is_cut_the_matter_never_passes_the_ceiling(
    hall: Hall, slices: list[int]
) -> None:
    ceiling(hall, "set-plans", "council")
    measure = item(hall, None, level="measure")
    let = 0
    for amount in slices:
        fits = let + amount <= TOP
        try:
            item(hall, amount, parent=measure)
        except Refused as refusal:
            assert refusal.code == "above-amount" and not fits
        else:
            assert fits
            let += amount
    assert money.whole(measure).below.budget == let <= TOP


# --- just below ------------------------------------------------------------------------------------
def test_several_sums_just_below_a_limit_are_flagged_in_public(home: Path) -> None:
    hall = asking_hall()
    one = item(hall, TOP - 1)
    quiet = Client().get(one.get_absolute_url()).content.decode()
    assert "just below a limit" not in quiet
    other = item(hall, TOP - 2, unit=hall.unit("south"))
    small = item(hall, 100, unit=hall.unit("root"))
    for made in (one, other):
        page = Client().get(made.get_absolute_url()).content.decode()
        assert "Several amounts just below a limit" in page and "The reviewer has been told" in page
    assert "just below a limit" not in Client().get(small.get_absolute_url()).content.decode()
    assert [row.about for row in agenda.waiting(hall.body("reviewer"))] == [other.ref]


def test_awards_just_below_a_limit_are_flagged_whoever_got_them(hall: Hall) -> None:
    ceiling(hall, "award-contracts", "parks")
    rows = []
    for number in range(2):
        line = item(hall, 10 * TOP, names=texts(f"Bridge {number}"))
        call = contracts.publish_call.perform(
            hall.parks,
            names=texts("Steel"),
            unit=hall.unit("north"),
            closes_on=clock.today() + timedelta(days=2),
            item=line,
        ).result
        rows.append(call)
    for number, call in enumerate(rows):
        payee = organisations.register_organisation.perform(
            hall.resident, name=f"Company {number}", kind="company", unit=hall.unit("north")
        ).result
        organisations.recognise_organisation.perform(hall.clerk, organisation=payee)
        with kit.later(3):
            contracts.award_contract.perform(
                hall.parks,
                contract=call,
                organisation=payee,
                amount=TOP - number,
                bids=3,
                reason="The best.",
                ends=clock.today() + timedelta(days=90),
            )
    page = Client().get(rows[0].get_absolute_url()).content.decode()
    assert "Several amounts just below a limit" in page
    assert [row.about for row in agenda.waiting(hall.body("reviewer"))] == [rows[1].ref]


def _charged(hall: Hall) -> Item:
    about = hall.raise_case().ref
    asking_kit.ask(hall, about)
    return item(hall, 4 * TOP, about=about)


def _bill(number: int, amount: int, payee: str) -> dict[str, Any]:
    return {
        "amount": amount,
        "purpose": "Works",
        "payee": payee,
        "invoice": f"W {number}",
        "invoiced_on": clock.today(),
    }


def test_without_an_award_nobody_is_paid_from_the_sum_that_an_award_is_asked_about(
    home: Path,
) -> None:
    """Beside the award nobody is asked, nobody else can offer, and no second official agrees."""
    hall = asking_hall()
    line = _charged(hall)
    pay = payments.record_payment
    provision = AskingRule.objects.get(power="award-contracts").provision.ref
    for number, payee in enumerate(("A friend Ltd.", "Another Ltd."), 1):
        pay.perform(hall.parks, item=line, **_bill(number, TOP - 100, payee))
    # In slices and under another spelling it is the same payee; at once it is not smaller.
    for bill in (_bill(3, 100, "A FRIEND LTD"), _bill(4, TOP, "A third Ltd.")):
        refused_everywhere(
            hall.parks,
            pay,
            line,
            bill,
            by="competence without-award",
            provision=provision,
            hangs_on="payee",
        )
    assert line.payments.count() == 2
    # Nor is an organisation here paid under its name beside.
    friends = kit.organisation(hall)
    registered = {"organisation": Organisation.objects.get(pk=friends.organisation)}
    bill = _bill(6, TOP - 100, "")
    pay.perform(hall.parks, item=line, **bill, **registered)
    refused_everywhere(
        hall.parks,
        pay,
        line,
        _bill(7, 100, "friends"),
        by="competence without-award",
        provision=provision,
        hangs_on="payee",
    )
    # Ordinary small payments stay possible.
    pay.perform(hall.parks, item=line, **_bill(5, 99, "A friend Ltd."))


def test_what_was_paid_without_an_award_before_is_flagged(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Money that was paid when nothing stopped it yet."""
    hall = asking_hall()
    line = _charged(hall)
    monkeypatch.setattr(splitting, "check_award", lambda *_given: None)

    def pay(number: int, amount: int, payee: str) -> str:
        payments.record_payment.perform(hall.parks, item=line, **_bill(number, amount, payee))
        return Client().get(line.get_absolute_url()).content.decode()

    flag = "without an award"
    assert flag not in pay(1, TOP - 100, "A friend Ltd.")
    assert flag not in pay(2, TOP - 100, "Another Ltd.")
    # In slices and under another spelling it is the same payee.
    assert "A FRIEND LTD was paid" in pay(3, 100, "A FRIEND LTD")
    assert line.ref in [row.about for row in agenda.waiting(hall.body("reviewer"))]


@given(
    most=st.integers(1, 10**9),
    amounts=st.lists(st.integers(1, 10**9), max_size=8),
    asks=st.booleans(),
)
def test_flagged_are_two_or_more_in_the_last_fifth_and_nothing_else(
    most: int, amounts: list[int], asks: bool
) -> None:
    limit = splitting.Limit(most, SimpleNamespace(), asks)  # type: ignore[arg-type]
    last = most - 1 if asks else most
    band = [one for one in amounts if 5 * one >= 4 * most and one <= last]
    found = [one for one in amounts if limit.just_below(one)]
    assert found == band
    # Whoever cuts a sum above the limit into two that are each allowed is in the band, or well below it.
    for one in amounts:
        assert not limit.just_below(one) or one <= most
