"""Plain functions that hold an election of people to the offices of a body, by the days the charter states."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from commonhall.actions.actors import Actor
from commonhall.core import clock
from commonhall.decisions.seats import actions, candidacy_actions
from commonhall.decisions.seats.models import SeatVote
from commonhall.decisions.votes.models import Election
from commonhall.decisions.votes.tally import close_if_over, tally
from commonhall.law.mandates.models import Mandate
from commonhall.people.actors import as_person
from commonhall.people.bodies import actions as body_actions
from commonhall.people.residents import actions as residents
from commonhall.people.residents.models import Person
from tests.actions.samples import set_fields
from tests.decisions.kit import cast, hand_in, voter, with_tellers
from tests.kit import Hall, person
from tests.words import texts

ONE = timedelta(days=1)
# The days at which each step is taken, from the call on: more than the charter's 14, 7 and 30 (to appeal).
OPENED, COUNTED, SEATED = 15, 24, 56


def later(days: int) -> Any:
    return clock.replay(timezone.now() + timedelta(days=days))


def resident(hall: Hall, name: str) -> Actor:
    """A confirmed resident with an account."""
    made = person(name)
    residents.verify_resident.perform(hall.clerk, person=made, unit=hall.unit("north"))
    return as_person(Person.objects.get(pk=made.pk))


def called(hall: Hall, **given: Any) -> Election:
    """An election of Parks, whose mandate ends in forty days; of two offices."""
    day = clock.today()
    body = hall.body("parks")
    if not body.offices.filter(code="parks-second").exists():
        body_actions.establish_office.perform(
            hall.chair, body=body, code="parks-second", names=texts("Second desk")
        )
    set_fields(Mandate.objects.filter(body=body).order_by("pk")[0], ends=day + 40 * ONE)
    values: dict[str, Any] = {
        "kind": "election",
        "names": texts("Who leads Parks?"),
        "rule": "com-phragmen",
        "starts": day + 60 * ONE,
        "ends": day + 800 * ONE,
        **given,
    }
    return actions.call_seat_vote.perform(hall.clerk, body, **values).result


def stands(actor: Actor, election: Election, name: str = "") -> Any:
    return candidacy_actions.stand_for_election.perform(
        actor, election, name=name or f"Candidate {actor.person}", text="More trees."
    ).result


def opened(hall: Hall, election: Election) -> Election:
    with_tellers(hall, election, by=hall.clerk)
    with later(OPENED):
        actions.open_seat_vote.perform(
            hall.clerk, election, closes_at=clock.now() + timedelta(days=8)
        )
    election.refresh_from_db()
    return election


def counted(hall: Hall, election: Election, ballots: list[list[str]], first: int = 1) -> Election:
    """Open it, let as many vote as there are ballots, and count it."""
    voters = [voter(hall, first + at) for at in range(len(ballots))]
    opened(hall, election)
    with later(OPENED + 1):
        for one, choices in zip(voters, ballots, strict=True):
            cast(one, election, *choices)
    with later(COUNTED):
        election.refresh_from_db()
        close_if_over(election)
        hand_in(election)
        tally(election)
    election.refresh_from_db()
    return election


def seat_vote(election: Election) -> SeatVote:
    return SeatVote.objects.select_related("election", "body", "result").get(election=election)
