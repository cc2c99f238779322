"""Cases of another system, read and checked, on their way in: what each importer here makes of its file.

Who raised them is not taken. What another system did is a reported fact; nobody speaks here as anybody else.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from commonhall.actions import import_runs
from commonhall.actions.import_runs import Plan
from commonhall.actions.models import ExternalId, ImportRun
from commonhall.cases.cases import search
from commonhall.cases.cases.models import Answer, Case
from commonhall.cases.categories.models import Category, Route
from commonhall.cases.categories.queries import categories
from commonhall.cases.moving_in.actions import Coming, bring_in_cases, prepare_cases
from commonhall.cases.moving_in.agreeing import may_begin
from commonhall.core.imports import Invalid, Problem
from commonhall.core.models import Governed
from commonhall.core.sheet_cells import fold
from commonhall.people.actors import system
from commonhall.people.bodies.models import Body
from commonhall.people.bodies.queries import active_bodies
from commonhall.places.models import Unit
from commonhall.places.queries import locate, units

#: Cases that a dry run shows.
FIRST = 10
LONGEST_TITLE, LONGEST_TEXT, LONGEST_KEY = 160, 4000, 120
#: States in which a case of another system may stand here: nobody is left who could confirm it.
STATES = ("open", "working", "answered", "cannot", "closed")
Point = tuple[Decimal, Decimal]


@dataclass(frozen=True, slots=True)
class Said:
    """What a body said there, and when. final: with it the case was done."""

    text: str
    at: datetime
    final: bool = False


@dataclass(frozen=True, slots=True)
class Reported:
    """One case of another system. line: in its file; key: its number there. category, place, body: as it is
    called there. state: one of STATES."""

    line: int
    key: str
    title: str
    raised: datetime
    category: str = ""
    text: str = ""
    place: str = ""
    point: Point | None = None
    address: str = ""
    body: str = ""
    state: str = "open"
    kind: str = "complaint"
    channel: str = "import"
    closed: datetime | None = None
    due: date | None = None
    answers: tuple[Said, ...] = ()

    @property
    def shown_state(self) -> Any:
        """What the state is called here."""
        return Case.State(self.state).label


@dataclass(frozen=True)
class Leading:
    """Where the other system's words lead here. categories, places, bodies: its word → a code or name here.
    other_category, other_place, other_body: for what leads nowhere. make: categories that are missing are made."""

    categories: Mapping[str, str] = field(default_factory=dict)
    places: Mapping[str, str] = field(default_factory=dict)
    bodies: Mapping[str, str] = field(default_factory=dict)
    other_category: str = ""
    other_place: str = ""
    other_body: str = ""
    make: bool = False


@dataclass
class Matched:
    """Rows with where they lead. new: categories that will be made; faults: what leads nowhere."""

    rows: Sequence[Reported]
    category: dict[str, int | str] = field(default_factory=dict)
    place: dict[str, int] = field(default_factory=dict)
    body: dict[str, int] = field(default_factory=dict)
    new: list[Coming] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


# --- small things importers share -----------------------------------------------------------------
def title_of(title: str, text: str) -> str:
    """The title, or the beginning of the text."""
    first = " ".join((title or text.strip().split("\n")[0]).split())
    return first if len(first) <= LONGEST_TITLE else first[: LONGEST_TITLE - 1] + "…"


def point_of(latitude: str, longitude: str) -> Point | None:
    """A point in degrees; None where none is given. Raises ValueError."""
    texts = [
        str(one if one is not None else "").strip().replace(",", ".")
        for one in (latitude, longitude)
    ]
    if not any(texts):
        return None
    try:
        found = Decimal(texts[0]), Decimal(texts[1])
        fits = found[0].is_finite() and found[1].is_finite()
        fits = fits and abs(found[0]) <= 90 and abs(found[1]) <= 180
    except InvalidOperation:
        fits = False
    if not fits:
        raise ValueError(_("These are not valid degrees. Write them like 52.2297 and 21.0122."))
    if not any(found):
        # Where programs put what has no place.
        return None
    return found[0].quantize(Decimal("0.000001")), found[1].quantize(Decimal("0.000001"))


# --- where it leads -------------------------------------------------------------------------------
class _Words:
    """Things here by code and by name."""

    def __init__(self, rows: Iterable[Any]) -> None:
        self.found: dict[str, int] = {}
        doubled: set[str] = set()
        things = list(rows)
        for one in things:
            for name in {fold(name) for name in one.names.values()}:
                if name in self.found:
                    doubled.add(name)
                self.found[name] = one.pk
        for name in doubled:
            del self.found[name]
        self.found |= {fold(one.code): one.pk for one in things}

    def lead(self, word: str, led: Mapping[str, str], other: str) -> int | None:
        """The number of what a word of the other system leads to."""
        target = led.get(word) or led.get(fold(word)) or word
        return self.found.get(fold(target)) or (self.found.get(fold(other)) if other else None)


def match(rows: Sequence[Reported], leading: Leading, prefix: str) -> Matched:
    """Where every category, place and body of the rows leads. prefix: of codes of categories that are made."""
    found = Matched(rows)
    here = {
        "category": _Words(categories()),
        "place": _Words(units()),
        "body": _Words(active_bodies()),
    }
    _check_targets(found, here, leading)
    first: dict[str, Reported] = {}
    for row in rows:
        first.setdefault(row.category, row)
    usual = here["body"].lead(leading.other_body, {}, "") if leading.other_body else None
    for word, row in first.items():
        known = here["category"].lead(word, leading.categories, leading.other_category)
        if known is not None:
            found.category[word] = known
        elif leading.make and word:
            body = here["body"].lead(row.body, leading.bodies, leading.other_body) or usual
            if body is None:
                said = _("Enter which body answers new categories.")
                found.problems.append(Problem(row.line, _("category"), said))
                break
            found.new.append(Coming(word, prefix, body))
            found.category[word] = found.new[-1].code
        else:
            said = _("“%(name)s” is not a category here. Say what to map it to.") % {
                "name": word[:60]
            }
            found.problems.append(Problem(row.line, _("category"), said))
    root = Unit.objects.order_by("path").values_list("pk", flat=True).first() or 0
    for word in {row.place for row in rows}:
        found.place[word] = here["place"].lead(word, leading.places, leading.other_place) or root
    for word in {row.body for row in rows if row.body}:
        known = here["body"].lead(word, leading.bodies, leading.other_body)
        if known is not None:
            found.body[word] = known
    return found


def _check_targets(found: Matched, here: Mapping[str, _Words], leading: Leading) -> None:
    """Everything that words are led to must be here."""
    wanted = {
        "category": [*leading.categories.values(), leading.other_category],
        "place": [*leading.places.values(), leading.other_place],
        "body": [*leading.bodies.values(), leading.other_body],
    }
    for kind, words in wanted.items():
        for word in dict.fromkeys(filter(None, words)):
            if fold(word) not in here[kind].found:
                said = _("“%(name)s” is used in the mapping but does not exist here.") % {
                    "name": word[:60]
                }
                found.problems.append(Problem(0, kind, said))


def check(rows: Sequence[Reported], problems: list[Problem]) -> None:
    """What is wrong among rows: keys that stand twice, or are missing; titles; days the wrong way round."""
    first: dict[str, int] = {}
    for row in rows:
        if not row.key or len(row.key) > LONGEST_KEY:
            problems.append(Problem(row.line, _("key"), _("Give each case its own number.")))
        elif row.key in first:
            said = _("This number is already in line %(first)d.") % {"first": first[row.key]}
            problems.append(Problem(row.line, _("key"), said))
        first.setdefault(row.key, row.line)
        if not row.title:
            problems.append(Problem(row.line, _("title"), _("Enter a title or a text.")))
        if row.closed is not None and row.closed < row.raised:
            said = _("It was closed before it was raised. Check both days.")
            problems.append(Problem(row.line, _("closed"), said))


# --- bringing in ----------------------------------------------------------------------------------
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
