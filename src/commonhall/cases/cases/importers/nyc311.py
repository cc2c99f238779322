"""New York's 311 service requests (NYC Open Data, CSV) as cases.

Agencies become bodies, complaint types categories; answers and states are reported facts. A case
stands where its coordinates lie, else in its community board, else in its borough.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Annotated

from django.utils.translation import gettext_lazy as _

from commonhall.actions import import_runs
from commonhall.actions.actors import Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.import_runs import Plan
from commonhall.actions.inputs import Internal
from commonhall.actions.models import ExternalId, ImportRun
from commonhall.cases.cases import search
from commonhall.cases.cases.models import Answer, Case
from commonhall.cases.cases.nyc311_files import NEEDED, Checked, Row, check, rows
from commonhall.cases.categories.models import Category
from commonhall.cases.moving_in.agreeing import may_begin, only_agreed
from commonhall.core import imports
from commonhall.core.importers import DRY_RUN, Imported, Importer, words
from commonhall.core.models import Governed
from commonhall.people.actors import system
from commonhall.people.bodies.models import Body
from commonhall.places.models import Unit
from commonhall.places.queries import locate

FORMAT = "nyc311"
__all__ = ["IMPORTER", "NEEDED", "check", "rows", "run"]
CODE = "nyc-"
DOUBTS_TOLD = 5
# So many cases are shown before they are imported.
FIRST = 10
STATES = {
    "Closed": Case.State.CLOSED,
    "In Progress": Case.State.WORKING,
    "Assigned": Case.State.WORKING,
    "Started": Case.State.WORKING,
    "Pending": Case.State.WORKING,
}


# --- writing --------------------------------------------------------------------------------------
@action(
    "cases.prepare_import",
    by=Kind.SYSTEM,
    power="import-cases",
    title=_("Prepare an import of cases"),
    done=_("Bodies and categories of an import added"),
    batch=True,
    notifies=False,
    allows=only_agreed("import-cases"),
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
        key = agency_code(code)
        if key not in bodies:
            bodies[key] = ctx.save(
                Body(code=key, names=words(name), kind=Body.Kind.AGENCY, unit=root)
            )
    known = set(Category.objects.values_list("code", flat=True))
    for complaint, agency in sorted(complaints.items()):
        code = category_code(complaint)
        if code not in known:
            known.add(code)
            body = bodies[agency_code(agency)]
            ctx.save(Category(code=code, names=words(complaint), body=body))


def category_code(complaint: str) -> str:
    """The code of a complaint type's category; those that differ in case only are one."""
    return imports.code_for(CODE, complaint, 60)


def agency_code(agency: str) -> str:
    """The code of an agency's body."""
    return imports.code_for(CODE, agency, 40)


@action(
    "cases.import_cases",
    by=Kind.SYSTEM,
    power="import-cases",
    title=_("Import cases"),
    done=_("Cases imported as reported facts"),
    notifies=False,
    allows=only_agreed("import-cases"),
    no_door="brought in by commonhall import",
)
def import_cases(ctx: Context, run: Annotated[ImportRun, Internal()]) -> int:
    """Close an import: its cases become visible, named by their Merkle root and the file's hash."""
    return import_runs.close(ctx, run, "cases")


def run(path: Path, dry_run: bool = False) -> Imported:
    """Import a file: validate all of it, write in chunks, close. Resumes; repeats change nothing."""
    checked, digest = check(path), imports.digest_of(path)
    if dry_run:
        return _foreseen(path, checked, import_runs.imported_before(FORMAT, digest))
    may_begin(import_cases)
    opened = import_runs.open_run(FORMAT, digest, path.name, checked.count)

    def plan(run: ImportRun) -> Plan[Row]:
        _prepare(checked)
        return _plan(path, run)

    outcome = import_runs.carry_out(
        opened, plan, lambda run: import_cases.perform(system(), run=run)
    )
    total = Case.objects.filter(run=outcome.run).count()
    found: Imported = {
        "rows": checked.count,
        "new": outcome.new,
        "total": total,
        "repeated": outcome.repeated,
    }
    return found | _doubts(checked)


def _doubts(checked: Checked) -> Imported:
    if not checked.doubtful:
        return {}
    return {"doubtful": checked.doubtful, "doubts": [str(doubt) for doubt in checked.doubts]}


def _foreseen(path: Path, checked: Checked, repeated: bool) -> Imported:
    """What the file would bring, with its first cases; read once more, a part at a time."""
    states: Counter[str] = Counter()
    first: list[Row] = []
    known = on_the_map = 0
    for chunk in import_runs.chunks(rows(path)):
        keys = [row.key for row in chunk]
        known += ExternalId.objects.filter(source=FORMAT, key__in=keys).count()
        states.update(STATES.get(row.status, Case.State.OPEN) for row in chunk)
        on_the_map += sum(row.point is not None for row in chunk)
        first += chunk[: FIRST - len(first)]
    have = set(Category.objects.values_list("code", flat=True))
    return {
        "rows": checked.count,
        "new": checked.count - known,
        "made": sorted({category_code(one) for one in checked.complaints} - have),
        "states": dict(states),
        "on_the_map": on_the_map,
        "first": [_as_shown(row) for row in first],
        "repeated": repeated,
        "dry_run": True,
        **_doubts(checked),
    }


def _as_shown(row: Row) -> dict[str, str]:
    return {
        "number": row.key,
        "title": row.descriptor or row.complaint,
        "raised": row.created.isoformat(),
        "state": STATES.get(row.status, Case.State.OPEN),
        "category": row.complaint,
        "place": row.address or row.place,
    }


def told(result: Imported) -> str:
    if result.get("dry_run"):
        return (
            f"{result['rows']} cases in the file, {result['new']} of them new. Nothing was written."
        )
    lines = [
        f"{result['rows']} cases in the file, {result['new']} new, {result['total']} in all from it."
    ]
    shown = result.get("doubts", [])[:DOUBTS_TOLD]
    lines += [f"  {doubt}" for doubt in shown]
    if len(shown) < result.get("doubtful", 0):
        lines.append(f"  … and {result['doubtful'] - len(shown)} more values left out")
    return "\n".join(lines)


IMPORTER = Importer(
    what="cases",
    format=FORMAT,
    help="cases of another system, as reported facts",
    run=run,
    told=told,
    options=(DRY_RUN,),
)


def _prepare(checked: Checked) -> None:
    agencies, complaints = checked.agencies, checked.complaints
    have = set(Body.objects.values_list("code", flat=True))
    known = set(Category.objects.values_list("code", flat=True))
    missing = {code for code in agencies if agency_code(code) not in have}
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
        body_id=bodies[agency_code(row.agency)],
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
