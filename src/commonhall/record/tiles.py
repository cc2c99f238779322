"""Tiles and entry bundles (C2SP ``tlog-tiles``): how a log of any size is served as static files.

A *tile* ``(level, index)`` holds up to 256 consecutive hashes: leaf hashes on level 0, and on each
level above the roots of the full tiles below. Pure: hashes in, hashes out.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from commonhall.record.merkle import HASH_SIZE, NodeReader, node_hash

TILE_HEIGHT = 8
TILE_WIDTH = 1 << TILE_HEIGHT
MAX_LEVEL = 63
MAX_ENTRY_SIZE = 0xFFFF

_PATH = re.compile(r"((?:x\d{3}/)*\d{3})(?:\.p/([1-9]\d{0,2}))?", re.ASCII)


class TileError(ValueError):
    """A path names no tile, or the bytes of a tile or bundle are malformed."""


class TileKey(NamedTuple):
    """Which tile: its level and its number within the level."""

    level: int
    number: int


class TilePath(NamedTuple):
    """A parsed path: the tile's number, and the width (256 for a full tile)."""

    number: int
    width: int


TileReader = Callable[[TileKey], bytes]


def format_path(index: int, width: int = TILE_WIDTH) -> str:
    """Path of a tile below its level: ``x001/x234/067``, with ``.p/W`` for a partial one."""
    if index < 0 or not 1 <= width <= TILE_WIDTH:
        raise TileError("no such tile")
    groups = [f"{index % 1000:03d}"]
    while index >= 1000:
        index //= 1000
        groups.append(f"x{index % 1000:03d}")
    path = "/".join(reversed(groups))
    return path if width == TILE_WIDTH else f"{path}.p/{width}"


def parse_path(path: str) -> TilePath:
    """The reverse of `format_path`; raises `TileError` for any other spelling of a tile."""
    match = _PATH.fullmatch(path)
    if match is None or len(path) > 64:
        raise TileError("not a tile path")
    index = int(match[1].replace("x", "").replace("/", ""))
    width = int(match[2]) if match[2] else TILE_WIDTH
    if width > TILE_WIDTH or (match[2] and width == TILE_WIDTH):
        raise TileError("a partial tile is 1 to 255 wide")
    if format_path(index, width) != path:
        raise TileError("not the one spelling of this tile's path")
    return TilePath(index, width)


def tile_width(size: int, key: TileKey) -> int:
    """How many hashes tile ``key`` has in a tree of ``size`` leaves (0 if it is not there)."""
    hashes = size >> (TILE_HEIGHT * key.level)
    return max(0, min(TILE_WIDTH, hashes - key.number * TILE_WIDTH))


def tiles_of(size: int) -> Iterator[tuple[TileKey, int]]:
    """Every tile of a tree of ``size`` leaves with its width, level by level."""
    level = 0
    while size >> (TILE_HEIGHT * level):
        count = size >> (TILE_HEIGHT * level)
        for index in range((count + TILE_WIDTH - 1) // TILE_WIDTH):
            yield TileKey(level, index), min(TILE_WIDTH, count - index * TILE_WIDTH)
        level += 1


def frontier_keys(size: int) -> list[TileKey]:
    """The partial tiles of a tree of ``size`` leaves: where it grows, one per level at most."""
    keys = []
    level = 0
    while (count := size >> (TILE_HEIGHT * level)) > 0:
        if count % TILE_WIDTH:
            keys.append(TileKey(level, count // TILE_WIDTH))
        level += 1
    return keys


def combine(hashes: bytes) -> bytes:
    """Root of a complete subtree given as 2**k concatenated hashes."""
    row = [hashes[at : at + HASH_SIZE] for at in range(0, len(hashes), HASH_SIZE)]
    while len(row) > 1:
        row = [node_hash(row[at], row[at + 1]) for at in range(0, len(row), 2)]
    return row[0]


def node_reader(read_tile: TileReader) -> NodeReader:
    """Nodes of the tree out of its tiles; raises `TileError` where a tile is too short."""

    def read(level: int, index: int) -> bytes:
        height = level % TILE_HEIGHT
        first = index << height
        key = TileKey(level // TILE_HEIGHT, first // TILE_WIDTH)
        at = (first % TILE_WIDTH) * HASH_SIZE
        hashes = read_tile(key)[at : at + (HASH_SIZE << height)]
        if len(hashes) != HASH_SIZE << height:
            raise TileError(f"tile {key.level}/{format_path(key.number)} lacks hashes")
        return combine(hashes)

    return read


def tiles_needed(compute: Callable[[NodeReader], object]) -> set[TileKey]:
    """Which tiles a computation over nodes reads, so that they can be fetched in one query.

    ``compute`` is run once on blank hashes; what it reads must not depend on their values.
    """
    keys: set[TileKey] = set()
    blank = bytes(HASH_SIZE)

    def read(level: int, index: int) -> bytes:
        first = index << (level % TILE_HEIGHT)
        keys.add(TileKey(level // TILE_HEIGHT, first // TILE_WIDTH))
        return blank

    compute(read)
    return keys


def grow(
    frontier: Mapping[TileKey, bytes], size: int, leaves: Iterable[bytes]
) -> dict[TileKey, bytes]:
    """Append leaf hashes to a tree of ``size`` leaves; the tiles that are new or longer than before.

    ``frontier`` holds the tiles named by `frontier_keys(size)`. Raises `TileError` if one of them
    is not as long as the size demands.
    """
    open_tiles: dict[int, bytearray] = {}
    for key in frontier_keys(size):
        hashes = frontier.get(key, b"")
        if len(hashes) != tile_width(size, key) * HASH_SIZE:
            raise TileError(f"tile {key.level}/{format_path(key.number)} does not fit size {size}")
        open_tiles[key.level] = bytearray(hashes)
    counts: dict[int, int] = {}
    changed: dict[TileKey, bytes] = {}
    touched: set[int] = set()

    def push(level: int, value: bytes) -> None:
        count = counts.setdefault(level, size >> (TILE_HEIGHT * level))
        tile = open_tiles.setdefault(level, bytearray())
        tile += value
        counts[level] = count + 1
        touched.add(level)
        if len(tile) == TILE_WIDTH * HASH_SIZE:
            full = bytes(tile)
            changed[TileKey(level, count // TILE_WIDTH)] = full
            open_tiles[level] = bytearray()
            touched.discard(level)
            push(level + 1, combine(full))

    for leaf in leaves:
        push(0, leaf)
    for level in touched:
        changed[TileKey(level, (counts[level] - 1) // TILE_WIDTH)] = bytes(open_tiles[level])
    return changed


def encode_bundle(entries: Iterable[bytes]) -> bytes:
    """An entry bundle: each entry behind its length as a big-endian uint16."""
    parts: list[bytes] = []
    for entry in entries:
        if len(entry) > MAX_ENTRY_SIZE:
            raise TileError("an entry is longer than 65,535 bytes")
        parts += (struct.pack(">H", len(entry)), entry)
    return b"".join(parts)


def decode_bundle(data: bytes) -> list[bytes]:
    """The entries of a bundle; raises `TileError` if it is cut off."""
    entries: list[bytes] = []
    at = 0
    while at < len(data):
        if at + 2 > len(data):
            raise TileError("an entry bundle is cut off")
        (length,) = struct.unpack_from(">H", data, at)
        at += 2
        if at + length > len(data):
            raise TileError("an entry bundle is cut off")
        entries.append(data[at : at + length])
        at += length
    return entries
