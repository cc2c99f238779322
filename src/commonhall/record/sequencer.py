"""The sequencer gives entries their place in the log and signs what the log has become.

Any number may run: the tree grows by compare-and-swap on its head, in one transaction with leaves
and tiles, so a kill at any moment leaves either the old tree or the new one. A checkpoint is signed
only when nothing old is waiting, and only if it extends the last one published outside the database.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from django.db import Error as DatabaseError
from django.db import close_old_connections, connection, transaction
from django.utils import timezone

from commonhall.record import (
    attestation,
    bulk_insert,
    checkpoints,
    configuration,
    logs,
    merkle,
    published_checkpoints,
    signing,
    tiles,
)
from commonhall.record.merkle import HASH_SIZE, leaf_hash
from commonhall.record.models import Checkpoint, Entry, Leaf, Log, Pending, Tile, TreeHead
from commonhall.record.notes import Signer
from commonhall.record.tiles import TileKey
from commonhall.record.witnesses.submitting import Rounds

logger = logging.getLogger(__name__)

BATCH = 5000
SWEEP_SECONDS = 600.0
RETRY_SECONDS = 10.0
# So many hashes fit into one entry.
ADMITTED_AT_ONCE = 500


class SequencerError(Exception):
    """The sequencer refuses to go on; ``code`` names why."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def _none_wrong() -> str:
    return ""


_clock_trouble: Callable[[], str] = _none_wrong


def watch_clock_by(trouble: Callable[[], str]) -> None:
    """Ask this whether the clock is wrong, in a sentence: what was signed at a wrong time is signed for ever."""
    global _clock_trouble
    _clock_trouble = trouble


def sequence_once(limit: int = BATCH, *, sweep: bool = False) -> int:
    """Give every waiting entry its place, then sign and publish; how many entries were placed.

    ``limit`` bounds one transaction, not the call. ``sweep`` first looks for entries that have
    neither leaf nor pending row. Raises `SequencerError` if the log does not extend what was
    published.
    """
    log = logs.current()
    logs.open_head(log)
    try:
        if wrong := _clock_trouble():
            raise SequencerError("clock-jumped", wrong)
        _assert_extends_published(log)
        if sweep:
            sweep_up()
        placed = 0
        while True:
            taken = _integrate(log, limit)
            placed += taken or 0
            if taken is not None and taken < limit:
                break
        _publish(log)
    except SequencerError as error:
        published_checkpoints.raise_alarm(error.code, str(error))
        logger.critical("The record stands still: %s", error)
        raise
    published_checkpoints.clear_alarm()
    return placed


def run(interval: float = 1.0, stop: threading.Event | None = None) -> None:
    """Sequence about every ``interval`` seconds until ``stop`` is set, and ask the witnesses beside it.

    Outlives database outages.
    """
    stop = stop or threading.Event()
    Rounds(stop).start()
    swept = float("-inf")
    while not stop.is_set():
        wait = interval
        try:
            due = time.monotonic() - swept >= SWEEP_SECONDS
            sequence_once(sweep=due)
            if due:
                swept = time.monotonic()
        except SequencerError:
            wait = RETRY_SECONDS
        except (DatabaseError, OSError):
            logger.exception("The sequencer could not work; trying again")
            close_old_connections()
            wait = min(RETRY_SECONDS, interval * 5)
        stop.wait(wait)


def sweep_up() -> int:
    """Put entries that have neither leaf nor pending row back in the queue; how many there were."""
    lost = Entry.objects.filter(leaf__isnull=True, pending__isnull=True).order_by("id")
    rows = [Pending(entry_id=pk) for pk in lost.values_list("id", flat=True).iterator()]
    Pending.objects.bulk_create(rows, batch_size=500, ignore_conflicts=True)
    if rows:
        logger.warning("%d entries had lost their place in the queue", len(rows))
    return len(rows)


