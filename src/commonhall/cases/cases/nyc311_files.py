"""Files of New York's 311 (NYC Open Data, CSV): read row by row and checked.

Moments that cannot be (a request closed before it was raised, in 1900, or in a year to come) are left
out and named; so is a point at 0°, 0°, which stands for none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal, InvalidOperation
from pathlib import Path
from zoneinfo import ZoneInfo

from commonhall.core import clock, imports
from commonhall.core.imports import Invalid, Problem
from commonhall.ui.console import progress

NEW_YORK = ZoneInfo("America/New_York")
NEEDED = (
    "Unique Key",
    "Created Date",
    "Closed Date",
    "Agency",
    "Agency Name",
    "Complaint Type",
    "Descriptor",
    "Status",
    "Community Board",
    "Borough",
    "Latitude",
    "Longitude",
)
BOROUGHS = {"MANHATTAN": "1", "BRONX": "2", "BROOKLYN": "3", "QUEENS": "4", "STATEN ISLAND": "5"}
#: What columns were called since 2025, without the "(formerly …)" that the header now carries.
RENAMED = {"Problem": "Complaint Type", "Problem Detail": "Descriptor"}
#: Columns that may be missing.
FURTHER = (
    "Incident Address",
    "Open Data Channel Type",
    "Resolution Description",
    "Resolution Action Updated Date",
)
CHANNELS = {"ONLINE": "web", "MOBILE": "mobile", "PHONE": "phone"}
FORMATS = (
    "%m/%d/%Y %I:%M:%S %p",
    "%Y-%m-%dT%H:%M:%S.%f",
    "%Y-%m-%dT%H:%M:%S",
    "%m/%d/%Y %H:%M:%S",
)
FIRST_YEAR = 1970
#: Clocks of other systems run a little ahead of ours.
AHEAD = timedelta(days=1)
LONGEST_KEY = 120
MOST_DOUBTS = 1000


@dataclass(frozen=True)
class Row:
    """One request, read and checked. place: code of the unit from board or borough, "" unknown."""

    line: int
    key: str
    created: datetime
    closed: datetime | None
    agency: str
    agency_name: str
    complaint: str
    descriptor: str
    status: str
    place: str
    point: tuple[Decimal, Decimal] | None
    address: str
    channel: str
    answer: str
    answered: datetime | None
    doubts: tuple[tuple[str, str], ...] = ()


@dataclass
class Checked:
    """What a first reading found: how many rows, and the agencies and complaints they speak of.

    doubts: what was left out of rows that come in all the same, the first `MOST_DOUBTS` of `doubtful`.
    """

    count: int = 0
    doubtful: int = 0
    doubts: list[Problem] = field(default_factory=list)
    agencies: dict[str, str] = field(default_factory=dict)
    complaints: dict[str, str] = field(default_factory=dict)


def check(path: Path) -> Checked:
    """Read a whole file once, keeping only keys. Raises `Invalid` naming lines and fields at fault."""
    found, problems = Checked(), []
    seen: dict[str, int] = {}
    with progress(0, "Checking") as bar:
        for line, raw in _read(path):
            bar.advance()
            try:
                row = _row(line, raw)
            except _Wrong as wrong:
                problems.append(Problem(line, wrong.field, wrong.message))
                continue
            if row.key in seen:
                message = f"stands in line {seen[row.key]} already"
                problems.append(Problem(line, "Unique Key", message))
            seen[row.key] = line
            found.count += 1
            found.doubtful += len(row.doubts)
            if len(found.doubts) < MOST_DOUBTS:
                found.doubts += [Problem(line, name, said) for name, said in row.doubts]
            found.agencies[row.agency] = row.agency_name
            found.complaints.setdefault(row.complaint, row.agency)
    if not found.count and not problems:
        problems.append(Problem(1, "rows", "the file has a header but no request"))
    if problems:
        raise Invalid(problems)
    return found


def rows(path: Path) -> Iterator[Row]:
    """The rows of a file that was checked, one after the other."""
    for line, raw in _read(path):
        yield _row(line, raw)


def _read(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    return imports.read_csv(path, NEEDED, {name: name for name in FURTHER} | RENAMED)


class _Wrong(Exception):
    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field, self.message = field, message


def _row(line: int, raw: dict[str, str]) -> Row:
    for name in ("Unique Key", "Agency", "Complaint Type", "Status"):
        if not raw[name].strip():
            raise _Wrong(name, "must not be empty")
    if len(raw["Unique Key"].strip()) > LONGEST_KEY:
        raise _Wrong("Unique Key", f"has more than {LONGEST_KEY} characters")
    created = _moment(raw, "Created Date")
    if created is None:
        raise _Wrong("Created Date", "must not be empty")
    if said := _impossible(created):
        raise _Wrong("Created Date", said)
    doubts: list[tuple[str, str]] = []
    created, closed = _later(raw, "Closed Date", created, doubts)
    created, answered = _later(raw, "Resolution Action Updated Date", created, doubts)
    point = _point(raw)
    if point is not None and not any(point):
        point = None
        doubts.append(("Latitude", "0°, 0° lies in the Atlantic and stands for no place; left out"))
    return Row(
        line=line,
        key=raw["Unique Key"].strip(),
        created=created.astimezone(UTC),
        closed=closed,
        agency=raw["Agency"].strip(),
        agency_name=raw["Agency Name"].strip() or raw["Agency"].strip(),
        complaint=raw["Complaint Type"].strip(),
        descriptor=raw["Descriptor"].strip(),
        status=raw["Status"].strip(),
        place=_place(raw),
        point=point,
        address=raw.get("Incident Address", "").strip().title(),
        channel=CHANNELS.get(raw.get("Open Data Channel Type", "").strip().upper(), "import"),
        answer=raw.get("Resolution Description", "").strip(),
        answered=answered,
        doubts=tuple(doubts),
    )


def _moment(raw: dict[str, str], name: str) -> datetime | None:
    text = (raw.get(name) or "").strip()
    if not text:
        return None
    for form in FORMATS:
        try:
            return datetime.strptime(text, form).replace(tzinfo=NEW_YORK)
        except ValueError:
            continue
    raise _Wrong(name, f"{text!r} is no moment; write it like 05/01/2022 12:00:03 AM")


def _impossible(moment: datetime) -> str:
    """Why nothing of a town can have happened then; "" when it can."""
    if moment.year < FIRST_YEAR:
        return f"{moment:%Y-%m-%d} lies before {FIRST_YEAR}"
    if moment.replace(tzinfo=UTC) > clock.now() + AHEAD:
        return f"{moment:%Y-%m-%d} lies in the future"
    return ""


def _later(
    raw: dict[str, str], name: str, created: datetime, doubts: list[tuple[str, str]]
) -> tuple[datetime, datetime | None]:
    """When it was raised and what came after it, in UTC; what cannot be is left out, with a doubt.

    In the hour that summer time repeats or skips, clocks show one time for two moments, or a time
    that never was: of the moments they may mean, the first in which nothing precedes its cause counts.
    """
    moment = _moment(raw, name)
    if moment is None:
        return created, None
    said = _impossible(moment)
    if not said:
        for first, second in ((0, 0), (0, 1), (1, 0), (1, 1)):
            raised = _with_fold(created, first)
            after = _with_fold(moment, second).astimezone(UTC)
            if raised.astimezone(UTC) <= after:
                return raised, after
        said = f"{raw[name].strip()} lies before the request was raised"
    doubts.append((name, f"{said}; left out"))
    return created, None


def _with_fold(moment: datetime, fold: int) -> datetime:
    """The other moment that a clock may have meant; the same where there is only one."""
    return moment.replace(fold=max(fold, moment.fold))


def _point(raw: dict[str, str]) -> tuple[Decimal, Decimal] | None:
    texts = raw["Latitude"].strip(), raw["Longitude"].strip()
    if not any(texts):
        return None
    try:
        latitude, longitude = Decimal(texts[0]), Decimal(texts[1])
        within = abs(latitude) <= 90 and abs(longitude) <= 180
    except InvalidOperation:
        raise _Wrong("Latitude", f"{texts} are no coordinates in degrees") from None
    if not within:
        raise _Wrong("Latitude", f"{texts} lie outside ±90 and ±180 degrees")
    return latitude.quantize(Decimal("0.000001")), longitude.quantize(Decimal("0.000001"))


def _place(raw: dict[str, str]) -> str:
    board = raw["Community Board"].strip()
    borough = BOROUGHS.get(raw["Borough"].strip().upper(), "")
    if match := re.fullmatch(r"(\d\d) (\D+)", board):
        return BOROUGHS.get(match[2].strip(), "") + match[1]
    if match := re.fullmatch(r"Unspecified (\D+)", board):
        return BOROUGHS.get(match[1].strip(), borough)
    return borough
