"""GeoJSON and TopoJSON files of territorial units.

A feature's code comes from its id, or from a property named code, id, boro_cd … (or the one you
name); its name from name, nom, label …. Parents may be made from the code's first characters.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import shapely

from commonhall.actions.actors import system
from commonhall.core.importers import Imported, Importer, Option, words
from commonhall.core.imports import Invalid, Problem, digest_of, read_text
from commonhall.places.actions import UnitRow, import_units
from commonhall.places.models import Unit

CODE_NAMES = ("code", "id", "boro_cd", "borocd", "district", "gid", "geoid", "ref")
NAME_NAMES = ("name", "name_en", "label", "title", "nom", "nazwa", "ntaname")
Feature = tuple[str, dict[str, Any], Any]


def read(path: Path, code_property: str = "") -> list[Feature]:
    """(code, properties, shape) of every feature. Raises `Invalid` naming the feature at fault."""
    return read_features(read_text(path), code_property)


def read_features(text: str, code_property: str = "") -> list[Feature]:
    """As `read`, of a file's text."""
    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        raise Invalid([Problem(error.lineno, "format", f"not valid JSON: {error.msg}")]) from error
    kind = data.get("type") if isinstance(data, dict) else None
    if kind == "Topology":
        features = list(topojson_features(data))
    elif kind == "FeatureCollection":
        features = data.get("features", [])
    else:
        raise Invalid(
            [Problem(1, "type", "expected a GeoJSON FeatureCollection or a TopoJSON Topology")]
        )
    found: list[Feature] = []
    problems: list[Problem] = []
    for number, feature in enumerate(features, 1):
        try:
            found.append(_feature(feature, code_property))
        except (ValueError, TypeError, KeyError, shapely.errors.ShapelyError) as error:
            problems.append(Problem(number, "feature", str(error)))
    codes = [code for code, _, _ in found]
    for code in sorted({code for code in codes if codes.count(code) > 1}):
        problems.append(Problem(codes.index(code) + 1, "code", f"{code!r} stands twice"))
    if not features:
        problems.append(Problem(1, "features", "there is no feature in the file"))
    if problems:
        raise Invalid(problems)
    return found


def _feature(feature: dict[str, Any], code_property: str) -> Feature:
    properties = feature.get("properties") or {}
    lower = {str(key).lower(): value for key, value in properties.items()}
    if code_property:
        if code_property not in properties:
            raise ValueError(f"has no property {code_property!r}")
        code = properties[code_property]
    else:
        code = feature.get("id")
        for name in CODE_NAMES:
            code = lower.get(name) if code in (None, "") else code
    if code in (None, ""):
        raise ValueError("has neither an id nor a property that could be its code")
    shape = shapely.from_geojson(json.dumps(feature["geometry"]))
    if shape.geom_type not in {"Polygon", "MultiPolygon"}:
        raise ValueError(f"is a {shape.geom_type}; a unit needs a Polygon or MultiPolygon")
    west, south, east, north = shape.bounds
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise ValueError("lies outside longitude ±180 and latitude ±90: use WGS 84 degrees")
    return str(code), properties, shape


def topojson_features(topology: dict[str, Any]) -> list[dict[str, Any]]:
    """TopoJSON objects as GeoJSON features (TopoJSON format specification 1.0, section 2)."""
    arcs = _arcs(topology)
    features: list[dict[str, Any]] = []

    def ring(indexes: list[int]) -> list[list[float]]:
        points: list[list[float]] = []
        for index in indexes:
            arc = arcs[index] if index >= 0 else arcs[~index][::-1]
            points.extend(arc if not points else arc[1:])
        return points

    def rings(parts: list[list[int]]) -> list[list[list[float]]]:
        """Rings with an area: quantisation can fold a tiny island or hole into a line."""
        made = [ring(part) for part in parts]
        if made and len(made[0]) < 4:
            return []
        return [one for one in made if len(one) >= 4]

    def add(geometry: dict[str, Any]) -> None:
        kind = geometry.get("type")
        if kind == "GeometryCollection":
            for part in geometry.get("geometries", []):
                add(part)
            return
        if kind == "Polygon":
            coordinates: Any = rings(geometry["arcs"])
        elif kind == "MultiPolygon":
            coordinates = [part for part in map(rings, geometry["arcs"]) if part]
        else:
            return
        features.append(
            {
                "id": geometry.get("id"),
                "properties": geometry.get("properties") or {},
                "geometry": {"type": kind, "coordinates": coordinates},
            }
        )

    for entry in topology.get("objects", {}).values():
        add(entry)
    return features


