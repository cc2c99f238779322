"""Organisations from a file: those that are not in the register are entered, others corrected; all or none."""

from __future__ import annotations

import json
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
from commonhall.core.sheet_cells import Things, fold
from commonhall.core.sheets import SheetColumn, SheetRow
from commonhall.people.organisations.actions import recognise_organisation, suspend_organisation
from commonhall.people.organisations.models import Organisation
from commonhall.people.organisations.register_actions import (
    NAMED,
    POWER,
    correct_organisation,
    enter_organisation,
)
from commonhall.places.queries import units
from commonhall.ui import languages

State = Organisation.State


class Register:
    """What is in the register, to be found again by number, register number, or name."""

    def __init__(self) -> None:
        rows: list[Organisation] = list(Organisation.objects.select_related("unit").order_by("pk"))
        self.by_id: dict[str, Organisation] = {str(one.pk): one for one in rows}
        self.by_identifier: dict[str, Organisation] = {
            one.identifier: one for one in rows if one.identifier
        }
        self.by_name: dict[str, Organisation | None] = {}
        for one in rows:
            for name in {fold(name) for name in one.names.values()}:
                self.by_name[name] = None if name in self.by_name else one

    def find(self, row: SheetRow) -> Organisation | None:
        """The organisation of a line; a fault where its number is unknown or its name is not enough."""
        found: Organisation | None
        if said := row.get("id"):
            found = self.by_id.get(said)
            if found is None:
                row.fault(
                    "id",
                    gettext("No organisation here has this number. Leave it blank for a new one."),
                )
            return found
        if (said := row.get("identifier")) and said in self.by_identifier:
            return self.by_identifier[said]
        name = _name(row)
        if name in self.by_name and self.by_name[name] is None:
            row.fault("names", gettext("Several organisations have this name. Give the id."))
        found = self.by_name.get(name)
        # Another register number: another organisation of the same name.
        if found and row.get("identifier") and found.identifier:
            return None
        return found


def _name(row: SheetRow) -> str:
    """A name of the line as it is compared; the first where an export gives it in several languages."""
    said = row.get("names") or row.get(f"names.{languages.own().code}")
    if not said.startswith("{"):
        return fold(said)
    try:
        found = json.loads(said)
        return fold(str(found.get(languages.own().code) or next(iter(found.values()), "")))
    except (ValueError, RecursionError, AttributeError):
        return fold(said)


def _plan(rows: list[SheetRow]) -> list[Change]:
    register, places = Register(), Things(units(), gettext("place"))
    first: dict[Any, int] = {}
    planned = []
    for row in rows:
        known = register.find(row)
        key = known.pk if known else (_name(row), row.get("identifier"))
        if not cells.once(row, "names", key, first):
            continue
        if known is not None and known.state == State.ENDED:
            if row.get("state") != State.ENDED:
                row.fault("state", gettext("This organisation was dissolved."))
            planned.append(Change(row.line, known.name))
        else:
            planned.append(_organisation(row, known, places))
    return planned


def _organisation(row: SheetRow, known: Organisation | None, places: Things[Any]) -> Change:
    before = known or Organisation()
    day = cells.day(row, "founded_on", before.founded_on)
    given: dict[str, Any] = {
        "names": cells.words(row, "names", before.names, 120, str(NAMED)),
        "kind": cells.choice(row, "kind", before.kind, Organisation.Kind.choices),
        "founded_on": day,
    }
    for name, most in {"purpose": 2000, "identifier": 80, "email": 254, "website": 200}.items():
        given[name] = cells.text(row, name, getattr(before, name), most)
    unit = places.find(row, "place") if "place" in row or known is None else None
    state = cells.choice(row, "state", before.state, State.choices, needed=False) or before.state
    label = given["names"].get(next(iter(given["names"]), ""), "")
    if known is None:
        steps = [Step(enter_organisation, {**given, "unit": unit}, columns={"unit": "place"})]
        number = (given["names"], given["identifier"])
        made = Later(lambda: _made(*number))
        if state == State.RECOGNISED:
            steps.append(Step(recognise_organisation, {}, made))
        elif state != State.REGISTERED:
            row.fault("state", gettext("A new one is registered or recognised."))
        return Change(row.line, label, True, steps=tuple(steps))
    if unit is not None and unit.pk != known.unit_id:
        row.fault(
            "place", gettext("Where it works stays. It is: %(place)s.") % {"place": known.unit.code}
        )
    changed = [name for name, value in given.items() if value != getattr(known, name)]
    steps = [Step(correct_organisation, given, known)] if changed else []
    if state != known.state:
        changed.append("state")
        steps += _state_step(row, known, state)
    return Change(row.line, label, changed=tuple(changed), steps=tuple(steps))


def _made(names: dict[str, str], identifier: str) -> Organisation:
    found: Organisation = Organisation.objects.filter(names=names, identifier=identifier).latest(
        "pk"
    )
    return found


def _state_step(row: SheetRow, known: Organisation, state: str) -> list[Step]:
    if state == State.RECOGNISED:
        return [Step(recognise_organisation, {}, known)]
    if state == State.SUSPENDED and known.state == State.RECOGNISED:
        return [Step(suspend_organisation, {}, known)]
    names = {"now": known.state, "then": state}
    row.fault("state", gettext("It is %(now)s, and cannot become %(then)s by a file.") % names)
    return []


def _sample() -> list[dict[str, str]]:
    place = units().values_list("code", flat=True)[0]
    return [
        {
            "names": gettext("Allotment holders' association"),
            "kind": "association",
            "place": place,
            "identifier": "GB-CHC-1234567",
            "state": "recognised",
            "website": "https://example.org/",
            "founded_on": "1987-05-01",
        },
        {
            "names": gettext("Neighbours of Mill Road"),
            "kind": "neighbourhood",
            "place": place,
            "state": "registered",
            "purpose": gettext("Looks after the square."),
        },
    ]


ORGANISATIONS = Table(
    "people.import_organisations",
    "organisations",
    _("Organisations"),
    _("Associations, foundations, neighbourhood groups that are known already."),
    (
        SheetColumn("id", _("its number here, blank for a new one")),
        SheetColumn("names", _("its name"), needed=True, also=("name",), worded=True),
        SheetColumn(
            "kind", _("association, cooperative, foundation, company, union or neighbourhood")
        ),
        SheetColumn("state", _("registered, recognised or suspended")),
        SheetColumn("place", _("code or name of the place where it works"), also=("unit",)),
        SheetColumn("identifier", _("its number in a public register")),
        SheetColumn("purpose", _("what it is for")),
        SheetColumn("email", _("its address, which is not published")),
        SheetColumn("website", _("its website")),
        SheetColumn("founded_on", _("the day it was founded")),
    ),
    _plan,
    _sample,
    list_page="people:organisations",
    dataset="people.organisations",
    order=50,
)


@action(
    "people.import_organisations",
    by=Kind.OFFICE,
    power=POWER,
    nobody_concerned=exemptions.ONE_BY_ONE,
    undo=put_back,
    title=_("Import organisations from a file"),
    done=_("Organisations imported from a file"),
    told=table_imports.told,
)
def import_organisations(
    ctx: Context,
    file: Annotated[Any, FILE] = None,
    lines: Annotated[str, LINES] = "",
    encoding: Annotated[str, ENCODING] = "",
) -> Brought:
    """Enter those that are new, correct the others, all or none. The same file again changes nothing."""
    return table_imports.carry_out(ctx, ORGANISATIONS, lines, file, encoding)


table_imports.register(ORGANISATIONS, import_organisations)
