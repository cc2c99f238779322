"""The import kit: validate everything, write in chunks under a run, become visible by one action.

A killed run resumes where its last chunk ended; the same file imported twice changes nothing. Rows
are written with the id of the run's closing entry, which names them by their Merkle root.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

MOST_PROBLEMS = 50


@dataclass(frozen=True)
class Problem:
    """One thing wrong in a source: the line (1 = first line of the file; 0: in none), the field, what is right."""

    line: int
    field: str
    message: str

    def __str__(self) -> str:
        where = f"line {self.line}, " if self.line else ""
        return f"{where}{self.field}: {self.message}"


class Invalid(Exception):
    """The source cannot be imported; nothing was changed."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("; ".join(map(str, problems[:3])))
        self.problems = list(problems)

    def __str__(self) -> str:
        shown = [f"  {problem}" for problem in self.problems[:MOST_PROBLEMS]]
        rest = len(self.problems) - len(shown)
        if rest > 0:
            shown.append(f"  … and {rest} more")
        return "Nothing was imported. The file has these problems:\n" + "\n".join(shown)


def digest_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def read_text(path: Path) -> str:
    """A file's text; names the first byte that is not UTF-8."""
    raw = path.read_bytes()
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _not_utf8(path) from error


def _not_utf8(path: Path) -> Invalid:
    """Names the first byte of a file that is not UTF-8, and its line."""
    before = 0
    with path.open("rb") as file:
        for line, raw in enumerate(file, start=1):
            try:
                raw.decode("utf-8")
            except UnicodeDecodeError as error:
                message = f"byte {before + error.start} is not UTF-8; save the file as UTF-8"
                return Invalid([Problem(line, "encoding", message)])
            before += len(raw)
    return Invalid([Problem(1, "encoding", "the file is not UTF-8; save it as UTF-8")])


def read_csv(path: Path, needed: Sequence[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """(line number, row) of a CSV file with a header, read as it is asked for.

    Checks that the `needed` columns are there. Raises `Invalid`.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            yield from _read_rows(file, needed)
    except UnicodeDecodeError as error:
        raise _not_utf8(path) from error


def _read_rows(file: TextIO, needed: Sequence[str]) -> Iterator[tuple[int, dict[str, str]]]:
    reader = csv.DictReader(file, strict=True)
    try:
        missing = [name for name in needed if name not in (reader.fieldnames or [])]
        if missing:
            raise Invalid([Problem(1, "header", f"columns missing: {', '.join(missing)}")])
        for row in reader:
            if None in row or None in row.values():
                width = len(reader.fieldnames or [])
                raise Invalid(
                    [Problem(reader.line_num, "columns", f"this line has not {width} fields")]
                )
            yield reader.line_num, row
    except csv.Error as error:
        raise Invalid([Problem(reader.line_num, "format", f"not valid CSV: {error}")]) from error
