"""Every way to falsify the record is found and named."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from commonhall.record import (
    checkpoints,
    entries,
    entry_format,
    keys,
    logs,
    merkle,
    published_checkpoints,
    sequencer,
    signing,
)
from commonhall.record.models import Checkpoint, Entry, Leaf, Tile, TreeHead
from commonhall.record.notes import VerifierKey
from commonhall.record.readers import DatabaseSource
from tests.record.attacks import Attacker, check, found, restore_backup, take_backup, where
from tests.record.samples import write, write_sequenced

pytestmark = pytest.mark.django_db


def test_an_honest_record_holds(pinned: list[VerifierKey]) -> None:
    write_sequenced(300)
    kept = published_checkpoints.latest() or ""
    write_sequenced(40)
    write(3)
    report = check(pinned, kept=[kept])
    assert report.findings == []
    assert (report.ok, report.entries, report.checkpoints) == (True, 340, 2)


def test_an_edited_entry_is_named(attacker: Attacker, pinned: list[VerifierKey]) -> None:
    written = write_sequenced(300)
    attacker.edit(written[17], '"channel":"phone"', '"channel":"paper"')
    report = check(pinned)
    assert found(report) == {"entry_changed"}
    assert where(report, "entry_changed") == [str(written[17].id)]


def test_an_edited_body_no_longer_fits_its_hash(attacker: Attacker) -> None:
    (entry,) = write_sequenced()
    attacker.sql("UPDATE record_entry SET body = replace(body, 'phone', 'paper')")
    assert {"entry_changed", "leaf_hash_differs"} == found(check())
    attacker.sql("UPDATE record_entry SET body = 'x'")
    report = check()
    assert "body_malformed" in found(report)
    assert where(report, "body_malformed") == [str(entry.id)]


@pytest.mark.parametrize("column", ["action", "kind", "subject", "actor"])
def test_an_edited_column_is_named(attacker: Attacker, column: str) -> None:
    written = write_sequenced(3)
    Entry.objects.filter(pk=written[1].pk).update(**{column: "batch"})
    report = check()
    assert found(report) == {"column_differs"}
    assert column in next(one.message for one in report.findings if one.code == "column_differs")
    assert where(report, "column_differs") == [str(written[1].id)]


def test_an_entry_edited_with_its_tiles_is_bracketed(
    attacker: Attacker, pinned: list[VerifierKey]
) -> None:
    write_sequenced(100)
    second = write_sequenced(100)
    attacker.edit(second[50], '"channel":"phone"', '"channel":"paper"')
    attacker.rebuild()
    report = check(pinned)
    # The database's own checkpoint and the one outside it both contradict the tree.
    assert "root_differs" in found(report)
    message = next(one.message for one in report.findings if one.code == "root_differs")
    assert "between entries 100 and 199" in message


def test_reordered_entries_are_named_with_where_they_belong(
    attacker: Attacker, pinned: list[VerifierKey]
) -> None:
    written = write_sequenced(20)
    attacker.swap(written[3], written[11])
    report = check(pinned)
    assert found(report) == {"order_changed"}
    assert set(where(report, "order_changed")) == {str(written[3].id), str(written[11].id)}
    messages = [one.message for one in report.findings if one.code == "order_changed"]
    assert "the entry now at 3 belongs at 11" in messages


@pytest.mark.parametrize("position", [0, 9, 19])
def test_a_deleted_entry_is_named(
    attacker: Attacker, pinned: list[VerifierKey], position: int
) -> None:
    written = write_sequenced(20)
    attacker.delete(written[position])
    report = check(pinned)
    assert found(report) == {"entry_deleted"}
    assert f"entry {position} of localhost/record" in report.findings[0].message


def test_an_entry_whose_leaf_was_left_behind_is_named(attacker: Attacker) -> None:
    written = write_sequenced(20)
    Entry.objects.filter(pk=written[4].pk)._raw_delete("default")
    report = check()
    assert found(report) == {"leaf_without_entry"}
    assert where(report, "leaf_without_entry") == [str(written[4].id)]


def test_a_deletion_with_everything_rebuilt_contradicts_what_was_signed(
    attacker: Attacker, pinned: list[VerifierKey]
) -> None:
    written = write_sequenced(20)
    attacker.delete(written[4])
    attacker.rebuild()
    assert found(check(pinned)) == {"truncated"}


def test_deleted_last_entries_are_found_by_the_checkpoint_outside(
    attacker: Attacker, pinned: list[VerifierKey]
) -> None:
    write_sequenced(10)
    last = write_sequenced(5)
    for entry in last:
        attacker.delete(entry)
    Checkpoint.objects.filter(size=15)._raw_delete("default")
    attacker.rebuild()
    report = check(pinned)
    assert found(report) == {"rolled_back"}
    assert "covers 15 entries, but the log ends at 10" in report.findings[0].message


def test_a_back_dated_entry_is_named(attacker: Attacker, pinned: list[VerifierKey]) -> None:
    write_sequenced(3)
    # The attacker also owns the clock of one later writer: an entry appears as if it were old.
    with pytest.MonkeyPatch.context() as patch:
        now = entries._now()
        patch.setattr(entries, "_now", lambda: now - timedelta(hours=3))
        (late,) = write()
    sequencer.sequence_once()
    report = check(pinned)
    assert found(report) == {"back_dated"}
    assert where(report, "back_dated") == [str(late.id)]


def test_an_entry_dated_after_its_signature_is_named(
    pinned: list[VerifierKey], monkeypatch: pytest.MonkeyPatch
) -> None:
    # A hall that looks at its clock signs nothing at such a time.
    with pytest.raises(sequencer.SequencerError, match="clock"):
        sign_an_entry_of_the_future()
    monkeypatch.setattr(sequencer, "_clock_trouble", lambda: "")
    early = sign_an_entry_of_the_future()
    report = check(pinned)
    assert found(report) == {"post_dated"}
    assert str(early.id) in where(report, "post_dated")


def sign_an_entry_of_the_future() -> Entry:
    with pytest.MonkeyPatch.context() as patch:
        now = entries._now()
        patch.setattr(entries, "_now", lambda: now + timedelta(hours=3))
        (early,) = write()
    sequencer.sequence_once()
    return early


def test_a_changed_time_of_recording_is_named(attacker: Attacker) -> None:
    written = write_sequenced(3)
    Entry.objects.filter(pk=written[0].pk).update(
        recorded_at=written[0].recorded_at - timedelta(days=1)
    )
    report = check()
    assert found(report) == {"column_differs"}
    assert any("recorded_at" in one.message for one in report.findings)


def fork(written: list[Entry], attacker: Attacker) -> str:
    """Rewrite the past and sign it with the record's own key; the honest checkpoint as it was."""
    honest = published_checkpoints.latest() or ""
    attacker.edit(written[2], '"channel":"phone"', '"channel":"paper"')
    attacker.rebuild()
    head = TreeHead.objects.get()
    log = logs.current()
    stated = checkpoints.Checkpoint(log.origin, head.size, bytes(head.root))
    last = Checkpoint.objects.latest("id")
    note = checkpoints.sign(stated, keys.log_signer(log.origin), int(last.signed_at.timestamp()))
    Checkpoint.objects.all().update(note=note, root=stated.root, size=head.size)
    return honest