def _arcs(topology: dict[str, Any]) -> list[list[list[float]]]:
    """Arcs in degrees: delta-decoded and scaled where the topology is quantised."""
    transform = topology.get("transform")
    if not transform:
        return [[list(point[:2]) for point in arc] for arc in topology.get("arcs", [])]
    (kx, ky), (dx, dy) = transform["scale"], transform["translate"]
    decoded = []
    for arc in topology.get("arcs", []):
        x = y = 0
        points = []
        for step in arc:
            x, y = x + step[0], y + step[1]
            points.append([x * kx + dx, y * ky + dy])
        decoded.append(points)
    return decoded


def unit_rows(
    features: list[Feature],
    *,
    root: str,
    parent_digits: int = 0,
    parent_names: dict[str, str] | None = None,
    kind: str = "district",
    parent_kind: str = "borough",
    name_property: str = "",
) -> list[UnitRow]:
    """Rows for `import_units`, parents first: parents are made from the first `parent_digits`
    characters of the codes, their boundary the union of their children's."""
    names = parent_names or {}
    rows: list[UnitRow] = []
    if parent_digits:
        for prefix in sorted({code[:parent_digits] for code, _, _ in features}):
            shapes = [shape for code, _, shape in features if code.startswith(prefix)]
            union = shapely.union_all(shapely.make_valid(shapes))
            rows.append(UnitRow(prefix, parent_kind, words(names.get(prefix, prefix)), root, union))
    for code, properties, shape in sorted(features, key=lambda feature: feature[0]):
        lower = {str(key).lower(): value for key, value in properties.items()}
        name = properties.get(name_property) or next(
            (lower[key] for key in NAME_NAMES if lower.get(key)), None
        )
        parent = code[:parent_digits] if parent_digits else root
        if name is None:
            above = names.get(parent)
            name = f"{above} {code[parent_digits:].lstrip('0')}" if above else code
        rows.append(UnitRow(code, kind, words(str(name)), parent, shape))
    return rows


# New York's community districts carry the borough in the first digit of a three-digit id.
NEW_YORK = {"1": "Manhattan", "2": "Bronx", "3": "Brooklyn", "4": "Queens", "5": "Staten Island"}


def known_parents(features: list[Feature]) -> tuple[int, dict[str, str]]:
    """(digits, names) of parents for a file recognised by its codes and extent; (0, {}) else."""
    west, south, east, north = shapely.total_bounds([shape for _, _, shape in features])
    near = west > -75 and east < -73 and south > 40 and north < 41.5
    coded = all(
        len(code) == 3 and code.isdigit() and code[0] in NEW_YORK for code, _, _ in features
    )
    return (1, NEW_YORK) if near and coded else (0, {})


def run(
    path: Path,
    parent_digits: int | None = None,
    code: str = "",
    name: str = "",
    kind: str = "district",
) -> Imported:
    """Import a file of units: those not there yet, and boundaries that changed. Raises `Invalid`."""
    features = read(path, code)
    root = Unit.objects.order_by("path").values_list("code", flat=True)[0]
    digits, names = known_parents(features)
    rows = unit_rows(
        features,
        root=root,
        parent_digits=digits if parent_digits is None else parent_digits,
        parent_names=names,
        kind=kind,
        name_property=name,
    )
    outcome = import_units.perform(system(), rows=rows, source_sha256=digest_of(path))
    return {"units": len(rows), "changed": outcome.result, "entry": str(outcome.entry.pk)}


def told(result: Imported) -> str:
    return f"{result['units']} units, {result['changed']} rows changed."


IMPORTER = Importer(
    what="places",
    format="geojson",
    help="territorial units from GeoJSON or TopoJSON",
    run=run,
    told=told,
    options=(
        Option("--parent-digits", "make parents from so many first digits", None, int),
        Option("--code", "property that holds the code"),
        Option("--name", "property that holds the name"),
        Option("--kind", "what the units are called", "district"),
    ),
    usual=True,
)
