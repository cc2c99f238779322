"""Envelopes are taken away, put in, swapped or restored before the count: nothing else is counted than what was cast."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db.models import QuerySet
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from commonhall.actions.actors import Actor
from commonhall.actions.models import ActorSeal
from commonhall.core import clock
from commonhall.core.refusals import BadInput
from commonhall.decisions.votes import (
    ballot_signatures,
    counting_actions,
    destruction,
    envelopes,
    queries,
    tally,
    teller_actions,
    timers,
    voter_keys,
)
from commonhall.decisions.votes.envelope_set import CastSet, root_of
from commonhall.decisions.votes.envelopes import Ballot
from commonhall.decisions.votes.models import Election, Envelope, TellerParts, trace_of
from commonhall.open_data import dump, dump_verification
from commonhall.people import actors, personal_data
from commonhall.people.bodies import actions as bodies
from commonhall.people.bodies.models import Office
from commonhall.people.residents.models import Person
from commonhall.record import entries, merkle, sequencer, verification
from commonhall.record.models import Entry
from commonhall.record.readers import DatabaseSource
from tests.decisions.kit import (
    TELLERS,
    budget,
    cast,
    close,
    count_it,
    hand_in,
    open_it,
    question,
    signature_of,
    voter,
)
from tests.kit import Hall, found_hall
from tests.law.kit import refusal

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall(home: Path, monkeypatch: pytest.MonkeyPatch) -> Hall:
    # VACUUM cannot run inside a test's transaction; it is tested in test_secrecy.
    monkeypatch.setattr("commonhall.decisions.votes.destruction.envelopes", lambda _votes: [])
    return found_hall()


def refused_to_count(election: Election) -> None:
    """Neither a teller's parts are taken nor is anything counted, and the clock says so loudly."""
    with clock.replay(timezone.now() + timedelta(days=8)):
        close(election)
        assert refusal(lambda: tally.tally(election)) == "other-envelopes"
        assert refusal(timers.check_envelopes) == "other-envelopes"
        if Envelope.objects.filter(election=election).exists():
            assert refusal(lambda: hand_in(election, 1)) == "other-envelopes"
    election.refresh_from_db()
    assert election.state == Election.State.CLOSED and not election.ballots.exists()


def reviewer(hall: Hall) -> Actor:
    """Somebody in the office that reviews decisions."""
    judge, day = Person.objects.create(name="Judge"), clock.today()
    office = Office.objects.select_related("body").get(code="reviewer")
    bodies.appoint.perform(
        hall.clerk, office=office, person=judge, starts=day, ends=day + timedelta(days=99)
    )
    return actors.as_office(judge, office)


def found(report: Any) -> set[tuple[str, str]]:
    """Code and place of each error."""
    return {(one.code, one.where) for one in report.findings if one.severity == "error"}


# --- what is counted ------------------------------------------------------------------------------
def test_envelopes_taken_away_before_the_count_stop_it(hall: Hall) -> None:
    election = open_it(hall, question(hall))
    for number in range(4):
        cast(voter(hall, number), election, "yes")
    election.envelopes.filter(pk__in=election.envelopes.values("pk")[:2]).delete()
    refused_to_count(election)
    election.refresh_from_db()
    assert election.set_size == 4


def test_a_backup_restored_in_the_middle_of_a_vote_stops_it(hall: Hall) -> None:
    """Backups hold no envelopes, but the entries that they were cast."""
    election = open_it(hall, budget(hall))
    early, late = voter(hall, 1), voter(hall, 2)
    cast(early, election, "a")
    election.envelopes.all().delete()
    cast(early, election, "a")
    cast(late, election, "b")
    refused_to_count(election)
    # Without anybody who votes again it is no vote of nobody either.
    other = open_it(hall, budget(hall))
    cast(late, other, "b")
    other.envelopes.all().delete()
    refused_to_count(other)


def test_envelopes_of_ghosts_stop_the_count(hall: Hall) -> None:
    """Put into the database with an entry of casting each, but not by the hall's own program."""
    election, other = open_it(hall, question(hall)), open_it(hall, question(hall))
    cast(voter(hall, 1), election, "no")
    cast(voter(hall, 2), other, "no")
    there = election.envelopes.get()
    said = json.loads(Entry.objects.filter(action="decisions.cast_ballot").latest("id").body)
    for at in range(2):
        digest = f"{at:064x}"
        Envelope.objects.create(
            election=election, voter=f"{at:048x}", digest=digest, sealed=there.sealed
        )
        body = {**said, "id": str(entries.uuid7()), "subject": election.ref}
        Entry.objects.create(
            id=body["id"],
            action=said["action"],
            kind=said["kind"],
            subject=election.ref,
            recorded_at=timezone.now(),
            occurred_at=timezone.now(),
            body=json.dumps({**body, "data": {"envelope": digest}}),
            leaf_hash=bytes(32),
        )
    refused_to_count(election)
    election.refresh_from_db()
    assert election.set_size == 1
    # It does not keep others from being counted.
    count_it(other)


