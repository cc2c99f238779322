"""Many vote at the same time, each by a writer of their own: nobody waits, and no envelope is lost or hidden."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.db import connection, transaction

from commonhall.actions.actors import Actor
from commonhall.core.refusals import BadInput
from commonhall.decisions.votes import actions, casting, papers
from commonhall.decisions.votes.envelopes import Ballot
from commonhall.decisions.votes.models import Election, Envelope
from commonhall.record.models import Entry
from tests.decisions.kit import count_it, open_it, question, voter
from tests.kit import Hall, found_hall
from tests.record.test_real_transactions import in_threads

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor == "sqlite", reason="in memory, SQLite has one writer"),
]


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def sealed(election: Election, number: int) -> bytes:
    tracker = f"ABCD-2345-K7QX-02MB-9TRC-4WJE-{number:04}"
    return papers.of(election).seal(Ballot(tracker, (("yes", 1),)))


def put_in(actor: Actor, election: Election, envelope: bytes) -> None:
    actions.cast_ballot.perform(actor, election=election, envelope=envelope)


def test_nobody_waits_for_somebody_elses_ballot(hall: Hall) -> None:
    people = [voter(hall, number) for number in range(2)]
    election = open_it(hall, question(hall))

    def at_once() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '5s'")
        put_in(people[1], election, sealed(election, 1))

    with transaction.atomic():
        # The first is in the middle of casting.
        election.as_read(shared=True)
        casting.hand_in(election, "somebody", sealed(election, 0), "0" * 64)
        assert in_threads(at_once) == []
        assert Envelope.objects.exclude(voter="somebody").count() == 1


def test_of_one_voters_envelopes_at_the_same_time_the_later_names_the_earlier(hall: Hall) -> None:
    person = voter(hall, 1)
    election = open_it(hall, question(hall))
    mine = [sealed(election, number) for number in range(6)]
    assert in_threads(*[lambda one=one: put_in(person, election, one) for one in mine]) == []
    entries = Entry.objects.filter(action="decisions.cast_ballot")
    said = [json.loads(one.body)["data"] for one in entries]
    kept = Envelope.objects.get().digest
    named = {one["replaces"] for one in said if one.get("replaces")}
    assert len(said) == 6 and len(named) == 5
    assert named | {kept} == {one["envelope"] for one in said}
    assert count_it(election).ballots == 1


def test_of_copies_sent_at_the_same_time_one_is_cast(hall: Hall) -> None:
    people = [voter(hall, number) for number in range(4)]
    election = open_it(hall, question(hall))
    copied = sealed(election, 1)
    failed = in_threads(*[lambda one=one: put_in(one, election, copied) for one in people])
    assert [type(one) for one in failed] == [BadInput] * 3
    assert Envelope.objects.count() == 1
