"""Letters to those on the roll, each with a code of its own: written, printed once, and confirmed with."""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from commonhall.core import clock
from commonhall.core.refusals import BadInput
from commonhall.people.residents import census, codes, roll_keys
from commonhall.people.residents.census import Line
from commonhall.people.residents.models import CensusEntry, LetterCode
from commonhall.ui import languages

# A letter needs these columns besides those of the roll; it may have the others.
NEEDED = (*census.NEEDED, "name", "address")
MORE_LINES = ("address2", "postcode_and_town", "country")
MOST = 2000
GOOD_FOR = timedelta(days=60)
LONGEST = timedelta(days=180)
CODE, NUMBER = 10, 10


@dataclass(frozen=True)
class Printed:
    """A letter as it is printed, once: neither its code nor whom it is for is kept."""

    name: str
    address: tuple[str, ...]
    language: str
    number: str
    code: str


@dataclass(frozen=True)
class Batch:
    """The letters of one list; left_out: lines that confirmed somebody already."""

    letters: tuple[Printed, ...]
    left_out: int
    ends: date
    dry_run: bool = False


def last_day(ends: date | None) -> date:
    """The last day of codes made today. Raises `BadInput`."""
    today = clock.today()
    if ends is not None and not today < ends <= today + LONGEST:
        raise BadInput("ends", _("Choose a day from tomorrow to 180 days from now."))
    return ends or today + GOOD_FOR


def write(lines: list[Line], ends: date, everybody: bool, dry_run: bool) -> Batch:
    """Bring the lines in and write a letter for each; codes sent earlier for the same lines end."""
    if len(lines) > MOST:
        told = _("You can create up to %(most)d letters at a time. Split the list.")
        raise BadInput("file", told % {"most": MOST})
    census.write(lines, dry_run)
    entries = census.found(lines)
    wanted = [line for line in lines if everybody or not _used(entries.get(line.key))]
    left_out = len(lines) - len(wanted)
    if dry_run:
        letters = tuple(printed(line, "", "") for line in wanted)
        return Batch(letters, left_out, ends, dry_run)
    return Batch(_write(wanted, entries, ends), left_out, ends)


def told(batch: Batch) -> str:
    """What is said when a list was only checked."""
    return _(
        "The list has no errors. Letters: %(letters)d. Left out because this list has already confirmed them: %(left_out)d. Nothing was changed."
    ) % {"letters": len(batch.letters), "left_out": batch.left_out}


def _used(entry: CensusEntry | None) -> bool:
    return entry is not None and entry.used_by_id is not None


def _write(wanted: list[Line], entries: dict[str, CensusEntry], ends: date) -> tuple[Printed, ...]:
    key, today = roll_keys.newest(), clock.today()
    concerned = [entries[line.key].pk for line in wanted]
    for part in census.chunks(concerned):
        LetterCode.objects.filter(entry__in=part, used_on=None).delete()
    letters, rows = [], []
    for line, number in zip(wanted, _new_numbers(len(wanted)), strict=True):
        code = codes.new_code(CODE)
        letters.append(printed(line, number, code))
        rows.append(
            LetterCode(
                number=number,
                key=key.digest("letter", number, codes.folded(code)),
                roll_key=key.name,
                entry=entries[line.key],
                written_on=today,
                ends=ends,
            )
        )
    LetterCode.objects.bulk_create(rows, batch_size=census.CHUNK)
    return tuple(letters)


def _new_numbers(count: int) -> list[str]:
    """So many numbers that no letter has."""
    found: dict[str, None] = {}
    while len(found) < count:
        tried = [codes.new_number(NUMBER) for _one in range(count - len(found))]
        for part in census.chunks(tried):
            there = LetterCode.objects.filter(number__in=part).values_list("number", flat=True)
            found.update(dict.fromkeys(set(part) - set(there)))
    return list(found)


def printed(line: Line, number: str, code: str) -> Printed:
    row = line.row
    rest = (str(row.get(name) or "").strip() for name in MORE_LINES)
    return Printed(
        row["name"].strip(),
        (row["address"].strip(), *filter(None, rest)),
        languages.of(str(row.get("language") or "").strip().lower()).code,
        number,
        code,
    )


def folded_number(typed: str) -> str:
    return codes.grouped("".join(filter(str.isdecimal, codes.folded(typed))))


def open_by_code(number: str, code: str) -> LetterCode | None:
    """The letter of this number, if this is its code and it can still be used; locked."""
    rows = LetterCode.objects.select_for_update(of=("self",)).select_related("entry__unit")
    letter = rows.filter(number=folded_number(number)).first()
    if letter is None or letter.used_on or letter.ends < clock.today():
        return None
    tried: Iterable[str] = roll_keys.digests("letter", letter.number, codes.folded(code))
    return letter if any(hmac.compare_digest(letter.key, one) for one in tried) else None
