"""Which of several reviewers decides is chosen by nobody: not by whoever acted, nor by whoever appeals, nor by a reviewer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from django.test import Client

from commonhall.actions.actors import Actor
from commonhall.core import clock
from commonhall.core.refusals import BadInput, Refused
from commonhall.law.appeals import actions, lot
from commonhall.law.appeals.court_actions import report_outcome, take_to_court
from commonhall.law.appeals.interim_actions import order_on_appeal
from commonhall.law.appeals.models import Appeal
from commonhall.law.appeals.recalculation import _lots
from commonhall.people.bodies import actions as body_actions
from commonhall.people.interests.actions import declare_interest
from tests.asking_kit import confirmed
from tests.attacks.doors import refused_everywhere
from tests.decisions.lots import CHAIN, sign
from tests.kit import Hall, found_hall, person, signed_in
from tests.law import kit
from tests.words import texts

pytestmark = pytest.mark.django_db
VERDICT = {"verdict": "granted", "text": "It is against the law."}


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


@pytest.fixture(autouse=True)
def beacon() -> Iterator[None]:
    """New appeals name rounds of the tests' beacon."""
    with mock.patch.object(lot, "CHAIN", CHAIN):
        yield


@pytest.fixture
def reviewers(hall: Hall) -> list[Actor]:
    first = kit.reviewer(hall)
    for code in ("reviewer-2", "reviewer-3"):
        body_actions.establish_office.perform(
            hall.clerk, body=hall.body("reviewer"), code=code, names=texts(code), duties={}
        )
    second = kit.seat(hall, "reviewer-2", person("second"))
    return [first, second, kit.seat(hall, "reviewer-3", person("third"))]


def appealed(hall: Hall, who: Actor) -> Appeal:
    kit.rule(hall, code=f"market-{Appeal.objects.count()}")
    return kit.appealed(who, "law.adopt_instrument")


def drawn(hall: Hall, appeal: Appeal) -> Actor:
    with at(appeal):
        actions.draw_reviewer.perform(hall.resident, appeal, signature=sign(appeal.beacon["round"]))
    appeal.refresh_from_db()
    assert appeal.drawn is not None
    return appeal.drawn  # type: ignore[return-value]


def at(appeal: Appeal, later: timedelta = timedelta(minutes=1)) -> Any:
    assert appeal.draws_at is not None
    return clock.replay(appeal.draws_at + later)


def test_the_lot_falls_on_one_of_those_without_ties(hall: Hall, reviewers: list[Actor]) -> None:
    kit.rule(hall)
    thing = kit.entry_of("law.adopt_instrument").subject
    declare_interest.perform(reviewers[1], target=thing, kind="financial")
    appeal = kit.appealed(kit.confirmed(hall), "law.adopt_instrument")
    assert appeal.among == ["reviewer", "reviewer-3"] and appeal.drawn is None
    order = [reviewers[0], reviewers[2]]
    office = drawn(hall, appeal)
    chosen = order[lot.number(sign(appeal.beacon["round"]), str(appeal.entry), 2)]
    assert office.ref == chosen.ref
    other = next(one for one in order if one is not chosen)
    with at(appeal):
        for who, by in ((other, "state not-drawn"), (reviewers[1], "interests recused")):
            refused_everywhere(who, actions.decide_appeal, appeal, VERDICT, by=by)
        shown = Client().get(appeal.get_absolute_url()).content.decode()
        assert "Drawn by lot" in shown and sign(appeal.beacon["round"]) in shown
        # Where the one drawn is tied since, another decides.
        declare_interest.perform(chosen, target=thing, kind="family")
        made = actions.decide_appeal.perform(other, appeal, **VERDICT).result
    assert made.state == Appeal.State.GRANTED


def test_nobody_knows_the_round_when_an_appeal_is_filed(hall: Hall, reviewers: list[Actor]) -> None:
    appeal = appealed(hall, kit.confirmed(hall))
    assert appeal.draws_at is not None
    ahead = appeal.draws_at - appeal.at
    assert lot.AHEAD <= ahead <= timedelta(hours=25) and appeal.draws_at.astimezone(UTC).hour == 12
    # Held back for minutes, or with a false hour: the round stays the same.
    moment = datetime(2026, 5, 3, 12, 1, tzinfo=UTC)
    rounds = {
        lot.named_round(moment + timedelta(minutes=step))["round"] for step in range(0, 1380, 7)
    }
    assert len(rounds) == 1
    with pytest.raises(Refused) as caught:
        actions.draw_reviewer.perform(hall.resident, appeal, signature=sign(appeal.beacon["round"]))
    assert caught.value.code == "not-yet"


