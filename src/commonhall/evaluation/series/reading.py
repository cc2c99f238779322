"""Values of a series from a CSV file: place, day, value, how many were asked where anybody was, and the standard error."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from django.utils.translation import gettext as _

from commonhall.places.models import Unit

NEEDED = ("place", "on", "value")
COLUMNS = (*NEEDED, "asked", "error")
MOST_VALUES = 50_000
MOST_PROBLEMS = 20
#: Digits before the point, or noughts after it.
MOST_DIGITS = 12


class Given(NamedTuple):
    """One value to be reported: the place, the day, the value, how many were asked (None: no sample), and the value's
    standard error (None: none is stated)."""

    unit: Unit
    on: date
    value: Decimal
    asked: int | None = None
    error: Decimal | None = None


class Unreadable(ValueError):
    """What is wrong with the file; each problem names its line and column."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


def values(data: bytes) -> list[Given]:
    """Every value of the file, or `Unreadable` with all that is wrong: nothing is taken in part."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise Unreadable([_("Line %(line)d is not UTF-8 text.") % {"line": line}]) from error
    return _read(io.StringIO(text, newline=""), None)


def written(text: str) -> list[Given]:
    """Values as people write them, a line each; the line that names the columns may be left out."""
    lines = io.StringIO(text.strip() + "\n", newline="")
    named = text.strip().partition("\n")[0].replace(" ", "").split(",")[0] in COLUMNS
    return _read(lines, None if named else COLUMNS)


def _read(lines: io.StringIO, columns: Sequence[str] | None) -> list[Given]:
    reader = csv.DictReader(lines, columns)
    try:
        return _given_in(reader)
    except csv.Error as error:
        at = max(reader.reader.line_num, 1)
        said = _("Line %(line)d cannot be read as a table: %(why)s")
        raise Unreadable([said % {"line": at, "why": error}]) from error


def _given_in(reader: csv.DictReader[str]) -> list[Given]:
    missing = [
        name for name in NEEDED if name not in {one.strip() for one in reader.fieldnames or ()}
    ]
    if missing:
        wanted = ", ".join(COLUMNS)
        raise Unreadable(
            [
                _("The first line must name the columns %(wanted)s; %(missing)s is missing.")
                % {"wanted": wanted, "missing": missing[0]}
            ]
        )
    units = {one.code: one for one in Unit.objects.filter(ended_on=None)}
    found: list[Given] = []
    problems: list[str] = []
    for row in _rows(reader):
        if len(found) >= MOST_VALUES:
            raise Unreadable([_("That is too much at once. Enter up to 50,000 values.")])
        try:
            found.append(_given(row, units))
        except _Cell as error:
            problems.append(
                _("Line %(line)d, %(column)s: %(problem)s")
                % {"line": reader.line_num, "column": error.column, "problem": error}
            )
            if len(problems) >= MOST_PROBLEMS:
                break
    if problems:
        raise Unreadable(problems)
    return found


class _Cell(ValueError):
    def __init__(self, column: str, problem: str) -> None:
        super().__init__(problem)
        self.column = column


def _rows(reader: csv.DictReader[str]) -> Iterator[dict[str, str]]:
    for row in reader:
        cells = {
            key.strip(): (value or "").strip() for key, value in row.items() if isinstance(key, str)
        }
        if any(cells.values()):
            yield cells


def _given(row: dict[str, str], units: dict[str, Unit]) -> Given:
    unit = units.get(row["place"])
    if unit is None:
        raise _Cell("place", _("there is no place “%(code)s”.") % {"code": row["place"][:60]})
    try:
        on = date.fromisoformat(row["on"])
    except ValueError:
        raise _Cell("on", _("expected a day like 2026-05-03.")) from None
    try:
        value = Decimal(row["value"])
    except InvalidOperation:
        raise _Cell("value", _("expected a number like 12.5.")) from None
    if not value.is_finite() or not -MOST_DIGITS < value.adjusted() < MOST_DIGITS:
        raise _Cell("value", _("expected a number like 12.5."))
    asked = row.get("asked", "")
    if asked and (not asked.isdecimal() or not 0 < int(asked[:12]) < 10**9):
        raise _Cell("asked", _("expected how many were asked, or nothing."))
    try:
        error = Decimal(row["error"]) if row.get("error") else None
    except InvalidOperation:
        raise _Cell("error", _("expected a number like 12.5.")) from None
    if error is not None and not (error.is_finite() and 0 <= error < 10**MOST_DIGITS):
        raise _Cell("error", _("expected a number like 12.5."))
    return Given(unit, on, value, int(asked) if asked else None, error)
