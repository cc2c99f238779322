"""The sequencer: every entry gets one place, and nothing signed is ever taken back."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from commonhall.record import (
    checkpoints,
    health,
    keys,
    logs,
    merkle,
    published_checkpoints,
    sequencer,
    tiles,
)
from commonhall.record.models import Checkpoint, Entry, Leaf, Log, Pending, Tile, TreeHead
from commonhall.record.sequencer import SequencerError
from tests.record.samples import write, write_sequenced

pytestmark = pytest.mark.django_db


def test_entries_get_their_places_in_the_order_they_were_written() -> None:
    written = write(5)
    assert sequencer.sequence_once() == 5
    placed = Leaf.objects.order_by("index").values_list("index", "entry_id")
    assert list(placed) == [(number, entry.id) for number, entry in enumerate(written)]
    assert not Pending.objects.exists()


def test_an_empty_record_is_signed_too() -> None:
    assert sequencer.sequence_once() == 0
    stated = checkpoints.parse(published_checkpoints.latest() or "")
    assert (stated.size, stated.root) == (0, merkle.EMPTY_ROOT)


@pytest.mark.parametrize("limit", [1, 3, 7, 300, 5000])
def test_the_tree_does_not_depend_on_how_it_was_cut_into_batches(limit: int) -> None:
    written = write(300)
    assert sequencer.sequence_once(limit) == 300
    log = logs.current()
    expected = merkle.root(bytes(entry.leaf_hash) for entry in written)
    assert bytes(TreeHead.objects.get().root) == expected
    assert checkpoints.parse(published_checkpoints.latest() or "").root == expected
    found = {tiles.TileKey(tile.level, tile.index): tile.hashes for tile in Tile.objects.all()}
    assert {key: len(hashes) // 32 for key, hashes in found.items()} == dict(tiles.tiles_of(300))
    assert logs.root_at(log, 123) == merkle.root(bytes(one.leaf_hash) for one in written[:123])


def test_one_checkpoint_is_signed_for_a_whole_backlog() -> None:
    write(50)
    sequencer.sequence_once(limit=10)
    assert [one.size for one in Checkpoint.objects.all()] == [50]


def test_nothing_new_signs_nothing_new() -> None:
    write_sequenced(3)
    sequencer.sequence_once()
    assert Checkpoint.objects.count() == 1


def test_what_is_published_is_outside_the_database_and_verifies(record_home: Path) -> None:
    write_sequenced(3)
    write_sequenced(2)
    note = (record_home / "record" / "published").read_text()
    log = logs.current()
    found = checkpoints.verify(note, keys.log_keys(log.origin))
    assert found.checkpoint.size == 5
    assert found.time == int(Checkpoint.objects.latest("id").signed_at.timestamp())
    assert [checkpoints.parse(one).size for _, one in published_checkpoints.history()] == [3, 5]


def test_an_entry_whose_pending_row_was_lost_is_swept_up() -> None:
    written = write(3)
    Pending.objects.filter(entry=written[1]).delete()
    sequencer.sequence_once()
    assert Leaf.objects.count() == 2
    assert sequencer.sequence_once(sweep=True) == 1
    assert Leaf.objects.get(entry=written[1]).index == 2


def test_a_pending_row_that_came_back_does_not_place_an_entry_twice() -> None:
    (entry,) = write_sequenced()
    Pending.objects.create(entry=entry)
    write()
    sequencer.sequence_once()
    assert Leaf.objects.count() == 2
    assert not Pending.objects.exists()


def test_of_two_sequencers_one_wins_and_the_other_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    write(4)
    log = logs.current()
    logs.open_head(log)
    grow = tiles.grow
    overtaken = []

    def grow_after_another(*args, **kwargs):  # type: ignore[no-untyped-def]
        monkeypatch.setattr(tiles, "grow", grow)
        overtaken.append(sequencer._integrate(log, 10))
        return grow(*args, **kwargs)

    monkeypatch.setattr(tiles, "grow", grow_after_another)
    assert sequencer._integrate(log, 10) is None
    assert overtaken == [4]
    assert sorted(Leaf.objects.values_list("index", flat=True)) == [0, 1, 2, 3]
    assert sequencer.sequence_once() == 0


def rewind(size: int) -> None:
    """Put the database back to when the log had ``size`` entries, as an old backup would."""
    log = logs.current()
    root = logs.root_at(log, size)
    with connection.cursor() as cursor:
        for table in ("record_leaf", "record_checkpoint", "record_entry"):
            for operation in ("update", "delete", "truncate")[
                : 2 + (connection.vendor != "sqlite")
            ]:
                on = f" ON {table}" if connection.vendor == "postgresql" else ""
                cursor.execute(f"DROP TRIGGER {table}_no_{operation}{on}")
    gone = list(Leaf.objects.filter(index__gte=size).values_list("entry_id", flat=True))
    Leaf.objects.filter(index__gte=size)._raw_delete("default")
    Entry.objects.filter(pk__in=gone)._raw_delete("default")
    Checkpoint.objects.filter(size__gt=size)._raw_delete("default")
    for tile in Tile.objects.all():
        width = tiles.tile_width(size, tiles.TileKey(tile.level, tile.index))
        tile.hashes = bytes(tile.hashes)[: width * 32]
        tile.save() if width else tile.delete()
    TreeHead.objects.update(size=size, root=root)


def test_a_database_that_fell_behind_what_was_published_is_not_extended() -> None:
    write_sequenced(10)
    rewind(6)
    write(3)
    with pytest.raises(SequencerError, match="published at 10") as caught:
        sequencer.sequence_once()
    assert caught.value.code == "rolled-back"
    assert Leaf.objects.count() == 6
    state = health.status()
    assert (state.alarm, state.published_size, state.size) == ("rolled-back", 10, 6)


def test_a_database_with_another_past_is_not_signed() -> None:
    write_sequenced(10)
    rewind(6)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(published_checkpoints, "latest", lambda home=None: None)
        patch.setattr(published_checkpoints, "publish", lambda note, signed_at: None)
        write_sequenced(20)
    with pytest.raises(SequencerError) as caught:
        sequencer.sequence_once()
    assert caught.value.code == "forked"


def test_another_key_does_not_continue_the_log(record_home: Path) -> None:
    write_sequenced(2)
    (record_home / "keys" / "record.ed25519").unlink()
    keys.forget()
    write(1)
    with pytest.raises(SequencerError, match="under its key") as caught:
        sequencer.sequence_once()
    assert caught.value.code == "foreign-checkpoint"


def test_damaged_tiles_stop_the_log() -> None:
    write_sequenced(5)
    tile = Tile.objects.get()
    tile.hashes = bytes(tile.hashes)[:-32]
    tile.save()
    write(1)
    with pytest.raises(SequencerError):
        sequencer.sequence_once()


def test_an_alarm_ends_when_the_sequencer_works_again(record_home: Path) -> None:
    published_checkpoints.raise_alarm("rolled-back", "once")
    assert health.status().alarm == "rolled-back"
    sequencer.sequence_once()
    assert health.status().alarm == ""


def test_an_entry_that_waits_too_long_is_an_alarm(settings) -> None:  # type: ignore[no-untyped-def]
    write(2)
    assert health.status().alarm == ""
    settings.RECORD_MAX_DELAY_SECONDS = -1
    state = health.status()
    assert (state.alarm, state.pending) == ("delayed", 2)


def test_after_a_lawful_restore_a_new_log_is_opened_and_says_why() -> None:
    write_sequenced(10)
    before = published_checkpoints.latest()
    rewind(6)
    waiting = write(1)
    log = sequencer.reopen()
    assert log.origin == "localhost/record/2"
    assert log.predecessor == before
    first = Leaf.objects.select_related("entry").get(log=log, entry__action="record.reopen").entry
    assert '"predecessor_size":10' in first.body
    assert '"restored_size":6' in first.body
    assert Leaf.objects.get(entry=waiting[0]).log == log
    write_sequenced(1)
    assert checkpoints.parse(published_checkpoints.latest() or "").origin == "localhost/record/2"


def test_a_whole_log_is_not_reopened() -> None:
    write_sequenced(1)
    with pytest.raises(SequencerError, match="needs no reopening"):
        sequencer.reopen()
    assert Log.objects.count() == 1


def test_the_loop_works_until_it_is_told_to_stop(monkeypatch: pytest.MonkeyPatch) -> None:
    stop = threading.Event()
    rounds: list[bool] = []

    def once(*, sweep: bool) -> int:
        rounds.append(sweep)
        if len(rounds) == 2:
            raise OSError("the disk is away")
        if len(rounds) == 3:
            stop.set()
        return 0

    monkeypatch.setattr(sequencer, "sequence_once", once)
    monkeypatch.setattr(sequencer, "close_old_connections", lambda: None)
    sequencer.run(interval=0.001, stop=stop)
    assert rounds == [True, False, False]


def test_a_line_cut_off_by_a_crash_does_not_spoil_the_history(record_home: Path) -> None:
    write_sequenced(1)
    with (record_home / "record" / "checkpoints.log").open("a") as file:
        file.write('{"signed_at": "20')
    write_sequenced(1)
    assert [checkpoints.parse(note).size for _, note in published_checkpoints.history()] == [1, 2]


def test_placing_a_batch_takes_few_queries(django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    write(200)
    sequencer.sequence_once(1)
    write(200)
    with django_assert_max_num_queries(40):
        sequencer.sequence_once()


def test_the_log_is_opened_once() -> None:
    assert logs.current() == logs.current()
    assert Log.objects.get().opened_at <= timezone.now()
