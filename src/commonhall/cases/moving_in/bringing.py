"""Cases of another system are brought in: all rows of a file, or none; the same file twice changes nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from commonhall.actions import import_runs
from commonhall.actions.import_runs import Plan
from commonhall.actions.models import ExternalId, ImportRun
from commonhall.cases.cases import search
from commonhall.cases.cases.models import Answer, Case
from commonhall.cases.categories.models import Category, Route
from commonhall.cases.moving_in.actions import bring_in_cases, prepare_cases
from commonhall.cases.moving_in.agreeing import may_begin
from commonhall.cases.moving_in.matching import Leading, Matched, match
from commonhall.cases.moving_in.reported import LONGEST_TEXT, LONGEST_TITLE, Reported, Said, check
from commonhall.core.imports import Invalid, Problem
from commonhall.core.models import Governed
from commonhall.people.actors import system
from commonhall.people.bodies.models import Body
from commonhall.places.models import Unit
from commonhall.places.queries import locate

#: Cases that a dry run shows.
FIRST = 10


def bring_in(
    source: str,
    digest: str,
    name: str,
    rows: Sequence[Reported],
    leading: Leading,
    dry_run: bool = False,
    problems: Sequence[Problem] = (),
) -> dict[str, Any]:
    """All rows, or none: what came, as `--json` prints it. source: keys are kept under it. Raises `Invalid`."""
    faults = list(problems)
    check(rows, faults)
    matched = match(rows, leading, source)
    faults += matched.problems
    if faults:
        raise Invalid(sorted(faults, key=lambda one: one.line))
    not_half_done(source, digest)
    if dry_run:
        return {**foreseen(source, matched), "dry_run": True, "repeated": False}
    may_begin(bring_in_cases)
    opened = import_runs.open_run(source, digest, name, len(rows))

    def plan(run: ImportRun) -> Plan[Reported]:
        _prepare(matched)
        return _plan(source, matched, run)

    outcome = import_runs.carry_out(
        opened, plan, lambda run: bring_in_cases.perform(system(), run=run)
    )
    return {
        "rows": len(rows),
        "new": outcome.new,
        "made": [one.code for one in matched.new],
        "repeated": outcome.repeated,
        "dry_run": False,
    }


def not_half_done(source: str, digest: str) -> None:
    """Rows of an import that was broken off are hidden until the same file was brought in to its end."""
    staged = ImportRun.objects.filter(format=source, state=ImportRun.State.STAGED)
    if (other := staged.exclude(source_sha256=digest).first()) is not None:
        said = _(
            "An import was interrupted. Finish it first with the same file and mapping: %(name)s."
        )
        raise Invalid([Problem(0, _("file"), said % {"name": other.source_name})])


def foreseen(source: str, matched: Matched) -> dict[str, Any]:
    """What rows would bring."""
    keys = [row.key for row in matched.rows]
    known = 0
    for start in range(0, len(keys), 500):
        part = keys[start : start + 500]
        known += ExternalId.objects.filter(source=source, key__in=part).count()
    return {
        "rows": len(keys),
        "new": len(keys) - known,
        "made": [one.code for one in matched.new],
        "states": dict(Counter(row.state for row in matched.rows)),
        "on_the_map": sum(row.point is not None for row in matched.rows),
        "first": _first(matched),
    }


def _first(matched: Matched) -> list[dict[str, str]]:
    """The first cases as they will be here, to look at before they are imported."""
    categories = {one.pk: str(one.name) for one in Category.objects.all()}
    places = {one.pk: str(one.name) for one in Unit.objects.all()}
    return [
        {
            "number": row.key,
            "title": row.title,
            "raised": row.raised.isoformat(),
            "state": row.state,
            "category": categories.get(matched.category[row.category], row.category),
            "place": places.get(matched.place[row.place], ""),
        }
        for row in matched.rows[:FIRST]
    ]


def told(result: Mapping[str, Any]) -> str:
    """What came, as a sentence."""
    made = f" Categories made: {', '.join(result['made'])}." if result["made"] else ""
    if result["dry_run"]:
        states = ", ".join(f"{state} {count}" for state, count in result["states"].items())
        return (
            f"{result['rows']} cases in the file, {result['new']} of them new ({states}); "
            f"{result['on_the_map']} with a point on the map.{made} Nothing was written."
        )
    return f"{result['rows']} cases in the file, {result['new']} new.{made}"


def _prepare(matched: Matched) -> None:
    """Make the categories that are missing, then lead to them."""
    known = dict(Category.objects.values_list("code", "pk"))
    missing = [one for one in matched.new if one.code not in known]
    if missing:
        prepare_cases.perform(system(), coming=missing)
        known = dict(Category.objects.values_list("code", "pk"))
    for word, led in matched.category.items():
        if isinstance(led, str):
            matched.category[word] = known[led]


def _plan(source: str, matched: Matched, run: ImportRun) -> Plan[Reported]:
    answering = _Answering()

    def make(chunk: list[Reported]) -> list[Governed]:
        spots = iter(locate([(float(r.point[0]), float(r.point[1])) for r in chunk if r.point]))
        made: list[Governed] = []
        for row in chunk:
            unit = (next(spots) if row.point else None) or matched.place[row.place]
            category = int(matched.category[row.category])
            body = matched.body.get(row.body) or answering.body(category, unit)
            made.append(_case(row, category, unit, body, run))
        return made

    def written(things: list[Governed], chunk: list[Reported], _run: ImportRun) -> list[Governed]:
        cases = [thing for thing in things if isinstance(thing, Case)]
        search.index(cases)
        answers = [
            _answer(case, said)
            for case, row in zip(cases, chunk, strict=True)
            for said in row.answers
        ]
        return import_runs.save_batch(answers)

    return Plan(source, lambda: iter(matched.rows), lambda row: row.key, make, written)


class _Answering:
    """Which body answers a category in a place; asked of the database once."""

    def __init__(self) -> None:
        self.usual = dict(Category.objects.values_list("pk", "body_id"))
        self.routes = {(r.category_id, r.unit_id): r.body_id for r in Route.objects.all()}
        self.above = {
            unit.pk: [int(part) for part in unit.path.strip("/").split("/") if part]
            for unit in Unit.objects.all()
        }
        bodies = Body.objects.exclude(kind=Body.Kind.SYSTEM).order_by("pk")
        self.any = bodies.values_list("pk", flat=True)[0]

    def body(self, category: int, unit: int) -> int:
        for number in reversed(self.above.get(unit, [])):
            if (category, number) in self.routes:
                return int(self.routes[category, number])
        return int(self.usual[category] or self.any)


def _case(row: Reported, category: int, unit: int, body: int, run: ImportRun) -> Case:
    latitude, longitude = row.point or (None, None)
    return Case(
        kind=row.kind,
        title=row.title[:LONGEST_TITLE],
        text=row.text[:LONGEST_TEXT],
        category_id=category,
        unit_id=unit,
        latitude=latitude,
        longitude=longitude,
        address=row.address[:200],
        body_id=body,
        state=row.state,
        channel=row.channel,
        raised_at=row.raised,
        due_on=row.due,
        closed_at=row.closed,
        reported=True,
        run=run,
    )


def _answer(case: Case, said: Said) -> Answer:
    return Answer(
        case=case,
        kind=Answer.Kind.DONE if said.final else Answer.Kind.ANSWER,
        text=said.text[:LONGEST_TEXT],
        body_id=case.body_id,
        at=said.at,
        reported=True,
    )
