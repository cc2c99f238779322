"""A waiting list by lot: its order comes from a lottery like any other, and is drawn again by anybody."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client

from commonhall.core import clock
from commonhall.decisions.lotteries import actions as lottery_actions
from commonhall.decisions.lotteries import drawing, orders
from commonhall.decisions.lotteries.models import Lottery
from commonhall.decisions.lotteries.queries import published_draw
from commonhall.decisions.lotteries.timers import draw_due
from commonhall.services.waiting_lists import actions, keeping_actions, queries, rules
from commonhall.services.waiting_lists import offering_actions as offering
from commonhall.services.waiting_lists.models import WaitingEntry
from tests.actions.samples import set_fields
from tests.kit import Hall, found_hall, signed_in
from tests.law.kit import refusal
from tests.services import kit, waiting

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def test_a_list_by_lot_is_frozen_drawn_and_offered_in_the_order_anybody_draws_again(
    hall: Hall,
) -> None:
    made = waiting.waiting_list(
        hall, rule="lottery", closes_on=clock.today() + timedelta(days=3), places=2
    )
    people = [kit.applicant(hall, f"person{number}") for number in range(5)]
    entries = [waiting.join(who, made) for who in people]
    gone = entries.pop()
    actions.leave_waiting_list.perform(people[4], waiting.fresh(gone))
    lottery = orders.of(made)
    assert lottery is not None and lottery.source == "beacon"
    apply = lottery_actions.apply_for_lottery
    assert refusal(lambda: apply.perform(people[4], lottery=lottery)) == "of-a-list"
    withdraw = lottery_actions.withdraw_application
    assert refusal(lambda: withdraw.perform(people[0], lottery=lottery)) == "of-a-list"
    assert refusal(lambda: waiting.offer(hall, entries[0])) == "not-drawn"
    assert (
        "drawn after the last day"
        in signed_in(people[0]).get(entries[0].get_absolute_url()).content.decode()
    )
    with clock.replay(clock.now() + timedelta(days=5)):
        draw_due()
        lottery.refresh_from_db()
        assert lottery.state == Lottery.State.READY and lottery.tickets_count == 4
        # What the beacon gives: its signature is checked in tests/decisions; here a number stands for it.
        set_fields(lottery, seed=drawing.seed_of(lottery.root, "00ff"))
        draw_due()
        lottery.refresh_from_db()
        assert lottery.state == Lottery.State.COMPLETE and lottery.drawn_at is not None
        outcome = drawing.replay(published_draw(lottery))
        assert (outcome.drawn, outcome.wrong) == ((), ())
        rows = [drawing.row_of(one) for one in published_draw(lottery)["tickets"]]
        drawn = [int(one.code) for one in drawing.ordered("lottery", rows, lottery.seed)]
        assert {one.pk for one in entries} == set(drawn)
        first, second = (WaitingEntry.objects.get(pk=number) for number in drawn[:2])
        assert refusal(lambda: waiting.offer(hall, second)) == "out-of-order"
        waiting.offer(hall, first)
        waiting.offer(hall, second)
        found = queries.positions(queries.entries().filter(pk__in=drawn))
        assert [found[number].ahead for number in drawn] == [None, None, 0, 1]
        page = Client().get(lottery.get_absolute_url()).content.decode()
        assert page.index(str(drawn[0])) < page.index(str(drawn[1])), "the order is on the page"
        assert Client().get(f"{lottery.get_absolute_url()}again/").status_code == 200
        left = offering.offer_out_of_order.check(hall.parks, waiting.fresh(gone)).refusal
        assert left is not None and left.code == "wrong-state"


def test_an_annulled_draw_leaves_no_order_until_a_new_rule_is_set(hall: Hall) -> None:
    made = waiting.waiting_list(
        hall, rule="lottery", closes_on=clock.today() + timedelta(days=3), places=1
    )
    entry = waiting.join(kit.applicant(hall), made)
    set_fields(orders.of(made), state=Lottery.State.ANNULLED)  # type: ignore[arg-type]
    assert refusal(lambda: waiting.offer(hall, entry)) == "no-order"
    keeping_actions.change_waiting_rule.perform(
        hall.parks, made, rule="queue", provision=waiting.provision(), reason="Annulled."
    )
    assert rules.order(made, rules.rule_of(made)) is not None
    waiting.offer(hall, entry)
