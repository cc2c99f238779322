"""Reports of FixMyStreet: the CSV its dashboard exports, with the updates beside it where one has them.

Columns as its Reporting.pm writes them. From a running FixMyStreet, --format open311 pulls what is public.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from pathlib import Path

from django.utils.translation import gettext as _

from commonhall.cases.moving_in import systems
from commonhall.cases.moving_in.reported import Reported, Said, title_of
from commonhall.cases.moving_in.systems import Given, Record
from commonhall.core import sheets
from commonhall.core.importers import Imported, Importer, Option
from commonhall.core.imports import Invalid, Problem

NEEDED = ("Report ID", "Title", "Category", "Confirmed", "Status")
NEEDED_OF_UPDATES = ("Report ID", "Date", "Text", "Reported As")
STATES = {
    "confirmed": "open",
    "investigating": "working",
    "in progress": "working",
    "planned": "working",
    "action scheduled": "working",
    "unable to fix": "cannot",
    "not responsible": "cannot",
    "duplicate": "closed",
    "internal referral": "closed",
    "cancelled": "closed",
    "closed": "closed",
    "fixed": "closed",
    "fixed - council": "closed",
    "fixed - user": "closed",
}
#: Never shown there, so not here.
HIDDEN = ("hidden", "partial", "unconfirmed")
CHANNELS = {"iOS": "mobile", "Android": "mobile", "website": "web", "mobile": "mobile"}


def run(
    path: Path,
    mapping_file: str = "",
    body: str = "",
    leave_out_faulty: bool = False,
    dry_run: bool = False,
    updates: str = "",
) -> Imported:
    """Import an export: validate all of it, write in chunks, close."""
    told = systems.given(mapping_file, body, leave_out_faulty, dry_run)
    raw = path.read_bytes()
    more = _bytes_of(updates) if updates else b""
    answers, problems = _answers(sheets.text_of(more), told) if more else ({}, [])
    rows, faults = _read(sheets.text_of(raw), answers, told)
    digest = hashlib.sha256(raw + more + told.said.encode()).hexdigest()
    return systems.bring_in("fixmystreet", digest, path.name, (rows, problems + faults), told)


def _bytes_of(updates: str) -> bytes:
    try:
        return Path(updates).read_bytes()
    except OSError as error:
        raise Invalid([Problem(0, "--updates", f"{updates}: {error.strerror}")]) from error


def check_header(cells: dict[str, str], needed: tuple[str, ...]) -> None:
    """Raises `Invalid` naming the columns that are missing."""
    if missing := [name for name in needed if name not in cells]:
        said = _("This column is missing. The file can have: %(names)s.")
        names = {"names": ", ".join(needed)}
        raise Invalid([Problem(1, name, said % names) for name in missing])


def _answers(text: str, told: Given) -> tuple[dict[str, list[Said]], list[Problem]]:
    """What bodies said, by report. What people said is not a body's answer, and is left."""
    found: dict[str, list[Said]] = defaultdict(list)
    problems: list[Problem] = []
    for line, cells in sheets.rows_by_header(text):
        check_header(cells, NEEDED_OF_UPDATES)
        record = Record(line, cells, told.mapped, problems)
        at = record.moment("Date", needed=True)
        words = record.text("Text")
        if at and words and record.text("Reported As") == "body":
            final = STATES.get(record.text("Problem state")) in ("closed", "cannot")
            found[record.text("Report ID")].append(Said(words, at, final))
    return found, problems


def _read(
    text: str, answers: dict[str, list[Said]], told: Given
) -> tuple[list[Reported], list[Problem]]:
    rows: list[Reported] = []
    problems: list[Problem] = []
    for line, cells in sheets.rows_by_header(text):
        check_header(cells, NEEDED)
        if cells["Status"] in HIDDEN:
            continue
        record = Record(line, cells, told.mapped, problems)
        one = _report(record, answers)
        if record.right and one is not None:
            rows.append(one)
    if not rows and not problems:
        problems.append(Problem(1, _("line"), _("The file has no lines below its header.")))
    return rows, problems


def _report(record: Record, answers: dict[str, list[Said]]) -> Reported | None:
    state = record.state("Status", STATES)
    raised = record.moment("Confirmed", "Created", needed=True)
    closed = record.moment("Closed", "Fixed")
    point = record.point("Latitude", "Longitude")
    if raised is None:
        return None
    key, text = record.text("Report ID"), record.text("Detail")
    said = tuple(sorted(answers.get(key, ()), key=lambda one: one.at))
    if state in ("closed", "cannot") and closed is None:
        closed = said[-1].at if said else None
    return Reported(
        line=record.line,
        key=key,
        title=title_of(record.text("Title"), text),
        raised=raised,
        category=record.text("Subcategory", "Category"),
        text=text,
        place=record.text("Ward").split(",")[0],
        point=point,
        state=state,
        channel=CHANNELS.get(record.text("Device Type"), "web"),
        closed=max(closed, raised) if closed and state in ("closed", "cannot") else None,
        answers=said,
    )


IMPORTER = Importer(
    what="cases",
    format="fixmystreet",
    help="reports of FixMyStreet from the CSV of its dashboard",
    run=run,
    told=systems.told,
    options=(*systems.OPTIONS, Option("--updates", "CSV of the updates, exported beside it")),
)
