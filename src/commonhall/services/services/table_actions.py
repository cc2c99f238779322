"""Services from a file: put in the catalogue or changed there; every line or none."""

from __future__ import annotations

import json
from typing import Annotated, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonhall.actions import exemptions, table_imports
from commonhall.actions.actors import Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.table_imports import ENCODING, FILE, LINES, Brought, Change, Step, Table
from commonhall.actions.undoing import put_back
from commonhall.cases.categories.queries import categories
from commonhall.core import sheet_cells as cells
from commonhall.core.refusals import BadInput
from commonhall.core.sheet_cells import Things
from commonhall.core.sheets import SheetColumn, SheetRow
from commonhall.law.instruments.models import Provision
from commonhall.people.bodies.queries import active_bodies
from commonhall.places.queries import units
from commonhall.services.services.actions import set_service
from commonhall.services.services.entitlement import Rule, parse, written
from commonhall.services.services.models import LifeEvent, Service
from commonhall.services.services.queries import provisions

WORDS = {"texts": 8000, "channels": 1000, "cost": 300, "contact": 600}


class _Known:
    """What cells may name."""

    def __init__(self) -> None:
        self.bodies = Things(active_bodies(), gettext("body"))
        self.places = Things(units(), gettext("place"))
        self.categories = Things(categories(), gettext("category"))
        self.provisions = {one.ref: one for one in provisions()}


def _plan(rows: list[SheetRow]) -> list[Change]:
    there = {
        one.code: one for one in Service.objects.select_related("body", "unit", "category", "basis")
    }
    known = _Known()
    first: dict[Any, int] = {}
    planned = []
    for row in rows:
        code = cells.code(row, "code")
        if not code:
            _service(row, "", None, known)
        if not code or not cells.once(row, "code", code, first):
            continue
        present = there.get(code)
        ended = present.ended_on.isoformat() if present and present.ended_on else ""
        if row.get("ended_on") and row.get("ended_on") != ended:
            row.fault("ended_on", gettext("Nothing ends by a file: leave this cell empty."))
        elif present and ended and row.get("ended_on") == ended:
            planned.append(Change(row.line, present.name))
        else:
            planned.append(_service(row, code, present, known))
    return planned


def _service(row: SheetRow, code: str, present: Service | None, known: _Known) -> Change:
    before = present or Service(code=code)
    given: dict[str, Any] = {
        "names": cells.words(
            row, "names", before.names, 160, gettext("Enter a name for the service.")
        )
    }
    for name, most in WORDS.items():
        given[name] = cells.words(row, name, getattr(before, name), most)
    given["rules"] = cells.checked(row, "rules", before.rules, _rules, [])
    new = present is None
    given["life_events"] = cells.checked(row, "life_events", before.life_events, _events, [])
    given["body"] = known.bodies.find(row, "body") if "body" in row or new else before.body
    given["unit"] = known.places.find(row, "place") if "place" in row or new else before.unit
    given["category"] = before.category
    if "category" in row:
        given["category"] = known.categories.find(row, "category", needed=False)
    given["basis"] = cells.checked(row, "basis", before.basis, known_provision(known), None)
    names = given["names"]
    label = names.get(next(iter(names), ""), code)
    if new:
        changed: tuple[str, ...] = ("code",)
    else:
        changed = tuple(name for name, value in given.items() if value != getattr(before, name))
        if before.ended_on is not None:
            changed = (*changed, "ended_on")
    columns = {"unit": "place"}
    steps = (Step(set_service, {**given, "code": code}, columns=columns),) if changed else ()
    shown = tuple(columns.get(one, one) for one in changed)
    return Change(row.line, label, new, () if new else shown, steps)


def known_provision(known: _Known) -> Any:
    def find(said: str) -> Provision:
        if said not in known.provisions:
            raise ValueError(
                gettext("Name a provision as exports do, for example: law.provision:12.")
            )
        return known.provisions[said]

    return find


