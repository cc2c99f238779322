"""Reading a .pmtiles file: its directory (PMTiles specification 3) and its vector tiles (Mapbox Vector Tile 2.1)."""

from __future__ import annotations

import gzip
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any

import numpy as np
import shapely

from commonhall.core.imports import Invalid, Problem

HEADER = 127
# A tile or directory that is larger, also once it is unpacked, is not read.
MOST_BYTES = 20_000_000
MVT, GZIP, PLAIN = 1, 2, 1


@dataclass(frozen=True)
class TileFeature:
    """A feature of a tile: its layer, its properties, its shape in degrees."""

    layer: str
    properties: dict[str, Any]
    shape: Any


class Archive:
    """A .pmtiles file of vector tiles. Raises `Invalid` where it is none."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file = file
        head = file.read(HEADER)
        if len(head) < HEADER or head[:7] != b"PMTiles" or head[7] != 3:
            raise Invalid([Problem(1, "format", "expected a PMTiles file, version 3")])
        numbers = struct.unpack_from("<11Q", head, 8)
        self.root, self.leaves, self.data = numbers[0:2], numbers[4], numbers[6]
        self.packed, self.tile_packed, kind = head[97], head[98], head[99]
        self.least_zoom, self.most_zoom = head[100], head[101]
        if kind != MVT:
            raise Invalid([Problem(1, "format", "holds pictures; vector tiles (mvt) are needed")])
        if not {self.packed, self.tile_packed} <= {GZIP, PLAIN}:
            raise Invalid([Problem(1, "format", "is compressed by something else than gzip")])

    def features(self, zoom: int, column: int, row: int) -> Iterator[TileFeature]:
        """What one tile holds; nothing where the file has no such tile."""
        found = self._tile(tile_id(zoom, column, row))
        if found:
            for layer in _fields(unpacked(found, self.tile_packed), 3):
                yield from _layer(layer, zoom, column, row)

    def _tile(self, number: int) -> bytes:
        offset, length = self.root
        for _depth in range(4):
            entry = _entry(unpacked(self._read(offset, length), self.packed), number)
            if entry is None:
                return b""
            run, at, size = entry
            if run:
                return self._read(self.data + at, size)
            offset, length = self.leaves + at, size
        return b""

    def _read(self, offset: int, length: int) -> bytes:
        if length > MOST_BYTES:
            raise Invalid([Problem(1, "size", "a part of the file is too large")])
        self.file.seek(offset)
        return self.file.read(length)


def unpacked(found: bytes, how: int) -> bytes:
    """Bytes as they were before; bounded, for a small file can hold endless noughts."""
    if how == PLAIN:
        return found
    try:
        made = zlib.decompressobj(16 + zlib.MAX_WBITS).decompress(found, MOST_BYTES)
    except (zlib.error, gzip.BadGzipFile) as error:
        raise Invalid([Problem(1, "format", "a part of the file cannot be unpacked")]) from error
    return made


def tile_id(zoom: int, column: int, row: int) -> int:
    """A tile's number along the Hilbert curve, after all tiles of lower zooms."""
    number, x, y = ((1 << 2 * zoom) - 1) // 3, column, row
    side = 1 << zoom
    step = side >> 1
    while step:
        right, down = int(x & step > 0), int(y & step > 0)
        number += step * step * ((3 * right) ^ down)
        if not down:
            if right:
                x, y = side - 1 - x, side - 1 - y
            x, y = y, x
        step >>= 1
    return number


def _entry(directory: bytes, number: int) -> tuple[int, int, int] | None:
    """(run length, offset, length) of the last entry at or before a tile; None where it does not hold it."""
    numbers = _varints(directory)
    count = next(numbers, 0)
    if count > MOST_BYTES // 4:
        raise Invalid([Problem(1, "format", "a directory of the file is too long")])
    steps, runs, lengths, offsets = (
        [next(numbers, 0) for _ in range(count)] for _column in range(4)
    )
    at, place, here = 0, 0, None
    for step, run, length, offset in zip(steps, runs, lengths, offsets, strict=True):
        at += step
        if at > number:
            break
        place = offset - 1 if offset else place
        here = (run, place, length) if not run or number < at + run else None
        place += length
    return here


