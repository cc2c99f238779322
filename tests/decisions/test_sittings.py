"""A body sits: called in public, with an agenda, voted on from one page."""

from __future__ import annotations

import re
from datetime import UTC, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from commonhall.core import clock
from commonhall.core.refusals import BadInput, Refused
from commonhall.decisions.motions import actions as motion_actions
from commonhall.decisions.motions.models import Motion
from commonhall.decisions.sittings import actions, queries
from commonhall.decisions.sittings import running_actions as running
from commonhall.decisions.sittings.models import Sitting
from commonhall.law.instruments.actions import adopt_instrument
from commonhall.law.instruments.models import Rank
from commonhall.people.bodies.models import Office, OfficeTerm
from tests.actions.samples import set_fields
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
    sitting, on = called(hall), motion(hall, members[1])
    actions.set_agenda.perform(members[0], sitting=sitting, motions=[on])
    with clock.replay(clock.now() + timedelta(days=4, hours=1)):
        off = motion(hall, members[1], "trees")
        actions.open_sitting.perform(members[0], sitting=sitting)
        vote(on, members[:2])
        vote(off, members[:2])
        conclude = motion_actions.conclude_motion
        assert refused(lambda: conclude.perform(members[0], motion=off)) == "still-voting"
        assert conclude.perform(members[0], motion=on).result.state == Motion.State.PASSED
        actions.attend_sitting.perform(members[1], sitting=sitting)
        actions.close_sitting.perform(members[0], sitting=sitting)
    sitting.refresh_from_db()
    attending = queries.attending(sitting)
    assert {one.code for one in attending.there} == {"council-chair", "member-1"}
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
    signed_in(members[0]).post(f"{address}set-agenda/", {"motions": str(one.pk)})
    assert Client().get("/decisions/sittings/").status_code == 200
    with clock.replay(clock.now() + timedelta(days=4, hours=1)):
        client = signed_in(members[0])
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


# --- who runs it, and what stands on it -----------------------------------------------------------
def test_the_chair_runs_it_or_whom_the_chair_names_and_nobody_else(hall: Hall) -> None:
    members = seated(hall)
    soon = {"starts_at": clock.now() + timedelta(days=4), "where": "Room 1"}
    call = lambda: actions.call_sitting.perform(members[1], **soon)  # noqa: E731
    assert refused(call) == "not-in-the-chair"
    sitting, one = called(hall), motion(hall, members[1])
    agenda = lambda: actions.set_agenda.perform(members[1], sitting=sitting, motions=[one])  # noqa: E731
    assert refused(agenda) == "not-in-the-chair"
    clerk = Office.objects.get(code="member-1")
    other = Office.objects.get(code="parks-desk")
    with pytest.raises(BadInput) as caught:
        running.name_clerk.perform(members[0], sitting=sitting, office=other)
    assert caught.value.field == "office"
    running.name_clerk.perform(members[0], sitting=sitting, office=clerk)
    agenda()
    # A clerk keeps this one, and names nobody.
    named = lambda: running.name_clerk.perform(members[1], sitting=sitting, office=clerk)  # noqa: E731
    assert (refused(named), refused(call)) == ("not-in-the-chair", "not-in-the-chair")


def test_where_nobody_is_in_the_chair_any_member_runs_it(hall: Hall) -> None:
    members = seated(hall)
    for term in OfficeTerm.objects.filter(office__code="council-chair"):
        set_fields(term, ended_early_on=clock.today())
    soon = {"starts_at": clock.now() + timedelta(days=4), "where": "Room 1"}
    assert actions.call_sitting.perform(members[1], **soon).result.state == State.CALLED