def test_a_replaced_envelope_is_not_put_back(hall: Hall) -> None:
    election = open_it(hall, question(hall))
    person = voter(hall, 1)
    cast(person, election, "no")
    first = election.envelopes.get()
    cast(person, election, "yes")
    QuerySet(Envelope).filter(election=election).update(digest=first.digest, sealed=first.sealed)
    refused_to_count(election)


def test_whoever_votes_again_counts_once_and_the_record_holds(hall: Hall) -> None:
    election = open_it(hall, question(hall))
    person = voter(hall, 1)
    for choice in ("no", "yes", "no", "yes"):
        cast(person, election, choice)
    cast(voter(hall, 2), election, "yes")
    assert count_it(election).outcome["votes"] == {"no": 0, "yes": 2}
    sequencer.sequence_once()
    assert not found(verification.verify(DatabaseSource()))


# --- what came out of them ------------------------------------------------------------------------
def swapped(ballots: list[Ballot]) -> list[Ballot]:
    """Every "yes" becomes a "no"."""
    return [Ballot(one.tracker, (("no", 1),)) for one in ballots]


def signing(hall: Hall) -> Election:
    """A closed vote of two who said yes, with two tellers' parts handed in."""
    election = open_it(hall, question(hall))
    for number in range(2):
        cast(voter(hall, number), election, "yes")
    with clock.replay(timezone.now() + timedelta(days=8)):
        close(election)
    hand_in(election)
    election.refresh_from_db()
    return election