def test_a_fork_signed_with_the_right_key_is_found_by_what_was_published(
    attacker: Attacker, pinned: list[VerifierKey]
) -> None:
    fork(write_sequenced(10), attacker)
    report = check(pinned)
    assert found(report) == {"forked"}
    assert "checkpoint published signs another root at size 10" in report.findings[0].message


def test_a_fork_is_found_by_the_checkpoint_somebody_kept(
    attacker: Attacker, pinned: list[VerifierKey], record_home: Path
) -> None:
    kept = fork(write_sequenced(10), attacker)
    # The attacker owns the files outside the database as well.
    for name in ("published", "checkpoints.log"):
        (record_home / "record" / name).unlink()
    assert found(check(pinned)) == set(), "without any witness a fork by the key's owner is unseen"
    report = check(pinned, kept=[kept])
    assert found(report) == {"forked"}
    assert "checkpoint you kept" in report.findings[0].message


def test_a_swapped_key_is_named(
    attacker: Attacker, pinned: list[VerifierKey], record_home: Path
) -> None:
    written = write_sequenced(10)
    (record_home / "keys" / "record.ed25519").unlink()
    keys.forget()
    fork(written, attacker)
    published_checkpoints.write_keys(signing.public_keys())
    report = check(pinned)
    assert "key_changed" in found(report)
    assert any("another key for localhost/record" in one.message for one in report.findings)
    # Whoever pinned nothing still has the outside checkpoint, signed by the key that was lost.
    assert "key_changed" in found(check())


def test_a_checkpoint_with_a_broken_signature_is_named(attacker: Attacker) -> None:
    write_sequenced(3)
    note = Checkpoint.objects.get().note
    assert "\n3\n" in note
    Checkpoint.objects.update(note=note.replace("\n3\n", "\n2\n"))
    assert "checkpoint_signature" in found(check())


def test_a_checkpoint_whose_columns_were_changed_is_named(attacker: Attacker) -> None:
    write_sequenced(3)
    Checkpoint.objects.update(size=2)
    assert found(check()) == {"checkpoint_column"}


