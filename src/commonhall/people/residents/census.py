"""The census list: read from CSV, kept as keyed hashes of what a person must know."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from django.urls import reverse
from django.utils.translation import gettext as _

from commonhall.core.refusals import BadInput
from commonhall.people.residents import roll_keys
from commonhall.people.residents.models import CensusEntry
from commonhall.places.models import Unit
from commonhall.places.queries import within

T = TypeVar("T")
NEEDED = ("number", "born")
# So many lines that are wrong are named.
MOST_PROBLEMS = 20
CHUNK = 500


@dataclass(frozen=True)
class Line:
    """A line as it was read. key: its hash under the newest of the roll's keys; earlier: under the others.
    row: all its columns, for the moment only."""

    key: str
    earlier: tuple[str, ...]
    unit: int
    row: dict[str | None, Any]


@dataclass(frozen=True)
class Brought:
    """What a list brought, or, tried only, would bring: lines that are new, that name another place
    than before, and that were there already."""

    new: int
    changed: int
    same: int
    dry_run: bool
    change: int | None = None
    waits: bool = False
    digest: str = ""

    def get_absolute_url(self) -> str:
        if self.change is not None:
            return reverse("people:roll_change", args=[self.change])
        return reverse("people:import_census")


def told(brought: Brought | None) -> str:
    """What is said when a list was handed in."""
    if brought is None:
        return ""
    numbers: dict[str, Any] = {"digest": brought.digest}
    numbers |= {"new": brought.new, "changed": brought.changed, "same": brought.same}
    if brought.dry_run:
        return (
            _(
                "The list has no errors. New lines: %(new)d, other place: %(changed)d, already there: %(same)d. Nothing was changed. Digest: %(digest)s"
            )
            % numbers
        )
    if brought.waits:
        return (
            _(
                "The list waits for a second body. New lines: %(new)d, other place: %(changed)d, there already: "
                "%(same)d."
            )
            % numbers
        )
    return (
        _(
            "The list was added. New lines: %(new)d, other place: %(changed)d, already there: %(same)d."
        )
        % numbers
    )


def folded_number(number: str) -> str:
    """A document's number as it is compared: width, spaces, dashes and case do not matter."""
    plain = unicodedata.normalize("NFKC", number)
    return "".join(plain.split()).replace("-", "").casefold()


def census_key(number: str, born: date) -> str:
    """The keyed hash under which a new line of the census list is kept."""
    return roll_keys.newest().digest(*_known(number, born))


def census_keys(number: str, born: date) -> list[str]:
    """Every keyed hash under which a line may be kept, the newest first."""
    return roll_keys.digests(*_known(number, born))


def _known(number: str, born: date) -> tuple[str, str, str]:
    return ("census", folded_number(number), born.isoformat())


