"""Writing entries: only inside an action's transaction, never to be changed, with a receipt."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.transaction import TransactionManagementError

from commonhall.record import entries, entry_format, keys, merkle, receipts, triggers
from commonhall.record.entries import BodyError
from commonhall.record.models import Checkpoint, Entry, Leaf, Log, Pending
from tests.record.samples import body, write, write_sequenced

pytestmark = pytest.mark.django_db


def test_an_entry_repeats_its_body_in_its_columns_and_waits_for_its_place() -> None:
    before = datetime.now(UTC)
    (entry,) = write()
    entry = Entry.objects.get(pk=entry.pk)
    read = entry_format.decode(entry.body)
    assert (entry.action, entry.kind, entry.subject) == (
        "cases.raise_case",
        "action",
        "cases.case:1",
    )
    assert (entry.actor, str(entry.id)) == ("people.office:12", read["id"])
    assert entry_format.moment(entry.recorded_at) == read["recorded_at"]
    assert before - timedelta(milliseconds=1) <= entry.recorded_at <= datetime.now(UTC)
    assert bytes(entry.leaf_hash) == merkle.leaf_hash(entry.body.encode())
    assert Pending.objects.get().entry == entry


def test_the_time_something_happened_is_kept_apart_from_the_time_of_recording() -> None:
    past = datetime(2019, 5, 1, 9, 30, tzinfo=UTC)
    (entry,) = write(occurred_at=past)
    assert entry.occurred_at == past
    assert entry.recorded_at.year > 2019


def test_the_time_of_recording_cannot_be_given() -> None:
    with pytest.raises(BodyError, match="never by hand"), transaction.atomic():
        entries.append(body(recorded_at="2020-01-01T00:00:00.000000Z"))


def test_a_parent_is_written_before_its_child() -> None:
    identity = entries.uuid7()
    with transaction.atomic():
        parent, child = entries.append_many([body(id=str(identity)), body(2, parent=str(identity))])
    assert child.parent_id == parent.id == identity
    assert list(parent.children.all()) == [child]


def test_empty_parts_are_left_out_of_the_body() -> None:
    (entry,) = write(changes=[], basis=[], data={}, batch={})
    assert set(entry_format.decode(entry.body)) == set(entry_format.REQUIRED)


def test_a_bad_body_writes_nothing() -> None:
    with pytest.raises(BodyError), transaction.atomic():
        entries.append_many([body(), body(2, subject="no reference")])
    assert not Entry.objects.exists()


def test_rows_are_not_changed_or_deleted_through_the_models() -> None:
    (entry,) = write_sequenced()
    for row in (entry, entry.leaf, Checkpoint.objects.latest("id"), Log.objects.get()):
        with pytest.raises(TypeError, match="never"):
            row.save()
        with pytest.raises(TypeError, match="never"):
            row.delete()


@pytest.mark.parametrize("model", [Entry, Leaf, Checkpoint, Log])
@pytest.mark.parametrize("operation", ["update", "delete"])
def test_the_database_itself_refuses_changes(model: type, operation: str) -> None:
    write_sequenced()
    table = model._meta.db_table
    column = model._meta.pk.column
    query = {
        "update": f"UPDATE {table} SET {column} = {column}",
        "delete": f"DELETE FROM {table}",
    }[operation]
    with pytest.raises(DatabaseError, match="never change"), transaction.atomic():
        connection.cursor().execute(query)
    assert model.objects.exists()


def test_guards_that_were_taken_off_are_missed_and_put_back() -> None:
    assert triggers.missing(connection) == []
    triggers.remove(connection, ["record_leaf"])
    assert "record_leaf_no_update" in triggers.missing(connection)
    triggers.ensure(connection)
    assert triggers.missing(connection) == []


def test_the_tests_run_on_the_database_that_was_asked_for() -> None:
    import os

    url = os.environ.get("DATABASE_URL", "sqlite")
    assert connection.vendor == ("postgresql" if url.startswith("postgres") else "sqlite")


def test_identifiers_rise_and_carry_the_time() -> None:
    now = time.time_ns() // 1_000_000
    made = [entries.uuid7() for _ in range(2000)]
    assert made == sorted(set(made))
    assert all(one.version == 7 and one.variant == "specified in RFC 4122" for one in made)
    assert 0 <= (made[0].int >> 80) - now < 1000


def test_a_receipt_is_signed_and_reads_the_same_in_both_forms() -> None:
    (entry,) = write()
    given = entries.receipt(entry)
    assert given["leaf_hash"] == bytes(entry.leaf_hash).hex()
    assert given["longest_delay_seconds"] == 60
    assert UUID(given["entry"]) == entry.id
    note = receipts.as_text(given)
    trusted = [keys.receipt_signer().public()]
    assert receipts.verify(note, trusted).as_dict() == given
    assert receipts.from_any(note.replace("\n", "\r\n")).as_dict() == given
    with pytest.raises(receipts.ReceiptError, match="wrong"):
        receipts.verify(note.replace("\n60\n", "\n90\n"), trusted)


def test_keys_are_made_once_and_are_their_owners_only(record_home: Path) -> None:
    first = keys.log_signer("a").public().public
    path = record_home / "keys" / "record.ed25519"
    assert path.stat().st_mode & 0o777 == 0o600
    keys.forget()
    assert keys.log_signer("a").public().public == first
    assert keys.receipt_signer().public().public != first
    assert [one.name for one in path.parent.iterdir() if one.name.startswith(".")] == []


def test_an_entry_outside_the_transaction_of_its_act_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # The test itself runs in a transaction; say it does not, as in a shell.
    outside = SimpleNamespace(in_atomic_block=False)
    monkeypatch.setattr(transaction, "get_connection", lambda: outside)
    with pytest.raises(TransactionManagementError, match="transaction of its act"):
        entries.append(body())
