"""Files of boundaries: what is right is taken whole, what is wrong is named by its feature."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from commonhall.core.imports import Invalid
from commonhall.places.importers import boundaries
from commonhall.places.models import Boundary, Unit
from commonhall.places.queries import locate
from commonhall.site.commands import found
from tests.damage import VALUES, damaged_json
from tests.words import OTHER, SOURCE

SQUARE = [[10, 50], [11, 50], [11, 51], [10, 51], [10, 50]]


@pytest.fixture
def hall(home: Path, db: None) -> Path:
    found.found("Testford")
    return home


def polygon(*rings: Any) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": list(rings)}


def feature(geometry: Any = None, **properties: Any) -> dict[str, Any]:
    given = {"code": "A1", **properties}
    return {"type": "Feature", "properties": given, "geometry": geometry or polygon(SQUARE)}


def collection(*features: Any) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": list(features)}


def topology(lines: Any, **geometry: Any) -> dict[str, Any]:
    one = {"type": "Polygon", "id": "T1", **geometry}
    return {"type": "Topology", "objects": {"units": one}, "arcs": lines}


def said(data: Any) -> str:
    with pytest.raises(Invalid) as caught:
        boundaries.read_features(json.dumps(data))
    return str(caught.value)


BAD = [
    (None, "null is no feature"),
    (7, "7 is no feature"),
    ({"properties": {"code": "B"}, "geometry": None}, "has no geometry; a unit needs a Polygon"),
    ({"properties": {"code": "B"}}, "has no geometry"),
    ({"properties": [1], "geometry": polygon(SQUARE)}, "its properties are no names with values"),
    (feature({"type": "Point", "coordinates": [1, 2]}), "is a Point"),
    (feature({"type": "Polygon"}), "its coordinates are not lists of lists"),
    (feature(polygon()), "has no area"),
    (feature(polygon([])), "a ring needs four positions or more"),
    (feature(polygon([[1], [2], [3], [1]])), "a position needs a longitude and a latitude"),
    (feature(polygon([[1, None], [2, 2], [3, 3], [1, 1]])), "'None' is no coordinate"),
    (feature(polygon([[1, "2"], [2, 2], [3, 3], [1, 1]])), "'2' is no coordinate"),
    (feature(polygon([[1, 1], [10**400, 2], [3, 3], [1, 1]])), "too large"),
    (feature(polygon([[1, 1], [2, 1], [2, 2], [1, 2]])), "ends where it begins"),
    (feature(polygon([[1, 1], [2, 95], [2, 2], [1, 1]])), "lies outside longitude ±180"),
    (feature(polygon([[72, 50], [73, 50], [74, 50], [72, 50]])), "has no area"),
    (feature(polygon([[1, 1], [2, 2], [1, 1], [1, 1]])), "has no area"),
    (feature({"type": "MultiPolygon", "coordinates": []}), "has no area"),
    (feature({"type": "MultiPolygon", "coordinates": [[[[1, 1]] * 4]]}), "has no area"),
    (feature(polygon([[1, 1], [1 + 1e-9, 1], [1, 1 + 1e-9], [1, 1]])), "has no area"),
    (feature(polygon([[-180, -80], [-60, -80], [60, -80], [179, -80], [-180, -80]])), "a pole"),
    (feature(code="x" * 41), "its code has 41 characters; at most 40"),
    (feature(code={"en": "B"}), 'its code is {"en": "B"}; expected a text or a number'),
    (feature(code=True), "its code is true; expected"),
    (feature(code="a\0"), "its code has a character that is no text"),
    (feature(code="  "), "its code is empty"),
    (feature(name=["East"]), "its name is neither a text nor one text a language"),
    (feature(name={"the official one": "East"}), "its name is neither a text nor one text"),
    (feature(name="\ud800"), "its name has a character that is no text"),
]


@pytest.mark.parametrize(("wrong", "message"), BAD)
def test_what_is_wrong_is_named_by_its_feature(wrong: Any, message: str) -> None:
    text = said(collection(feature(code="A0"), wrong))
    assert "line 2, feature" in text and message in text and "exception" not in text


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (topology([], arcs=[[5]]), "line 1, feature: there is no arc 5; the topology has 0"),
        (topology([SQUARE], arcs=[["0"]]), "line 1, feature: there is no arc 0"),
        (topology([SQUARE], arcs=[[-2]]), "there is no arc -2; the topology has 1"),
        (topology([SQUARE], arcs=7), "its arcs are not lists of numbers"),
        (topology([SQUARE]), "its arcs are not lists of numbers"),
        (topology([SQUARE], type=None), "line 1, feature: has no geometry"),
        (topology([7], arcs=[[0]]), "topology: arc 0 is no list of positions"),
        (topology([[[1]]], arcs=[[0]]), "topology: arc 0 is no list of positions"),
        (topology(None, arcs=[[0]]), "topology: a topology needs arcs"),
        ({"type": "Topology", "arcs": []}, "topology: a topology needs objects"),
        ({"type": "Topology", "arcs": [], "objects": {"a": None}}, "'None' is no geometry"),
        (topology([SQUARE]) | {"transform": {"scale": [1]}}, "transform needs scale"),
        ({"type": "FeatureCollection", "features": 3}, "expected a list of features"),
        ({"type": "FeatureCollection", "features": []}, "there is no feature"),
        ([], "expected a GeoJSON FeatureCollection"),
    ],
)
def test_what_is_wrong_with_a_topology_or_the_whole_is_named(wrong: Any, message: str) -> None:
    assert message in said(wrong)


@pytest.mark.parametrize("text", ["[" * 100_000, '{"a": NaN}', "1" * 5000, '{"a"'])
def test_text_that_is_no_json_is_refused(text: str) -> None:
    with pytest.raises(Invalid, match="not valid JSON"):
        boundaries.read_features(text)


def test_nothing_is_imported_when_one_feature_is_wrong(hall: Path) -> None:
    path = hall / "a.geojson"
    path.write_text(json.dumps(collection(feature(), None)))
    with pytest.raises(Invalid, match="Nothing was imported"):
        boundaries.run(path)
    assert Unit.objects.count() == 1


def test_a_place_across_the_date_line_is_cut_there_and_found(hall: Path) -> None:
    shell = [[178, -18], [-178, -18], [-178, -15], [178, -15], [178, -18]]
    hole = [[-179, -17], [-179, -16], [-178.5, -16], [-178.5, -17], [-179, -17]]
    path = hall / "island.geojson"
    path.write_text(json.dumps(collection(feature(polygon(shell, hole), name="Island"))))
    boundaries.run(path)
    unit = Unit.objects.get(code="A1").pk
    shape = shapely.from_geojson(Boundary.objects.get().geometry)
    assert shape.area == pytest.approx(4 * 3 - 0.5)
    points = [(-16.5, 179.5), (-16.5, -179.5), (-16.5, 0), (-16.5, -178.7), (-16.5, 177)]
    assert locate(points) == [unit, unit, None, None, None]


def test_a_part_on_a_line_leaves_the_area_of_the_others(hall: Path) -> None:
    line = [[[20, 50], [21, 50], [22, 50], [20, 50]]]
    spike = [*SQUARE[:3], [11, 60], [11, 51], *SQUARE[3:]]
    shape = {"type": "MultiPolygon", "coordinates": [[spike], line]}
    path = hall / "b.geojson"
    path.write_text(json.dumps(collection(feature(shape))))
    boundaries.run(path)
    stored = shapely.from_geojson(Boundary.objects.get().geometry)
    assert (stored.geom_type, stored.area) == ("Polygon", 1.0)


def names(**properties: Any) -> dict[str, str]:
    features = boundaries.read_features(json.dumps(collection(feature(**properties))))
    return boundaries.unit_rows(features, root="root")[0].names


@pytest.mark.django_db
def test_a_name_in_several_languages_is_one_name_a_language() -> None:
    assert names(name={SOURCE: "East", "xx": "Wschód"}) == {SOURCE: "East", "xx": "Wschód"}
    assert names(**{"name": "East", f"name:{OTHER}": "Ost"}) == {SOURCE: "East", OTHER: "Ost"}
    assert names(name=7) == {SOURCE: "7"}


def codes(*given: Any) -> list[str]:
    text = json.dumps(collection(*(feature(code=code) for code in given)))
    return [code for code, _, _ in boundaries.read_features(text)]


def test_codes_of_a_column_of_decimals_are_whole() -> None:
    assert codes(101.0, 102, " 103 ") == ["101", "102", "103"]
    assert codes("101.0", "102.0") == ["101", "102"]
    assert codes("1.0", "1.1") == ["1.0", "1.1"]


GOOD = [
    collection(
        feature(code="A", name={SOURCE: "East"}),
        feature(
            {
                "type": "MultiPolygon",
                "coordinates": [[SQUARE, [[10.2, 50.2], [10.4, 50.2], [10.4, 50.4], [10.2, 50.2]]]],
            },
            code=7.0,
        ),
        feature(polygon([[179, -17], [-179, -17], [-179, -16], [179, -16], [179, -17]]), code="C"),
    ),
    topology([[[0, 0], [5, 0], [0, 5], [-5, -5]]], arcs=[[0]])
    | {"transform": {"scale": [0.1, 0.1], "translate": [10, 50]}},
    topology([SQUARE], type="MultiPolygon", arcs=[[[~0]]], properties={"name": "x"}),
]


@given(data=st.data())
@settings(max_examples=1500, deadline=None)
@pytest.mark.django_db
def test_no_damage_to_a_file_ends_in_anything_but_its_own_error(data: st.DataObject) -> None:
    tree = data.draw(damaged_json(data.draw(st.sampled_from(GOOD))))
    try:
        features = boundaries.read_features(json.dumps(tree))
        rows = boundaries.unit_rows(
            features, root="root", parent_digits=data.draw(st.integers(0, 1))
        )
    except Invalid as error:
        assert all(problem.line >= 1 and problem.message for problem in error.problems)
        return
    for row in rows:
        assert 0 < len(row.code) <= 40 and row.geometry.area > 0
        row.code.encode()
        assert all(name and name.encode() for name in row.names.values())
        west, south, east, north = row.geometry.bounds
        assert -180 <= west < east <= 180 and -90 <= south < north <= 90


@given(value=VALUES)
def test_any_value_in_place_of_a_file_is_refused(value: Any) -> None:
    with pytest.raises(Invalid):
        boundaries.read_features(json.dumps(value))