def test_ballots_that_the_tellers_did_not_sign_are_not_counted(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server opens the envelopes, and says that others came out of them."""
    election = signing(hall)
    opened = envelopes.open_all
    monkeypatch.setattr(envelopes, "open_all", lambda *given: swapped(opened(*given)))
    assert refusal(lambda: tally.tally(election)) == "ballots-not-signed"
    assert not election.ballots.exists() and election.envelopes.count() == 2


def test_one_teller_alone_signs_no_other_ballots_and_whoever_is_mistaken_signs_again(
    hall: Hall,
) -> None:
    election = signing(hall)
    (one, key), (two, _key), _third = TELLERS[election.pk]
    good, give = signature_of(election, one, key), teller_actions.sign_ballots
    forged = replace(good, ballots="00" * 32)
    for actor, wrong, words in (
        (two, good, "or another teller"),
        (one, replace(good, vote="decisions.election:99"), "another vote"),
        (one, replace(good, number=1), "envelopes other than"),
        (one, replace(good, set="00" * 32), "envelopes other than"),
        (one, forged, "not signed with the key"),
        (one, replace(good, signature="zz"), "not signed with the key"),
    ):
        with pytest.raises(BadInput, match=words):
            give.perform(actor, election=election, file=wrong)
    false = replace(forged, signature=ballot_signatures.sign(key.private, forged.statement))
    give.perform(one, election=election, file=false)
    assert refusal(lambda: tally.tally(election)) == "ballots-not-signed"
    give.perform(one, election=election, file=good)
    assert tally.tally(election).outcome["winners"] == ["yes"]


def test_a_hall_that_counts_something_else_is_found_by_both_verifiers(
    hall: Hall, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever runs the hall changes the program, too: it commits to what lies there, and counts what nobody signed."""

    def what_lies_there(one: Election) -> CastSet:
        made = CastSet()
        for digest in queries.digests(one):
            made.add({"envelope": digest})
        return made

    swaps, robbed = signing(hall), open_it(hall, question(hall))
    for number in range(10, 13):
        cast(voter(hall, number), robbed, "yes")
    robbed.envelopes.filter(pk=robbed.envelopes.latest("pk").pk).delete()
    with monkeypatch.context() as patched:
        patched.setattr(queries, "cast_on_record", what_lies_there)
        assert count_it(robbed).ballots == 2
    opened = envelopes.open_all
    monkeypatch.setattr(envelopes, "open_all", lambda *given: swapped(opened(*given)))
    monkeypatch.setattr(queries, "signers", lambda *_given: [1, 2])
    assert tally.tally(swaps).outcome["winners"] == ["no"]
    sequencer.sequence_once()
    wanted = {("other_envelopes", robbed.ref), ("ballots_not_signed", swaps.ref)}
    assert found(verification.verify(DatabaseSource())) == wanted
    dump.write(tmp_path / "dump")
    report, _derived = dump_verification.verify(tmp_path / "dump")
    assert found(report) == {*wanted, ("not_derived", "votes")}


# --- whose envelope it is -------------------------------------------------------------------------
def test_when_the_vote_has_closed_nothing_tells_whose_an_envelope_is(hall: Hall) -> None:
    """Neither the database nor the log did so while it ran: the name was encrypted, and the key is gone."""
    election, draft = open_it(hall, question(hall)), question(hall)
    voter_keys.make(draft.pk)
    people = [voter(hall, number) for number in range(3)]
    for person in people:
        cast(person, election, "yes")
    names = list(election.envelopes.values_list("voter", flat=True))
    assert sorted(voter_keys.persons(election.pk, names)) == sorted(one.person_id for one in people)
    casts = Entry.objects.filter(action="decisions.cast_ballot").values_list("pk", flat=True)
    assert not ActorSeal.objects.filter(entry__in=list(casts)).exists()
    mine = Person.objects.get(pk=people[0].person)
    told = personal_data.everything_about(mine)
    assert told["decisions"]["envelopes_handed_in"] == [election.name]
    with clock.replay(timezone.now() + timedelta(days=8)):
        close(election)
        # The close destroys it as it commits; where that was cut short, the clock does.
        assert timers.destroy_keys() == 1 and timers.destroy_keys() == 0
        assert voter_keys.there() == [draft.pk], "not that of a vote which somebody is opening"
    with pytest.raises(voter_keys.KeyLostError):
        voter_keys.persons(election.pk, names)
    assert not queries.has_voted(people[0].person_id, election)
    assert personal_data.everything_about(mine)["decisions"]["envelopes_handed_in"] == []


def test_without_the_key_of_the_vote_nobody_votes_and_it_still_closes(hall: Hall) -> None:
    election = open_it(hall, question(hall))
    cast(voter(hall, 1), election, "yes")
    voter_keys.destroy(election.pk)
    late = voter(hall, 2)
    assert refusal(lambda: cast(late, election, "yes")) == "key-lost"
    assert count_it(election).ballots == 1


# --- what is left of them -------------------------------------------------------------------------
def test_the_result_waits_until_nothing_is_left_of_the_envelopes(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Opened, deleted and still in a file: nobody is told anything, and the clock tries again."""
    election = signing(hall)
    monkeypatch.setattr(destruction, "envelopes", lambda _votes: ["hall.sqlite3-wal holds them"])
    assert refusal(lambda: tally.tally(election)) == "not-destroyed"
    assert refusal(timers.count_due) == "not-destroyed"
    election.refresh_from_db()
    assert election.state == "opened" and not hasattr(election, "result")
    assert not election.ballots.exists() and not Envelope.objects.exists()
    assert not TellerParts.objects.exists()
    monkeypatch.setattr(destruction, "envelopes", lambda _votes: [])
    assert timers.count_due() == 1
    election.refresh_from_db()
    assert election.result.outcome["winners"] == ["yes"] and not election.opened.exists()


def test_ballots_changed_while_the_result_waits_are_not_counted(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    election = signing(hall)
    with monkeypatch.context() as patched:
        patched.setattr(destruction, "envelopes", lambda _votes: ["something"])
        assert refusal(lambda: tally.tally(election)) == "not-destroyed"
    election.opened.update(choices=[["no", 1]])
    assert refusal(timers.count_due) == "ballots-not-signed"


def test_an_annulled_vote_leaves_no_envelope_and_no_key(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    running, closed = open_it(hall, question(hall)), signing(hall)
    cast(voter(hall, 20), running, "yes")
    review = reviewer(hall)
    for election in (running, closed):
        counting_actions.annul_election.perform(review, election=election)
    assert not Envelope.objects.exists() and not TellerParts.objects.exists()
    timers.destroy_keys()
    assert voter_keys.there() == []
    with monkeypatch.context() as patched:
        patched.setattr(destruction, "envelopes", lambda _votes: ["something"])
        assert refusal(timers.destroy_envelopes) == "not-destroyed"
    assert (timers.destroy_envelopes(), timers.destroy_envelopes()) == (2, 0)


def test_a_vote_is_found_in_a_file_wherever_it_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(destruction, "CHUNK", 64)
    trace, file = trace_of(17).encode(), tmp_path / "hall.sqlite3-wal"
    for before in range(130):
        file.write_bytes(bytes(before) + trace + bytes(200))
        assert destruction._holds(file, [trace_of(1).encode(), trace]), before
    file.write_bytes(bytes(300) + trace_of(171).encode())
    assert not destruction._holds(file, [trace])


# --- the set itself -------------------------------------------------------------------------------
DIGESTS = st.lists(st.binary(min_size=32, max_size=32), unique=True, max_size=9)


@settings(max_examples=50, deadline=None)
@given(DIGESTS, st.randoms(use_true_random=False))
def test_what_stands_is_what_was_never_replaced_in_any_order(
    digests: list[bytes], random: Any
) -> None:
    chains: list[list[str]] = []
    for digest in digests:
        if chains and random.random() < 0.5:
            random.choice(chains).append(digest.hex())
        else:
            chains.append([digest.hex()])
    said = [
        {"envelope": digest, "replaces": chain[at - 1] if at else None}
        for chain in chains
        for at, digest in enumerate(chain)
    ]
    random.shuffle(said)
    made = CastSet()
    for one in said:
        made.add(one)
    assert made.standing == sorted(chain[-1] for chain in chains) and not made.faults()
    leaves = [merkle.leaf_hash(bytes.fromhex(one)) for one in made.standing]
    assert root_of(made.standing) == merkle.root(leaves).hex()
    if said:
        made.add(said[0])
        made.add({"envelope": "11" * 32, "replaces": "22" * 32})
        assert len(made.faults()) == 2