def test_a_checkpoint_whose_time_was_changed_is_named(attacker: Attacker) -> None:
    write_sequenced(3)
    stated = Checkpoint.objects.get()
    Checkpoint.objects.update(signed_at=stated.signed_at - timedelta(days=1))
    assert "checkpoint_time" in found(check())


def test_an_old_backup_put_back_is_named(attacker: Attacker, pinned: list[VerifierKey]) -> None:
    write_sequenced(10)
    backup = take_backup()
    write_sequenced(5)
    restore_backup(backup)
    report = check(pinned)
    assert found(report) == {"rolled_back"}
    assert "covers 15 entries, but the log ends at 10" in report.findings[0].message


def test_an_old_backup_is_named_by_a_kept_checkpoint_alone(
    attacker: Attacker, pinned: list[VerifierKey], record_home: Path
) -> None:
    write_sequenced(10)
    backup = take_backup()
    write_sequenced(5)
    kept = published_checkpoints.latest() or ""
    restore_backup(backup)
    for name in ("published", "checkpoints.log"):
        (record_home / "record" / name).unlink()
    assert found(check(pinned, kept=[kept])) == {"rolled_back"}


def test_a_lawful_restore_is_admitted_by_the_record_and_then_holds(
    attacker: Attacker, pinned: list[VerifierKey]
) -> None:
    write_sequenced(10)
    backup = take_backup()
    write_sequenced(5)
    kept = published_checkpoints.latest() or ""
    restore_backup(backup)
    sequencer.reopen()
    write_sequenced(2)
    report = check(pinned, kept=[kept])
    assert found(report) == set()
    notices = {one.code for one in report.findings if one.severity == "notice"}
    assert {"log_closed", "tail_lost"} <= notices


def test_a_closed_log_cannot_be_cut_shorter_than_the_reopening_says(
    attacker: Attacker, pinned: list[VerifierKey]
) -> None:
    write_sequenced(10)
    backup = take_backup()
    write_sequenced(5)
    restore_backup(backup)
    sequencer.reopen()
    old = logs.Log.objects.order_by("id")[0]
    last = Leaf.objects.get(log=old, index=9)
    attacker.delete(last.entry)
    Checkpoint.objects.filter(log=old)._raw_delete("default")
    Tile.objects.filter(log=old).update(
        hashes=logs.read_tiles(old, [logs.TileKey(0, 0)])[logs.TileKey(0, 0)][:-32]
    )
    TreeHead.objects.filter(log=old).update(size=9, root=logs.root_at(old, 9))
    assert found(check(pinned)) == {"rolled_back"}


def test_an_entry_kept_out_of_the_log_is_named(attacker: Attacker) -> None:
    (entry,) = write()
    attacker.sql("DELETE FROM record_pending")
    sequencer.sequence_once()
    with pytest.MonkeyPatch.context() as patch:
        later = DatabaseSource().now() + timedelta(seconds=61)
        patch.setattr(DatabaseSource, "now", lambda self: later)
        report = check()
    assert found(report) == {"not_sequenced"}
    assert where(report, "not_sequenced") == [str(entry.id)]


def test_a_damaged_tile_is_told_from_a_changed_entry(attacker: Attacker) -> None:
    write_sequenced(600)
    tile = Tile.objects.get(level=0, index=1)
    tile.hashes = bytes(32) + bytes(tile.hashes)[32:]
    tile.save()
    assert found(check()) == {"tile_differs"}
    above = Tile.objects.get(level=1)
    above.hashes = bytes(64)
    above.save()
    assert where(check(), "tile_differs").count("tile/1/000") == 1


def test_a_lowered_head_hides_nothing(attacker: Attacker, pinned: list[VerifierKey]) -> None:
    write_sequenced(10)
    TreeHead.objects.update(size=6, root=logs.root_at(logs.current(), 6))
    assert {"truncated", "head_differs"} <= found(check(pinned))


def test_a_head_with_another_root_is_named(attacker: Attacker) -> None:
    write_sequenced(10)
    TreeHead.objects.update(root=merkle.EMPTY_ROOT)
    assert found(check()) == {"head_differs"}


def test_missing_guards_are_named(attacker: Attacker) -> None:
    write_sequenced(1)
    assert check().codes() == {"guard_missing"}


def test_findings_are_written_for_programs_too(attacker: Attacker) -> None:
    written = write_sequenced(3)
    attacker.edit(written[0], '"channel":"phone"', '"channel":"paper"')
    report = json.loads(json.dumps(check().as_dict()))
    assert report["ok"] is False
    assert {"code", "message", "where", "severity"} == set(report["findings"][0])
    assert entry_format.parse_moment(entry_format.moment(DatabaseSource().now()))
