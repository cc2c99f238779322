"""A vote stays with the member who cast it: changing who sits in a seat brings no second vote, and takes none away."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client

from commonhall.actions.actors import Actor
from commonhall.decisions.amendments.actions import (
    amend_motion,
    conclude_amendment,
    vote_on_amendment,
)
from commonhall.decisions.motions.actions import conclude_motion, vote_on_motion
from commonhall.decisions.motions.models import Motion
from commonhall.delivery.plan.actions import adopt_item
from commonhall.people.bodies.actions import end_term
from commonhall.people.bodies.models import OfficeTerm
from commonhall.people.interests.actions import declare_interest
from commonhall.people.residents.models import Person
from tests.attacks.doors import refused_everywhere
from tests.decisions.council import roll_call, seated, table
from tests.kit import Hall, found_hall, person
from tests.law import kit
from tests.words import texts

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


@pytest.fixture
def members(hall: Hall) -> list[Actor]:
    return seated(hall)


@pytest.fixture
def motion(hall: Hall, members: list[Actor]) -> Motion:
    return table(
        members[0],
        adopt_item,
        level="goal",
        names=texts("Quiet nights"),
        unit=hall.unit("north"),
        body=hall.body("parks"),
    )


def leaves(hall: Hall, who: Actor) -> None:
    """The member's term ends today."""
    office = int(who.ref.partition(":")[2])
    end_term.perform(hall.clerk, OfficeTerm.objects.get(office=office, person=who.person))


def follows(hall: Hall, code: str, who: Person | None = None) -> Actor:
    """Somebody else sits in the seat from today on."""
    return kit.seat(hall, code, who or person(f"next-{code}"))


def says(who: Actor, motion: Motion, choice: str) -> None:
    vote_on_motion.perform(who, motion=motion, choice=choice)


# --- nobody votes again ---------------------------------------------------------------------------
@pytest.mark.parametrize("choice", ["yes", "no", "abstain"])
def test_who_follows_neither_votes_again_nor_changes_the_vote(
    hall: Hall, members: list[Actor], motion: Motion, choice: str
) -> None:
    says(members[1], motion, "yes")
    new = follows(hall, "member-1")
    refused_everywhere(new, vote_on_motion, motion, {"choice": choice}, by="state voted-before-you")
    assert motion.votes.get().choice == "yes"
    assert roll_call(motion) == (1, 0, 0, 3)


def test_the_vote_counts_when_the_seat_has_another_holder(
    hall: Hall, members: list[Actor], motion: Motion
) -> None:
    says(members[1], motion, "yes")
    follows(hall, "member-1")
    says(members[0], motion, "yes")
    says(members[2], motion, "no")
    page = Client().get(motion.get_absolute_url()).content.decode()
    assert "member1" in page and "next-member-1" not in page
    done = conclude_motion.perform(members[0], motion=motion).result
    assert (done.state, done.counted["yes"], done.counted["may"]) == ("passed", 2, 3)


def test_the_vote_counts_when_the_seat_is_empty(
    hall: Hall, members: list[Actor], motion: Motion
) -> None:
    """Who voted against cannot be voted down by making them leave."""
    says(members[1], motion, "no")
    says(members[2], motion, "no")
    leaves(hall, members[1])
    says(members[0], motion, "yes")
    assert roll_call(motion) == (1, 2, 0, 3)
    assert conclude_motion.perform(members[0], motion=motion).result.state == "rejected"


def test_whoever_follows_votes_where_the_seat_has_not_voted(
    hall: Hall, members: list[Actor], motion: Motion
) -> None:
    new = follows(hall, "member-1")
    says(new, motion, "no")
    says(new, motion, "yes")
    assert roll_call(motion) == (1, 0, 0, 3)


def test_nobody_takes_the_vote_along_to_another_seat(
    hall: Hall, members: list[Actor], motion: Motion
) -> None:
    says(members[1], motion, "yes")
    leaves(hall, members[1])
    again = follows(hall, "member-2", Person.objects.get(pk=members[1].person))
    refused_everywhere(again, vote_on_motion, motion, {"choice": "yes"}, by="state voted-elsewhere")
    assert roll_call(motion) == (1, 0, 0, 2)
    # Nor by whoever then sits where the vote was cast.
    third = follows(hall, "member-1")
    refused_everywhere(
        third, vote_on_motion, motion, {"choice": "yes"}, by="state voted-before-you"
    )


def test_whoever_comes_back_to_the_seat_may_change_their_own_vote(
    hall: Hall, members: list[Actor], motion: Motion
) -> None:
    says(members[1], motion, "yes")
    back = follows(hall, "member-1", Person.objects.get(pk=members[1].person))
    says(back, motion, "no")
    assert roll_call(motion) == (0, 1, 0, 3)


def test_an_interest_recuses_whoever_voted_and_not_whoever_follows(
    hall: Hall, members: list[Actor], motion: Motion
) -> None:
    says(members[1], motion, "yes")
    new = follows(hall, "member-1")
    declare_interest.perform(new, target=hall.unit("north").ref, kind="property")
    assert roll_call(motion) == (1, 0, 0, 3)


# --- the next question ----------------------------------------------------------------------------
def test_a_question_that_was_amended_is_another_one(
    hall: Hall, members: list[Actor], motion: Motion
) -> None:
    says(members[1], motion, "yes")
    amendment = amend_motion.perform(
        members[2], motion=motion, reasons="Mornings, too.", given={"names": texts("Quiet days")}
    ).result
    vote_on_amendment.perform(members[1], amendment=amendment, choice="yes")
    new = follows(hall, "member-1")
    refused_everywhere(
        new, vote_on_amendment, amendment, {"choice": "no"}, by="state voted-before-you"
    )
    vote_on_amendment.perform(members[0], amendment=amendment, choice="yes")
    vote_on_amendment.perform(members[2], amendment=amendment, choice="no")
    done = conclude_amendment.perform(members[0], amendment=amendment).result
    assert (done.state, done.counted["yes"], done.counted["may"]) == ("passed", 2, 3)
    motion.refresh_from_db()
    says(new, motion, "no")
    assert roll_call(motion) == (0, 1, 0, 3)
