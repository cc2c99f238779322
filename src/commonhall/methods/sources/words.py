"""Pieces of text that can be compared in any script, without a dictionary.

Words in scripts that space them give character n-grams inside the word; scripts written
without spaces (Chinese, Japanese, Thai, …) give pairs of characters.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
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
    if text.isascii():
        # Nothing to take apart: the same, many times faster.
        return text.casefold()
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
    return [piece for word in words(text) for piece in pieces_of(word)]


def pieces_of(word: str) -> list[str]:
    """The pieces of one word, or of one run of unspaced letters."""
    if not spaced(word):
        return [word[at : at + 2] for at in range(len(word) - 1)] or [word]
    whole = f"_{word}_"
    found = [whole]
    for length in LENGTHS:
        if length < len(whole):
            found.extend(whole[at : at + length] for at in range(len(whole) - length + 1))
    return found


def terms_of(word: str) -> list[str]:
    """Pieces of a word that people can read: itself from three letters on, pairs of characters."""
    if spaced(word):
        return [word] if len(word) >= 3 else []
    return [word[at : at + 2] for at in range(len(word) - 1)]


def terms(text: str) -> list[str]:
    """Pieces of a text that people can read: words of at least three letters, pairs of characters."""
    return [term for word in words(text) for term in terms_of(word)]


Table = tuple[np.ndarray, np.ndarray, np.ndarray, list[str]]


class Words:
    """Texts taken apart once: each distinct word is looked at once, however often it is written.

    `by` gives a table of texts × pieces by rows, columns, counts, and the pieces in the order of their first use.
    """

    def __init__(self, texts: Iterable[str]) -> None:
        place: dict[str, int] = {}
        codes: list[int] = []
        lengths: list[int] = []
        for text in texts:
            own = words(text)
            codes.extend(place.setdefault(word, len(place)) for word in own)
            lengths.append(len(own))
        self._words = list(place)
        self._codes = np.array(codes, dtype=np.int64)
        self._ends = np.concatenate([[0], np.cumsum(lengths, dtype=np.int64)])

    def __len__(self) -> int:
        return self._ends.size - 1

    def of(self, texts: np.ndarray) -> Words:
        """Only some of the texts, by row; their words stay known."""
        part = object.__new__(Words)
        spans = [self._codes[self._ends[row] : self._ends[row + 1]] for row in texts]
        part._words = self._words
        part._codes = np.concatenate(spans) if spans else np.empty(0, dtype=np.int64)
        part._ends = np.concatenate([[0], np.cumsum([one.size for one in spans], dtype=np.int64)])
        return part

    def by(self, parts: Callable[[str], list[str]]) -> Table:
        from scipy.sparse import csr_array

        place: dict[str, int] = {}
        of_words = [
            [place.setdefault(piece, len(place)) for piece in parts(word)] for word in self._words
        ]
        ends = np.concatenate([[0], np.cumsum([len(own) for own in of_words], dtype=np.int64)])
        columns = np.array([code for own in of_words for code in own], dtype=np.int64)
        width = max(len(place), 1)
        shape = (len(self._words), width)
        inside = csr_array((np.ones(columns.size), columns, ends), shape=shape)
        written = csr_array(
            (np.ones(self._codes.size), self._codes, self._ends),
            shape=(len(self), len(self._words)),
        )
        # scipy adds up what stands twice in a row.
        found = csr_array(written @ inside)
        found.sum_duplicates()
        rows = np.repeat(np.arange(len(self)), np.diff(found.indptr))
        return rows, found.indices.astype(np.int64), found.data, list(place)
