"""Read a table of units and columns from CSV text, with errors that say where and what.

Text goes in, arrays come out; nothing here touches the disk.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from commonhall.methods.index.errors import TableError

MISSING = frozenset({"", "na", "n/a", "nan", "null", "none", "..", "-", "–", "—"})


@dataclass(frozen=True)
class Table:
    """One row a unit, every cell as text.

    `lines` are the lines of the file where each row ends (1 is the header), for errors.
    """

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    lines: tuple[int, ...]

    def position(self, column: str) -> int:
        """Where `column` stands; names the columns there are when it does not."""
        try:
            return self.header.index(column)
        except ValueError:
            shown = ", ".join(self.header[:12]) + (", …" if len(self.header) > 12 else "")
            raise TableError(1, column, f"a column of this name; the file has {shown}") from None

    def texts(self, column: str) -> list[str]:
        """A column as text, blanks trimmed."""
        at = self.position(column)
        return [row[at] for row in self.rows]

    def numbers(self, column: str) -> np.ndarray:
        """A column as float64, NaN where a cell is blank or says that nothing was measured."""
        at = self.position(column)
        values = np.empty(len(self.rows))
        for number, (row, line) in enumerate(zip(self.rows, self.lines, strict=True)):
            values[number] = _number(row[at], line, column)
        return values

    def matrix(self, columns: Sequence[str]) -> np.ndarray:
        """Columns side by side: rows × columns, float64."""
        if not columns:
            return np.empty((len(self.rows), 0))
        return np.column_stack([self.numbers(column) for column in columns])

    def units(self, column: str) -> list[str]:
        """The ids of the units: present and unlike one another, or `TableError`."""
        names = self.texts(column)
        seen: dict[str, int] = {}
        for name, line in zip(names, self.lines, strict=True):
            if not name:
                raise TableError(line, column, "the id of the unit; the cell is empty")
            if name in seen:
                raise TableError(
                    line, column, f"each unit once; {name!r} stands in line {seen[name]} already"
                )
            seen[name] = line
        return names

    def only(self, keep: Iterable[bool]) -> Table:
        """The rows for which `keep` is true."""
        chosen = [number for number, kept in enumerate(keep) if kept]
        return Table(
            self.header,
            tuple(self.rows[number] for number in chosen),
            tuple(self.lines[number] for number in chosen),
        )


def read_table(text: str, delimiter: str = ",") -> Table:
    """Parse CSV text with one header line.

    Raises `TableError` for an empty file, a column name that is twice there, and a row with
    more or fewer cells than the header. A blank column name (row names, often) is allowed. Rows without any content are passed over.
    """
    reader = csv.reader(
        io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=delimiter, strict=True
    )
    header: tuple[str, ...] = ()
    rows: list[tuple[str, ...]] = []
    lines: list[int] = []
    try:
        for cells in reader:
            row = tuple(cell.strip() for cell in cells)
            if not any(row):
                continue
            if not header:
                header = _header(row, reader.line_num)
                continue
            if len(row) != len(header):
                raise TableError(
                    reader.line_num, None, f"{len(header)} cells as in the header; found {len(row)}"
                )
            rows.append(row)
            lines.append(reader.line_num)
    except csv.Error as error:
        raise TableError(reader.line_num, None, f"well-formed CSV ({error})") from error
    if not header:
        raise TableError(1, None, "a header line; the file is empty")
    if not rows:
        raise TableError(reader.line_num, None, "at least one row below the header")
    return Table(header, tuple(rows), tuple(lines))


def _header(row: tuple[str, ...], line: int) -> tuple[str, ...]:
    for at, name in enumerate(row):
        if name and name in row[:at]:
            raise TableError(line, name, "each column name once")
    return row


def _number(cell: str, line: int, column: str) -> float:
    if cell.lower() in MISSING:
        return float("nan")
    try:
        value = float(cell)
    except ValueError:
        hint = ""
        if "," in cell:
            hint = " (write 1234.5: a decimal point, no separator of thousands)"
        elif cell.endswith("%"):
            hint = " (write 12.5 for 12.5%)"
        raise TableError(line, column, f"a number or an empty cell; found {cell!r}{hint}") from None
    if not np.isfinite(value):
        raise TableError(line, column, f"a finite number; found {cell!r}")
    return value
