"""Round tables that organisations convene and residents call for, and what their agreements become."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from commonhall.actions.actors import Actor
from commonhall.actions.models import Link, Notification
from commonhall.cases.sources import actions as source_actions
from commonhall.consultations.askings.annulling_actions import annul_table
from commonhall.consultations.askings.models import AskingReport
from commonhall.consultations.initiatives import answer_actions
from commonhall.consultations.initiatives.system_actions import mark_initiative_overdue
from commonhall.consultations.round_tables import (
    actions,
    commitment_actions,
    convening_actions,
    invitation_actions,
    letters,
    timers,
)
from commonhall.consultations.round_tables.models import Agreement, RoundTable, Seat
from commonhall.core import clock, jobs
from commonhall.core.refusals import BadInput
from commonhall.decisions.motions.agreement_actions import table_agreement
from commonhall.decisions.motions.models import Motion
from commonhall.law.promises import ledger
from commonhall.people.actors import system
from commonhall.record import sequencer, verification
from commonhall.record.readers import DatabaseSource
from tests import asking_kit
from tests.consultations import convened, kit
from tests.kit import Hall, found_hall, signed_in
from tests.law.kit import refusal, reviewer
from tests.words import texts

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


@pytest.fixture
def friends(hall: Hall) -> Actor:
    return kit.organisation(hall)


def run_jobs() -> None:
    while jobs.run_one("test"):
        pass


def asked_about(hall: Hall) -> str:
    """A matter about which enough residents were asked."""
    source = source_actions.name_source.perform(
        hall.parks,
        title="Old cable",
        text="",
        unit=hall.unit("north"),
        body=hall.body("parks"),
        cases=[hall.raise_case()],
    ).result
    asking_kit.ask(hall, source.ref)
    return str(source.ref)


def seat_of(table: RoundTable, code: str) -> Seat:
    return Seat.objects.get(table=table, body__code=code)


# --- by an organisation ---------------------------------------------------------------------------
def test_an_organisation_convenes_and_a_body_that_declines_is_not_waited_for(
    hall: Hall, friends: Actor
) -> None:
    table = convened.invited(hall, friends, bodies=[hall.body("roads")])
    assert Seat.objects.get(table=table, organisation=friends.organisation).answer == "accepted"
    seat = seat_of(table, "parks")
    assert (seat.answer, seat.answer_by) == ("", clock.today() + timedelta(days=14))
    made = convened.agreed(table, friends, hall.roads)
    assert made.state == Agreement.State.PROPOSED and seat_of(table, "roads").answer == "accepted"
    decline = invitation_actions.answer_invitation
    with pytest.raises(BadInput) as wrong:
        decline.perform(hall.parks, table=table, answer="declined")
    assert wrong.value.field == "reason"
    decline.perform(hall.parks, table=table, answer="declined", reason="Not our lamps.")
    made.refresh_from_db()
    assert made.state == Agreement.State.AGREED
    assert refusal(lambda: decline.perform(hall.parks, table=table, answer="accepted")) == "no-seat"
    page = Client().get(table.get_absolute_url()).content.decode()
    assert "Not our lamps." in page and "not coming" in page


def test_whom_it_invites_is_told_and_who_says_nothing_is_not_waited_for(
    hall: Hall, friends: Actor
) -> None:
    table = convened.invited(hall, friends, bodies=[hall.body("roads")])
    run_jobs()
    told = Notification.objects.filter(ref=table.ref).values_list("account_id", flat=True)
    assert hall.parks.account in told
    made = convened.agreed(table, friends, hall.roads)
    seat = seat_of(table, "parks")
    silent = invitation_actions.vacate_seat
    assert refusal(lambda: silent.perform(system(), seat=seat)) == "in-time"
    with clock.replay(kit.days(15.5)):
        assert timers.watch() == 1 and timers.watch() == 0
    made.refresh_from_db()
    assert (made.state, seat_of(table, "parks").answer) == ("agreed", "silent")
    assert "did not answer in time" in Client().get(table.get_absolute_url()).content.decode()


def test_nobody_is_left_to_agree_with_itself(hall: Hall, friends: Actor) -> None:
    table = convened.invited(hall, friends)
    made = convened.agreed(table, friends)
    with clock.replay(kit.days(15.5)):
        timers.watch()
    made.refresh_from_db()
    assert made.state == Agreement.State.PROPOSED


def test_the_organisation_ends_it_and_nobody_counts_as_asked(hall: Hall, friends: Actor) -> None:
    table = convened.invited(hall, friends)
    conclude = actions.conclude_table
    assert refusal(lambda: conclude.perform(hall.parks, table=table)) == "not-yours"
    convening_actions.end_table.perform(friends, table=table)
    assert not AskingReport.objects.exists()
    own = kit.table(hall, friends)
    end = convening_actions.end_table
    assert refusal(lambda: end.perform(friends, table=own)) == "not-yours"


def test_an_organisation_convenes_by_its_form(hall: Hall, friends: Actor) -> None:
    client = signed_in(friends)
    page = client.get("/conversations/tables/").content.decode()
    address = "/conversations/tables/invite-to-table/"
    assert address in page and "kind=table" in page
    form = {"title": "Lamps", "unit": hall.unit("north").pk, "agenda": "Who pays"}
    refused = client.post(address, form)
    assert refused.status_code == 400 and "Choose the public body" in refused.content.decode()
    answer = client.post(address, {**form, "body": hall.body("parks").pk})
    assert answer.status_code == 302
    assert "Friends of the lamp" in client.get("/conversations/tables/").content.decode()


# --- because residents called for it --------------------------------------------------------------
def test_residents_call_for_a_table_and_the_body_they_name_must_convene_it(hall: Hall) -> None:
    call = convened.called_for(hall)
    promise = ledger.of(call.ref)
    assert promise is not None and promise.body == hall.body("parks")
    assert promise.first_on == clock.today() + timedelta(days=30)
    said = answer_actions.answer_initiative
    given = {"outcome": "refused", "text": "No time."}
    assert refusal(lambda: said.perform(hall.parks, initiative=call, **given)) == "convene"
    convene = convening_actions.convene_demanded
    wanted = {"title": "Lamps", "agenda": ["Until when"]}
    assert refusal(lambda: convene.perform(hall.roads, initiative=call, **wanted)) == "other-body"
    table = convened.convened(hall, call)
    call.refresh_from_db()
    promise.refresh_from_db()
    assert (call.state, call.led_to, promise.kept_on) == ("answered", table.ref, clock.today())
    caller = Seat.objects.get(table=table, speaker="resident")
    assert (caller.person_id, caller.label) == (call.person_id, "Ada of Mill Road")
    assert refusal(lambda: convene.perform(hall.parks, initiative=call, **wanted)) == "wrong-state"
    page = Client().get(table.get_absolute_url()).content.decode()
    assert "called for by residents" in page and call.get_absolute_url() in page
    sequencer.sequence_once()
    assert verification.verify(DatabaseSource()).ok


def test_a_table_that_comes_late_is_a_broken_promise(hall: Hall) -> None:
    call = convened.called_for(hall)
    with clock.replay(kit.days(31.5)):
        mark_initiative_overdue.perform(system(), initiative=call)
        call.refresh_from_db()
        convened.convened(hall, call)
        promise = ledger.of(call.ref)
        assert promise is not None and promise.fate(clock.today()) == "late"


def test_a_body_that_cannot_convene_is_not_named(hall: Hall) -> None:
    with pytest.raises(BadInput) as wrong:
        convened.called_for(hall, body=hall.body("reviewer"))
    assert wrong.value.field == "body"


def test_annulled_the_table_is_owed_again(hall: Hall) -> None:
    call = convened.called_for(hall)
    table = convened.convened(hall, call)
    annul_table.perform(reviewer(hall), table=table)
    call.refresh_from_db()
    promise = ledger.of(call.ref)
    assert promise is not None and not promise.done
    assert (call.state, call.led_to, call.answer) == ("reached", "", "")
    assert convened.convened(hall, call).pk != table.pk


# --- commitments ----------------------------------------------------------------------------------
def test_parties_are_reminded_before_the_day_and_after_it(hall: Hall, friends: Actor) -> None:
    table = convened.invited(hall, friends)
    made = convened.agreed(table, friends, hall.parks)
    day = clock.today() + timedelta(days=20)
    for who in (friends, hall.parks):
        commitment_actions.commit.perform(who, agreement=made, text="We do it.", due_on=day)
    assert timers.watch() == 0
    for after, done in ((13, 2), (14, 0), (21.5, 2), (30, 0)):
        with clock.replay(kit.days(after)):
            assert timers.watch() == done, after
    run_jobs()
    assert Notification.objects.filter(action="consultations.remind_commitment").exists()
    promises = [ledger.of(one.ref) for one in made.commitments.all()]
    # A body's word stands in the ledger; nobody else's counts against a body.
    assert [one and one.body.code for one in promises] == [None, "parks"]


def test_letters_say_the_day_the_hour_and_the_commitment(hall: Hall, friends: Actor) -> None:
    table = convened.invited(hall, friends)
    now, day = clock.now(), clock.today() + timedelta(days=5)
    who, by = letters.invited(table.ref, now)
    assert "Friends of the lamp" in who and str((clock.today() + timedelta(days=14)).year) in by
    one = convened.meeting(table, friends)
    (said,) = letters.meets(table.ref, now)
    assert one.where in said
    made = convened.agreed(table, friends, hall.parks)
    commitment_actions.commit.perform(hall.parks, agreement=made, text="We pay.", due_on=day)
    assert list(letters.due(table.ref, now)) == [] and timers.watch() == 1
    (said,) = letters.due(table.ref, now)
    assert "Parks" in said and "We pay." in said
    with clock.replay(kit.days(6.5)):
        (said,) = letters.due(table.ref, now)
        assert "has passed" in said


def test_a_proposal_says_which_kinds_agree(hall: Hall, friends: Actor) -> None:
    table = convened.invited(hall, friends, bodies=[hall.body("roads")])
    convened.agreed(table, friends, hall.parks)
    page = " ".join(Client().get(table.get_absolute_url()).content.decode().split())
    assert "organisation: 1 of 1 agree" in page and "official: 1 of 2 agree" in page


# --- what an agreement becomes --------------------------------------------------------------------
def test_an_agreement_becomes_a_motion_with_its_words_and_thread(
    hall: Hall, friends: Actor
) -> None:
    about = asked_about(hall)
    table = convened.invited(hall, friends, about=about)
    made = convened.agreed(table, friends, hall.parks, text="Lamps burn **until midnight**.")
    client = signed_in(hall.chair)
    address = f"/conversations/agreements/{made.pk}/table/"
    assert address in client.get(table.get_absolute_url()).content.decode()
    form = client.get(address).content.decode()
    assert "until midnight" in form
    with clock.replay(kit.days(10)):
        motion = table_agreement.perform(
            hall.chair,
            agreement=made,
            unit=hall.unit("north"),
            names=texts("Lamps"),
            texts=texts("Lamps burn until midnight."),
        ).result
    for ref in (made.ref, table.ref, about):
        assert Link.objects.filter(from_ref=ref, to_ref=motion.ref, kind="decided-by").exists()
    page = Client().get(table.get_absolute_url()).content.decode()
    assert motion.get_absolute_url() in page
    # Who may not is not offered it.
    assert address not in signed_in(hall.clerk).get(table.get_absolute_url()).content.decode()


def test_what_is_not_agreed_becomes_nothing_and_agreeing_asks_nobody(
    hall: Hall, friends: Actor
) -> None:
    about = asked_about(hall)
    table = convened.invited(hall, friends, about=about)
    open_still = convened.agreed(table, friends)
    plain = convened.invited(hall, friends)
    made = convened.agreed(plain, friends, hall.parks)

    def put(agreement: Agreement) -> str:
        given = {"unit": hall.unit("north"), "names": texts("x"), "texts": texts("x")}
        return refusal(lambda: table_agreement.perform(hall.chair, agreement=agreement, **given))

    with clock.replay(kit.days(10)):
        assert put(open_still) == "not-agreed"
        assert put(made) == "not-asked"
    assert not Motion.objects.exists()


def test_a_page_with_many_parties_takes_as_many_queries(hall: Hall, friends: Actor) -> None:
    table = convened.invited(hall, friends, agenda=["One", "Two"])
    counts = []
    for _round in range(2):
        with CaptureQueriesContext(connection) as found:
            Client().get(table.get_absolute_url())
        counts.append(len(found))
        for number in range(6):
            made = convened.agreed(table, friends, hall.parks, text=f"Words {number}")
            commitment_actions.commit.perform(
                friends, agreement=made, text="We do.", due_on=date(2099, 1, 1)
            )
            convened.meeting(table, friends)
    with CaptureQueriesContext(connection) as found:
        Client().get(table.get_absolute_url())
    assert len(found) == counts[1]
