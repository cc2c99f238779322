"""GeoJSON and TopoJSON files of territorial units.

A feature's code comes from its id, or from a property named code, id, boro_cd … (or the one you
name); its name from name, nom, label …. Parents may be made from the code's first characters.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import shapely

from commonhall.actions.actors import system
from commonhall.core.importers import Imported, Importer, Option, words
from commonhall.core.imports import Invalid, Problem, digest_of, read_text
from commonhall.places.actions import UnitRow, import_units
from commonhall.places.models import Unit
from commonhall.places.shapes import shape_of
from commonhall.places.topojson import Broken, TopologyError
from commonhall.places.topojson import features_of as topojson_features
from commonhall.ui import languages

CODE_NAMES = ("code", "id", "boro_cd", "borocd", "district", "gid", "geoid", "ref")
NAME_NAMES = ("name", "name_en", "label", "title", "nom", "nazwa", "ntaname")
LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z0-9]+)*")
LONGEST_CODE = 40
Feature = tuple[str, dict[str, Any], Any]


def read(path: Path, code_property: str = "") -> list[Feature]:
    """(code, properties, shape) of every feature. Raises `Invalid` naming the feature at fault."""
    return read_features(read_text(path), code_property)


def read_features(text: str, code_property: str = "") -> list[Feature]:
    """As `read`, of a file's text."""
    features = _features(text)
    found: list[Feature] = []
    places: dict[str, int] = {}
    problems: list[Problem] = []
    for number, feature in enumerate(features, 1):
        try:
            code, properties = _described(feature, code_property)
            if code in places:
                problems.append(Problem(places[code], "code", f"{code!r} stands twice"))
            places.setdefault(code, number)
            found.append((code, properties, _shape(feature)))
        except (ValueError, shapely.errors.ShapelyError) as error:
            problems.append(Problem(number, "feature", str(error)))
    if not features:
        problems.append(Problem(1, "features", "there is no feature in the file"))
    if problems:
        raise Invalid(list(dict.fromkeys(problems)))
    return _with_whole_codes(found)


def _features(text: str) -> list[Any]:
    try:
        data = json.loads(text, parse_constant=_no_number)
        kind = data.get("type") if isinstance(data, dict) else None
        if kind == "Topology":
            return topojson_features(data)
    except json.JSONDecodeError as error:
        raise Invalid([Problem(error.lineno, "format", f"not valid JSON: {error.msg}")]) from error
    except TopologyError as error:
        raise Invalid([Problem(1, "topology", str(error))]) from error
    except (ValueError, RecursionError) as error:
        said = "lists too deep" if isinstance(error, RecursionError) else str(error)[:80]
        raise Invalid([Problem(1, "format", f"not valid JSON: {said}")]) from error
    if kind != "FeatureCollection":
        raise Invalid(
            [Problem(1, "type", "expected a GeoJSON FeatureCollection or a TopoJSON Topology")]
        )
    features = data.get("features", [])
    if not isinstance(features, list):
        raise Invalid([Problem(1, "features", "expected a list of features")])
    return features


def _no_number(word: str) -> Any:
    raise ValueError(f"{word} is no number")


def _described(feature: Any, code_property: str) -> tuple[str, dict[str, Any]]:
    """A feature's code and properties."""
    if not isinstance(feature, dict):
        raise ValueError(f"{json.dumps(feature)[:40]} is no feature")
    properties = feature.get("properties") or {}
    if not isinstance(properties, dict):
        raise ValueError("its properties are no names with values")
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
    return _code(code), properties


def _code(value: Any) -> str:
    if type(value) not in (str, int, float):
        raise ValueError(f"its code is {json.dumps(value)[:40]}; expected a text or a number")
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    code = _plain(str(value).strip(), "code")
    if not code:
        raise ValueError("its code is empty")
    if len(code) > LONGEST_CODE:
        raise ValueError(f"its code has {len(code)} characters; at most {LONGEST_CODE}")
    return code


def _plain(text: str, what: str) -> str:
    """The text, if it is one that can be stored."""
    if "\0" in text or any("\ud800" <= character <= "\udfff" for character in text):
        raise ValueError(f"its {what} has a character that is no text")
    return text


def _shape(feature: dict[str, Any]) -> Any:
    geometry = feature.get("geometry")
    if isinstance(geometry, Broken):
        raise ValueError(geometry.said)
    _names(feature.get("properties") or {})
    return shape_of(geometry)


def _with_whole_codes(found: list[Feature]) -> list[Feature]:
    """Codes that went through a column of decimals: "101.0" is 101 where all are written so."""
    if not all(re.fullmatch(r"\d+\.0+", code) for code, _, _ in found):
        return found
    whole = [(code.partition(".")[0], properties, shape) for code, properties, shape in found]
    return whole if len({code for code, _, _ in whole}) == len(found) else found


def _names(properties: dict[str, Any], name_property: str = "") -> dict[str, str]:
    """A feature's names: one, or one a language. Raises ValueError where a name is neither."""
    lower = {str(key).lower(): value for key, value in properties.items()}
    found = properties.get(name_property) or next(
        (lower[key] for key in NAME_NAMES if lower.get(key)), None
    )
    if isinstance(found, dict):
        said = {
            str(key).strip().lower().replace("_", "-"): value
            for key, value in found.items()
            if value
        }
        if not all(LANGUAGE.fullmatch(key) and isinstance(one, str) for key, one in said.items()):
            raise ValueError("its name is neither a text nor one text a language")
        return {key: _plain(one, "name") for key, one in said.items()}
    if isinstance(found, list):
        raise ValueError("its name is neither a text nor one text a language")
    named = {
        code: str(lower[f"name:{code}"]) for code in languages.codes() if lower.get(f"name:{code}")
    }
    if found is not None:
        named = words(str(found)) | named
    return {key: _plain(one, "name") for key, one in named.items()}


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
    characters of the codes, their boundary the union of their children's. Raises `Invalid`."""
    _check_names(features, name_property)
    names = parent_names or {}
    rows: list[UnitRow] = []
    if parent_digits:
        for prefix in sorted({code[:parent_digits] for code, _, _ in features}):
            shapes = [shape for code, _, shape in features if code.startswith(prefix)]
            union = shapely.union_all(shapely.make_valid(shapes))
            rows.append(UnitRow(prefix, parent_kind, words(names.get(prefix, prefix)), root, union))
    for code, properties, shape in sorted(features, key=lambda feature: feature[0]):
        parent = code[:parent_digits] if parent_digits else root
        named = _names(properties, name_property)
        if not named:
            above = names.get(parent)
            named = words(f"{above} {code[parent_digits:].lstrip('0')}" if above else code)
        rows.append(UnitRow(code, kind, named, parent, shape))
    return rows


def _check_names(features: list[Feature], name_property: str) -> None:
    """The names by the property that was asked for. Raises `Invalid`."""
    problems = []
    for number, (_, properties, _) in enumerate(features, 1):
        try:
            _names(properties, name_property)
        except ValueError as error:
            problems.append(Problem(number, "feature", str(error)))
    if problems:
        raise Invalid(problems)


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
