"""Numbers that follow from words alone: the same words, the same numbers, on every machine."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from typing import TypeVar

T = TypeVar("T")


class Dice:
    """Thrown in turn: each throw follows from the words it was made with."""

    def __init__(self, words: str) -> None:
        self._bytes = _stream(words)

    def number(self, low: int, high: int) -> int:
        """A whole number from low to high, both included."""
        return low + (next(self._bytes) * 256 + next(self._bytes)) % (high - low + 1)

    def one(self, things: Sequence[T]) -> T:
        """One of the things."""
        return things[self.number(0, len(things) - 1)]


def _stream(words: str) -> Iterator[int]:
    block = 0
    while True:
        yield from hashlib.sha256(f"{block} {words}".encode()).digest()
        block += 1
