"""The states of a dump in a file of their own: what fits no entry is found, and the newest are read as from memory."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonhall.open_data import kept_states
from commonhall.open_data.kept_states import KeptStates, Key

ROW = st.tuples(
    st.sampled_from(["a.one", "a.two"]), st.integers(1, 4), st.integers(1, 3), st.sampled_from("xy")
)


def kept(
    folder: Path, named: Iterable[tuple[str, int, int, str]], seen: Iterable[object]
) -> KeptStates:
    made = KeptStates(folder)
    for kind, number, version, digest in named:
        made.name(Key(kind, number, version), digest)
    for kind, number, version, digest in seen:  # type: ignore[misc]
        key = Key(kind, number, version)
        made.see(key, digest, "")
        made.keep(key, {"version": version, "said": digest})
    made.filled()
    return made


@given(named=st.sets(ROW), seen=st.lists(ROW, unique_by=lambda row: row[:3]))
def test_what_no_entry_names_and_what_is_missing_are_found(
    named: set[tuple[str, int, int, str]], seen: list[tuple[str, int, int, str]]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        made = kept(Path(folder), named, seen)
        assert sorted(made.unnamed()) == sorted(row[:3] for row in seen if row not in named)
        there = {row[:3] for row in seen}
        assert list(made.missing()) == sorted({row[:3] for row in named} - there)
        made.close()


@pytest.mark.parametrize("few", [0, 1000])
@given(seen=st.lists(ROW, unique_by=lambda row: row[:3]))
def test_the_newest_state_of_each_thing_is_read(
    few: int, seen: list[tuple[str, int, int, str]]
) -> None:
    with pytest.MonkeyPatch.context() as patch, tempfile.TemporaryDirectory() as folder:
        patch.setattr(kept_states, "FEW", few)
        made = kept(Path(folder), [], seen)
        found = made.newest(["a.one", "a.none"])
        expected = {}
        for kind, number, version, digest in sorted(seen):
            if kind == "a.one":
                expected[number] = {"version": version, "said": digest}
        assert dict(found["a.one"].items()) == expected
        assert list(found["a.one"].values()) == [expected[one] for one in sorted(expected)]
        assert {one: found["a.one"][one] for one in found["a.one"]} == expected
        assert len(found["a.one"]) == len(expected) and found["a.one"].get(99) is None
        assert not found["a.none"] and 1 not in found["a.none"]
        made.close()


def test_a_state_that_stands_twice_is_told(tmp_path: Path) -> None:
    row = ("a.one", 1, 1, "x")
    made = kept(tmp_path, [row], [row, row])
    assert list(made.unnamed()) == [Key("a.one", 1, 1)]


def test_the_states_of_a_batch_come_in_the_order_of_its_root(tmp_path: Path) -> None:
    made = KeptStates(tmp_path)
    for number, digest in ((2, "b"), (10, "c"), (1, "a")):
        made.see(Key("a.one", number, 1), digest, "entry")
    made.filled()
    assert list(made.of_batch("entry")) == ["a", "b", "c"] and not list(made.of_batch("other"))
