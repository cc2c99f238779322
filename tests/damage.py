"""Files damaged here and there, as hypothesis draws them: what every reader must survive."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import strategies as st

#: What breaks readers: broken quotes, cells that are no numbers, signs that are no text.
BITS = [
    *(b'"', b'""', b",", b";", b"\n", b"\r", b"\r\n", b"\t", b"\0", b"\xff", b"\xef\xbb\xbf"),
    *(b"None", b"nan", b"inf", b"-1", b"1e999", b"1/0", b"1/2", b"0", b"99999999999999999999"),
    *(b"1,000", b"1.000,5", b" ", b"-", b"x" * 300, b"12/31/9999 11:59:59 PM", b"[]", b"{}"),
    *("\u0661".encode(), "²".encode(), "\u2028".encode(), "名".encode(), b"\x1f", b"null"),
]


@st.composite
def damaged(draw: st.DrawFn, whole: bytes) -> bytes:
    """The file with a few places cut out, doubled, or written over."""
    found = whole
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(found)))
        end = min(len(found), at + draw(st.integers(0, 12)))
        kind = draw(st.integers(0, 3))
        if kind == 0:
            found = found[:at] + found[end:]
        elif kind == 1:
            found = found[:end] + found[at:]
        elif kind == 2:
            found = found[:at] + draw(st.sampled_from(BITS)) + found[end:]
        else:
            # A whole cell is written over.
            cells = found.split(b",")
            cells[draw(st.integers(0, len(cells) - 1))] = draw(st.sampled_from(BITS))
            found = b",".join(cells)
    return found


VALUES: st.SearchStrategy[Any] = st.one_of(
    st.none(),
    st.booleans(),
    st.sampled_from([0, -1, 7, 2**70, 1.5, 1e308, -1e308, 1e-320, 200, -95]),
    st.sampled_from(["", "x", "1", "名", "\ud800", "\0", "x" * 300, "Polygon", "Point"]),
    st.sampled_from([[], {}, [[]], [[[]]], [None], {"en": "East"}, [[0, 0], [1, 1]]]),
)


@st.composite
def damaged_json(draw: st.DrawFn, whole: Any) -> Any:
    """The same tree with a few values taken away, replaced or put somewhere else."""
    found = json.loads(json.dumps(whole))
    for _ in range(draw(st.integers(1, 3))):
        places: list[tuple[Any, Any]] = []
        _walk(found, places)
        if not places:
            return draw(VALUES)
        inside, key = places[draw(st.integers(0, len(places) - 1))]
        kind = draw(st.integers(0, 2))
        if kind == 0:
            del inside[key]
        elif kind == 1:
            # A copy: what is drawn twice must not hold itself.
            inside[key] = json.loads(json.dumps(draw(VALUES)))
        else:
            other, there = places[draw(st.integers(0, len(places) - 1))]
            try:
                inside[key] = json.loads(json.dumps(other[there]))
            except (KeyError, IndexError):
                continue
    return found


def _walk(value: Any, places: list[tuple[Any, Any]]) -> None:
    pairs = (
        list(value.items())
        if isinstance(value, dict)
        else list(enumerate(value))
        if isinstance(value, list)
        else []
    )
    for key, one in pairs:
        places.append((value, key))
        _walk(one, places)
