"""New York's 311 service requests (NYC Open Data, CSV) as cases.

Agencies become bodies, complaint types categories; answers and states are reported facts. A case
stands where its coordinates lie, else in its community board, else in its borough.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from commonhall.actions import import_runs
from commonhall.actions.actors import Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.import_runs import Plan
from commonhall.actions.inputs import Internal
from commonhall.actions.models import ImportRun
from commonhall.cases.cases import search
from commonhall.cases.cases.models import Answer, Case
from commonhall.cases.categories.models import Category
from commonhall.core import imports
from commonhall.core.importers import Imported, Importer, words
from commonhall.core.imports import Invalid, Problem
from commonhall.core.models import Governed
from commonhall.people.actors import system
from commonhall.people.bodies.models import Body
from commonhall.places.models import Unit
from commonhall.places.queries import locate
from commonhall.ui.console import progress

FORMAT = "nyc311"
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
CHANNELS = {"ONLINE": "web", "MOBILE": "mobile", "PHONE": "phone"}
STATES = {
    "Closed": Case.State.CLOSED,
    "In Progress": Case.State.WORKING,
    "Assigned": Case.State.WORKING,
    "Started": Case.State.WORKING,
    "Pending": Case.State.WORKING,
}
FORMATS = ("%m/%d/%Y %I:%M:%S %p", "%Y-%m-%dT%H:%M:%S.%f", "%Y-%m-%dT%H:%M:%S")


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


@dataclass
class Checked:
    """What a first reading found: how many rows, and the agencies and complaints they speak of."""

    count: int = 0
    agencies: dict[str, str] = field(default_factory=dict)
    complaints: dict[str, str] = field(default_factory=dict)


def check(path: Path) -> Checked:
    """Read a whole file once, keeping only keys. Raises `Invalid` naming lines and fields at fault."""
    found, problems = Checked(), []
    seen: dict[str, int] = {}
    with progress(0, "Checking") as bar:
        for line, raw in imports.read_csv(path, NEEDED):
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
            found.agencies[row.agency] = row.agency_name
            found.complaints.setdefault(row.complaint, row.agency)
    if not found.count and not problems:
        problems.append(Problem(1, "rows", "the file has a header but no request"))
    if problems:
        raise Invalid(problems)
    return found


def rows(path: Path) -> Iterator[Row]:
    """The rows of a file that was checked, one after the other."""
    for line, raw in imports.read_csv(path, NEEDED):
        yield _row(line, raw)


class _Wrong(Exception):
    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field, self.message = field, message


def _row(line: int, raw: dict[str, str]) -> Row:
    for name in ("Unique Key", "Agency", "Complaint Type", "Status"):
        if not raw[name].strip():
            raise _Wrong(name, "must not be empty")
    created = _moment(raw, "Created Date")
    if created is None:
        raise _Wrong("Created Date", "must not be empty")
    return Row(
        line=line,
        key=raw["Unique Key"].strip(),
        created=created,
        closed=_moment(raw, "Closed Date"),
        agency=raw["Agency"].strip(),
        agency_name=raw["Agency Name"].strip() or raw["Agency"].strip(),
        complaint=raw["Complaint Type"].strip(),
        descriptor=raw["Descriptor"].strip(),
        status=raw["Status"].strip(),
        place=_place(raw),
        point=_point(raw),
        address=raw.get("Incident Address", "").strip().title(),
        channel=CHANNELS.get(raw.get("Open Data Channel Type", ""), "import"),
        answer=raw.get("Resolution Description", "").strip(),
        answered=_moment(raw, "Resolution Action Updated Date"),
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


# --- writing --------------------------------------------------------------------------------------
@action(
    "cases.prepare_import",
    by=Kind.SYSTEM,
    power="import-cases",
    title=_("Prepare an import of cases"),
    done=_("Bodies and categories of an import brought in"),
    batch=True,
    notifies=False,
    no_door="brought in by commonhall import",
)
def prepare_import(
    ctx: Context,
    agencies: Annotated[dict[str, str], Internal()],
    complaints: Annotated[dict[str, str], Internal()],
) -> None:
    """Make the bodies and categories a file speaks of, where they are missing."""
    root = Unit.objects.order_by("path")[0]
    bodies = {body.code: body for body in Body.objects.all()}
    for code, name in sorted(agencies.items()):
        key = f"nyc-{slugify(code)}"
        if key not in bodies:
            bodies[key] = ctx.save(
                Body(code=key, names=words(name), kind=Body.Kind.AGENCY, unit=root)
            )
    known = set(Category.objects.values_list("code", flat=True))
    for complaint, agency in sorted(complaints.items()):
        if category_code(complaint) not in known:
            body = bodies[f"nyc-{slugify(agency)}"]
            ctx.save(Category(code=category_code(complaint), names=words(complaint), body=body))


def category_code(complaint: str) -> str:
    return f"nyc-{slugify(complaint)}"[:60]


@action(
    "cases.import_cases",
    by=Kind.SYSTEM,
    power="import-cases",
    title=_("Import cases"),
    done=_("Cases imported as reported facts"),
    notifies=False,
    no_door="brought in by commonhall import",
)
def import_cases(ctx: Context, run: Annotated[ImportRun, Internal()]) -> int:
    """Close an import: its cases become visible, named by their Merkle root and the file's hash."""
    return import_runs.close(ctx, run, "cases")


