"""Plain functions that hold an election of lists to the offices of Parks."""

from __future__ import annotations

from typing import Any

from commonhall.actions.actors import Actor
from commonhall.decisions.seats import list_actions
from commonhall.decisions.seats.models import CandidateList
from commonhall.decisions.votes.models import Election
from commonhall.people.bodies import actions as body_actions
from tests.decisions import seats
from tests.kit import Hall
from tests.words import texts


def called(hall: Hall, **given: Any) -> Election:
    """An election of lists to three offices of Parks, by D'Hondt."""
    body = hall.body("parks")
    for code in ("parks-second", "parks-third"):
        if not body.offices.filter(code=code).exists():
            body_actions.establish_office.perform(
                hall.chair, body=body, code=code, names=texts(code.title())
            )
    return seats.called(hall, **{"rule": "dhondt", **given})


def put_up(actor: Actor, election: Election, name: str) -> CandidateList:
    return list_actions.put_up_list.perform(actor, election, name=name, text="More trees.").result


def joins(actor: Actor, one: CandidateList, name: str = "") -> Any:
    return list_actions.stand_on_list.perform(
        actor, fresh(one), name=name or f"Candidate {actor.person}", text="Benches."
    ).result


def supported(hall: Hall, one: CandidateList, many: int = 5) -> list[Actor]:
    people = [seats.resident(hall, f"{one.option.code}-supporter-{at}") for at in range(many)]
    for person in people:
        list_actions.support_list.perform(person, fresh(one))
    return people


def ready(
    hall: Hall, election: Election, name: str, candidates: int = 3, by: Actor | None = None
) -> tuple[CandidateList, list[Actor]]:
    """A list with its candidates in the order in which they came, and supporters where it needs them."""
    owner = by or seats.resident(hall, f"owner-{name}")
    one = put_up(owner, election, name)
    people = [seats.resident(hall, f"{name}-{at}") for at in range(1, candidates + 1)]
    stands = [joins(person, one, f"{name} {at}") for at, person in enumerate(people, 1)]
    list_actions.order_list.perform(owner, fresh(one), candidates=[each.pk for each in stands])
    if one.needed:
        supported(hall, one)
    return fresh(one), people


def fresh(one: CandidateList) -> CandidateList:
    return CandidateList.objects.select_related("option", "seat_vote__election__unit").get(
        pk=one.pk
    )
