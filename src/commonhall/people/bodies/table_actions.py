"""Bodies and offices from a file: new ones are established, others changed; every line or none."""

from __future__ import annotations

from typing import Annotated, Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonhall.actions import exemptions, table_imports
from commonhall.actions.actors import Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.table_imports import (
    ENCODING,
    FILE,
    LINES,
    Brought,
    Change,
    Later,
    Step,
    Table,
)
from commonhall.actions.undoing import put_back
from commonhall.core import sheet_cells as cells
from commonhall.core.sheet_cells import Things
from commonhall.core.sheets import SheetColumn, SheetRow
from commonhall.people.bodies.actions import KINDS, establish_body, establish_office
from commonhall.people.bodies.change_actions import change_body, change_office
from commonhall.people.bodies.models import Body, Office
from commonhall.people.bodies.queries import active_bodies
from commonhall.places.queries import units

CODE = SheetColumn(
    "code", _("a short code that does not change: small letters, digits, hyphens"), needed=True
)
NAMES = SheetColumn("names", _("its name"), needed=True, also=("name",), worded=True)
DUTIES = SheetColumn("duties", _("what it is responsible for"), worded=True)
ENDED = SheetColumn("ended_on", passed_over=True)


def ended(row: SheetRow, thing: Any) -> bool:
    """A line about what has ended is passed over where it says so itself; else a fault. Nothing ends by a file."""
    if thing is None or thing.ended_on is None:
        if row.get("ended_on"):
            row.fault("ended_on", gettext("Nothing ends by a file: leave this cell empty."))
            return True
        return False
    if row.get("ended_on") != thing.ended_on.isoformat():
        row.fault("code", gettext("This has ended. Give the new one another code."))
    return True


# --- bodies ---------------------------------------------------------------------------------------
def _plan_bodies(rows: list[SheetRow]) -> list[Change]:
    there = {one.code: one for one in Body.objects.select_related("parent", "unit")}
    coming = [row.get("code") for row in rows]
    bodies = Things(active_bodies(), gettext("body"), coming)
    places = Things(units(), gettext("place"))
    first: dict[Any, int] = {}
    planned: dict[str, Change] = {}
    parents: dict[str, str] = {}
    for row in rows:
        code = cells.code(row, "code", 40)
        if not code:
            # What else is wrong in the line is said at once.
            _body(row, "", None, bodies, places)
        if not code or not cells.once(row, "code", code, first):
            continue
        known = there.get(code)
        # An export has the System, too: it stays as it is.
        if (known is not None and known.kind == Body.Kind.SYSTEM) or ended(row, known):
            planned[code] = Change(row.line, known.name if known else code)
            continue
        parents[code] = row.get("parent")
        planned[code] = _body(row, code, known, bodies, places)
    return _parents_first(planned, parents, rows)


def _body(
    row: SheetRow, code: str, known: Body | None, bodies: Things[Body], places: Things[Any]
) -> Change:
    before = known or Body(code=code)
    names = cells.words(
        row, "names", before.names, 160, gettext("Enter a code and a name for the body.")
    )
    duties = cells.words(row, "duties", before.duties, 2000)
    parent: Any = before.parent
    if "parent" in row:
        parent = bodies.find(row, "parent", needed=False)
        if parent is None and row.get("parent") in bodies.coming:
            said = row.get("parent")
            parent = Later(lambda: Body.objects.get(code=said))
    email = cells.text(row, "email", before.email, 254)
    kind = cells.choice(row, "kind", before.kind, KINDS)
    unit = places.find(row, "place", needed=known is None) if "place" in row or not known else None
    label = names.get(next(iter(names), ""), code)
    given: dict[str, Any] = {"names": names, "duties": duties, "parent": parent, "email": email}
    columns = {"unit": "place"}
    if known is None:
        given |= {"code": code, "kind": kind, "unit": unit}
        return Change(row.line, label, True, steps=(Step(establish_body, given, columns=columns),))
    if kind != known.kind:
        row.fault("kind", gettext("What a body is stays. It is: %(kind)s.") % {"kind": known.kind})
    if unit is not None and unit.pk != known.unit_id:
        row.fault(
            "place",
            gettext("Where a body is stays. It is: %(place)s.") % {"place": known.unit.code},
        )
    changed = tuple(
        name for name, value in given.items() if not _equal(value, getattr(known, name))
    )
    steps = (Step(change_body, given, known, columns),) if changed else ()
    return Change(row.line, label, changed=changed, steps=steps)


def _equal(value: Any, present: Any) -> bool:
    if isinstance(value, Later):
        return False
    return bool(value == present)


def _parents_first(
    planned: dict[str, Change], parents: dict[str, str], rows: list[SheetRow]
) -> list[Change]:
    """In the file's order, but a body after that of which it is a part."""
    by_line = {row.line: row for row in rows}
    found: list[Change] = []
    done: set[str] = set()

    def add(code: str, below: tuple[str, ...]) -> None:
        if code in done or code not in planned:
            return
        parent = parents.get(code, "")
        if parent in (*below, code):
            row = by_line[planned[code].line]
            row.fault("parent", gettext("A body cannot be part of itself."))
            return
        add(parent, (*below, code))
        if code not in done:
            done.add(code)
            found.append(planned[code])

    for code in planned:
        add(code, ())
    return found


