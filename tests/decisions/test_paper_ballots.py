"""Votes on paper: who did is marked on the roll, each ballot is read by two, and all are counted in one set."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db.models import QuerySet
from django.test import Client
from django.utils import timezone

from commonhall.actions.actors import Actor
from commonhall.core import clock
from commonhall.core.refusals import BadInput
from commonhall.decisions.votes import queries, tally, timers, voter_keys
from commonhall.decisions.votes.models import Election, Envelope
from commonhall.decisions.votes.paper_actions import enter_paper_ballot, mark_paper_voter
from commonhall.decisions.votes.paper_models import PaperReading, PaperVoter
from commonhall.open_data import dump, dump_verification
from commonhall.people import actors
from commonhall.people.bodies import actions as body_actions
from commonhall.people.bodies.models import Office
from commonhall.people.residents import actions as people
from commonhall.people.residents.census import census_key
from commonhall.people.residents.models import CensusEntry, Person
from commonhall.record import sequencer, verification
from commonhall.record.models import Entry
from commonhall.record.readers import DatabaseSource
from tests.attacks.test_envelopes_counted import found
from tests.decisions.kit import budget, cast, close, count_it, hand_in, open_it, question, voter
from tests.kit import Hall, found_hall, signed_in
from tests.law.kit import refusal
from tests.words import texts

pytestmark = pytest.mark.django_db
BORN = date(1950, 1, 1)


@pytest.fixture
def hall(home: Path, monkeypatch: pytest.MonkeyPatch) -> Hall:
    monkeypatch.setattr("commonhall.decisions.votes.destruction.envelopes", lambda _votes: [])
    made = found_hall()
    for number in range(6):
        on_the_list(made, number)
    return made


def on_the_list(hall: Hall, number: int, unit: str = "north") -> None:
    CensusEntry.objects.create(key=census_key(f"P-{number}", BORN), unit=hall.unit(unit))


def second(hall: Hall) -> Actor:
    """Another official of the office that enters ballots."""
    office = body_actions.establish_office.perform(
        hall.chair, hall.body("hall"), code="second-desk", names=texts("Second desk")
    ).result
    person, day = Person.objects.create(name="Second"), clock.today()
    desk = Office.objects.select_related("body").get(pk=office.pk)
    body_actions.appoint.perform(
        hall.chair, office=desk, person=person, starts=day, ends=day + timedelta(days=99)
    )
    return actors.as_office(person, desk)


def mark(hall: Hall, election: Election, number: int) -> None:
    election.refresh_from_db()
    mark_paper_voter.perform(hall.clerk, election=election, number=f"p {number}", born=BORN)


def read(actor: Actor, election: Election, number: int, choices: str) -> None:
    election.refresh_from_db()
    enter_paper_ballot.perform(actor, election=election, number=number, choices=choices)


def test_ballots_on_paper_count_in_the_same_set_and_both_verifiers_hold(
    hall: Hall, tmp_path: Path
) -> None:
    election, other = open_it(hall, question(hall)), second(hall)
    cast(voter(hall, 1), election, "no")
    for number in range(3):
        mark(hall, election, number)
    for number, choice in ((1, "yes"), (2, " yes "), (3, "")):
        read(hall.clerk, election, number, choice)
        assert Envelope.objects.count() == number, "one reading alone is no ballot"
        read(other, election, number, choice)
    election.refresh_from_db()
    assert (election.on_paper, election.paper_in) == (3, 3)
    assert not PaperReading.objects.exists()
    result = count_it(election)
    assert (result.ballots, result.outcome["votes"]) == (4, {"no": 1, "yes": 2})
    assert not PaperVoter.objects.exists()
    page = Client().get(election.get_absolute_url()).content.decode()
    assert "Voted on paper" in page
    told = Client().get(f"/api/v1/elections/{election.pk}").json()
    assert (told["on_paper"], told["paper_in"]) == (3, 3)
    sequencer.sequence_once()
    assert not found(verification.verify(DatabaseSource()))
    dump.write(tmp_path / "dump")
    report, _derived = dump_verification.verify(tmp_path / "dump")
    assert not found(report)


def test_nobody_votes_twice_on_paper_and_online(hall: Hall) -> None:
    election = open_it(hall, question(hall))
    listed = [actors.as_person(Person.objects.create(name=f"Listed {at}")) for at in range(2)]
    people.verify_by_census.perform(listed[0], number="P-0", born=BORN)
    mark(hall, election, 0)
    with pytest.raises(BadInput, match="already voted on paper"):
        mark(hall, election, 0)
    assert refusal(lambda: cast(listed[0], election, "yes")) == "voted-on-paper"
    # Who is marked before they ever had an account does not vote with a new one.
    mark(hall, election, 1)
    people.verify_by_census.perform(listed[1], number="P-1", born=BORN)
    assert refusal(lambda: cast(listed[1], election, "yes")) == "voted-on-paper"
    third = actors.as_person(Person.objects.create(name="Third"))
    people.verify_by_census.perform(third, number="P-2", born=BORN)
    cast(third, election, "yes")
    with pytest.raises(BadInput, match="has voted online"):
        mark(hall, election, 2)
    for number in (77, "none"):
        with pytest.raises(BadInput, match="Nobody with this number"):
            mark(hall, election, number)  # type: ignore[arg-type]
    on_the_list(hall, 9)
    with pytest.raises(BadInput, match="Nobody with this number"):
        mark(hall, election, 9)
    election.refresh_from_db()
    assert election.on_paper == 2


def test_a_ballot_counts_when_two_people_have_read_the_same(hall: Hall) -> None:
    election, other = open_it(hall, budget(hall, form="points", most=10)), second(hall)
    mark(hall, election, 0)
    read(hall.clerk, election, 1, "a=7, b=3")
    read(hall.clerk, election, 1, "a=7, b=3")
    assert not Envelope.objects.exists(), "the same person reads once, however often"
    with pytest.raises(BadInput, match="read something else"):
        read(other, election, 1, "a=3, b=7")
    read(hall.clerk, election, 1, "b=3,a=6")
    read(other, election, 1, "a=6, b=3")
    for actor in (hall.clerk, other):
        with pytest.raises(BadInput, match="read by two and is in"):
            read(actor, election, 1, "a=6, b=3")
        with pytest.raises(BadInput, match="voted on paper: 1"):
            read(actor, election, 2, "a=6")
    count_it(election)
    assert election.ballots.get().choices == [["a", 6], ["b", 3]]


def test_an_invalid_ballot_on_paper_is_named_with_its_reason(hall: Hall) -> None:
    election, other = open_it(hall, question(hall)), second(hall)
    mark(hall, election, 0)
    for actor in (hall.clerk, other):
        read(actor, election, 1, "no, yes")
    result = count_it(election)
    assert (result.ballots, result.spoilt, result.invalid[0][2]) == (0, 1, "too-many")


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("c", "not the code"),
        ("yes=x", "whole number"),
        ("yes=0", "no rank and no points"),
        ("=1", "not the code"),
        ("yes=99999999999", "no rank and no points"),
    ],
)
def test_what_cannot_be_read_is_said(hall: Hall, said: str, words: str) -> None:
    election = open_it(hall, question(hall))
    mark(hall, election, 0)
    with pytest.raises(BadInput, match=words):
        read(hall.clerk, election, 1, said)


def test_neither_the_body_that_votes_nor_others_enter_ballots(hall: Hall) -> None:
    election = open_it(hall, question(hall))
    given = {"election": election, "number": "P-0", "born": BORN}
    assert refusal(lambda: mark_paper_voter.perform(hall.parks, **given)) == "no-competence"
    assert refusal(lambda: mark_paper_voter.perform(hall.chair, **given)) != ""
    draft = question(hall)
    given = {**given, "election": draft}
    assert refusal(lambda: mark_paper_voter.perform(hall.clerk, **given)) == "wrong-state"
    voter_keys.destroy(election.pk)
    given = {**given, "election": election}
    assert refusal(lambda: mark_paper_voter.perform(hall.clerk, **given)) == "key-lost"


def test_the_vote_closes_when_all_are_in_or_a_day_later(hall: Hall) -> None:
    election, late, other = (
        open_it(hall, question(hall)),
        open_it(hall, question(hall)),
        second(hall),
    )
    for one in (election, late):
        mark(hall, one, 0)
        mark(hall, one, 1)
    end = timezone.now() + timedelta(days=7, minutes=1)
    with clock.replay(end):
        assert timers.close_due() == 0
        assert refusal(lambda: mark(hall, election, 2)) == "closed"
        assert refusal(lambda: cast(voter(hall, 1), election, "no")) == "closed"
        for number in (1, 2):
            for actor in (hall.clerk, other):
                read(actor, election, number, "yes")
        assert timers.close_due() == 1
        election.refresh_from_db()
        assert (election.state, election.set_size) == ("closed", 2)
        read(hall.clerk, late, 1, "yes")
    with clock.replay(end + timedelta(days=1)):
        assert timers.close_due() == 1
        late.refresh_from_db()
        assert (late.state, late.set_size, late.on_paper, late.paper_in) == ("closed", 0, 2, 0)
        assert not PaperReading.objects.exists() and not PaperVoter.objects.exists()
        hand_in(election)
        assert tally.tally(election).outcome["votes"]["yes"] == 2


def test_neither_database_nor_record_say_who_voted_on_paper_or_what_was_read(hall: Hall) -> None:
    election, other = open_it(hall, question(hall)), second(hall)
    for number in range(2):
        mark(hall, election, number)
        read(hall.clerk, election, number + 1, "yes")
    lines = set(CensusEntry.objects.values_list("key", flat=True))
    rows = repr([*PaperVoter.objects.values(), *PaperReading.objects.values()])
    bodies = " ".join(Entry.objects.values_list("body", flat=True))
    assert "yes" not in rows and not any(one in rows + bodies for one in lines)
    entered = Entry.objects.filter(action="decisions.enter_paper_ballot")
    assert not any("yes" in one.body for one in entered)
    readings = list(PaperReading.objects.values_list("reading", flat=True))
    assert len(readings) == 2, "each is kept until another has read the same"
    read(other, election, 1, "yes")
    assert queries.turnout(election) == 1
    assert queries.voters_by_part(election)["north"] == 0


def test_more_paper_ballots_than_marks_are_found(hall: Hall) -> None:
    """Whoever runs the hall raises the number in its database, and stuffs the urn."""
    election, other = open_it(hall, question(hall)), second(hall)
    mark(hall, election, 0)
    QuerySet(Election).filter(pk=election.pk).update(on_paper=2)
    for number in (1, 2):
        for actor in (hall.clerk, other):
            read(actor, election, number, "yes")
    sequencer.sequence_once()
    report = verification.verify(DatabaseSource())
    assert ("other_envelopes", election.ref) in found(report)


def test_it_is_done_on_the_pages_of_the_desk(hall: Hall) -> None:
    election = open_it(hall, question(hall))
    client = signed_in("clerk", hall.clerk.ref)
    page = client.get(election.get_absolute_url()).content.decode()
    assert "mark-paper-voter" in page and "enter-paper-ballot" in page
    address = f"/decisions/{election.pk}/mark-paper-voter/"
    wrong = client.post(address, {"number": "P-99", "born": "1950-01-01"})
    assert "is on the roll of this vote" in wrong.content.decode()
    assert client.post(address, {"number": "P-0", "born": "1 January 1950"}).status_code == 302
    address = f"/decisions/{election.pk}/enter-paper-ballot/"
    assert "<code>yes</code>" in client.get(address).content.decode()
    assert client.post(address, {"number": "1", "choices": "yes"}).status_code == 302
    assert PaperReading.objects.count() == 1
    close(election)
