"""Tables people edit in Excel or LibreOffice: read from CSV as they save it, every fault with line and column.

Comma, semicolon or tab; UTF-8 or UTF-16 by itself, older encodings where one says which. `SheetColumn`s say what
is asked for; what a cell means is the reader's business: `SheetRow.fault` keeps what is wrong with it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonhall.core.imports import Invalid, Problem
from commonhall.ui import languages

SEPARATORS = (",", ";", "\t", "|")
LONGEST_CELL = 20_000
#: Python's name → what people call it. What Excel saves as "CSV" where it does not say UTF-8.
ENCODINGS = {
    "cp1250": gettext_lazy("Windows-1250: Polish, Czech, Hungarian …"),
    "cp1252": gettext_lazy("Windows-1252: English, French, German, Spanish …"),
    "cp1251": gettext_lazy("Windows-1251: Cyrillic"),
    "gb18030": gettext_lazy("GB 18030: Chinese"),
}


@dataclass(frozen=True)
class SheetColumn:
    """A column that is asked for.

    name: in the header. about: what it holds, for people. needed: without it the file is refused.
    also: other headers that mean it. worded: it holds words, so that a column for each language may stand
    beside it ("names.pl"). passed_over: it may be there, as in an export, and nothing is read from it.
    """

    name: str
    about: Any = ""
    needed: bool = False
    also: tuple[str, ...] = ()
    worded: bool = False
    passed_over: bool = False


@dataclass
class SheetRow:
    """A line with its cells by column; a column the file does not have is not among them."""

    line: int
    cells: dict[str, str]
    problems: list[Problem] = field(repr=False)

    def __contains__(self, name: str) -> bool:
        return name in self.cells

    def get(self, name: str) -> str:
        return self.cells.get(name, "")

    def fault(self, column: str, message: str) -> None:
        self.problems.append(Problem(self.line, column, str(message)))


@dataclass
class Sheet:
    """What was read: the header's columns as we call them, the rows, and what is wrong so far."""

    header: list[str] = field(default_factory=list)
    rows: list[SheetRow] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


# --- bytes to text --------------------------------------------------------------------------------
def text_of(raw: bytes, encoding: str = "") -> str:
    """A file's text. encoding: one of `ENCODINGS`, "": UTF-8 or UTF-16. Raises `Invalid` naming the line."""
    if raw[:4] in (b"PK\x03\x04", b"\xd0\xcf\x11\xe0"):
        message = _(
            "This is an Excel workbook. Save the sheet as “CSV UTF-8” and choose that file."
        )
        raise Invalid([Problem(1, _("file"), message)])
    name = _encoding_of(raw) or encoding or "utf-8-sig"
    try:
        text = raw.decode(name)
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        if encoding and name == encoding:
            message = _("The file does not use this encoding. Choose another.")
        else:
            message = _("This is not UTF-8. Save it as “CSV UTF-8”, or choose its encoding.")
        raise Invalid([Problem(line, _("encoding"), message)]) from error
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        raise Invalid(
            [Problem(line, _("encoding"), _("This is not a text file. Save it as “CSV UTF-8”."))]
        )
    return text.removeprefix("\ufeff")


def _encoding_of(raw: bytes) -> str:
    """What the file's own first bytes say: a mark, or the zeros of UTF-16 without one."""
    if raw.startswith(b"\xef\xbb\xbf"):
        return "utf-8-sig"
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    head = raw[:200]
    if len(head) >= 4 and head[1::2].count(0) > len(head) // 4:
        return "utf-16-le"
    if len(head) >= 4 and head[::2].count(0) > len(head) // 4:
        return "utf-16-be"
    return ""


# --- text to rows ---------------------------------------------------------------------------------
def read(text: str, columns: Sequence[SheetColumn], most: int = 1000) -> Sheet:
    """All rows, and all faults of the table itself. most: so many rows are taken."""
    # Pasted from an export, it begins with the mark by which spreadsheets know the encoding.
    text = text.removeprefix("\ufeff")
    sheet = Sheet()
    known = _known(columns)
    separator, skipped = _separator(text, known)
    lines = _lines(text, separator, skipped, sheet)
    header: list[str] = []
    for line, cells in lines:
        if not any(cell.strip() for cell in cells):
            continue
        if not header:
            header = _header(cells, line, columns, known, sheet)
            if sheet.problems:
                return sheet
        elif len(sheet.rows) == most:
            message = _("A file can have up to %(most)d lines. Import the rest as a second file.")
            sheet.problems.append(Problem(line, _("line"), message % {"most": most}))
            break
        else:
            _row(line, cells, header, sheet)
    if not header and not sheet.problems:
        sheet.problems.append(Problem(1, _("header"), _("The file is empty.")))
    elif not sheet.rows and not sheet.problems:
        message = _("The file has no lines below its header.")
        sheet.problems.append(Problem(1, _("line"), message))
    sheet.header = [name for name in header if name]
    return sheet