# --- reading --------------------------------------------------------------------------------------
def text_of(file: Any) -> str:
    """The text of a file handed in."""
    try:
        return str(file.read().decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise BadInput(
            "file", _("This file is not UTF-8 text. Save it as UTF-8 and try again.")
        ) from error


def read(
    text: str, unit: Unit, field: str = "lines", needed: tuple[str, ...] = NEEDED
) -> list[Line]:
    """Every line. Raises `BadInput` naming all lines that are wrong; what they say stays out of it."""
    known = {one.code: one.pk for one in within(unit).filter(ended_on=None)}
    return read_lines(text, known, unit.pk, field, needed)


def read_lines(
    text: str,
    known: Mapping[str, int],
    whole: int,
    field: str = "lines",
    needed: tuple[str, ...] = NEEDED,
) -> list[Line]:
    """As `read`. known: places' codes → their numbers; whole: that of lines that name no place."""
    under = roll_keys.every()
    found: dict[str, Line] = {}
    first: dict[str, int] = {}
    problems: list[str] = []
    for number, row in _rows(text, field, needed):
        try:
            line = _line(row, known, whole, under, needed)
            if line.key in first:
                twice = _("this number and birth date are already in line %(first)d")
                raise ValueError(twice % {"first": first[line.key]})
        except ValueError as error:
            problems.append(_("Line %(line)d: %(what)s.") % {"line": number, "what": error})
            continue
        first[line.key], found[line.key] = number, line
    if problems:
        raise BadInput(field, _told(problems))
    if not found:
        raise BadInput(field, _("The list has no lines below its header."))
    return list(found.values())


def _rows(
    text: str, field: str, needed: tuple[str, ...]
) -> Iterator[tuple[int, dict[str | None, Any]]]:
    reader = csv.DictReader(io.StringIO(text.strip("\ufeff")), strict=True)
    try:
        missing = [name for name in needed if name not in (reader.fieldnames or [])]
        if missing:
            words = ", ".join(missing)
            raise BadInput(
                field, _("Line 1 must have these columns too: %(names)s.") % {"names": words}
            )
        for row in reader:
            yield reader.line_num, row
    except csv.Error as error:
        what = _("this is not valid CSV")
        message = _("Line %(line)d: %(what)s.") % {"line": reader.line_num, "what": what}
        raise BadInput(field, message) from error


def _line(
    row: dict[str | None, Any],
    known: Mapping[str, int],
    whole: int,
    under: list[roll_keys.RollKey],
    needed: tuple[str, ...],
) -> Line:
    """One line. Raises ValueError with what is wrong."""
    if None in row or None in row.values():
        raise ValueError(_("it does not have as many fields as the header"))
    number, code = row["number"].strip(), (row.get("unit") or "").strip()
    if not number or len(number) > 60:
        raise ValueError(_("the number is missing or too long"))
    try:
        born = date.fromisoformat(row["born"].strip())
    except ValueError as error:
        raise ValueError(_("write the date of birth like 1980-05-01")) from error
    if code and code not in known:
        raise ValueError(_("its unit is not a place within the one chosen"))
    if empty := [name for name in needed if not row[name].strip()]:
        raise ValueError(_("the column %(name)s is blank") % {"name": empty[0]})
    keys = [one.digest(*_known(number, born)) for one in under]
    return Line(keys[0], tuple(keys[1:]), known[code] if code else whole, row)


def _told(problems: list[str]) -> str:
    rest = len(problems) - MOST_PROBLEMS
    more = [_("And %(rest)d more.") % {"rest": rest}] if rest > 0 else []
    return " ".join([_("Nothing was imported."), *problems[:MOST_PROBLEMS], *more])


# --- writing --------------------------------------------------------------------------------------
def write(lines: list[Line], dry_run: bool) -> Brought:
    """Add lines that are new, and set the place of those that name another. Dry: only count them.

    A line that is there under an older key comes under the newest, and stays what it was.
    """
    there = found(lines)
    newest = roll_keys.newest().name
    new = [
        CensusEntry(key=line.key, roll_key=newest, unit_id=line.unit)
        for line in lines
        if line.key not in there
    ]
    changed, same = [], 0
    for line in lines:
        if (entry := there.get(line.key)) is None:
            continue
        moved = entry.unit_id != line.unit
        same += not moved
        if moved or entry.key != line.key:
            entry.unit_id, entry.key, entry.roll_key = line.unit, line.key, newest
            changed.append(entry)
    if not dry_run:
        CensusEntry.objects.bulk_create(new, batch_size=CHUNK)
        CensusEntry.objects.bulk_update(changed, ["unit", "key", "roll_key"], batch_size=CHUNK)
    return Brought(len(new), len(there) - same, same, dry_run)


def found(lines: list[Line]) -> dict[str, CensusEntry]:
    """Lines that are on the list already, by their newest hash, whichever key they are hashed under."""
    newest_of = {key: line.key for line in lines for key in (line.key, *line.earlier)}
    rows: dict[str, CensusEntry] = {}
    for part in chunks(list(newest_of)):
        for entry in CensusEntry.objects.select_for_update(of=("self",)).filter(key__in=part):
            kept = rows.get(newest_of[entry.key])
            if kept is None or kept.used_by_id is None:
                rows[newest_of[entry.key]] = entry
    return rows


def chunks(keys: list[T]) -> Iterable[list[T]]:
    return (keys[start : start + CHUNK] for start in range(0, len(keys), CHUNK))
