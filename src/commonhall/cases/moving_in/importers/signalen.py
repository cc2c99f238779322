"""Reports of Signalen: a saved answer of its API (v1, a list of signals), or the folder of its CSV dump.

Fields as its serializers and its `dumpcsv` write them. Reporters, notes and attachments are not taken.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from commonhall.cases.moving_in import systems
from commonhall.cases.moving_in.importers.fixmystreet import check_header
from commonhall.cases.moving_in.reported import Reported, Said, title_of
from commonhall.cases.moving_in.systems import Record
from commonhall.core import sheets
from commonhall.core.importers import Imported, Importer
from commonhall.core.imports import Invalid, Problem

STATES = {
    "m": "open",
    "i": "open",
    "h": "open",
    "reopened": "open",
    "reopen requested": "closed",
    "b": "working",
    "ingepland": "working",
    "closure requested": "working",
    "reaction requested": "working",
    "reaction received": "working",
    "forward to external": "working",
    "ready to send": "working",
    "sent": "working",
    "send failed": "working",
    "done external": "working",
    "o": "closed",
    "s": "closed",
    "a": "cannot",
}
#: States whose words went to whoever reported it.
TOLD = ("o", "a", "ingepland", "reopen requested", "s")
CHANNELS = {"online": "web", "telefoon": "phone", "balie": "counter", "app": "mobile"}
TABLES = {
    "signals": ("id", "text", "created_at", "category_assignment_id", "location_id", "status_id"),
    "categories": ("id", "sub"),
    "locations": ("id", "lat", "lng"),
    "statuses": ("id", "text", "state", "created_at"),
}


def run(
    path: Path,
    mapping_file: str = "",
    body: str = "",
    leave_out_faulty: bool = False,
    dry_run: bool = False,
) -> Imported:
    """Import a saved answer, or the dump whose signals.csv is named: validate all of it, write, close."""
    told = systems.given(mapping_file, body, leave_out_faulty, dry_run)
    hashed = hashlib.sha256(told.said.encode())
    if path.suffix.lower() == ".csv":
        values = _of_dump(path.parent, hashed)
    else:
        raw = path.read_bytes()
        hashed.update(raw)
        values = _of_api(raw)
    rows: list[Reported] = []
    problems: list[Problem] = []
    for line, one in values:
        record = Record(line, one, told.mapped, problems)
        found = _signal(record)
        if record.right and found is not None:
            rows.append(found)
    if not rows and not problems:
        problems.append(Problem(1, path.name, _("There are no signals in this file.")))
    return systems.bring_in("signalen", hashed.hexdigest(), path.name, (rows, problems), told)


def _of_api(raw: bytes) -> list[tuple[int, Mapping[str, Any]]]:
    """Signals of one answer, or of several answers in a list."""
    try:
        said = json.loads(raw.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise Invalid([Problem(1, "json", str(error)[:200])]) from error
    pages = said if isinstance(said, list) else [said]
    found: list[Any] = []
    for page in pages:
        inner = page.get("results", page) if isinstance(page, Mapping) else page
        found += inner if isinstance(inner, list) else [inner]
    if not all(isinstance(one, Mapping) for one in found):
        raise Invalid([Problem(1, "results", _("This is not a list of signals."))])
    return [(number, _with_point(one)) for number, one in enumerate(found, start=1)]


def _with_point(signal: Mapping[str, Any]) -> Mapping[str, Any]:
    location = signal.get("location")
    shape = location.get("geometrie") if isinstance(location, Mapping) else None
    spot = shape.get("coordinates") if isinstance(shape, Mapping) else None
    if isinstance(spot, list) and len(spot) >= 2:
        return {**signal, "latitude": spot[1], "longitude": spot[0]}
    return signal


def _of_dump(folder: Path, hashed: Any) -> list[tuple[int, Mapping[str, Any]]]:
    """Signals of the dump's tables, joined by their numbers."""
    tables: dict[str, dict[str, tuple[int, dict[str, str]]]] = {}
    for name, needed in TABLES.items():
        file = folder / f"{name}.csv"
        if not file.is_file():
            raise Invalid([Problem(0, file.name, _("This file must be next to signals.csv."))])
        raw = file.read_bytes()
        hashed.update(raw)
        tables[name] = {}
        for line, cells in sheets.rows_by_header(sheets.text_of(raw)):
            check_header(cells, needed)
            tables[name][cells["id"]] = line, cells
    found: list[tuple[int, Mapping[str, Any]]] = []
    for line, cells in tables["signals"].values():
        status = tables["statuses"].get(cells["status_id"], (0, {}))[1]
        place = tables["locations"].get(cells["location_id"], (0, {}))[1]
        values = {
            **cells,
            "status": status,
            "category": tables["categories"].get(cells["category_assignment_id"], (0, {}))[1],
            "location": place,
            # The dump calls x "lat" and y "lng".
            "latitude": place.get("lng", ""),
            "longitude": place.get("lat", ""),
        }
        found.append((line, values))
    return found


def _signal(record: Record) -> Reported | None:
    state = record.state("status.state", STATES)
    raised = record.moment("created_at", "incident_date_start", needed=True)
    at = record.moment("status.created_at") or raised
    deadline = record.moment("category.deadline")
    point = record.point("latitude", "longitude")
    if raised is None or at is None:
        return None
    text, words = record.text("text"), record.text("status.text")
    over = state in ("closed", "cannot")
    answered = words and record.text("status.state") in TOLD
    return Reported(
        line=record.line,
        key=record.text("id"),
        title=title_of("", text),
        raised=raised,
        category=record.text("category.sub"),
        text=text,
        place=record.text("location.area_name", "location.stadsdeel"),
        point=point,
        address=record.text("location.address_text"),
        body=record.text("category.departments", "directing_departments"),
        state=state,
        channel=CHANNELS.get(record.text("source").split(" ")[0].casefold(), "import"),
        closed=max(at, raised) if over else None,
        due=deadline.date() if deadline and not over else None,
        answers=(Said(words, max(at, raised), final=over),) if answered else (),
    )


IMPORTER = Importer(
    what="cases",
    format="signalen",
    help="reports of Signalen from its API's JSON, or signals.csv of its dump",
    run=run,
    told=systems.told,
    options=systems.OPTIONS,
)
