"""Options of a vote from a file: CSV, or the PROJECTS of a Pabulib file. Every fault is named by line and field."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext as _

from commonhall.core.imports import Problem
from commonhall.methods.budgeting.amounts import THOUSANDS

LONGEST_NAME, LONGEST_TEXT, LONGEST_CODE, LONGEST_CATEGORY = 500, 8000, 40, 60
MOST_OPTIONS = 2000
#: What other files call our columns.
ALIASES = {
    "project_id": "code",
    "id": "code",
    "title": "name",
    "place": "district",
    "unit": "district",
    "description": "text",
}
KNOWN = ("code", "name", "cost", "district", "category", "text")


Fault = Callable[[str, str], None]


@dataclass(frozen=True)
class OptionLine:
    """One option as a file has it. cost: minor units; place: number of the unit, None for none."""

    line: int
    code: str
    name: str
    cost: int | None
    place: int | None
    category: str
    text: str


@dataclass(frozen=True)
class Terms:
    """What lines must fit. budget: minor units, None for a question; places: code or folded name → number
    of the unit, 0 where several have the name; taken: codes that stand on the ballot already."""

    budget: int | None
    minor: int
    places: Mapping[str, int]
    taken: frozenset[str]


def fold(text: str) -> str:
    """A place's name or code as it is compared: spaces and case forgiven."""
    return " ".join(text.split()).casefold()


def read(text: str, terms: Terms) -> tuple[list[OptionLine], list[Problem]]:
    """All options and all faults of a file."""
    rows, problems = _rows(text.removeprefix("\ufeff"))
    found: list[OptionLine] = []
    first: dict[str, int] = {}
    for line, row in rows:
        faults: list[Problem] = []
        one = _line(line, row, terms, faults)
        if one.code in first:
            said = _("this code is already in line %(first)d") % {"first": first[one.code]}
            faults.append(Problem(line, "code", said))
        first.setdefault(one.code, line)
        problems += faults
        found.append(one)
    if not found and not problems:
        problems.append(Problem(1, "file", _("there are no options in this file")))
    if len(found) > MOST_OPTIONS:
        said = _("the file has more than %(most)d options") % {"most": MOST_OPTIONS}
        problems.append(Problem(found[MOST_OPTIONS].line, "file", said))
    return found, problems


# --- tables ---------------------------------------------------------------------------------------
def _rows(text: str) -> tuple[list[tuple[int, dict[str, str]]], list[Problem]]:
    lines = text.splitlines(keepends=True)
    start = next((at for at, one in enumerate(lines) if one.strip() == "PROJECTS"), None)
    if start is None:
        return _table(lines, 0, _delimiter(lines[0] if lines else ""))
    ends = (at for at, one in enumerate(lines) if at > start and one.strip() in ("VOTES", "META"))
    return _table(lines[start + 1 : next(ends, len(lines))], start + 1, ";")


def _delimiter(header: str) -> str:
    return max((",", ";", "\t"), key=header.count)


def _table(
    lines: list[str], before: int, delimiter: str
) -> tuple[list[tuple[int, dict[str, str]]], list[Problem]]:
    reader = csv.reader(io.StringIO("".join(lines)), delimiter=delimiter, strict=True)
    found: list[tuple[int, dict[str, str]]] = []
    problems: list[Problem] = []
    header: list[str] = []
    try:
        for row in reader:
            line = before + reader.line_num
            if not any(cell.strip() for cell in row):
                continue
            if not header:
                header = [ALIASES.get(cell.strip().lower(), cell.strip().lower()) for cell in row]
                problems += _missing(header, line)
                if problems:
                    return [], problems
            elif len(row) > len(header):
                said = _("it has %(there)d fields, but the header has %(wanted)d")
                numbers = {"there": len(row), "wanted": len(header)}
                problems.append(Problem(line, "line", said % numbers))
            else:
                found.append((line, dict(_cells(header, row))))
    except csv.Error as error:
        problems.append(Problem(before + reader.line_num, "line", str(error)))
    return found, problems


def _missing(header: list[str], line: int) -> Iterator[Problem]:
    for name in ("code", "name"):
        if name not in header:
            said = _("this column is missing. The file has: %(names)s")
            yield Problem(line, name, said % {"names": ", ".join(filter(None, header)) or "–"})


def _cells(header: list[str], row: list[str]) -> Iterator[tuple[str, str]]:
    for at, name in enumerate(header):
        if name in KNOWN:
            yield name, row[at].strip() if at < len(row) else ""


# --- one line -------------------------------------------------------------------------------------
def _line(line: int, row: Mapping[str, str], terms: Terms, faults: list[Problem]) -> OptionLine:
    def fault(field: str, said: str) -> None:
        faults.append(Problem(line, field, said))

    code = row["code"]
    if not code:
        fault("code", _("is missing"))
    elif ";" in code or "," in code:
        fault("code", _("cannot contain a comma or a semicolon"))
    elif code in terms.taken:
        fault("code", _("is already on the ballot"))
    limits = {
        "code": LONGEST_CODE,
        "name": LONGEST_NAME,
        "text": LONGEST_TEXT,
        "category": LONGEST_CATEGORY,
    }
    for field, most in limits.items():
        if len(row.get(field, "")) > most:
            numbers = {"there": len(row[field]), "most": most}
            fault(field, _("has %(there)d characters, but can have up to %(most)d") % numbers)
    if not row["name"]:
        fault("name", _("is missing"))
    return OptionLine(
        line,
        code,
        row["name"],
        _cost(row.get("cost", ""), terms, fault),
        _place(row.get("district", ""), terms, fault),
        row.get("category", ""),
        row.get("text", ""),
    )


def _cost(text: str, terms: Terms, fault: Fault) -> int | None:
    if terms.budget is None:
        if text:
            fault("cost", _("must be blank, because answers to a question have no cost"))
        return None
    if THOUSANDS.fullmatch("".join(text.split())) and terms.minor < 1000:
        fault("cost", _("seems to have a thousands separator. Write 12000 or 12000.50"))
        return None
    try:
        plain = "".join(text.split()).replace(",", ".")
        if len(plain) > 30 or not set(plain) <= set("0123456789."):
            raise ValueError
        value = Fraction(plain) * terms.minor
    except (ValueError, ZeroDivisionError):
        fault("cost", _("must be an amount of money, such as 12000 or 12000.50"))
        return None
    if value.denominator != 1:
        fault("cost", _("has more decimals than the currency"))
    elif value <= 0:
        fault("cost", _("must be above zero"))
    elif value > terms.budget:
        fault("cost", _("is more than the whole budget, so it could never win"))
    return int(value)


def _place(text: str, terms: Terms, fault: Fault) -> int | None:
    if not text:
        return None
    found = terms.places.get(fold(text))
    if found is None:
        fault(
            "district",
            _("“%(name)s” is not a place within the place of the vote") % {"name": text[:60]},
        )
    elif not found:
        fault("district", _("several places have this name. Use the code"))
    return found
