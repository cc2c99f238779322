"""A body sits: called in public, with an agenda, voted on from one page."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client

from commonhall.core import clock
from commonhall.core.refusals import BadInput, Refused
from commonhall.decisions.motions import actions as motion_actions
from commonhall.decisions.motions.models import Motion
from commonhall.decisions.sittings import actions
from commonhall.decisions.sittings.models import Sitting
from commonhall.law.instruments.actions import adopt_instrument
from commonhall.law.instruments.models import Rank
from tests.decisions.council import seated, table, vote
from tests.kit import Hall, found_hall, signed_in
from tests.words import texts

pytestmark = pytest.mark.django_db
State = Sitting.State


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def motion(hall: Hall, by: object, code: str = "benches") -> Motion:
    return table(  # type: ignore[arg-type]
        by,
        adopt_instrument,
        unit=hall.unit("root"),
        code=code,
        rank=Rank.LOCAL_RULE,
        titles=texts("Benches"),
        provisions=[{"number": "Paragraph 1", "texts": texts("A bench.")}],
        starts=clock.today() + timedelta(days=30),
    )


def called(hall: Hall) -> Sitting:
    return actions.call_sitting.perform(
        hall.chair, starts_at=clock.now() + timedelta(days=4), where="Room 1"
    ).result


def refused(call: object) -> str:
    with pytest.raises(Refused) as caught:
        call()  # type: ignore[operator]
    return caught.value.code


def test_it_is_called_in_time_and_opens_at_its_hour(hall: Hall) -> None:
    seated(hall)
    with pytest.raises(BadInput) as caught:
        actions.call_sitting.perform(
            hall.chair, starts_at=clock.now() + timedelta(days=1), where="Room 1"
        )
    assert caught.value.field == "starts_at"
    sitting = called(hall)
    assert refused(lambda: actions.open_sitting.perform(hall.chair, sitting=sitting)) == "too-early"
    assert refused(lambda: actions.open_sitting.perform(hall.parks, sitting=sitting)) == (
        "no-competence"
    )


def test_there_two_of_three_decide_at_once_and_nowhere_else(hall: Hall) -> None:
    members = seated(hall)
    sitting = called(hall)
    with clock.replay(clock.now() + timedelta(days=4, hours=1)):
        on, off = motion(hall, members[1]), motion(hall, members[1], "trees")
        actions.set_agenda.perform(members[0], sitting=sitting, motions=[on])
        actions.open_sitting.perform(members[0], sitting=sitting)
        vote(on, members[:2])
        vote(off, members[:2])
        conclude = motion_actions.conclude_motion
        assert refused(lambda: conclude.perform(members[0], motion=off)) == "still-voting"
        assert conclude.perform(members[0], motion=on).result.state == Motion.State.PASSED
        actions.attend_sitting.perform(members[1], sitting=sitting)
        actions.close_sitting.perform(members[0], sitting=sitting)
    sitting.refresh_from_db()
    assert sitting.state == State.CLOSED
    assert {one.office.code for one in sitting.attendances.all()} == {"council-chair", "member-1"}


def test_what_was_not_decided_waits_for_another_sitting(hall: Hall) -> None:
    members = seated(hall)
    sitting, one = called(hall), motion(hall, members[1])
    actions.set_agenda.perform(members[0], sitting=sitting, motions=[one])
    actions.call_off_sitting.perform(members[0], sitting=sitting, reason="The room is flooded.")
    one.refresh_from_db()
    assert one.sitting is None and one.state == Motion.State.OPEN
    refusal = refused(lambda: actions.open_sitting.perform(members[0], sitting=sitting))
    assert refusal == "wrong-state"


def test_only_motions_of_this_body_stand_on_its_agenda(hall: Hall) -> None:
    members = seated(hall)
    sitting, one = called(hall), motion(hall, members[1])
    vote(one, members)
    motion_actions.conclude_motion.perform(members[0], motion=one)
    with pytest.raises(BadInput) as caught:
        actions.set_agenda.perform(members[0], sitting=sitting, motions=[one])
    assert caught.value.field == "motions"


def test_members_vote_from_its_page_and_others_read_it(hall: Hall) -> None:
    members = seated(hall)
    sitting, one = called(hall), motion(hall, members[1])
    address = sitting.get_absolute_url()
    assert Client().get("/decisions/sittings/").status_code == 200
    with clock.replay(clock.now() + timedelta(days=4, hours=1)):
        client = signed_in(members[0])
        client.post(f"{address}set-agenda/", {"motions": str(one.pk)})
        client.post(f"{address}open/", {})
        page = client.get(address).content.decode()
        assert f"/decisions/motions/{one.pk}/vote-on/" in page
        answer = client.post(
            f"/decisions/motions/{one.pk}/vote-on/", {"choice": "yes", "next": address}
        )
        assert answer["Location"] == address
        assert 'aria-pressed="true"' in client.get(address).content.decode()
        stranger = Client().get(address).content.decode()
        assert one.name in stranger and "vote-on" not in stranger
        read = Client().get(f"/api/v1/sittings/{sitting.pk}").json()
        assert read["agenda"] == [one.ref] and read["state"] == "open"
