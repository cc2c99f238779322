"""Samples of what may be done with places."""

from __future__ import annotations

import json
from typing import Any

import shapely
from django.core.files.uploadedfile import SimpleUploadedFile

from commonhall.actions import actors
from commonhall.core import clock
from commonhall.places import ground_files
from commonhall.places.models import Ground, NamedSpot, Unit
from tests.actions.samples import Sample, Wrong, sample, unless
from tests.kit import Hall, square
from tests.words import texts


def a_map(**changed: Any) -> SimpleUploadedFile:
    """A map of one square; changed: members of its feature."""
    feature = {
        "type": "Feature",
        "id": "harbour",
        "properties": {"name": "Harbour"},
        "geometry": json.loads(shapely.to_geojson(square(53))),
        **changed,
    }
    whole = {"type": "FeatureCollection", "features": [feature]}
    return SimpleUploadedFile("harbour.geojson", json.dumps(whole).encode())


@sample("places.bring_in_map")
def bring_in_map(hall: Hall) -> Sample:
    return Sample(
        hall.chair,
        given={"unit": hall.unit("root"), "file": a_map(), "kind": "district"},
        changed=lambda brought: (
            (brought.places, brought.new) == (1, 1)
            and Unit.objects.get(code="harbour").parent == hall.unit("root")
            and Unit.objects.get(code="harbour").boundary is not None
        ),
        wrong=[
            Wrong("file", SimpleUploadedFile("a.geojson", b"{}")),
            Wrong("file", SimpleUploadedFile("a.geojson", b"\xff")),
            Wrong("file", a_map(geometry={"type": "Point", "coordinates": [1, 2]})),
            Wrong("file", a_map(id="south"), along={"unit": hall.unit("north")}),
        ],
    )


@sample("places.add_unit")
def add_unit(hall: Hall) -> Sample:
    return Sample(
        hall.chair,
        given={"parent": hall.unit("north"), "code": "quay", "names": texts("Quay")},
        changed=lambda unit: unit.path == f"{hall.unit('north').path}{unit.pk}/",
        wrong=[Wrong("code", "south")],
    )


@sample("places.rename_unit")
def rename_unit(hall: Hall) -> Sample:
    return Sample(
        hall.chair,
        hall.unit("north"),
        {"names": texts("Upper town")},
        changed=lambda unit: unit.names == texts("Upper town"),
        refused=[unless("wrong-state", ended_on=clock.today())],
        wrong=[Wrong("names", {})],
    )


def a_ground(*features: dict[str, Any]) -> SimpleUploadedFile:
    """A file of the ground: a street in the north, and more."""
    street = {
        "type": "Feature",
        "properties": {"kind": "street", "class": "main", "name": "Mill Lane"},
        "geometry": {"type": "LineString", "coordinates": [[10.2, 1.5], [10.8, 1.5]]},
    }
    whole = {"type": "FeatureCollection", "features": [street, *features]}
    return SimpleUploadedFile("ground.geojson", json.dumps(whole).encode())


def a_place(**properties: Any) -> dict[str, Any]:
    """A point with a name."""
    geometry = {"type": "Point", "coordinates": [10.5, 1.5]}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


@sample("places.set_ground")
def set_ground(hall: Hall) -> Sample:
    far = {**a_place(kind="place", name="Elsewhere"), "geometry": {"type": "Point"}}
    return Sample(
        hall.chair,
        given={"file": a_ground(a_place(kind="place", name="Market")), "thanks": "© Surveyors"},
        changed=lambda done: (
            (done.features, done.names) == (2, 2)
            and Ground.objects.get().thanks == "© Surveyors"
            and NamedSpot.objects.get(name="Mill Lane").unit == hall.unit("north")
        ),
        wrong=[
            Wrong("file", SimpleUploadedFile("a.geojson", b"{}")),
            Wrong("file", SimpleUploadedFile("a.geojson", b"\xff")),
            Wrong("file", a_ground(a_place(kind="volcano"))),
            Wrong("file", a_ground(a_place(kind="street"))),
            Wrong("file", a_ground(a_place(name="no kind"))),
            Wrong("file", a_ground(far)),
        ],
    )


@sample("places.import_ground")
def import_ground(_hall: Hall) -> Sample:
    layers = ground_files.read(a_ground().read().decode())
    return Sample(
        actors.system(),
        given={"layers": layers, "thanks": "© Surveyors", "source_sha256": "0" * 64},
        changed=lambda names: names == 1 and Ground.objects.get().features == 1,
    )
