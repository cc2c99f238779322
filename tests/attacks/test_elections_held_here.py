"""An election held here gives offices and the mandate by itself, and by no other way: not early, not against an appeal,
not twice, not to who declined, and not for a body that holds its own."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from commonhall.actions import action_pages
from commonhall.actions.actors import Actor
from commonhall.core import clock
from commonhall.core.refusals import BadInput, Refused
from commonhall.decisions.seats import actions, candidacy_actions
from commonhall.decisions.seats.seating_actions import seat_elected
from commonhall.decisions.seats.timers import seat_due
from commonhall.decisions.votes import actions as votes
from commonhall.decisions.votes.counting_actions import annul_election
from commonhall.decisions.votes.models import Election
from commonhall.decisions.votes.teller_actions import name_teller
from commonhall.law.appeals import actions as appeals
from commonhall.law.appeals.models import Appeal
from commonhall.law.mandates.models import Mandate
from commonhall.law.results.models import PeoplesResult
from commonhall.people.actors import as_person, system
from commonhall.people.bodies.actions import establish_office
from commonhall.people.bodies.models import OfficeTerm
from commonhall.people.residents.actions import verify_resident
from commonhall.people.residents.models import Person, Verification
from commonhall.record import sequencer, verification
from commonhall.record.models import Entry
from commonhall.record.readers import DatabaseSource
from tests import on_record
from tests.attacks.doors import refused_everywhere
from tests.decisions import seats
from tests.decisions.kit import question, with_tellers
from tests.decisions.seats import COUNTED, OPENED, SEATED, later
from tests.kit import Hall, found_hall, person, signed_in
from tests.law import kit
from tests.words import texts

pytestmark = pytest.mark.django_db
ONE = timedelta(days=1)


@pytest.fixture
def hall(home: Path, monkeypatch: Any) -> Hall:
    # VACUUM cannot run inside a test's transaction.
    monkeypatch.setattr("commonhall.decisions.votes.destruction.envelopes", lambda _votes: [])
    return found_hall()


@pytest.fixture
def reviewer(hall: Hall) -> Actor:
    return kit.reviewer(hall)


@pytest.fixture
def three(hall: Hall) -> list[Actor]:
    return [seats.resident(hall, name) for name in ("ada", "bo", "cem")]


@pytest.fixture
def election(hall: Hall, three: list[Actor]) -> Election:
    """Ada, Bo and Cem stand for the two offices of Parks; counted: Ada 3, Bo 2, Cem 1."""
    made = seats.called(hall)
    for one in three:
        seats.stands(one, made)
    return seats.counted(hall, made, [["p001", "p002"], ["p001", "p002"], ["p001", "p003"]])


def refusal(election: Election, days: int = SEATED) -> str:
    with later(days):
        return kit.refusal(
            lambda: seat_elected.perform(system(), Election.objects.get(pk=election.pk))
        )


def appealed(by: Actor, action: str = "decisions.count_election") -> Appeal:
    entry = Entry.objects.filter(action=action).exclude(kind="refused").latest("id")
    return appeals.file_appeal.perform(by, entry=entry, text="The ballots were forged.").result


def holders(hall: Hall) -> dict[str, int | None]:
    """Who holds the offices of Parks after the change, by code."""
    with later(70):
        day = clock.today()
    rows = OfficeTerm.objects.filter(office__body__code="parks", starts__lte=day, ends__gte=day)
    return {one.office.code: one.person_id for one in rows.filter(ended_early_on=None)}


def test_a_count_gives_offices_and_mandate_once_nobody_can_object(
    hall: Hall, election: Election, three: list[Actor]
) -> None:
    with later(SEATED):
        assert seat_due() == 1
        assert seat_due() == 0
    found = PeoplesResult.objects.get(body=hall.body("parks"))
    assert (found.state, found.kind, found.digest) == ("confirmed", "election", election.set_root)
    assert holders(hall) == {"parks-desk": three[0].person, "parks-second": three[1].person}
    given = Mandate.objects.filter(body=hall.body("parks")).latest("pk")
    assert (given.origin, given.starts, given.ends) == ("election", found.starts, found.ends)
    page = signed_in(hall.resident).get(election.get_absolute_url()).content.decode()
    assert f"Candidate {three[0].person}" in page
    assert found.get_absolute_url() in page
    sequencer.sequence_once()
    assert verification.verify(DatabaseSource()).ok


def test_nothing_is_given_before_the_days_to_object_are_over(
    hall: Hall, election: Election
) -> None:
    assert refusal(election, COUNTED + 30) == "not-due"
    with later(COUNTED + 30):
        assert seat_due() == 0


def test_an_open_appeal_holds_it_up_and_a_granted_one_ends_it(
    hall: Hall, reviewer: Actor, election: Election, three: list[Actor]
) -> None:
    with later(COUNTED + 2):
        appeal = appealed(kit.confirmed(hall))
    assert refusal(election) == "appealed"
    with later(COUNTED + 3):
        appeals.decide_appeal.perform(reviewer, appeal=appeal, verdict="granted", text="Forged.")
    assert refusal(election) == "wrong-state"
    assert not PeoplesResult.objects.exists()
    # A dismissed one lets it go on; a new election can be called where the first was annulled.
    seats.called(hall)


def test_a_dismissed_appeal_lets_it_go_on(hall: Hall, reviewer: Actor, election: Election) -> None:
    with later(COUNTED + 2):
        appeal = appealed(kit.confirmed(hall))
        appeals.decide_appeal.perform(
            reviewer, appeal=appeal, verdict="dismissed", text="It is right."
        )
    with later(SEATED):
        assert seat_due() == 1


def test_a_granted_appeal_against_the_offices_takes_them_back_for_good(
    hall: Hall, reviewer: Actor, election: Election, three: list[Actor]
) -> None:
    resident = kit.confirmed(hall)
    with later(SEATED):
        seat_due()
        appeal = appealed(resident, "decisions.seat_elected")
        appeals.decide_appeal.perform(reviewer, appeal=appeal, verdict="granted", text="Forged.")
    assert PeoplesResult.objects.get().state == "rejected"
    assert three[0].person not in holders(hall).values()
    assert refusal(election, SEATED + 1) == "appeal-granted"
    with later(SEATED + 1):
        assert seat_due() == 0
        annul_election.perform(reviewer, Election.objects.get(pk=election.pk))
    seats.called(hall)


def test_a_vote_that_gave_offices_is_not_annulled_behind_their_back(
    hall: Hall, reviewer: Actor, election: Election
) -> None:
    with later(SEATED):
        seat_due()
        refused_everywhere(
            reviewer, annul_election, Election.objects.get(pk=election.pk), by="state seated"
        )


def test_neither_an_annulled_nor_an_uncounted_vote_gives_anything(
    hall: Hall, reviewer: Actor, three: list[Actor]
) -> None:
    made = seats.called(hall)
    for one in three[:2]:
        seats.stands(one, made)
    assert refusal(made) == "wrong-state"
    seats.opened(hall, made)
    assert refusal(made) == "wrong-state"
    with later(OPENED):
        annul_election.perform(reviewer, Election.objects.get(pk=made.pk))
    assert refusal(made) == "wrong-state"


def test_a_vote_on_a_question_gives_no_offices(hall: Hall) -> None:
    assert refusal(question(hall)) == "no-persons"


def test_only_the_system_gives_the_offices(hall: Hall, election: Election) -> None:
    with later(SEATED):
        for who in (hall.clerk, hall.chair):
            with pytest.raises(Refused):
                seat_elected.perform(who, Election.objects.get(pk=election.pk))


def test_who_declines_is_followed_by_the_next_of_the_count(
    hall: Hall, election: Election, three: list[Actor]
) -> None:
    with later(COUNTED + 1):
        candidacy_actions.give_up_candidacy.perform(three[0], Election.objects.get(pk=election.pk))
    with later(SEATED):
        seat_due()
    assert holders(hall) == {"parks-desk": three[1].person, "parks-second": three[2].person}


def test_what_stays_empty_is_filled_by_a_by_election(
    hall: Hall, election: Election, three: list[Actor]
) -> None:
    with later(COUNTED + 1):
        for one in three[:2]:
            candidacy_actions.give_up_candidacy.perform(one, Election.objects.get(pk=election.pk))
    with later(SEATED):
        seat_due()
    assert holders(hall) == {"parks-desk": three[2].person}
    page = signed_in(hall.clerk).get(election.get_absolute_url()).content.decode()
    assert "Second desk" in page
    with later(70):
        body, day = hall.body("parks"), clock.today()
        given = {
            "kind": "by-election",
            "names": texts("One more"),
            "rule": "com-phragmen",
            "starts": day,
        }
        with pytest.raises(BadInput) as held:
            actions.call_seat_vote.perform(hall.clerk, body, offices=["parks-desk"], **given)
        assert held.value.field == "offices"
        made = actions.call_seat_vote.perform(
            hall.clerk, body, offices=["parks-second"], **given
        ).result
    assert seats.seat_vote(made).ends == PeoplesResult.objects.get().ends


def test_who_moved_away_or_was_erased_gets_no_office(
    hall: Hall, election: Election, three: list[Actor]
) -> None:
    mine = Person.objects.get(pk=three[0].person)
    on_record.change(Verification.objects.filter(person=mine), ends=clock.today() + 5 * ONE)
    with later(SEATED):
        seat_due()
    assert holders(hall) == {"parks-desk": three[1].person, "parks-second": three[2].person}


def test_no_body_holds_its_own_election(hall: Hall) -> None:
    given = {
        "kind": "election",
        "names": texts("We"),
        "rule": "most",
        "starts": clock.today(),
        "ends": clock.today() + 9 * ONE,
    }
    refused_everywhere(
        hall.clerk, actions.call_seat_vote, hall.body("hall"), given, by="segregation for-itself"
    )
    refused_everywhere(
        hall.parks,
        actions.call_seat_vote,
        hall.body("council"),
        given,
        by="competence no-competence",
    )


def test_an_election_does_not_cut_a_running_mandate_short(hall: Hall) -> None:
    with pytest.raises(BadInput) as wrong:
        seats.called(hall, starts=clock.today())
    assert wrong.value.field == "starts"


def test_an_election_is_called_once(hall: Hall) -> None:
    seats.called(hall)
    assert kit.refusal(lambda: seats.called(hall)) == "called"


def test_nobody_is_put_on_the_ballot_or_taken_off_it(hall: Hall, three: list[Actor]) -> None:
    made = seats.called(hall)
    mine = seats.stands(three[0], made)
    refused_everywhere(
        hall.clerk,
        votes.add_option,
        made,
        {"code": "x", "names": texts("My friend")},
        by="state persons",
    )
    refused_everywhere(
        hall.clerk, votes.withdraw_option, made, {"option": mine.option}, by="state persons"
    )


def test_who_runs_the_election_or_tells_its_ballots_does_not_stand(hall: Hall) -> None:
    made = seats.called(hall)
    clerk = Person.objects.get(pk=hall.clerk.person)
    reviewer = Person.objects.get(pk=seats.resident(hall, "dee").person)
    on = as_person(clerk)
    verify_resident.perform(
        hall.clerk, person=Person.objects.get(pk=hall.parks.person), unit=hall.unit("north")
    )
    name_teller.perform(hall.clerk, election=made, person=reviewer)
    assert kit.refusal(lambda: seats.stands(as_person(reviewer), made)) == "teller"
    assert kit.refusal(lambda: seats.stands(on, made)) in (
        "not-verified",
        "lives-elsewhere",
        "holds-it",
    )


def test_a_stranger_and_a_latecomer_cannot_stand(hall: Hall, three: list[Actor]) -> None:
    made = seats.called(hall)
    given = {"name": "Nobody", "text": "Nothing."}
    refused_everywhere(
        as_person(person("stranger")),
        candidacy_actions.stand_for_election,
        made,
        given,
        by="standing not-verified",
    )
    for one in three[:2]:
        seats.stands(one, made)
    assert kit.refusal(lambda: seats.stands(three[0], made, "Again")) == "stands"
    seats.opened(hall, made)
    refused_everywhere(
        three[2],
        candidacy_actions.stand_for_election,
        Election.objects.get(pk=made.pk),
        given,
        by="state wrong-state",
    )


def test_it_opens_after_the_days_to_stand_and_long_enough_to_vote(
    hall: Hall, three: list[Actor]
) -> None:
    made = seats.called(hall)
    for one in three[:2]:
        seats.stands(one, made)
    with_tellers(hall, made, by=hall.clerk)
    closes = clock.now() + timedelta(days=9)
    refused_everywhere(
        hall.clerk, actions.open_seat_vote, made, {"closes_at": closes}, by="state still-standing"
    )
    refused_everywhere(
        hall.clerk, votes.open_election, made, {"closes_at": closes}, by="competence no-competence"
    )
    with later(OPENED):
        with pytest.raises(BadInput) as wrong:
            actions.open_seat_vote.perform(
                hall.clerk, made, closes_at=clock.now() + timedelta(days=1)
            )
        assert wrong.value.field == "closes_at"


def test_who_gives_up_before_the_vote_leaves_the_ballot(hall: Hall, three: list[Actor]) -> None:
    made = seats.called(hall)
    mine = seats.stands(three[0], made)
    answer = signed_in(three[0]).post(
        action_pages.url_of(candidacy_actions.give_up_candidacy, made), {}
    )
    assert answer.status_code == 302
    mine.option.refresh_from_db()
    assert mine.option.withdrawn
    refused_everywhere(three[0], candidacy_actions.give_up_candidacy, made, by="state stands-not")


def test_an_election_that_was_called_off_blocks_no_other(hall: Hall) -> None:
    made = seats.called(hall)
    off = actions.call_off_seat_vote
    refused_everywhere(hall.chair, off, made, {"reason": "No."}, by="competence no-competence")
    off.perform(hall.clerk, made, reason="The term was wrong.")
    page = signed_in(hall.resident).get(made.get_absolute_url()).content.decode()
    assert "The term was wrong." in page
    assert refusal(made) == "wrong-state"
    again = seats.called(hall)
    seats.stands(seats.resident(hall, "ada"), again)
    seats.stands(seats.resident(hall, "bo"), again)
    seats.opened(hall, again)
    refused_everywhere(
        hall.clerk,
        off,
        Election.objects.get(pk=again.pk),
        {"reason": "I dislike them."},
        by="state wrong-state",
    )


def test_who_entered_the_body_that_runs_it_meanwhile_stops_the_opening(
    hall: Hall, three: list[Actor]
) -> None:
    made = seats.called(hall)
    for one in three[:2]:
        seats.stands(one, made)
    with_tellers(hall, made, by=hall.clerk)
    establish_office.perform(
        hall.chair, body=hall.body("hall"), code="second-desk", names=texts("Second desk")
    )
    kit.seat(hall, "second-desk", Person.objects.get(pk=three[0].person))
    with later(OPENED):
        given = {"closes_at": clock.now() + timedelta(days=9)}
        assert (
            kit.refusal(lambda: actions.open_seat_vote.perform(hall.clerk, made, **given))
            == "official-stands"
        )