def test_nobody_decides_before_the_lot_is_drawn(hall: Hall, reviewers: list[Actor]) -> None:
    appeal = appealed(hall, kit.confirmed(hall))
    for who in reviewers:
        refused_everywhere(who, actions.decide_appeal, appeal, VERDICT, by="state not-drawn-yet")
    # What cannot wait does not.
    order_on_appeal.perform(reviewers[1], appeal, suspend=True, text="It would be gone by then.")
    assert Appeal.objects.get().suspended


def test_only_what_the_beacon_signed_is_taken(hall: Hall, reviewers: list[Actor]) -> None:
    appeal = appealed(hall, kit.confirmed(hall))
    number = appeal.beacon["round"]
    with at(appeal):
        for wrong in (sign(number + 1), sign(number, secret=5), "ff" * 48, "no", '{"round": 3}'):
            with pytest.raises(BadInput) as caught:
                actions.draw_reviewer.perform(hall.resident, appeal, signature=wrong)
            assert caught.value.field == "signature"
        page = signed_in(hall.resident)
        where = f"{appeal.get_absolute_url()}draw-reviewer/"
        answer = page.post(where, {"signature": sign(number)}, follow=True)
        assert answer.status_code == 200
        with pytest.raises(Refused):
            actions.draw_reviewer.perform(hall.resident, appeal, signature=sign(number))
    assert Appeal.objects.get().drawn is not None


def test_appealing_through_others_gives_no_other_lot(hall: Hall, reviewers: list[Actor]) -> None:
    first = appealed(hall, kit.confirmed(hall))
    drawn(hall, first)
    with clock.replay(first.at + timedelta(days=3)):
        second = kit.appealed(confirmed(hall, 1)[0], "law.adopt_instrument")
    assert (second.beacon, second.drawn_id) == (first.beacon, first.drawn_id)


def test_a_beacon_that_falls_silent_stops_no_appeal(hall: Hall, reviewers: list[Actor]) -> None:
    appeal = appealed(hall, kit.confirmed(hall))
    with at(appeal, lot.PATIENCE):
        made = actions.decide_appeal.perform(reviewers[2], appeal, **VERDICT).result
    assert made.state == Appeal.State.GRANTED


def test_a_lot_that_does_not_follow_is_found(hall: Hall, reviewers: list[Actor]) -> None:
    appeal = appealed(hall, kit.confirmed(hall))
    office = drawn(hall, appeal)
    said = {
        "at": appeal.at.isoformat(),
        "entry": str(appeal.entry),
        "among": appeal.among,
        "beacon": appeal.beacon,
        "seed_from": appeal.seed_from,
        "drawn_id": office.pk,
    }
    offices = {one.pk: {"code": one.code} for one in body_actions.Office.objects.all()}
    others = [one for one in offices if one != office.pk]

    def faults(**instead: Any) -> list[str]:
        return list(_lots({"law.appeal": {1: {**said, **instead}}, "people.office": offices}))

    assert faults() == []
    assert faults(drawn_id=others[0]) and faults(among=[])
    assert faults(beacon={**appeal.beacon, "round": appeal.beacon["round"] + 1})
    assert faults(seed_from={"signature": sign(3)})


def test_who_was_not_drawn_does_not_undo_it_by_reporting_a_court(
    hall: Hall, reviewers: list[Actor]
) -> None:
    """Else a friend among the reviewers reports a judgment that nobody gave, once the one who was drawn has dismissed it."""
    resident = kit.confirmed(hall)
    appeal = appealed(hall, resident)
    office = drawn(hall, appeal)
    judge = next(one for one in reviewers if one.ref == office.ref)  # type: ignore[attr-defined]
    friend = next(one for one in reviewers if one.ref != office.ref)  # type: ignore[attr-defined]
    with at(appeal):
        actions.decide_appeal.perform(judge, appeal=appeal, verdict="dismissed", text="Lawful.")
        given = {"court": "court", "reference": "4 K 12/26", "on": clock.today()}
        take_to_court.perform(resident, appeal=appeal, **given)
        said = {"text": "Annulled.", "on": clock.today(), "annulled": True}
        refused_everywhere(friend, report_outcome, appeal, said, by="state not-drawn")
        report_outcome.perform(judge, appeal=appeal, text="Upheld.", on=clock.today())
    appeal.refresh_from_db()
    assert appeal.state == "dismissed"