def reopen() -> Log:
    """After a lawful restore: close the log that lost its tail and open a new one, linked to it.

    The new log's first entry names the old one's last published size and root and what the restored
    database still has of it. Raises `SequencerError` if the log is whole, or nothing was published.
    """
    from commonhall.record import entries

    outside = published_checkpoints.latest()
    if outside is None:
        raise SequencerError("nothing-published", "no checkpoint was ever published")
    old = logs.current()
    try:
        _assert_extends_published(old)
    except SequencerError:
        pass
    else:
        raise SequencerError("whole", "the log extends what was published; it needs no reopening")
    before = checkpoints.parse(outside)
    with transaction.atomic():
        head = logs.open_head(old)
        log = Log.objects.create(
            origin=_next_origin(before.origin), opened_at=timezone.now(), predecessor=outside
        )
        logs.open_head(log)
        entries.append(
            {
                "action": "record.reopen",
                "kind": "action",
                "by": {"kind": "system"},
                "subject": f"record.log:{log.pk}",
                "data": {
                    "origin": log.origin,
                    "predecessor_origin": before.origin,
                    "predecessor_size": before.size,
                    "predecessor_root": before.root.hex(),
                    "restored_origin": old.origin,
                    "restored_size": head.size,
                    "restored_root": bytes(head.root).hex(),
                },
            }
        )
    sequence_once(sweep=True)
    return log


def admit() -> int:
    """Let entries in that this installation did not write, and say so on the record; how many there were.

    For a restored backup whose keys were lost: what was written in its last second had no place in the log yet,
    and nothing shows any more that this hall wrote it. Whoever calls this vouches for it, for all to see.
    """
    from commonhall.record import entries

    waiting = list(Pending.objects.filter(refused=True).select_related("entry").order_by("id"))
    for start in range(0, len(waiting), ADMITTED_AT_ONCE):
        some = waiting[start : start + ADMITTED_AT_ONCE]
        hashes = [leaf_hash(one.entry.body.encode()).hex() for one in some]
        with transaction.atomic():
            entries.append(
                {
                    "action": attestation.ADMIT,
                    "kind": "action",
                    "by": {"kind": "system"},
                    "subject": "",
                    "data": {"admitted": hashes},
                }
            )
            Pending.objects.filter(pk__in=[one.pk for one in some]).update(refused=False)
    return len(waiting)


def _next_origin(last: str) -> str:
    """``host/record`` → ``host/record/2`` → ``host/record/3``, past every name ever used."""
    first = configuration.origin()
    used = {last, *Log.objects.values_list("origin", flat=True)}
    numbers = [int(one.rpartition("/")[2]) for one in used if one.rpartition("/")[2].isdigit()]
    return f"{first}/{max([1, *numbers]) + 1}"


def _assert_extends_published(log: Log) -> None:
    """Raise unless the log as it stands in the database extends the last published checkpoint."""
    outside = published_checkpoints.latest()
    if outside is None or outside == log.predecessor:
        return
    try:
        known = signing.verified(outside, log.origin)
    except ValueError as error:
        raise SequencerError(
            "foreign-checkpoint",
            f"the published checkpoint is not one of {log.origin} under its key: {error}",
        ) from error
    head = TreeHead.objects.get(log=log)
    if head.size < known.size:
        raise SequencerError(
            "rolled-back",
            f"the database holds {head.size} entries of a log published at {known.size}; "
            "after a lawful restore, run `commonhall record reopen`",
        )
    try:
        same = logs.root_at(log, known.size) == known.root
    except tiles.TileError as error:
        raise SequencerError("broken-tiles", f"the log's tiles are damaged: {error}") from error
    if not same:
        raise SequencerError(
            "forked", f"the first {known.size} entries are not those that were published"
        )


