"""What can only be seen with real commits: several writers and sequencers at the same time."""

from __future__ import annotations

import threading

import pytest
from django.db import DatabaseError, connection, connections

from commonhall.record import sequencer, triggers, verification
from commonhall.record.models import Entry, Leaf
from commonhall.record.readers import DatabaseSource
from tests.record.samples import write

pytestmark = pytest.mark.django_db(transaction=True)


def in_threads(*work: object) -> list[BaseException]:
    """Run functions at the same time; what they raised."""
    failed: list[BaseException] = []

    def run(function) -> None:  # type: ignore[no-untyped-def]
        try:
            function()
        except BaseException as error:
            failed.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(one,)) for one in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return failed


@pytest.mark.skipif(connection.vendor == "sqlite", reason="in memory, SQLite has one writer")
def test_writers_and_sequencers_side_by_side_give_every_entry_one_place() -> None:
    def writer() -> None:
        for _ in range(30):
            write(5)

    def sequence() -> None:
        for _ in range(25):
            sequencer.sequence_once(limit=7)

    sequencer.sequence_once()
    assert in_threads(writer, writer, sequence, sequence) == []
    sequencer.sequence_once()
    assert sorted(Leaf.objects.values_list("index", flat=True)) == list(range(300))
    report = verification.verify(DatabaseSource())
    assert report.codes() == set()


def test_what_one_test_commits(record_home: object) -> None:
    write(3)
    sequencer.sequence_once()
    assert Entry.objects.count() == 3


def test_is_gone_in_the_next_and_the_guards_stand_again() -> None:
    assert not Entry.objects.exists()
    assert triggers.missing(connection) == []
    write(1)
    with pytest.raises(DatabaseError, match="never change"):
        connection.cursor().execute("DELETE FROM record_entry")
