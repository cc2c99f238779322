"""A dispute from the first word to the agreement that held, and the other ends."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from commonhall.core import clock
from commonhall.core.refusals import BadInput
from commonhall.disputes.disputes import actions, figures, parties, timers
from commonhall.disputes.disputes.models import Dispute
from commonhall.disputes.mediation import actions as mediation
from commonhall.disputes.mediation import settling_actions as settling
from commonhall.people import actors
from commonhall.people.organisations.models import Organisation
from commonhall.people.residents.models import Person
from tests.disputes.kit import (
    END,
    MATTER,
    NOTE,
    OFFER,
    TEXT,
    accepted,
    actor,
    agreed,
    fresh,
    help_at_hand,
    letters,
    link_in,
    mediated,
    on_roll,
    opened,
)
from tests.kit import Hall, found_hall, signed_in
from tests.law.kit import later, organisation, refusal

pytestmark = pytest.mark.django_db
State = Dispute.State


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def shown(who: str, dispute: Dispute) -> str:
    return signed_in(who).get(dispute.get_absolute_url()).content.decode()


# --- asked, accepted, refused ---------------------------------------------------------------------
def test_a_dispute_is_opened_and_the_other_side_asked_in_a_letter_that_says_nothing(
    hall: Hall,
) -> None:
    dispute = opened(hall)
    assert 100_000_000 <= dispute.pk <= 999_999_999
    assert dispute.answer_by == clock.today() + timedelta(days=14)
    (letter,) = letters()
    assert letter.to == ["other@example.org"] and link_in(letter) == dispute.get_absolute_url()
    assert MATTER not in letter.body and "dispute" not in letter.subject.lower()
    assert MATTER in shown("resident", dispute)
    assert MATTER not in shown("other", dispute), "the other side has not accepted"


def test_who_accepts_reads_and_chooses(hall: Hall) -> None:
    dispute = accepted(hall)
    assert dispute.state == State.CHOOSING and dispute.accepted_on == clock.today()
    page = shown("other", dispute)
    assert MATTER in page and "Mia" in page and "Max" in page


def test_a_refusal_is_respected_and_shows_the_ways_on(hall: Hall) -> None:
    help_at_hand(hall)
    dispute = opened(hall)
    actions.refuse_dispute.perform(actor("other"), dispute)
    assert fresh(dispute).state == State.REFUSED
    for who in ("resident", "other"):
        assert "District court" in shown(who, dispute)
    assert MATTER not in shown("other", dispute)
    assert refusal(lambda: actions.accept_dispute.perform(actor("other"), dispute)) == "wrong-state"


def test_an_invitation_that_nobody_answers_ends_by_the_clock(hall: Hall) -> None:
    dispute = opened(hall)
    timers.watch_disputes()
    assert fresh(dispute).state == State.INVITED
    with later(15):
        timers.watch_disputes()
    assert fresh(dispute).state == State.UNANSWERED


def test_danger_asks_nobody_and_shows_who_helps(hall: Hall) -> None:
    help_at_hand(hall)
    dispute = opened(hall, danger=True)
    assert dispute.state == State.STOPPED and letters() == []
    assert "Night line" in shown("resident", dispute)
    assert refusal(lambda: actions.accept_dispute.perform(actor("other"), dispute)) == "wrong-state"


def test_the_mediator_or_a_side_stops_it_and_nobody_learns_who(hall: Hall) -> None:
    help_at_hand(hall)
    dispute = mediated(hall)
    letters()
    actions.stop_dispute.perform(actor("other"), dispute)
    assert fresh(dispute).state == State.STOPPED and letters() == []
    for who in ("resident", "other", "mia"):
        assert "Night line" in shown(who, dispute)


def test_one_side_is_never_both_and_needs_an_address(hall: Hall) -> None:
    with pytest.raises(BadInput) as wrong:
        opened(hall, email="")
    assert "email" in wrong.value.errors
    with pytest.raises(BadInput):
        opened(hall, email="resident@example.org")
    with pytest.raises(BadInput) as body:
        opened(hall, own_body=hall.body("parks"))
    assert "own_body" in body.value.errors


def test_an_organisation_is_a_side_by_whoever_speaks_for_it(hall: Hall) -> None:
    speaker = organisation(hall)
    friends = Organisation.objects.get(pk=speaker.organisation)
    on_roll(hall, "mia", "max")
    dispute = actions.open_dispute.perform(
        actor("other"), kind="member", other="Friends", matter=MATTER, organisation=friends
    ).result
    person = actors.as_person(Person.objects.get(pk=speaker.person))
    actions.accept_dispute.perform(person, dispute)
    assert fresh(dispute).state == State.CHOOSING


# --- in mediation ---------------------------------------------------------------------------------
def test_sessions_offers_and_notes_are_read_by_whom_they_are_for(hall: Hall) -> None:
    dispute = mediated(hall)
    mediation.call_session.perform(
        actor("mia"), dispute, begins=timezone.now() + timedelta(days=3), where="Room 4, upstairs"
    )
    mediation.offer_dispute.perform(hall.resident, dispute, text=OFFER)
    mediation.note_dispute.perform(actor("mia"), dispute, text=NOTE)
    for who in ("resident", "other", "mia"):
        page = shown(who, dispute)
        assert OFFER in page and "Room 4, upstairs" in page
        assert (NOTE in page) is (who == "mia")
    with pytest.raises(BadInput):
        mediation.call_session.perform(
            actor("mia"), dispute, begins=timezone.now() - timedelta(days=1), where="Room 4"
        )
    assert (
        refusal(lambda: mediation.note_dispute.perform(hall.resident, dispute, text="x"))
        == "not-yours"
    )


def test_both_sign_the_same_text(hall: Hall) -> None:
    dispute = mediated(hall)
    assert refusal(lambda: settling.sign_dispute.perform(hall.resident, dispute)) == "wrong-state"
    settling.propose_agreement.perform(actor("mia"), dispute, text="A first text")
    settling.sign_dispute.perform(hall.resident, dispute)
    settling.propose_agreement.perform(
        actor("mia"),
        dispute,
        text=TEXT,
        first_does="Moves the xylophone",
        first_by=clock.today() + timedelta(days=7),
    )
    settling.sign_dispute.perform(actor("other"), dispute)
    assert fresh(dispute).state == State.MEDIATING, "a new text needs both signatures anew"
    settling.sign_dispute.perform(hall.resident, dispute)
    found = fresh(dispute)
    assert found.state == State.AGREED
    assert found.follow_up_on == clock.today() + timedelta(days=182)
    assert "Moves the xylophone" in shown("other", dispute)
    with pytest.raises(BadInput) as wrong:
        settling.propose_agreement.perform(
            actor("mia"), mediated(hall), text=TEXT, first_does="Moves it"
        )
    assert "first_by" in wrong.value.errors


@pytest.mark.parametrize(
    ("first", "second", "held"),
    [("held", "held", "held"), ("held", "not", "partly"), ("not", "not", "not")],
)
def test_after_six_months_both_say_whether_it_held(
    hall: Hall, first: str, second: str, held: str
) -> None:
    dispute = agreed(hall)
    too_early = lambda: settling.say_held.perform(hall.resident, dispute, held=first)  # noqa: E731
    assert refusal(too_early) == "not-yet"
    letters()
    with later(182):
        timers.ask_whether_it_held()
        assert {one.to[0] for one in letters()} >= {"resident@example.org", "other@example.org"}
        settling.say_held.perform(hall.resident, dispute, held=first)
        assert refusal(too_early) == "said-before"
        settling.say_held.perform(actor("other"), dispute, held=second)
    found = fresh(dispute)
    assert (found.state, found.held) == (State.FOLLOWED, held)


def test_what_nobody_answers_after_six_months_ends_without_a_word(hall: Hall) -> None:
    dispute = agreed(hall)
    with later(182 + 62):
        timers.watch_disputes()
    assert (fresh(dispute).state, fresh(dispute).held) == (State.FOLLOWED, "")


def test_the_agreement_is_public_only_while_both_wish(hall: Hall) -> None:
    dispute = agreed(hall)
    actor("stranger")
    settling.publish_dispute.perform(hall.resident, dispute)
    assert TEXT not in shown("stranger", dispute)
    settling.publish_dispute.perform(actor("other"), dispute)
    page = shown("stranger", dispute)
    assert TEXT in page and MATTER not in page
    settling.unpublish_dispute.perform(hall.resident, dispute)
    assert TEXT not in shown("stranger", dispute)


@pytest.mark.parametrize("way", ["failed", "court", "ombudsman", "reviewer"])
def test_without_agreement_the_way_on_is_shown(hall: Hall, way: str) -> None:
    help_at_hand(hall)
    dispute = mediated(hall)
    settling.end_dispute.perform(actor("mia"), dispute, how=way, words=END)
    found = fresh(dispute)
    assert found.state == (State.FAILED if way == "failed" else State.REFERRED)
    assert found.referred_to == ("" if way == "failed" else way)
    for who in ("resident", "other"):
        page = shown(who, dispute)
        assert END in page and "District court" in page


def test_either_side_withdraws_at_any_time(hall: Hall) -> None:
    dispute = mediated(hall)
    actions.withdraw_dispute.perform(actor("other"), dispute)
    assert fresh(dispute).state == State.WITHDRAWN


# --- afterwards -----------------------------------------------------------------------------------
def test_words_are_destroyed_on_their_day_and_the_stations_stay(hall: Hall) -> None:
    dispute = agreed(hall)
    with later(182 + 62):
        timers.watch_disputes()
    with later(731):
        timers.watch_disputes()
    found = fresh(dispute)
    assert found.destroyed_on is not None and found.agreed_on == dispute.agreed_on
    assert not found.words.exists()
    assert {(one.mark, bytes(one.sealed)) for one in found.parties.all()} == {("", b"")}
    assert parties.role_of(hall.resident, found) is None
    assert TEXT not in shown("resident", dispute)


def test_figures_are_shown_from_ten_on(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    agreed(hall)
    assert figures.figures() == figures.Figures(None, None, None, None, None)
    monkeypatch.setattr(figures, "FEWEST", 1)
    assert figures.figures() == figures.Figures(1, 1, 1, None, 0)
