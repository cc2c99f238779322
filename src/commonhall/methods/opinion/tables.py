"""Tables in comma-separated text whose faults are named by file, line and column."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field


class TableError(ValueError):
    """A fault in a table; the message names file, line and column, and what would be right."""


@dataclass
class Faults:
    """Collects faults as warnings, or raises the first one when strict."""

    strict: bool = False
    warnings: list[str] = field(default_factory=list)

    def add(self, file: str, message: str, line: int | None = None, column: str = "") -> None:
        """Note a fault at a place."""
        place = file
        if line is not None:
            place += f", line {line}"
        if column:
            place += f", column {column}"
        text = f"{place}: {message}"
        if self.strict:
            raise TableError(text)
        self.warnings.append(text)


def decode(data: bytes | str, file: str, faults: Faults) -> str:
    """Text of a file: UTF-8, or UTF-16 with its mark. Bytes that are neither become U+FFFD."""
    if isinstance(data, str):
        return data.removeprefix("\ufeff")
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        before = data[: error.start]
        line = before.count(b"\n") + 1
        at = len(before.rsplit(b"\n", 1)[-1].decode(encoding, errors="replace")) + 1
        faults.add(
            file,
            f"character {at} of the line is not {encoding.upper().removesuffix('-SIG')} text "
            f"(byte 0x{data[error.start]:02x}); save the file as UTF-8",
            line,
        )
        return data.decode(encoding, errors="replace")


@dataclass(frozen=True)
class Row:
    """Cells by column name, and the line of the file the row begins on."""

    line: int
    cells: dict[str, str]


def records(text: str, file: str, faults: Faults) -> Iterator[tuple[int, list[str]]]:
    """Each record with the line it begins on; empty lines are passed over.

    A quotation mark that is never closed costs its own line only, not the rest of the file.
    """
    lines = _lines(text)
    delimiter = _delimiter(lines[0] if lines else "", file, faults)
    done = 0
    while done < len(lines):
        reader = csv.reader(lines[done:], strict=True, delimiter=delimiter)
        start = done + 1
        try:
            for cells in reader:
                if any(cells):
                    yield start, cells
                start = done + reader.line_num + 1
            return
        except csv.Error as error:
            faults.add(file, f"quotation marks are broken ({error}); row left out", start)
            done = start


def _lines(text: str) -> list[str]:
    # str.splitlines also breaks at marks that may stand inside a cell (U+2028, form feed, …).
    return io.StringIO(text.replace("\r\n", "\n").replace("\r", "\n")).readlines()


def _delimiter(header: str, file: str, faults: Faults) -> str:
    for mark, name in ((";", "semicolons"), ("\t", "tabs")):
        if "," not in header and mark in header:
            faults.add(file, f"cells are separated by {name}, not commas", 1)
            return mark
    return ","


def rows(
    text: str,
    file: str,
    faults: Faults,
    required: Sequence[str],
    names: dict[str, str] | None = None,
) -> Iterator[Row]:
    """Rows below a header; missing columns raise whatever the strictness.

    names: other spellings of columns, and what they mean.
    """
    found = records(text, file, faults)
    line, header = next(found, (1, []))
    columns = [(names or {}).get(name.strip(), name.strip()) for name in header]
    missing = [name for name in required if name not in columns]
    if missing:
        raise TableError(
            f"{file}, line {line}: no column {missing[0]!r}; the header needs "
            f"{', '.join(required)}, and has {', '.join(columns) or 'nothing'}"
        )
    for name in {name for name in columns if columns.count(name) > 1 and name}:
        faults.add(file, "the column stands twice; the first is used", line, name)
    first = {name: at for at, name in reversed(list(enumerate(columns)))}
    for line, cells in found:
        if len(cells) != len(columns):
            faults.add(
                file, f"{len(cells)} cells, the header has {len(columns)}; row left out", line
            )
            continue
        yield Row(line, {name: cells[at].strip() for name, at in first.items()})