def _events(said: str) -> list[str]:
    """Codes of life events, as exports write them or with spaces between."""
    found = said.strip("[]").replace('"', " ").replace(",", " ").split()
    if not set(found) <= set(LifeEvent.values):
        raise ValueError(
            gettext("Use these codes: %(codes)s.") % {"codes": ", ".join(LifeEvent.values)}
        )
    return found


def _rules(said: str) -> list[Rule]:
    """Rules as exports write them, or as lines like those of the form."""
    if not said.startswith("["):
        return _parsed(said)
    try:
        found = json.loads(said)
        lines = written(found) if isinstance(found, list) else ""
    except (ValueError, RecursionError, TypeError, KeyError, AttributeError):
        lines = ""
    if not lines and said.strip("[] "):
        raise ValueError(gettext("Write rules as lines, like: age >= 65 | How old are you?"))
    return _parsed(lines)


def _parsed(lines: str) -> list[Rule]:
    try:
        return parse(lines)
    except BadInput as error:
        raise ValidationError(str(error.message)) from error


def _sample() -> list[dict[str, str]]:
    body = active_bodies().values_list("code", flat=True).first() or ""
    place = units().values_list("code", flat=True)[0]
    return [
        {
            "code": "bulky-waste",
            "names": gettext("Collection of bulky waste"),
            "texts": gettext("Furniture and large things are taken from your door."),
            "channels": gettext("Call, or order it here."),
            "cost": gettext("Free once a year"),
            "body": body,
            "place": place,
        },
        {
            "code": "bus-pass",
            "names": gettext("Bus pass for older people"),
            "rules": "age >= 65 | " + gettext("How old are you?"),
            "body": body,
            "place": place,
        },
    ]


SERVICES = Table(
    "services.import_services",
    "services",
    _("Services"),
    _("The catalogue: what people get, from which body, where, at what cost, and who is entitled."),
    (
        SheetColumn(
            "code",
            _("a short code that does not change: small letters, digits, hyphens"),
            needed=True,
        ),
        SheetColumn("names", _("its name"), needed=True, also=("name",), worded=True),
        SheetColumn("texts", _("what people get"), also=("text",), worded=True),
        SheetColumn("channels", _("how to get it"), also=("channel",), worded=True),
        SheetColumn("cost", _("what it costs"), worded=True),
        SheetColumn("contact", _("telephone, hours and address"), worded=True),
        SheetColumn("life_events", _("when people need it, as codes: child age")),
        SheetColumn("rules", _("who is entitled, one rule per line")),
        SheetColumn("body", _("code or name of the body that provides it")),
        SheetColumn("applied_for", passed_over=True),
        SheetColumn("documents", passed_over=True),
        SheetColumn("organisation", passed_over=True),
        SheetColumn("place", _("code or name of the place where it is offered"), also=("unit",)),
        SheetColumn("category", _("code or name of the category of cases about it")),
        SheetColumn("basis", _("the provision it is based on, like law.provision:12")),
        SheetColumn("ended_on", passed_over=True),
    ),
    _plan,
    _sample,
    list_page="services:list",
    dataset="services.services",
    order=60,
)


@action(
    "services.import_services",
    by=Kind.OFFICE,
    power="set-services",
    nobody_concerned=exemptions.ONE_BY_ONE,
    undo=put_back,
    title=_("Import services from a file"),
    done=_("Services imported from a file"),
    told=table_imports.told,
)
def import_services(
    ctx: Context,
    file: Annotated[Any, FILE] = None,
    lines: Annotated[str, LINES] = "",
    encoding: Annotated[str, ENCODING] = "",
) -> Brought:
    """Put those that are new in the catalogue, change the others, all or none. The same file again changes nothing."""
    return table_imports.carry_out(ctx, SERVICES, lines, file, encoding)


table_imports.register(SERVICES, import_services)