def test_what_comes_after_the_call_waits_and_what_was_called_is_put_off_with_a_reason(
    hall: Hall,
) -> None:
    members = seated(hall)
    sitting, first, second = called(hall), motion(hall, members[1]), motion(hall, members[1], "two")
    actions.set_agenda.perform(members[0], sitting=sitting, motions=[first, second])
    with clock.replay(clock.now() + timedelta(days=2)):
        late = motion(hall, members[2], "late")
        for wrong in ([first, second, late], [first]):
            with pytest.raises(BadInput) as caught:
                actions.set_agenda.perform(members[0], sitting=sitting, motions=wrong)
            assert caught.value.field == "motions"
        actions.set_agenda.perform(members[0], sitting=sitting, motions=[second, first])
    with clock.replay(clock.now() + timedelta(days=4, hours=1)):
        actions.open_sitting.perform(members[0], sitting=sitting)
        actions.set_agenda.perform(members[0], sitting=sitting, motions=[first, second])
        with pytest.raises(BadInput):
            actions.set_agenda.perform(members[0], sitting=sitting, motions=[first, second, late])
        with pytest.raises(BadInput) as caught:
            running.put_off.perform(members[0], sitting=sitting, motion=late, reason="Why not.")
        assert caught.value.field == "motion"
        running.put_off.perform(members[0], sitting=sitting, motion=second, reason="Too warm.")
        actions.close_sitting.perform(members[0], sitting=sitting)
        running.write_minutes.perform(members[0], sitting=sitting, text="We *talked*.")
        page = Client().get(sitting.get_absolute_url()).content.decode()
    assert "Too warm." in page and "<em>talked</em>" in page and first.name in page
    first.refresh_from_db()
    assert (first.sitting, first.state) == (None, Motion.State.OPEN)
    assert [one.reason for one in sitting.put_off.order_by("pk")] == ["Too warm.", ""]


def test_one_page_runs_it(hall: Hall) -> None:
    members = seated(hall)
    sitting, first, second = called(hall), motion(hall, members[1]), motion(hall, members[1], "two")
    actions.set_agenda.perform(members[0], sitting=sitting, motions=[first, second])
    address = sitting.get_absolute_url()
    with clock.replay(clock.now() + timedelta(days=4, hours=1)):
        chair, member = signed_in(members[0]), signed_in(members[2])
        chair.post(f"{address}open/", {"next": address})
        page = chair.get(address).content.decode()
        assert f'value="{second.pk} {first.pk}"' in page and "note-present" in page
        assert "note-present" not in member.get(address).content.decode()
        numbers = [str(Office.objects.get(code=f"member-{one}").pk) for one in (1, 2)]
        answer = chair.post(f"{address}note-present/", {"offices": numbers, "next": address})
        assert answer["Location"] == address and sitting.attendances.count() == 3
        chair.post(f"{address}set-agenda/", {"motions": f"{second.pk} {first.pk}"})
        for one in members:
            client = signed_in(one)
            client.post(f"/decisions/motions/{second.pk}/vote-on/", {"choice": "yes"})
        page = chair.get(address).content.decode()
        now = page[page.index('id="now"') : page.index('id="agenda"')]
        assert second.get_absolute_url() in now and f"/{second.pk}/conclude/" in now
        assert all(one.name in now for one in Office.objects.filter(body=sitting.body))


def test_its_page_takes_as_many_queries_however_long_the_agenda(hall: Hall) -> None:
    members = seated(hall)
    sitting = called(hall)
    counts = []
    for codes in (["a", "b"], [f"c{number}" for number in range(8)]):
        rows = [*sitting.motions.all(), *(motion(hall, members[1], code) for code in codes)]
        actions.set_agenda.perform(members[0], sitting=sitting, motions=rows)
        with CaptureQueriesContext(connection) as seen:
            assert Client().get(sitting.get_absolute_url()).status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1], counts


def test_calendars_read_it(hall: Hall) -> None:
    seated(hall)
    sitting = called(hall)
    address = sitting.get_absolute_url()
    for path in (
        f"{address}sitting.ics",
        f"/decisions/sittings/of/{sitting.body_id}.ics",
        "/decisions/sittings/sittings.ics",
    ):
        answer = Client().get(path)
        assert answer["Content-Type"] == "text/calendar; charset=utf-8"
        text = answer.content.decode().replace("\r\n ", "")
        begins = f"{sitting.starts_at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
        assert f"DTSTART:{begins}" in text and "LOCATION:Room 1" in text
        assert re.search(rf"DESCRIPTION:\S*{address}", text)
    actions.call_off_sitting.perform(hall.chair, sitting=sitting, reason="Flooded.")
    assert "STATUS:CANCELLED" in Client().get(f"{address}sitting.ics").content.decode()
    assert Client().get("/decisions/sittings/99/sitting.ics").status_code == 404
