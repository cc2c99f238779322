"""Categories, and who answers them where, from a file; every line or none."""

from __future__ import annotations

from typing import Annotated, Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonhall.actions import exemptions, table_imports
from commonhall.actions.actors import Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.table_imports import ENCODING, FILE, LINES, Brought, Change, Step, Table
from commonhall.actions.undoing import put_back
from commonhall.cases.categories.actions import READ_BY, route_category, set_category
from commonhall.cases.categories.models import Category, Route
from commonhall.cases.categories.queries import categories
from commonhall.core import sheet_cells as cells
from commonhall.core.sheet_cells import Things
from commonhall.core.sheets import SheetColumn, SheetRow
from commonhall.people.bodies.models import Body
from commonhall.people.bodies.queries import active_bodies
from commonhall.places.models import Unit
from commonhall.places.queries import units

NAMED = _("Enter a name for the category.")
BODY = _("code or name of the body")


# --- categories -----------------------------------------------------------------------------------
def _plan_categories(rows: list[SheetRow]) -> list[Change]:
    there = {one.code: one for one in Category.objects.select_related("body")}
    bodies = Things(active_bodies(), gettext("body"))
    first: dict[Any, int] = {}
    planned = []
    for row in rows:
        code = cells.code(row, "code")
        if not code:
            _category(row, "", None, bodies)
        if not code or not cells.once(row, "code", code, first):
            continue
        known = there.get(code)
        ended = known.ended_on.isoformat() if known and known.ended_on else ""
        if row.get("ended_on") and row.get("ended_on") != ended:
            row.fault("ended_on", gettext("Nothing ends by a file: leave this cell empty."))
        elif known and ended and row.get("ended_on") == ended:
            planned.append(Change(row.line, known.name))
        else:
            planned.append(_category(row, code, known, bodies))
    return planned


def _category(row: SheetRow, code: str, known: Category | None, bodies: Things[Body]) -> Change:
    before = known or Category(code=code)
    names = cells.words(row, "names", before.names, 80, str(NAMED))
    body = before.body
    if "body" in row or known is None:
        body = bodies.find(row, "body")
    label = names.get(next(iter(names), ""), code)
    raised_by = cells.choice(row, "raised_by", before.raised_by, Category.RaisedBy.choices)
    read_by = cells.choice(row, "read_by", _read_by(before), READ_BY)
    given = {"names": names, "body": body, "raised_by": raised_by, "read_by": read_by}
    stands = {
        "names": before.names,
        "body": before.body,
        "raised_by": before.raised_by,
        "read_by": _read_by(before),
    }
    changed = tuple(name for name, value in given.items() if value != stands[name])
    if known is not None and known.ended_on is not None:
        changed = (*changed, "ended_on")
    # Where no body answers and none is named, there is nothing that could be set.
    wanted = changed and body is not None
    steps = (Step(set_category, {**given, "code": code}),) if wanted else ()
    return Change(row.line, label, known is None, changed if known else (), steps)


def _read_by(category: Category) -> str:
    return "body" if category.confidential else "everybody"


def _sample_categories() -> list[dict[str, str]]:
    body = active_bodies().values_list("code", flat=True).first() or ""
    open_to_all = {"raised_by": Category.RaisedBy.ANYBODY.value, "read_by": "everybody"}
    return [
        {"code": "street-lights", "names": gettext("Street lights"), "body": body, **open_to_all},
        {"code": "footpaths", "names": gettext("Footpaths"), "body": body, **open_to_all},
    ]


CATEGORIES = Table(
    "cases.import_categories",
    "categories",
    _("Categories of cases"),
    _("What residents can raise, and the body that usually answers."),
    (
        SheetColumn(
            "code",
            _("a short code that does not change: small letters, digits, hyphens"),
            needed=True,
        ),
        SheetColumn("names", _("its name"), needed=True, also=("name",), worded=True),
        SheetColumn("body", BODY),
        SheetColumn(
            "raised_by", _("who may raise it: anybody, accounts, residents, organisations")
        ),
        SheetColumn("read_by", _("who may read it: everybody, or body for confidential cases")),
        SheetColumn("ended_on", passed_over=True),
    ),
    _plan_categories,
    _sample_categories,
    list_page="cases:categories",
    dataset="cases.categories",
    order=30,
)


@action(
    "cases.import_categories",
    by=(Kind.OFFICE, Kind.SYSTEM),
    power="set-categories",
    nobody_concerned=exemptions.ONE_BY_ONE,
    undo=put_back,
    title=_("Import categories from a file"),
    done=_("Categories imported from a file"),
    told=table_imports.told,
)
def import_categories(
    ctx: Context,
    file: Annotated[Any, FILE] = None,
    lines: Annotated[str, LINES] = "",
    encoding: Annotated[str, ENCODING] = "",
) -> Brought:
    """Make those that are new, change the others, all or none. The same file again changes nothing."""
    return table_imports.carry_out(ctx, CATEGORIES, lines, file, encoding)


# --- routes ---------------------------------------------------------------------------------------
def _plan_routes(rows: list[SheetRow]) -> list[Change]:
    there = {(one.category_id, one.unit_id): one.body_id for one in Route.objects.all()}
    bodies, places = Things(active_bodies(), gettext("body")), Things(units(), gettext("place"))
    known = Things(categories(), gettext("category"))
    first: dict[Any, int] = {}
    planned = []
    for row in rows:
        category, unit = known.find(row, "category"), places.find(row, "place")
        body = bodies.find(row, "body")
        if category is None or unit is None or body is None:
            continue
        if cells.once(row, "place", (category.pk, unit.pk), first):
            planned.append(_route(row, category, unit, body, there.get((category.pk, unit.pk))))
    return planned


def _route(
    row: SheetRow, category: Category, unit: Unit, body: Body, present: int | None
) -> Change:
    label = f"{category.name} · {unit.name}"
    if present == body.pk:
        return Change(row.line, label)
    columns = {"unit": "place"}
    step = Step(route_category, {"unit": unit, "body": body}, category, columns)
    changed = ("body",) if present else ()
    return Change(row.line, label, present is None, changed, (step,))


def _sample_routes() -> list[dict[str, str]]:
    category, body = categories().first(), active_bodies().first()
    place = units().last()
    if category is None or body is None or place is None:
        return []
    return [{"category": category.code, "place": place.code, "body": body.code}]


ROUTES = Table(
    "cases.import_routes",
    "routes",
    _("Who answers where"),
    _("Where another body than usual answers a category. The smallest place counts."),
    (
        SheetColumn("category", _("code or name of the category"), needed=True),
        SheetColumn("place", _("code or name of the place"), needed=True, also=("unit",)),
        SheetColumn("body", BODY, needed=True),
    ),
    _plan_routes,
    _sample_routes,
    list_page="cases:categories",
    dataset="cases.routes",
    order=40,
)


@action(
    "cases.import_routes",
    by=Kind.OFFICE,
    power="set-categories",
    nobody_concerned=exemptions.ONE_BY_ONE,
    undo=put_back,
    title=_("Import who answers where from a file"),
    done=_("Answering bodies for places imported from a file"),
    told=table_imports.told,
)
def import_routes(
    ctx: Context,
    file: Annotated[Any, FILE] = None,
    lines: Annotated[str, LINES] = "",
    encoding: Annotated[str, ENCODING] = "",
) -> Brought:
    """Say for many categories and places who answers, all or none. The same file again changes nothing."""
    return table_imports.carry_out(ctx, ROUTES, lines, file, encoding)


table_imports.register(CATEGORIES, import_categories)
table_imports.register(ROUTES, import_routes)