def _sample_bodies() -> list[dict[str, str]]:
    place = units().values_list("code", flat=True)[0]
    department = {
        "code": "green-spaces",
        "names": gettext("Green spaces"),
        "kind": "department",
        "place": place,
        "duties": gettext("Parks, trees and playgrounds."),
    }
    unit = {
        "code": "tree-service",
        "names": gettext("Tree service"),
        "kind": "agency",
        "place": place,
        "parent": "green-spaces",
        "email": "trees@example.org",
    }
    return [department, unit]


BODIES = Table(
    "people.import_bodies",
    "bodies",
    _("Bodies"),
    _("Councils, departments, agencies: who may act for the place."),
    (
        CODE,
        NAMES,
        SheetColumn("kind", _("council, department, agency or reviewer")),
        SheetColumn("place", _("code or name of the place it is for"), also=("unit",)),
        SheetColumn("parent", _("code of the body it is part of")),
        DUTIES,
        SheetColumn("email", _("its address, which is published")),
        ENDED,
    ),
    _plan_bodies,
    _sample_bodies,
    list_page="people:bodies",
    dataset="people.bodies",
    order=10,
)


@action(
    "people.import_bodies",
    by=Kind.OFFICE,
    power="establish-bodies",
    nobody_concerned=exemptions.ONE_BY_ONE,
    undo=put_back,
    title=_("Import bodies from a file"),
    done=_("Bodies imported from a file"),
    told=table_imports.told,
    second_factor=True,
)
def import_bodies(
    ctx: Context,
    file: Annotated[Any, FILE] = None,
    lines: Annotated[str, LINES] = "",
    encoding: Annotated[str, ENCODING] = "",
) -> Brought:
    """Establish those that are new, change the others, all or none. The same file again changes nothing."""
    return table_imports.carry_out(ctx, BODIES, lines, file, encoding)


# --- offices --------------------------------------------------------------------------------------
def _plan_offices(rows: list[SheetRow]) -> list[Change]:
    there = {one.code: one for one in Office.objects.select_related("body")}
    bodies = Things(active_bodies(), gettext("body"))
    first: dict[Any, int] = {}
    planned = []
    for row in rows:
        code = cells.code(row, "code")
        if not code:
            _office(row, "", None, bodies)
        if not code or not cells.once(row, "code", code, first):
            continue
        known = there.get(code)
        if ended(row, known):
            planned.append(Change(row.line, known.name if known else code))
        else:
            planned.append(_office(row, code, known, bodies))
    return planned


def _office(row: SheetRow, code: str, known: Office | None, bodies: Things[Body]) -> Change:
    before = known or Office(code=code)
    wanted = gettext("Enter a code and a name for the office.")
    given: dict[str, Any] = {
        "names": cells.words(row, "names", before.names, 160, wanted),
        "duties": cells.words(row, "duties", before.duties, 2000),
    }
    body = bodies.find(row, "body") if "body" in row or known is None else before.body
    label = given["names"].get(next(iter(given["names"]), ""), code)
    if known is None:
        steps = (Step(establish_office, {**given, "code": code}, body),) if body else ()
        return Change(row.line, label, True, steps=steps)
    if body is not None and body.pk != known.body_id:
        said = gettext("The body of an office stays. It is: %(body)s.") % {"body": known.body.code}
        row.fault("body", said)
    changed = tuple(name for name, value in given.items() if value != getattr(known, name))
    steps = (Step(change_office, given, known),) if changed else ()
    return Change(row.line, label, changed=changed, steps=steps)


def _sample_offices() -> list[dict[str, str]]:
    body = active_bodies().values_list("code", flat=True).first() or ""
    first = {
        "code": "head-of-parks",
        "names": gettext("Head of parks"),
        "body": body,
        "duties": gettext("Answers for parks and trees."),
    }
    return [first, {"code": "parks-clerk", "names": gettext("Parks clerk"), "body": body}]


OFFICES = Table(
    "people.import_offices",
    "offices",
    _("Offices"),
    _("Posts in bodies. Office holders are invited or appointed on the page of the body."),
    (CODE, NAMES, SheetColumn("body", _("code or name of the body it belongs to")), DUTIES, ENDED),
    _plan_offices,
    _sample_offices,
    list_page="people:bodies",
    dataset="people.offices",
    order=20,
)


@action(
    "people.import_offices",
    by=Kind.OFFICE,
    power="establish-bodies",
    nobody_concerned=exemptions.ONE_BY_ONE,
    undo=put_back,
    title=_("Import offices from a file"),
    done=_("Offices imported from a file"),
    told=table_imports.told,
    second_factor=True,
)
def import_offices(
    ctx: Context,
    file: Annotated[Any, FILE] = None,
    lines: Annotated[str, LINES] = "",
    encoding: Annotated[str, ENCODING] = "",
) -> Brought:
    """Establish those that are new, change the others, all or none. The same file again changes nothing."""
    return table_imports.carry_out(ctx, OFFICES, lines, file, encoding)


table_imports.register(BODIES, import_bodies)
table_imports.register(OFFICES, import_offices)
