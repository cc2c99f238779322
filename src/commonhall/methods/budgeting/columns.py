"""Rows of equal width, kept as columns: half a million cells without a list for each row."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from typing import overload

import numpy as np


class Columns(Sequence[list[str]]):
    """Rows as a sequence of lists, each made when it is asked for."""

    def __init__(self, columns: list[list[str]]) -> None:
        self.columns = columns

    @overload
    def __getitem__(self, at: int) -> list[str]: ...
    @overload
    def __getitem__(self, at: slice) -> list[list[str]]: ...
    def __getitem__(self, at: int | slice) -> list[str] | list[list[str]]:
        if isinstance(at, slice):
            return list(map(list, zip(*(column[at] for column in self.columns), strict=True)))
        return [column[at] for column in self.columns]

    def __len__(self) -> int:
        return len(self.columns[0])

    def __iter__(self) -> Iterator[list[str]]:
        return map(list, zip(*self.columns, strict=True))

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Columns):
            return self.columns == other.columns
        return isinstance(other, Sequence) and list(self) == other

    __hash__ = None  # type: ignore[assignment]


def plain_table(text: str) -> tuple[list[str], Columns] | None:
    """The header and the rows of a table in which splitting at semicolons is all there is to do.

    None when it is not that simple (quotes, carriage returns, blank or ragged rows, one column,
    a cell that may be too long): then only a CSV reader can tell.
    """
    if '"' in text or "\r" in text:
        return None
    text = text if text.endswith("\n") else text + "\n"
    width = text.count(";", 0, text.index("\n")) + 1
    written = np.frombuffer(text.encode("utf-8", "surrogatepass"), dtype=np.uint8)
    ends = np.flatnonzero((written == ord(";")) | (written == ord("\n")))
    if width < 2 or len(ends) % width or np.diff(ends).max() > csv.field_size_limit():
        return None
    marks = written[ends].reshape(-1, width)
    if (marks[:, -1] != ord("\n")).any() or (marks[:, :-1] != ord(";")).any():
        return None
    if "\n" + ";" * (width - 1) + "\n" in text or text.startswith(";" * (width - 1) + "\n"):
        return None
    cells = text[:-1].replace("\n", ";").split(";")
    return cells[:width], Columns([cells[width + at :: width] for at in range(width)])
