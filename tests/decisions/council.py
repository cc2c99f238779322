"""A council of several members, and how it decides in tests."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from commonhall.actions.actors import Actor
from commonhall.actions.declaration import Action
from commonhall.core import clock
from commonhall.core.models import Governed
from commonhall.decisions.motions import actions, queries
from commonhall.decisions.motions.models import Motion
from commonhall.decisions.motions.resolution_actions import table_resolution
from commonhall.people.actors import as_office
from commonhall.people.bodies import actions as body_actions
from commonhall.people.bodies.models import Office
from tests.kit import Hall, person
from tests.words import texts


def seat(hall: Hall, number: int) -> Actor:
    """One more member of the council, seated in the founding period by the office that begins the hall."""
    office = body_actions.establish_office.perform(
        hall.clerk,
        body=hall.body("council"),
        code=f"member-{number}",
        names=texts(f"Member {number}"),
        duties={},
    ).result
    who, day = person(f"member{number}"), clock.today()
    body_actions.appoint.perform(
        hall.clerk, office=office, person=who, starts=day, ends=day + timedelta(days=300)
    )
    return as_office(who, Office.objects.select_related("body").get(pk=office.pk))


def seated(hall: Hall, members: int = 3) -> list[Actor]:
    """The chair and so many others."""
    return [hall.chair, *(seat(hall, number) for number in range(1, members))]


def table(
    by: Actor, action: Action[..., Any], thing: Governed | None = None, **given: Any
) -> Motion:
    """A member puts an action before the body."""
    return table_resolution.perform(
        by,
        action=action.code,
        reasons="Because it is needed.",
        thing=thing.ref if thing is not None else "",
        given=given,
    ).result


def vote(motion: Motion, members: list[Actor], choice: str = "yes") -> None:
    for one in members:
        actions.vote_on_motion.perform(one, motion=motion, choice=choice)


def decide(motion: Motion, members: list[Actor], choice: str = "yes") -> Motion:
    """All of them vote, the first concludes."""
    vote(motion, members, choice)
    return actions.conclude_motion.perform(members[0], motion=motion).result


def roll_call(motion: Motion) -> tuple[int, int, int, int]:
    """(yes, no, abstained, how many offices may vote: filled ones of the body, less the recused)."""
    found = queries.count(motion, queries.rule_of(motion), queries.sitting(motion))
    return found.yes, found.no, found.abstained, found.may