def _integrate(log: Log, limit: int) -> int | None:
    """Place up to ``limit`` waiting entries; how many were waiting, None if another was faster."""
    head = TreeHead.objects.get(log=log)
    waiting = _waiting(limit)
    if not waiting:
        return 0
    rows = [row for row in waiting if row[4] is None]
    # The log commits to the bytes it publishes, whatever a tampered hash column says.
    hashes = [leaf_hash(row[2].encode()) for row in rows]
    for row, computed in zip(rows, hashes, strict=True):
        if bytes(row[3]) != computed:
            logger.error("Entry %s does not fit its hash; verify the record", row[1])
    size = head.size + len(rows)
    frontier = logs.read_tiles(log, tiles.frontier_keys(head.size))
    try:
        changed = tiles.grow(frontier, head.size, hashes)
        known = {**frontier, **changed}
        root = merkle.root_at(tiles.node_reader(lambda key: known.get(key, b"")), size)
    except tiles.TileError as error:
        if TreeHead.objects.get(log=log).size != head.size:
            return None  # the tiles grew under us
        raise SequencerError("broken-tiles", f"the log's tiles are damaged: {error}") from error
    with transaction.atomic():
        swapped = TreeHead.objects.filter(log=log, size=head.size, root=head.root).update(
            size=size, root=root
        )
        if not swapped:
            return None
        _insert_leaves(log, head.size, [row[1] for row in rows])
        _write_tiles(log, changed)
        # By id, never by range: on PostgreSQL a row in between may have been committed since.
        bulk_insert.delete(connection, "record_pending", [row[0] for row in waiting])
    return len(waiting)


def _waiting(limit: int) -> list[tuple[Any, ...]]:
    """The next entries in the queue; those that this installation did not write leave it here."""
    rows: list[tuple[Any, ...]] = list(
        Pending.objects.filter(refused=False)
        .order_by("id")
        .values_list(
            "id",
            "entry_id",
            "entry__body",
            "entry__leaf_hash",
            "entry__leaf__index",
            "entry__attested",
        )[:limit]
    )
    # An entry that has its place already was judged when it got it.
    foreign = [
        row for row in rows if row[4] is None and not attestation.is_attested(row[2], row[5])
    ]
    admitted = attestation.admitted() if foreign else set()
    foreign = [row for row in foreign if leaf_hash(row[2].encode()).hex() not in admitted]
    if foreign:
        Pending.objects.filter(pk__in=[row[0] for row in foreign]).update(refused=True)
        for row in foreign:
            logger.critical("Entry %s was not written here; it gets no place in the log", row[1])
        return _waiting(limit)
    return rows


def _insert_leaves(log: Log, start: int, entries: list[Any]) -> None:
    prepare = Leaf._meta.get_field("entry").get_db_prep_save
    rows = [
        (prepare(entry, connection), log.pk, index)
        for index, entry in enumerate(entries, start=start)
    ]
    bulk_insert.insert(connection, "record_leaf", ("entry_id", "log_id", "index"), rows)


def _write_tiles(log: Log, changed: dict[TileKey, bytes]) -> None:
    Tile.objects.bulk_create(
        [Tile(log=log, level=key.level, index=key.number, hashes=changed[key]) for key in changed],
        update_conflicts=True,
        unique_fields=["log", "level", "index"],
        update_fields=["hashes"],
        batch_size=100,
    )


def _signers(log: Log) -> list[Signer]:
    try:
        return signing.signers(log.origin)
    except FileNotFoundError as error:
        raise SequencerError("key-missing", str(error)) from error


def _publish(log: Log) -> None:
    """Sign the head and publish it, first outside the database, then inside it."""
    with transaction.atomic():
        head = TreeHead.objects.select_for_update().get(log=log)
        last = logs.latest_checkpoint(log)
        outside = published_checkpoints.latest()
        by = _signers(log)
        same = last is not None and last.size == head.size and outside == last.note
        if last is not None and same and signing.is_signed_by(last.note, by):
            return
        _assert_extends_published(log)
        now = int(time.time())
        signed_at = datetime.fromtimestamp(now, UTC)
        stated = checkpoints.Checkpoint(log.origin, head.size, bytes(head.root))
        if len(stated.root) != HASH_SIZE or logs.root_at(log, head.size) != stated.root:
            raise SequencerError("broken-head", "the head's root is not the root of the tiles")
        note = checkpoints.sign(stated, by[0], now, *by[1:])
        published_checkpoints.publish(note, signed_at)
        Checkpoint.objects.create(
            log=log, size=head.size, root=stated.root, note=note, signed_at=signed_at
        )
    published_checkpoints.write_keys(signing.public_keys())
