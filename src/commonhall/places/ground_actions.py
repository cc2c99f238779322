"""What may be done with the ground below the maps: bring in another one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

import shapely
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonhall.actions import exemptions, owed
from commonhall.actions.actors import Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Flag, Internal, Upload, Words
from commonhall.core.imports import Invalid
from commonhall.core.refusals import BadInput
from commonhall.places import ground_files
from commonhall.places.grounds import write_ground
from commonhall.places.models import Boundary, Ground, NamedSpot, Unit


@dataclass(frozen=True)
class GroundSet:
    """What a file brought, or, tried only, would bring."""

    features: int
    names: int
    dry_run: bool

    def get_absolute_url(self) -> str:
        return reverse("places:list")


def told(done: GroundSet | None) -> str:
    """What is said when a ground was handed in."""
    if done is None:
        return ""
    if done.dry_run:
        return gettext("The file is right: %(features)d features.") % {"features": done.features}
    return gettext(
        "The base map was changed: %(features)d features, %(names)d names to search for."
    ) % {"features": done.features, "names": done.names}


@action(
    "places.set_ground",
    by=Kind.OFFICE,
    power="set-territory",
    nobody_concerned=exemptions.EVERYBODY,
    remedy=owed.DONE_AGAIN,
    title=_("Set the base map"),
    done=_("Base map set"),
    told=told,
)
def set_ground(
    ctx: Context,
    file: Annotated[
        Any,
        Upload(
            _("Base map"),
            _(
                "GeoJSON in WGS 84. Each feature has a kind: water, green, street, rail, building or place. "
                "Extracts of OpenStreetMap work as they are."
            ),
            kinds=("geojson", "json"),
        ),
    ],
    thanks: Annotated[
        str,
        Words(
            _("Map credit"),
            _("Shown on every map, for example: © OpenStreetMap contributors."),
            most=200,
        ),
    ] = "",
    dry_run: Annotated[
        bool,
        Flag(_("Only check the file"), _("Says what would happen, without changing anything.")),
    ] = False,
) -> GroundSet:
    """Replace the streets, water, green, rail, buildings and names that maps are drawn on."""
    try:
        # A file that was put before a body has been read already.
        file.seek(0)
        layers = ground_files.read(file.read().decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise BadInput(
            "file", _("This file is not UTF-8 text. Save it as UTF-8 and try again.")
        ) from error
    except Invalid as error:
        raise BadInput("file", str(error.problems[0])) from error
    _lies_here(layers)
    root = Unit.objects.order_by("path")[0]
    ctx.note(dry_run=dry_run)
    ctx.subject = root.ref
    if dry_run:
        return GroundSet(layers.features, 0, True)
    made: Ground = write_ground(ctx, layers, thanks)
    ctx.subject = made.ref
    return GroundSet(layers.features, NamedSpot.objects.count(), False)


@action(
    "places.import_ground",
    by=(Kind.OFFICE, Kind.SYSTEM),
    power="set-territory",
    nobody_concerned=exemptions.EVERYBODY,
    remedy=owed.DONE_AGAIN,
    title=_("Import a base map"),
    done=_("Base map imported"),
    no_door="brought in by commonhall import",
)
def import_ground(
    ctx: Context,
    layers: Annotated[ground_files.Layers, Internal()],
    thanks: Annotated[str, Internal()],
    source_sha256: Annotated[str, Internal()],
) -> int:
    """Replace the ground by one that the command read; returns how many names it is searched by."""
    _lies_here(layers)
    made: Ground = write_ground(ctx, layers, thanks[:200])
    ctx.note(source_sha256=source_sha256)
    ctx.subject = made.ref
    return NamedSpot.objects.count()


def _lies_here(layers: ground_files.Layers) -> None:
    """A map of another town is no ground for this one."""
    rows = list(Boundary.objects.filter(unit__ended_on=None))
    if not rows:
        return
    here = shapely.union_all(
        [shapely.box(one.west, one.south, one.east, one.north) for one in rows]
    )
    if not here.intersects(shapely.box(*layers.bounds)):
        raise BadInput(
            "file",
            _("This map shows a different part of the world from your places. Choose another."),
        )
