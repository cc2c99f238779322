"""One member alone keeps no body from deciding: amendments close, and what waits is voted on."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from commonhall.actions.actors import Actor
from commonhall.core import clock
from commonhall.decisions.amendments.actions import (
    amend_motion,
    conclude_amendment,
    vote_on_amendment,
)
from commonhall.decisions.amendments.models import MotionAmendment
from commonhall.decisions.motions.actions import conclude_motion
from commonhall.decisions.motions.models import Motion
from commonhall.decisions.sittings import actions as sittings
from commonhall.law.instruments.actions import adopt_instrument
from commonhall.law.instruments.models import Rank
from tests.attacks.doors import refused_everywhere
from tests.decisions.council import seated, table, vote
from tests.kit import Hall, found_hall
from tests.law.kit import later
from tests.words import texts

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def tabled(hall: Hall, by: Actor) -> Motion:
    return table(
        by,
        adopt_instrument,
        unit=hall.unit("root"),
        code="benches",
        rank=Rank.LOCAL_RULE,
        titles=texts("Benches"),
        provisions=[{"number": "Paragraph 1", "texts": texts("A bench.")}],
        starts=clock.today() + timedelta(days=30),
    )


def amended(code: str) -> dict[str, Any]:
    return {"reasons": "It is better.", "given": {"code": code}}


def put(by: Actor, motion: Motion, code: str) -> MotionAmendment:
    return amend_motion.perform(by, motion=motion, **amended(code)).result


def decided(row: MotionAmendment, members: list[Actor], choice: str) -> None:
    for one in members:
        vote_on_amendment.perform(one, amendment=row, choice=choice)
    conclude_amendment.perform(members[0], amendment=row)


def test_once_the_days_are_over_and_most_have_voted_amendments_close(hall: Hall) -> None:
    members = seated(hall)
    motion = tabled(hall, members[0])
    put(members[2], motion, "trees")
    vote(motion, members[:2])
    # Everybody has the days that the law gives, however many have voted.
    put(members[2], motion, "bins")
    with later(4):
        again = amended("lamps")
        refused_everywhere(members[2], amend_motion, motion, again, by="state most-voted")
        for row in MotionAmendment.objects.order_by("pk"):
            decided(row, members[:2], "no")
        conclude_motion.perform(members[0], motion=motion)


def test_other_words_that_the_body_adopted_can_be_amended_again(hall: Hall) -> None:
    members = seated(hall)
    motion = tabled(hall, members[0])
    row = put(members[2], motion, "trees")
    with later(3):
        decided(row, members, "yes")
    with later(5):
        put(members[1], Motion.objects.get(), "lamps")


def test_in_the_sitting_they_close_once_most_have_voted(hall: Hall) -> None:
    members = seated(hall)
    motion = tabled(hall, members[0])
    sitting = sittings.call_sitting.perform(
        hall.chair, starts_at=clock.now() + timedelta(days=4), where="Room 1"
    ).result
    sittings.set_agenda.perform(members[0], sitting=sitting, motions=[motion])
    with later(4):
        # It waits for the sitting, and is amended until then.
        first = put(members[2], motion, "trees")
    with clock.replay(clock.now() + timedelta(days=4, hours=1)):
        sittings.open_sitting.perform(members[0], sitting=sitting)
        second = put(members[2], motion, "lamps")
        vote(motion, members[:2])
        again = amended("bins")
        refused_everywhere(members[2], amend_motion, motion, again, by="state most-voted")
        for row in (first, second):
            decided(row, members[:2], "no")
        assert conclude_motion.perform(members[0], motion=motion).result.state == "passed"
