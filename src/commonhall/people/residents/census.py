"""The census list: read from CSV, kept as keyed hashes of what a person must know."""

from __future__ import annotations

import csv
import hashlib
import hmac
import io
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from commonhall.core.refusals import BadInput
from commonhall.people.residents.models import CensusEntry
from commonhall.places.models import Unit
from commonhall.places.queries import within

NEEDED = ("number", "born")
# So many lines that are wrong are named.
MOST_PROBLEMS = 20
CHUNK = 500


@dataclass(frozen=True)
class Brought:
    """What a list brought, or, tried only, would bring: lines that are new, that name another place
    than before, and that were there already."""

    new: int
    changed: int
    same: int
    dry_run: bool

    def get_absolute_url(self) -> str:
        return reverse("people:import_census")


def told(brought: Brought | None) -> str:
    """What is said when a list was handed in."""
    if brought is None:
        return ""
    numbers = {"new": brought.new, "changed": brought.changed, "same": brought.same}
    if brought.dry_run:
        return (
            _(
                "The list is right. New lines: %(new)d, other place: %(changed)d, there already: "
                "%(same)d. Nothing was brought in."
            )
            % numbers
        )
    return (
        _(
            "The list was brought in. New lines: %(new)d, other place: %(changed)d, there already: "
            "%(same)d."
        )
        % numbers
    )


def census_key(number: str, born: date) -> str:
    """The keyed hash under which a line of the census list is kept."""
    folded = "".join(unicodedata.normalize("NFKC", number).split()).replace("-", "").casefold()
    secret = settings.SECRET_KEY.encode()
    return hmac.new(
        secret, f"census|{folded}|{born.isoformat()}".encode(), hashlib.sha256
    ).hexdigest()


# --- reading --------------------------------------------------------------------------------------
def text_of(file: Any) -> str:
    """The text of a file handed in."""
    try:
        return str(file.read().decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise BadInput("file", _("The file is not UTF-8. Save it as UTF-8.")) from error


def read(text: str, unit: Unit, field: str = "lines") -> dict[str, int]:
    """key → number of the unit, for every line. Raises `BadInput` naming all lines that are wrong; what
    they say stays out of it."""
    known = {one.code: one.pk for one in within(unit).filter(ended_on=None)}
    found: dict[str, int] = {}
    first: dict[str, int] = {}
    problems: list[str] = []
    for line, row in _rows(text, field):
        try:
            key, place = _line(row, known, unit)
            if key in first:
                twice = _("this number and birth date stand in line %(first)d")
                raise ValueError(twice % {"first": first[key]})
        except ValueError as error:
            problems.append(_("Line %(line)d: %(what)s.") % {"line": line, "what": error})
            continue
        first[key], found[key] = line, place
    if problems:
        raise BadInput(field, _told(problems))
    if not found:
        raise BadInput(field, _("The list has no line below its header."))
    return found


def _rows(text: str, field: str) -> Iterator[tuple[int, dict[str | None, Any]]]:
    reader = csv.DictReader(io.StringIO(text.strip("\ufeff")), strict=True)
    try:
        missing = [name for name in NEEDED if name not in (reader.fieldnames or [])]
        if missing:
            words = ", ".join(missing)
            raise BadInput(field, _("Columns are missing in line 1: %(names)s.") % {"names": words})
        for row in reader:
            yield reader.line_num, row
    except csv.Error as error:
        what = _("this is not valid CSV")
        message = _("Line %(line)d: %(what)s.") % {"line": reader.line_num, "what": what}
        raise BadInput(field, message) from error


def _line(row: dict[str | None, Any], known: dict[str, int], unit: Unit) -> tuple[str, int]:
    """Key and unit of one line. Raises ValueError with what is wrong."""
    if None in row or None in row.values():
        raise ValueError(_("it has not as many fields as the header"))
    number, code = row["number"].strip(), (row.get("unit") or "").strip()
    if not number or len(number) > 60:
        raise ValueError(_("the number is missing or too long"))
    try:
        born = date.fromisoformat(row["born"].strip())
    except ValueError as error:
        raise ValueError(_("write the date of birth like 1980-05-01")) from error
    if code and code not in known:
        raise ValueError(_("its unit is not a place within the one chosen"))
    return census_key(number, born), known[code] if code else unit.pk


def _told(problems: list[str]) -> str:
    rest = len(problems) - MOST_PROBLEMS
    more = [_("And %(rest)d more.") % {"rest": rest}] if rest > 0 else []
    return " ".join([_("Nothing was brought in."), *problems[:MOST_PROBLEMS], *more])


# --- writing --------------------------------------------------------------------------------------
def write(rows: dict[str, int], dry_run: bool) -> Brought:
    """Add lines that are new, and set the place of those that name another. Dry: only count them."""
    there = {
        entry.key: entry
        for part in _chunks(list(rows))
        for entry in CensusEntry.objects.select_for_update(of=("self",)).filter(key__in=part)
    }
    new = [CensusEntry(key=key, unit_id=unit) for key, unit in rows.items() if key not in there]
    changed = [entry for key, entry in there.items() if entry.unit_id != rows[key]]
    if not dry_run:
        CensusEntry.objects.bulk_create(new, batch_size=CHUNK)
        for entry in changed:
            entry.unit_id = rows[entry.key]
        CensusEntry.objects.bulk_update(changed, ["unit"], batch_size=CHUNK)
    same = len(there) - len(changed)
    return Brought(len(new), len(changed), same, dry_run)


def _chunks(keys: list[str]) -> Iterable[list[str]]:
    return (keys[start : start + CHUNK] for start in range(0, len(keys), CHUNK))
