"""Tiles and bundles as C2SP tlog-tiles addresses and writes them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonhall.record import tiles
from commonhall.record.tiles import TileError, TileKey


def test_paths_are_those_of_the_specification() -> None:
    assert tiles.format_path(1234067) == "x001/x234/067"
    assert tiles.format_path(0) == "000"
    assert tiles.format_path(999) == "999"
    assert tiles.format_path(1000) == "x001/000"
    assert tiles.format_path(5, 112) == "005.p/112"


@given(st.integers(0, 10**12), st.integers(1, 256))
def test_every_path_leads_back_to_its_tile(number: int, width: int) -> None:
    assert tiles.parse_path(tiles.format_path(number, width)) == (number, width)


@pytest.mark.parametrize(
    "path",
    [
        "",
        "1",
        "0001",
        "x000/001",
        "x001",
        "001/002",
        "001.p/0",
        "001.p/256",
        "001.p/01",
        "../001",
        "001/",
        "x001/x2/003",
        "٠٠١",
        "001.p/300",
        "x" * 70,
    ],
)
def test_other_spellings_are_refused(path: str) -> None:
    with pytest.raises(TileError):
        tiles.parse_path(path)


def test_a_tree_of_70000_has_the_tiles_the_specification_counts() -> None:
    found = list(tiles.tiles_of(70_000))
    full = [key for key, width in found if width == 256]
    partial = {key: width for key, width in found if width < 256}
    assert sum(key.level == 0 for key in full) == 273
    assert sum(key.level == 1 for key in full) == 1
    assert partial == {TileKey(0, 273): 112, TileKey(1, 1): 17, TileKey(2, 0): 1}


def test_a_tree_of_256_has_a_full_tile_and_one_above() -> None:
    assert dict(tiles.tiles_of(256)) == {TileKey(0, 0): 256, TileKey(1, 0): 1}


@given(st.lists(st.binary(max_size=300), max_size=40))
def test_bundles_are_read_back_entry_by_entry(entries: list[bytes]) -> None:
    data = tiles.encode_bundle(entries)
    assert tiles.decode_bundle(data) == entries
    if data:
        with pytest.raises(TileError):
            tiles.decode_bundle(data[:-1])


def test_a_bundle_puts_a_big_endian_length_before_each_entry() -> None:
    assert tiles.encode_bundle([b"ab", b"", b"c" * 258]) == (
        b"\x00\x02ab" + b"\x00\x00" + b"\x01\x02" + b"c" * 258
    )
    with pytest.raises(TileError, match="65,535"):
        tiles.encode_bundle([bytes(65_536)])


def test_a_frontier_that_does_not_fit_the_size_is_refused() -> None:
    with pytest.raises(TileError, match="does not fit"):
        tiles.grow({TileKey(0, 0): bytes(32)}, 2, [bytes(32)])
