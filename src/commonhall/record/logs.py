"""Reading the logs: which one is current, its tiles, roots and proofs."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from commonhall.record import configuration, merkle, tiles
from commonhall.record.merkle import HASH_SIZE, NodeReader
from commonhall.record.models import Checkpoint, Leaf, Log, Tile, TreeHead
from commonhall.record.tiles import TileKey

T = TypeVar("T")


def current() -> Log:
    """The log that entries go to now; the first is opened when it is first asked for."""
    log = Log.objects.order_by("-id").first()
    if log is None:
        with transaction.atomic():
            log, _made = Log.objects.get_or_create(
                origin=configuration.origin(), defaults={"opened_at": timezone.now()}
            )
            open_head(log)
    return log


def open_head(log: Log) -> TreeHead:
    """The log's head, empty when it is new."""
    return TreeHead.objects.get_or_create(log=log, defaults={"root": merkle.EMPTY_ROOT})[0]


def read_tiles(log: Log, wanted: Iterable[TileKey]) -> dict[TileKey, bytes]:
    """Many tiles of a log in one query; those that do not exist are left out."""
    condition = Q()
    by_level: dict[int, list[int]] = {}
    for key in wanted:
        by_level.setdefault(key.level, []).append(key.number)
    if not by_level:
        return {}
    for level, indexes in by_level.items():
        condition |= Q(level=level, index__in=indexes)
    rows = Tile.objects.filter(condition, log=log).values_list("level", "index", "hashes")
    return {TileKey(level, index): bytes(hashes) for level, index, hashes in rows}


def with_nodes(log: Log, compute: Callable[[NodeReader], T]) -> T:
    """Run a computation over the log's nodes with all its tiles read in one query."""
    found = read_tiles(log, tiles.tiles_needed(compute))
    return compute(tiles.node_reader(lambda key: found.get(key, b"")))


def root_at(log: Log, size: int) -> bytes:
    """The log's root when it had ``size`` leaves; raises `tiles.TileError` beyond its end."""
    return with_nodes(log, lambda read: merkle.root_at(read, size))


def latest_checkpoint(log: Log) -> Checkpoint | None:
    """The newest signed checkpoint of a log."""
    return Checkpoint.objects.filter(log=log).select_related("log").order_by("-id").first()


def inclusion(log: Log, index: int, size: int) -> list[bytes]:
    """Inclusion proof of the leaf at ``index`` in the tree of ``size`` leaves."""
    return with_nodes(log, lambda read: merkle.inclusion_proof(read, index, size))


def consistency(log: Log, first: int, second: int) -> list[bytes]:
    """Proof that the tree of ``second`` leaves extends that of ``first``."""
    return with_nodes(log, lambda read: merkle.consistency_proof(read, first, second))


def proof_of(leaf: Leaf, checkpoint: Checkpoint, leaf_hash: bytes) -> dict[str, Any] | None:
    """Everything needed to check one entry by hand; None while no checkpoint covers it."""
    if checkpoint.size <= leaf.index:
        return None
    path = inclusion(leaf.log, leaf.index, checkpoint.size)
    return {
        "origin": leaf.log.origin,
        "entry": str(leaf.entry_id),
        "leaf_hash": leaf_hash.hex(),
        "leaf_index": leaf.index,
        "tree_size": checkpoint.size,
        "root": bytes(checkpoint.root).hex(),
        "proof": [one.hex() for one in path],
        "checkpoint": checkpoint.cosigned_note(),
    }


def tile_bytes(log: Log, key: TileKey, width: int) -> bytes | None:
    """The first ``width`` hashes of a tile, None if it is not that wide yet."""
    hashes = read_tiles(log, [key]).get(key, b"")
    return hashes[: width * HASH_SIZE] if len(hashes) >= width * HASH_SIZE else None