def run(path: Path) -> Imported:
    """Import a file: validate all of it, write in chunks, close. Resumes; repeats change nothing."""
    checked = check(path)
    opened = import_runs.open_run(FORMAT, imports.digest_of(path), path.name, checked.count)

    def plan(run: ImportRun) -> Plan[Row]:
        _prepare(checked)
        return _plan(path, run)

    outcome = import_runs.carry_out(
        opened, plan, lambda run: import_cases.perform(system(), run=run)
    )
    total = Case.objects.filter(run=outcome.run).count()
    return {
        "rows": checked.count,
        "new": outcome.new,
        "total": total,
        "repeated": outcome.repeated,
    }


def told(result: Imported) -> str:
    return f"{result['rows']} cases in the file, {result['new']} new, {result['total']} in all from it."


IMPORTER = Importer(
    what="cases",
    format=FORMAT,
    help="cases of another system, as reported facts",
    run=run,
    told=told,
)


def _prepare(checked: Checked) -> None:
    agencies, complaints = checked.agencies, checked.complaints
    have = set(Body.objects.values_list("code", flat=True))
    known = set(Category.objects.values_list("code", flat=True))
    missing = {code for code in agencies if f"nyc-{slugify(code)}" not in have}
    if missing or {category_code(name) for name in complaints} - known:
        prepare_import.perform(system(), agencies=agencies, complaints=complaints)


def _plan(path: Path, run_: ImportRun) -> Plan[Row]:
    units = {unit.code: unit.pk for unit in Unit.objects.all()}
    root = Unit.objects.order_by("path").values_list("pk", flat=True)[0]
    bodies = {body.code: body.pk for body in Body.objects.all()}
    categories = {one.code: one.pk for one in Category.objects.all()}

    def make(chunk: list[Row]) -> list[Governed]:
        points = [row.point for row in chunk]
        spots = locate([(float(a), float(b)) for a, b in filter(None, points)])
        found = iter(spots)
        places = [next(found) if point else None for point in points]
        return [
            _case(row, place or units.get(row.place, root), bodies, categories, run_)
            for row, place in zip(chunk, places, strict=True)
        ]

    def written(things: list[Governed], chunk: list[Row], _run: ImportRun) -> list[Governed]:
        cases = [thing for thing in things if isinstance(thing, Case)]
        search.index(cases)
        answers = [_answer(case, row) for case, row in zip(cases, chunk, strict=True) if row.answer]
        return import_runs.save_batch(answers)

    return Plan(FORMAT, lambda: rows(path), lambda row: row.key, make, written)


def _case(
    row: Row, unit: int, bodies: dict[str, int], categories: dict[str, int], run_: ImportRun
) -> Case:
    title = f"{row.complaint}: {row.descriptor}" if row.descriptor else row.complaint
    latitude, longitude = row.point or (None, None)
    return Case(
        kind=Case.Kind.COMPLAINT,
        title=title[:160],
        category_id=categories[category_code(row.complaint)],
        unit_id=unit,
        latitude=latitude,
        longitude=longitude,
        address=row.address[:200],
        body_id=bodies[f"nyc-{slugify(row.agency)}"],
        state=STATES.get(row.status, Case.State.OPEN),
        channel=row.channel,
        raised_at=row.created,
        closed_at=row.closed,
        reported=True,
        run=run_,
    )


def _answer(case: Case, row: Row) -> Answer:
    return Answer(
        case=case,
        kind=Answer.Kind.DONE if case.state == Case.State.CLOSED else Answer.Kind.ANSWER,
        text=row.answer,
        body_id=case.body_id,
        at=row.answered or row.closed or row.created,
        reported=True,
    )