def _varints(data: bytes) -> Iterator[int]:
    value = shift = 0
    for byte in data:
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            yield value
            value = shift = 0


def _messages(data: bytes) -> Iterator[tuple[int, Any]]:
    """(field, value) of a protocol buffer: whole numbers, or bytes."""
    at, end = 0, len(data)

    def varint() -> int:
        nonlocal at
        value = shift = 0
        while at < end:
            byte = data[at]
            at += 1
            value |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                break
        return value

    while at < end:
        key = varint()
        kind = key & 7
        if kind == 0:
            yield key >> 3, varint()
            continue
        size = {1: 8, 5: 4}.get(kind) or (varint() if kind == 2 else end)
        yield key >> 3, data[at : at + size]
        at += size


def _fields(data: bytes, wanted: int) -> list[Any]:
    return [value for field, value in _messages(data) if field == wanted]


def _layer(data: bytes, zoom: int, column: int, row: int) -> Iterator[TileFeature]:
    name = b"".join(_fields(data, 1)).decode("utf-8", "replace")
    keys = [one.decode("utf-8", "replace") for one in _fields(data, 3)]
    values = [_value(one) for one in _fields(data, 4)]
    extent = next(iter(_fields(data, 5)), 4096) or 4096
    for feature in _fields(data, 2):
        said = dict(_messages(feature))
        tags = list(_varints(said.get(2, b"")))
        properties = {
            keys[key]: values[value]
            for key, value in zip(tags[::2], tags[1::2], strict=False)
            if key < len(keys) and value < len(values)
        }
        shape = _shape(said.get(3, 0), list(_varints(said.get(4, b""))))
        if shape is not None and not shape.is_empty:
            yield TileFeature(name, properties, _degrees(shape, extent, zoom, column, row))


def _value(data: bytes) -> Any:
    for field, value in _messages(data):
        if field == 1 and isinstance(value, bytes):
            return value.decode("utf-8", "replace")
        if field in (4, 5, 7):
            return value
    return ""


def _shape(kind: int, numbers: list[int]) -> Any:
    """A geometry in the tile's own units; None for what is none."""
    lines: list[list[tuple[int, int]]] = []
    x = y = at = 0
    while at < len(numbers):
        command, count = numbers[at] & 7, numbers[at] >> 3
        at += 1
        if command not in (1, 2):
            continue
        for _ in range(min(count, (len(numbers) - at) // 2)):
            x += (numbers[at] >> 1) ^ -(numbers[at] & 1)
            y += (numbers[at + 1] >> 1) ^ -(numbers[at + 1] & 1)
            at += 2
            if command == 1 or not lines:
                lines.append([])
            lines[-1].append((x, y))
    if kind == 1 and lines:
        return shapely.Point(lines[0][0])
    if kind == 2:
        return shapely.MultiLineString([one for one in lines if len(one) > 1])
    if kind == 3:
        return _areas([one for one in lines if len(one) > 2])
    return None


def _areas(rings: list[list[tuple[int, int]]]) -> Any:
    """Rings that turn one way are areas, those that turn the other are holes in the one before."""
    areas: list[tuple[list[Any], list[Any]]] = []
    for ring in rings:
        doubled = sum(
            a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, [*ring[1:], ring[0]], strict=True)
        )
        if doubled > 0 or not areas:
            areas.append((ring, []))
        else:
            areas[-1][1].append(ring)
    return shapely.make_valid(shapely.MultiPolygon([shapely.Polygon(a, b) for a, b in areas]))


def _degrees(shape: Any, extent: int, zoom: int, column: int, row: int) -> Any:
    whole = 2**zoom

    def bent(spots: Any) -> Any:
        x = (column + spots[:, 0] / extent) / whole * 360 - 180
        y = np.pi * (1 - 2 * (row + spots[:, 1] / extent) / whole)
        return np.stack([x, np.degrees(np.arctan(np.sinh(y)))], axis=1)

    return shapely.transform(shape, bent)
