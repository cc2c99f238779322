"""The import kit: validate everything, write in chunks under a run, become visible by one action.

A killed run resumes where its last chunk ended; the same file imported twice changes nothing. Rows
are written with the id of the run's closing entry, which names them by their Merkle root.
"""

from __future__ import annotations

import csv
import hashlib
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from django.utils.text import slugify

MOST_PROBLEMS = 50
#: "Problem (formerly Complaint Type)": a column that says what it was called before.
FORMERLY = re.compile(r"\(\s*(?:formerly|previously|was)\s+(.+?)\s*\)\s*$", re.IGNORECASE)


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


def code_for(prefix: str, name: str, most: int) -> str:
    """A code of at most `most` characters for a name of another system, the same each time.

    Names that differ in case only share one. Where the Latin alphabet cannot say the name, or the code
    would be too long, a few digits of its digest tell it from the others.
    """
    folded = " ".join(unicodedata.normalize("NFKC", name).casefold().split())
    code = prefix + slugify(folded)
    if code != prefix and len(code) <= most and not any(map(_is_lost, folded)):
        return code
    mark = hashlib.sha256(folded.encode("utf-8", "surrogatepass")).hexdigest()[:10]
    return f"{code[: most - len(mark) - 1].rstrip('-')}-{mark}"


def _is_lost(character: str) -> bool:
    """Whether a letter or digit leaves nothing behind in a code."""
    plain = unicodedata.normalize("NFKD", character).encode("ascii", "ignore")
    return character.isalnum() and not plain


def read_csv(
    path: Path, needed: Sequence[str], other_names: Mapping[str, str] | None = None
) -> Iterator[tuple[int, dict[str, str]]]:
    """(line number, row) of a CSV file with a header, read as it is asked for.

    Checks that the `needed` columns are there, written in whatever case, with spaces or underscores, or
    renamed with "(formerly …)"; other_names: further names, and which column they mean. Raises `Invalid`.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            yield from _read_rows(file, needed, other_names or {})
    except UnicodeDecodeError as error:
        raise _not_utf8(path) from error


def _read_rows(
    file: TextIO, needed: Sequence[str], other_names: Mapping[str, str]
) -> Iterator[tuple[int, dict[str, str]]]:
    reader = csv.reader(file, strict=True)
    try:
        header = _columns(next(reader, []), needed, other_names)
        for cells in reader:
            if not cells:
                continue
            if len(cells) != len(header):
                message = f"this line has not {len(header)} fields"
                raise Invalid([Problem(reader.line_num, "columns", message)])
            row = dict(zip(header, cells, strict=True))
            empty = next((name for name, cell in row.items() if "\0" in cell), None)
            if empty is not None:
                message = "holds the character U+0000; take it out"
                raise Invalid([Problem(reader.line_num, empty, message)])
            yield reader.line_num, row
    except csv.Error as error:
        # The reader counts a line when it begins to read it.
        line = max(reader.line_num, 1)
        raise Invalid([Problem(line, "format", f"not valid CSV: {error}")]) from error


def _columns(header: list[str], needed: Sequence[str], other_names: Mapping[str, str]) -> list[str]:
    """The header with each column that is known under the name asked for."""
    known = {_folded(name): meant for name, meant in other_names.items()}
    known |= {_folded(name): name for name in (*other_names.values(), *needed)}
    found = []
    for name in header:
        before = FORMERLY.search(name)
        meant = known.get(_folded(name)) or (known.get(_folded(before[1])) if before else None)
        found.append(meant or name)
    problems = []
    missing = [name for name in needed if name not in found]
    if missing:
        problems.append(Problem(1, "header", f"columns missing: {', '.join(missing)}"))
    for name in dict.fromkeys(found):
        if found.count(name) > 1 and (name in needed or name in other_names.values()):
            problems.append(Problem(1, "header", f"the column {name} stands twice"))
    if problems:
        raise Invalid(problems)
    return found


def _folded(name: str) -> str:
    return "".join(filter(str.isalnum, name.casefold()))
