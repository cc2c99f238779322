"""Pieces of text that can be compared in any script, without a dictionary.

Words in scripts that space them give character n-grams inside the word; scripts written
without spaces (Chinese, Japanese, Thai, …) give pairs of characters.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache

import numpy as np

# Chinese and Japanese, and Thai, Lao, Myanmar, Khmer: no spaces between words.
UNSPACED = (
    "\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003ffff\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"
)
LENGTHS = (3, 4)
# Accents of Latin, Greek, Cyrillic; points of Hebrew and Arabic: often left out in writing.
OPTIONAL = re.compile("[\u0300-\u036f\u0591-\u05c7\u064b-\u0652\u0670]")


@cache
def _runs() -> re.Pattern[str]:
    """Runs of unspaced letters, or of other letters with their vowel signs and joiners."""
    marks = "".join(
        chr(code) for code in range(0x0900, 0xFFFF) if unicodedata.category(chr(code))[0] == "M"
    )
    marks = "".join(mark for mark in marks if not re.match(f"[{UNSPACED}]", mark))
    letter = rf"(?:[^\W\d_{UNSPACED}]|[{re.escape(marks)}\u200c\u200d])"
    return re.compile(rf"[{UNSPACED}]+|{letter}+")


def folded(text: str) -> str:
    """Compatibility form, case folded, optional marks (accents, vowel points) removed."""
    spread = unicodedata.normalize("NFKD", text).casefold()
    return unicodedata.normalize("NFKC", OPTIONAL.sub("", spread))


def words(text: str) -> list[str]:
    """Words, or for unspaced scripts runs between punctuation; digits and signs left out."""
    return _runs().findall(folded(text))


def spaced(word: str) -> bool:
    """Whether the word's script puts spaces between words."""
    return not re.match(f"[{UNSPACED}]", word)


def pieces(text: str) -> list[str]:
    """What a text is compared by: whole words and n-grams inside them (marked with "_" at both
    ends), or pairs of characters."""
    found: list[str] = []
    for word in words(text):
        if not spaced(word):
            pairs = [word[at : at + 2] for at in range(len(word) - 1)]
            found.extend(pairs or [word])
            continue
        whole = f"_{word}_"
        found.append(whole)
        for length in LENGTHS:
            if length < len(whole):
                found.extend(whole[at : at + length] for at in range(len(whole) - length + 1))
    return found


def terms(text: str) -> list[str]:
    """Pieces that people can read: words of at least three letters, pairs of characters."""
    found: list[str] = []
    for word in words(text):
        if spaced(word):
            found.extend([word] if len(word) >= 3 else [])
        else:
            found.extend(word[at : at + 2] for at in range(len(word) - 1))
    return found


def counted(
    lists: Iterable[list[str]],
) -> tuple[np.ndarray, np.ndarray, np.ndarray, list[str]]:
    """Rows, columns, counts of a sparse table of texts × pieces, and the pieces by column, in
    the order of their first use."""
    place: dict[str, int] = {}
    rows: list[np.ndarray] = []
    columns: list[np.ndarray] = []
    for number, own in enumerate(lists):
        codes = [place.setdefault(piece, len(place)) for piece in own]
        rows.append(np.full(len(codes), number, dtype=np.int64))
        columns.append(np.array(codes, dtype=np.int64))
    row = np.concatenate(rows) if rows else np.empty(0, dtype=np.int64)
    column = np.concatenate(columns) if columns else np.empty(0, dtype=np.int64)
    keys, counts = np.unique(row * max(len(place), 1) + column, return_counts=True)
    width = max(len(place), 1)
    return keys // width, keys % width, counts.astype(np.float64), list(place)
