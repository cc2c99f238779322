"""A changed ballot, winner, number of seats or lot of a ranked vote is found by the check of a dump."""

from __future__ import annotations

import copy
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from commonhall.actions.versions import values_of
from commonhall.core import clock
from commonhall.core.recalculation import States, registered
from commonhall.decisions.votes import actions, approvals, lot_actions, recalculation, tally
from commonhall.decisions.votes.models import CastBallot, Election, Option, Result, Teller
from commonhall.methods import beacons
from commonhall.people import actors
from commonhall.people.residents.models import Person
from commonhall.places.models import Unit
from tests.decisions import lots
from tests.decisions.kit import cast, close, count_it, hand_in, open_it, voter
from tests.decisions.test_ranked_votes import asked, ranked
from tests.kit import found_hall
from tests.words import texts

pytestmark = pytest.mark.django_db
MODELS = (Election, Option, CastBallot, Result, Teller, Unit)


@pytest.fixture
def states(home: Path, monkeypatch: pytest.MonkeyPatch) -> States:
    """What a dump would hold of a counted vote whose ties were decided by lot."""
    monkeypatch.setattr("commonhall.decisions.votes.destruction.envelopes", lambda _votes: [])
    monkeypatch.setattr(beacons, "QUICKNET", lots.CHAIN)
    hall = found_hall()
    election = open_it(hall, asked(hall, "stv-scottish", seats=2, by_lot=True))
    for number, codes in enumerate(["ab", "ba", "c", "d", "cd", "dc"]):
        cast(voter(hall, number), election, *ranked(*codes))
    who = actors.as_person(Person.objects.exclude(account=None).order_by("pk")[0])
    with clock.replay(timezone.now() + timedelta(days=8)):
        close(election)
        hand_in(election)
        right = lots.sign(election.beacon["round"])
        lot_actions.enter_tie_lot.perform(who, election=election, signature=right)
        election.refresh_from_db()
        tally.tally(election)
    found: States = {kind: {} for kind in recalculation.TYPES}
    for model in MODELS:
        for thing in model.objects.all():
            found[model.ref_of(0).partition(":")[0]][thing.pk] = values_of(thing)[0]
    return found


def problems(states: States) -> list[str]:
    (check,) = [one.check for one in registered() if one.name == "votes"]
    return list(check(states))


def the(states: States, kind: str) -> dict[str, Any]:
    return states[f"decisions.{kind}"][min(states[f"decisions.{kind}"])]


def other_ballot(states: States) -> None:
    ballot = next(
        one for one in states["decisions.castballot"].values() if len(one["choices"]) == 2
    )
    (a, first), (b, second) = ballot["choices"]
    ballot["choices"] = [[a, second], [b, first]]


def other_winner(states: States) -> None:
    outcome = the(states, "result")["outcome"]
    outcome["winners"] = sorted(set("abcd") - set(outcome["winners"]))


def other_seats(states: States) -> None:
    the(states, "election")["seats"] = 1


def other_order(states: States) -> None:
    the(states, "election")["tie_order"].reverse()


def other_lot(states: States) -> None:
    election = the(states, "election")
    election["lot"]["signature"] = lots.sign(election["beacon"]["round"] + 1)


def earlier_round(states: States) -> None:
    the(states, "election")["beacon"]["round"] -= 1_000_000


@pytest.mark.parametrize(
    ("attack", "said"),
    [
        (other_ballot, "not those that its tellers signed"),
        (other_winner, "give another result"),
        (other_seats, "give another result"),
        (other_order, "not the one that its lot gives"),
        (other_lot, "not what the beacon signed"),
        (earlier_round, "not one that comes after the close"),
    ],
)
def test_what_was_changed_is_found(
    states: States, attack: Callable[[States], None], said: str
) -> None:
    assert problems(states) == []
    changed = copy.deepcopy(states)
    attack(changed)
    assert any(said in one for one in problems(changed)), problems(changed)


def test_a_lot_that_was_not_stated_is_found(states: States) -> None:
    the(states, "election")["by_lot"] = False
    assert any("did not state" in one for one in problems(states))


@pytest.mark.parametrize(
    ("rule", "values", "holds"),
    [
        ("most", {"most": 1}, True),
        ("approval", {}, True),
        ("approval", {"seats": 2}, False),
        ("irv", {}, False),
        ("most", {"form": "points", "most": 10}, False),
    ],
)
def test_what_is_entrenched_is_changed_by_a_plain_majority_only(
    home: Path, monkeypatch: pytest.MonkeyPatch, rule: str, values: dict[str, Any], holds: bool
) -> None:
    """A body that may hold votes cannot get its amendment through as one of two winners, by points, or by votes passed on."""
    monkeypatch.setattr("commonhall.decisions.votes.destruction.envelopes", lambda _votes: [])
    hall = found_hall()
    about = hall.unit("north").ref
    election = asked(hall, rule, "b", threshold=50, **values)
    actions.add_option.perform(
        hall.chair, election=election, code="a", names=texts("Yes"), about=about
    )
    open_it(hall, election)
    give = 10 if values.get("form") == "points" else 1
    for number in range(3):
        cast(voter(hall, number), election, ("a", give))
    result = count_it(election)
    assert result.outcome["winners"] == ["a"]
    assert bool(approvals.vote_for(about)) is holds
