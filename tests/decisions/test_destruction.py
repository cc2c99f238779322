"""PostgreSQL keeps deleted rows for whoever might still see them. Envelopes are destroyed all the same."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from commonhall.core.refusals import Refused
from commonhall.decisions.votes import destruction, tally
from commonhall.decisions.votes.models import Election, Envelope
from tests.decisions.kit import budget, cast, count_it, open_it, question, voter
from tests.kit import Hall, found_hall

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def hall(home: Path) -> Hall:
    if connection.vendor != "postgresql":
        pytest.skip(
            "SQLite keeps no deleted rows for others; its files are searched in test_secrecy"
        )
    return found_hall()


@pytest.fixture
def other(hall: Hall) -> Iterator[Any]:
    """Another connection to the database, with a transaction that has begun."""
    second = connection.copy()
    second.set_autocommit(False)
    with second.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield cursor
    second.rollback()
    second.close()


def held(hall: Hall, election: Election, first: int = 0) -> list[bytes]:
    """A vote of three people is opened; what its envelopes hold."""
    open_it(hall, election)
    for number in range(first, first + 3):
        cast(voter(hall, number), election, election.options.first().code)  # type: ignore[union-attr]
    return [bytes(one) for one in election.envelopes.values_list("sealed", flat=True)]


def file_of(table: str) -> bytes:
    """What stands in the table's file on disk."""
    with connection.cursor() as cursor:
        cursor.execute("CHECKPOINT")
        cursor.execute(f"SELECT pg_read_binary_file(pg_relation_filepath('{table}'))")
        return bytes(cursor.fetchone()[0])


def test_who_reads_elsewhere_keeps_no_envelope(hall: Hall, other: Any) -> None:
    """An automatic ANALYZE or an export holds a view of the past while the vote is counted."""
    election = budget(hall)
    sealed = held(hall, election)
    other.execute("SELECT count(*) FROM people_person")
    count_it(election)
    election.refresh_from_db()
    assert election.destroyed and election.state == Election.State.COUNTED
    assert not any(one[:64] in file_of("decisions_envelope") for one in sealed)


def test_envelopes_of_votes_that_run_are_kept_and_nothing_of_the_counted_one(
    hall: Hall, other: Any
) -> None:
    counted, running = budget(hall), question(hall)
    sealed, kept = held(hall, counted), held(hall, running, first=10)
    other.execute("SELECT count(*) FROM people_person")
    count_it(counted)
    file = file_of("decisions_envelope")
    assert all(one[:64] in file for one in kept) and len(kept) == 3
    assert not any(one[:64] in file for one in sealed)
    # A new envelope still gets a number of its own.
    cast(voter(hall, 7), running, "yes")
    assert Envelope.objects.filter(election=running).count() == 4


def test_who_reads_the_envelopes_themselves_is_waited_for_and_then_said(
    hall: Hall, other: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(destruction, "PATIENCE", 200)
    election = budget(hall)
    held(hall, election)
    other.execute("SELECT count(*) FROM decisions_envelope")
    with pytest.raises(Refused, match="have not been destroyed"):
        count_it(election)
    assert "decisions_envelope could not be rewritten" in caplog.text
    other.connection.rollback()
    tally.tally(election)
    election.refresh_from_db()
    assert election.destroyed and election.state == Election.State.COUNTED
