"""What may be done with places in the browser: bring in a map, add one place, rename or end one."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Annotated, Any

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonhall.actions import owed
from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Choice, Flag, Names, Pick, Upload, Words
from commonhall.actions.undoing import put_back
from commonhall.core.imports import Invalid
from commonhall.core.refusals import BadInput, Refused
from commonhall.places.actions import UnitRow, write_units
from commonhall.places.importers import boundaries
from commonhall.places.models import KINDS, Unit
from commonhall.places.queries import units


@dataclass(frozen=True)
class Brought:
    """What a map brought, or, tried only, would bring."""

    places: int
    new: int
    dry_run: bool

    def get_absolute_url(self) -> str:
        return reverse("places:list")


def told(brought: Brought | None) -> str:
    """What is said when a map was handed in."""
    if brought is None:
        return ""
    said = {"places": brought.places, "new": brought.new}
    if brought.dry_run:
        return gettext("The map is right: %(places)d places, %(new)d of them new.") % said
    return gettext("The map was imported: %(places)d places, %(new)d of them new.") % said


@action(
    "places.bring_in_map",
    by=Kind.OFFICE,
    power="set-territory",
    remedy=owed.DONE_AGAIN,
    title=_("Import a map of places"),
    done=_("Map of places imported"),
    told=told,
)
def bring_in_map(
    ctx: Context,
    unit: Annotated[
        Unit, Pick(_("Which place they are part of"), rows=units, key="code", place=True)
    ],
    file: Annotated[
        Any,
        Upload(
            _("Map"),
            _("GeoJSON or TopoJSON with one shape per place, each with a code and a name."),
            kinds=("geojson", "topojson", "json"),
        ),
    ],
    kind: Annotated[str, Choice(_("Kind of place"), choices=list(KINDS.items()))] = "district",
    dry_run: Annotated[
        bool,
        Flag(_("Only check the file"), _("Says what would happen, without changing anything.")),
    ] = False,
) -> Brought:
    """Add places with their boundaries; those there already get the map's names and boundaries."""
    # A file that was put before a body has been read already.
    file.seek(0)
    raw = file.read()
    try:
        features = boundaries.read_features(raw.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise BadInput(
            "file", _("This file is not UTF-8 text. Save it as UTF-8 and try again.")
        ) from error
    except Invalid as error:
        raise BadInput("file", str(error.problems[0])) from error
    rows = boundaries.unit_rows(features, root=unit.code, kind=kind)
    there = dict(Unit.objects.values_list("code", "parent__code"))
    for row in rows:
        if there.get(row.code, unit.code) != unit.code:
            told_where = {"code": row.code}
            raise BadInput(
                "file", _("The place %(code)s already exists within another place.") % told_where
            )
    brought = Brought(len(rows), sum(row.code not in there for row in rows), dry_run)
    if not dry_run:
        write_units(ctx, rows, hashlib.sha256(raw).hexdigest())
    ctx.note(dry_run=dry_run)
    ctx.subject = unit.ref
    return brought


@action(
    "places.add_unit",
    by=Kind.OFFICE,
    power="set-territory",
    undo=put_back,
    title=_("Add a place"),
    done=_("Place added"),
)
def add_unit(
    ctx: Context,
    parent: Annotated[
        Unit, Pick(_("Which place it is part of"), rows=units, key="code", place=True)
    ],
    code: Annotated[
        str,
        Words(
            _("Short code"),
            _("The official code, if there is one. It is used in open data."),
            most=40,
            empty=_("Enter a code for the place."),
        ),
    ],
    names: Annotated[dict[str, str], Names(_("Name"), empty=_("Enter the name of the place."))],
    kind: Annotated[str, Choice(_("Kind of place"), choices=list(KINDS.items()))] = "district",
) -> Unit:
    """Add one place without a boundary; a map brings that."""
    if Unit.objects.filter(code=code).exists():
        raise BadInput("code", _("There is already a place with this code. Enter another."))
    write_units(ctx, [UnitRow(code, kind, names, parent.code)])
    made = Unit.objects.get(code=code)
    ctx.subject = made.ref
    return made


def _own_place(unit: Unit) -> int:
    return unit.pk


def _is_there(_actor: Actor, unit: Unit) -> None:
    if unit.ended_on is not None:
        raise Refused("state", "wrong-state", _("This place has already ended."))


@action(
    "places.rename_unit",
    by=Kind.OFFICE,
    power="set-territory",
    undo=put_back,
    title=_("Rename the place"),
    done=_("Place renamed"),
    place=_own_place,
    allows=_is_there,
)
def rename_unit(
    ctx: Context,
    unit: Unit,
    names: Annotated[
        dict[str, str],
        Names(_("Name"), empty=_("Enter the name of the place."), present=lambda unit: unit.names),
    ],
) -> Unit:
    """Give the place other names; its code and what was recorded for it stay."""
    unit.names = names
    return ctx.save(unit)
