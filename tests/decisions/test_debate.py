"""Members debate a motion before they vote: in public, in their own seat, while it waits, and never where they are recused."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client

from commonhall.decisions.debate.actions import MOST, speak_on_motion
from commonhall.decisions.motions.models import Motion
from commonhall.people.bodies.actions import establish_office
from commonhall.people.interests.actions import declare_interest
from tests.attacks.doors import refused_everywhere, wrong_everywhere
from tests.decisions.council import decide, seated, table
from tests.kit import Hall, by_key, found_hall, signed_in

pytestmark = pytest.mark.django_db
HOSTILE = "We need **two** gardeners. <script>alert(1)</script>"


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def gardener(hall: Hall, member: object) -> Motion:
    names = {"en": "Gardener"}
    return table(member, establish_office, hall.body("parks"), code="gardener", names=names)  # type: ignore[arg-type]


def test_members_speak_by_page_and_by_program_and_everybody_reads_it(hall: Hall) -> None:
    members = seated(hall)
    motion = gardener(hall, members[0])
    address = motion.get_absolute_url()
    assert 'id="debate"' not in Client().get(address).content.decode()
    sent = signed_in(members[1]).post(f"{address}speak-on/", {"text": HOSTILE})
    assert sent.status_code == 302, sent.content
    answer = by_key(members[2], f"/motions/{motion.pk}/speak-on", {"text": "One is enough."})
    assert answer.status_code == 200, answer.content
    page = Client().get(address).content.decode()
    assert "<strong>two</strong>" in page and "<script>alert" not in page
    assert page.index("gardeners.") < page.index("One is enough.")
    said = Client().get(f"/api/v1/motions/{motion.pk}").json()["debate"]
    assert [one["office"] for one in said] == ["member-1", "member-2"]
    # Nobody had to vote for it, and it counts for nothing in the count.
    assert not decide(motion, members).hindered


def test_who_may_not_speak(hall: Hall) -> None:
    members = seated(hall)
    motion = gardener(hall, members[0])
    given = {"text": "I say."}
    wrong_everywhere(members[0], speak_on_motion, motion, {"text": ""}, field="text")
    refused_everywhere(hall.roads, speak_on_motion, motion, given, by="competence no-competence")
    declare_interest.perform(members[1], target=motion.about, kind="financial")
    refused_everywhere(members[1], speak_on_motion, motion, given, by="interests recused")
    for _time in range(MOST):
        speak_on_motion.perform(members[2], motion=motion, **given)
    refused_everywhere(members[2], speak_on_motion, motion, given, by="state too-many")
    decide(motion, [members[0], members[2]])
    refused_everywhere(members[0], speak_on_motion, motion, given, by="state wrong-state")
