"""Rows of equal width, kept as columns: half a million cells without a list for each row."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from typing import overload


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
    lines = text.removesuffix("\n").split("\n")
    width = lines[0].count(";") + 1
    if (
        width < 2
        or {line.count(";") for line in lines} != {width - 1}
        or ";" * (width - 1) in lines
        or max(map(len, lines)) > csv.field_size_limit()
    ):
        return None
    cells = ";".join(lines).split(";")
    return cells[:width], Columns([cells[width + at :: width] for at in range(width)])