def header_of(text: str) -> tuple[str, list[str], list[list[str]]]:
    """(separator, the header as it stands, the first rows), for a table whose columns are not known yet."""
    found, skipped = _separator(text, {})
    sheet = Sheet()
    header: list[str] = []
    rows: list[list[str]] = []
    for _line, cells in _lines(text, found, skipped, sheet):
        if not any(cell.strip() for cell in cells):
            continue
        if not header:
            header = [cell.strip() for cell in cells]
        else:
            rows.append([cell.strip() for cell in cells])
        if len(rows) == 5:
            break
    return found, header, rows


def rows_by_header(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    """(line, cells by the header as it stands) of a table of another system. Raises `Invalid`."""
    separator, skipped = _separator(text, {})
    sheet = Sheet()
    header: list[str] = []
    for line, cells in _lines(text, separator, skipped, sheet):
        if not any(cell.strip() for cell in cells):
            continue
        if not header:
            header = [cell.strip() for cell in cells]
        elif len(cells) > len(header) and any(cell.strip() for cell in cells[len(header) :]):
            raise Invalid([_too_many(line, len(cells), len(header))])
        else:
            found = [cell.strip() for cell in cells[: len(header)]]
            yield line, dict(zip(header, found + [""] * (len(header) - len(found)), strict=True))
    if sheet.problems:
        raise Invalid(sheet.problems)


def _too_many(line: int, there: int, wanted: int) -> Problem:
    message = _(
        "This line has %(there)d fields, but the header has %(wanted)d. Put text with commas in quotes."
    )
    return Problem(line, _("line"), message % {"there": there, "wanted": wanted})


def _known(columns: Iterable[SheetColumn]) -> dict[str, str]:
    """Headers that are understood, folded → our name."""
    known: dict[str, str] = {}
    for one in columns:
        for word in (one.name, *one.also):
            known[word] = one.name
            if one.worded:
                known |= {f"{word}.{code}": f"{one.name}.{code}" for code in languages.codes()}
    return known


def _fold(cell: str) -> str:
    return "_".join(cell.strip().lower().split())


def _separator(text: str, known: dict[str, str]) -> tuple[str, int]:
    """(what stands between cells, lines to pass over): the one by which most of the header is understood."""
    first, _newline, rest = text.lstrip("\r\n").partition("\n")
    word = first.strip().lower().strip('"')
    if word.startswith("sep=") and len(word) <= 5:
        return (word[4:] or "\t"), 1
    if word.startswith("sep="):
        return ",", 1
    del rest

    def understood(separator: str) -> tuple[int, int]:
        try:
            cells = next(csv.reader([first], delimiter=separator), [])
        except csv.Error:
            cells = []
        return sum(_fold(cell) in known for cell in cells), len(cells)

    return max(SEPARATORS, key=understood), 0


def _lines(
    text: str, separator: str, skipped: int, sheet: Sheet
) -> Iterator[tuple[int, list[str]]]:
    """(the line on which it begins, cells). What is no CSV becomes a fault, and ends it."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    start = 1
    try:
        for cells in reader:
            if start > skipped:
                yield start, cells
            start = reader.line_num + 1
    except csv.Error:
        message = _("A quotation mark is not closed, or is inside a cell. Double it there.")
        sheet.problems.append(Problem(start, _("line"), message))


def _header(
    cells: list[str],
    line: int,
    columns: Sequence[SheetColumn],
    known: dict[str, str],
    sheet: Sheet,
) -> list[str]:
    header = []
    wanted = ", ".join(one.name for one in columns if not one.passed_over)
    for cell in cells:
        name = known.get(_fold(cell), "")
        if cell.strip() and not name:
            message = _("There is no such column. You can use: %(names)s.") % {"names": wanted}
            sheet.problems.append(Problem(line, cell.strip()[:60], message))
        elif name and name in header:
            sheet.problems.append(Problem(line, name, _("This column is listed twice.")))
        header.append(name)
    for one in columns:
        there = {name.partition(".")[0] for name in header}
        if one.needed and one.name not in there:
            message = _("This column is missing. The file can have: %(names)s.")
            sheet.problems.append(Problem(line, one.name, message % {"names": wanted}))
    return header


def _row(line: int, cells: list[str], header: list[str], sheet: Sheet) -> None:
    if any(cell.strip() for cell in cells[len(header) :]):
        sheet.problems.append(_too_many(line, len(cells), len(header)))
        return
    found = dict.fromkeys(filter(None, header), "")
    for name, cell in zip(header, cells, strict=False):
        if name:
            found[name] = _cell(cell)
            if len(cell) > LONGEST_CELL:
                message = _("A cell can have up to %(most)d characters.") % {"most": LONGEST_CELL}
                sheet.problems.append(Problem(line, name, message))
    sheet.rows.append(SheetRow(line, found, sheet.problems))


def _cell(cell: str) -> str:
    """Without the mark by which our exports keep a spreadsheet from taking a text for a formula."""
    text = cell.strip()
    return text[1:] if text[:1] == "'" and text[1:2] in ("=", "+", "-", "@") else text
