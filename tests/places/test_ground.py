"""The ground below the maps: read with its faults named, drawn within its bounds, found by its names."""

from __future__ import annotations

import gzip
import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import shapely
from django.test import Client

from commonhall.cases.cases.models import Case
from commonhall.core.imports import Invalid
from commonhall.places import ground_files, grounds, stills
from commonhall.places.ground_actions import set_ground
from commonhall.places.models import Ground
from commonhall.site.demo.ground import millbrook
from commonhall.ui import maps
from commonhall.ui.ground import document, picture, view
from commonhall.ui.ground.shapes import Ground as Shapes
from tests.actions.samples.places import a_ground, a_place
from tests.kit import Hall, found_hall, signed_in

MIDDLE = (10.03, 50.03)


@pytest.fixture(scope="module")
def town() -> Shapes:
    layers = ground_files.read(json.dumps(millbrook.town().collection()))
    return Shapes.of(json.loads(layers.text), "digest")


@pytest.fixture
def hall(home: Path, db: None) -> Hall:
    return found_hall()


def collection(*features: dict[str, Any]) -> str:
    return json.dumps({"type": "FeatureCollection", "features": features})


def feature(kind: str, geometry: Any, **properties: Any) -> dict[str, Any]:
    shape = json.loads(shapely.to_geojson(geometry))
    return {"type": "Feature", "properties": {"kind": kind, **properties}, "geometry": shape}


# --- the demo's town ------------------------------------------------------------------------------
def test_the_town_is_the_same_each_time_and_its_districts_cover_it_without_overlapping() -> None:
    first, again = millbrook.town(), millbrook.town.__wrapped__()
    assert first.collection() == again.collection()
    areas = list(first.districts.values())
    assert len(areas) == 9 and all(one.geom_type == "Polygon" for one in areas)
    assert shapely.union_all(areas).area == pytest.approx(sum(one.area for one in areas), rel=1e-6)
    assert all(len(one.exterior.coords) > 12 for one in areas)


def test_the_town_has_what_a_town_has(town: Shapes) -> None:
    grades = {piece.grade for piece in town.pieces}
    assert {"river", "brook", "canal", "wood", "park", "main", "lane", "rail", "building"} <= grades
    assert {"bridge", "station", "square"} <= grades
    assert sum(piece.kind == "street" and bool(piece.name) for piece in town.pieces) > 300


# --- reading --------------------------------------------------------------------------------------
def test_openstreetmaps_tags_are_understood() -> None:
    line, area = shapely.LineString([(10, 1), (10.1, 1.1)]), shapely.box(10, 1, 10.1, 1.1)
    rows = [
        {**feature("x", line), "properties": {"highway": "primary", "name": " A  1 "}},
        {**feature("x", line), "properties": {"highway": "residential"}},
        {**feature("x", area), "properties": {"landuse": "forest"}},
        {**feature("x", area), "properties": {"building": "yes"}},
    ]
    read = json.loads(ground_files.read(collection(*rows)).text)["features"]
    said = [(one["properties"]["kind"], one["properties"]["class"]) for one in read]
    assert said == [("street", "main"), ("street", "lane"), ("green", "wood"), ("building",) * 2]
    assert read[0]["properties"]["name"] == "A 1"


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("{", 1, "not valid JSON"),
        ("[" * 100_000, 1, "nested"),
        ('{"type": "Topology"}', 1, "FeatureCollection"),
        (collection(), 1, "no feature"),
        (collection(a_place(kind="place", name="x"), a_place(kind="volcano")), 2, "volcano"),
        (collection(a_place(kind="place"), a_place(kind="street")), 2, "needs LineString"),
        (collection(a_place(kind="place", name="x" * 121)), 1, "120"),
        (collection(a_place(kind="place", **{"class": "palace"})), 1, "palace"),
        (collection(feature("place", shapely.Point(200, 1))), 1, "WGS 84"),
        (
            collection({"type": "Feature", "properties": None, "geometry": None}),
            1,
            "no kind",
        ),
    ],
)
def test_what_is_wrong_is_named_by_its_feature(text: str, line: int, words: str) -> None:
    with pytest.raises(Invalid) as caught:
        ground_files.read(text)
    problem = caught.value.problems[0]
    assert problem.line == line and words in problem.message


def test_too_many_features_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ground_files, "MOST_FEATURES", 2)
    with pytest.raises(Invalid, match="at most 2"):
        ground_files.read(collection(*[a_place(kind="place")] * 3))


# --- drawing --------------------------------------------------------------------------------------
def test_still_pictures_stay_small_and_hold_neither_script_nor_style(town: Shapes) -> None:
    for box in [(*MIDDLE, *MIDDLE), millbrook.town().districts["works"].bounds, town.bounds]:
        for theme in picture.THEMES:
            drawn = picture.picture(town, view.showing(box), theme)
            assert len(drawn.encode()) <= 12_000
            assert "<script" not in drawn and " style=" not in drawn and "<style" not in drawn
            assert picture.THEMES[theme]["water"] in drawn


def test_a_name_from_a_file_cannot_break_out_of_a_picture() -> None:
    evil = '<script>alert(1)</script>"'
    here = [shapely.LineString([(10.02, 50.03), (10.04, 50.03)])]
    text = collection(feature("street", here[0], **{"class": "main"}, name=evil))
    whole = Shapes.of(json.loads(ground_files.read(text).text))
    drawn = picture.picture(whole, view.showing((10.025, 50.029, 10.035, 50.031)))
    assert "&lt;script&gt;" in drawn and "<script" not in drawn


def test_the_first_view_of_the_town_is_light(town: Shapes) -> None:
    sent = gzip.compress(document.document(town).encode())
    assert len(sent) < 60_000
    assert json.loads(document.document(town))["whole"] is True


def test_a_large_ground_is_sent_as_an_overview_and_in_cells(
    town: Shapes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(document, "MOST_WHOLE", 60_000)
    overview = json.loads(document.document(town))
    assert overview["whole"] is False
    assert not {"building", "path"} & {row[0] for row in overview["shapes"]}
    x, y = (int(one // 256) for one in view.world(MIDDLE[1], MIDDLE[0], document.CELL_ZOOM))
    inside = json.loads(document.cell(town, x, y))
    assert {"building", "lane"} <= {row[0] for row in inside["shapes"]}


def test_a_point_lies_on_a_picture_where_the_ground_says() -> None:
    made = view.showing((10.02, 50.02, 10.04, 50.04))
    west, south, east, north = made.box
    assert made.at(north, west) == pytest.approx((0, 0), abs=0.01)
    assert made.at(south, east) == pytest.approx((made.width, made.height), abs=0.01)
    assert west < 10.02 and east > 10.04 and south < 50.02 and north > 50.04
    assert view.read(made.key) == made
    for wrong in ("", "small-1-2-3", "huge-56-1-1", "small-56--1-1", "small-56-1-1-1"):
        assert view.read(wrong) is None


def test_the_colours_of_pictures_are_those_of_the_page() -> None:
    sheet = (Path(maps.__file__).parent / "styles" / "map.css").read_text()
    light, dark = sheet.split("@media (prefers-color-scheme: dark)")[:2]
    for block, colours in ((light, picture.LIGHT), (dark.split("}")[0], picture.DARK)):
        said = dict(re.findall(r"--ground-([\w-]+): (#\w+);", block))
        assert said == colours


# --- in a hall ------------------------------------------------------------------------------------
def test_a_ground_is_searched_served_and_replaced(hall: Hall, client: Client) -> None:
    assert maps.base().document == ""
    name = "柳荫路 Weidenstraße"
    file = a_ground(a_place(kind="place", name=name), a_place(kind="place", name="Mill Pond"))
    set_ground.perform(hall.chair, file=file)
    for words, wanted in (
        ("strasse", [name]),
        ("荫", [name]),
        ("lan mil", ["Mill Lane"]),
        ("mill", ["Mill Lane", "Mill Pond"]),
        ("nowhere", []),
        ("%", []),
    ):
        assert [one.name for one in grounds.find(words)] == wanted
    found = client.get("/places/find.json", {"q": "mill lane"}).json()["found"]
    assert found[0]["label"] == "Mill Lane, North" and found[0]["at"] == [1.5, 10.5]
    assert "Mill Lane" in client.get(found[0]["url"]).content.decode()
    assert found[0]["url"] in client.get("/search/", {"q": "mill lane"}).content.decode()
    before = maps.base().document
    sent = client.get(before)
    assert "immutable" in sent["Cache-Control"] and "Mill Lane" in sent.json()["names"]
    set_ground.perform(hall.chair, file=a_ground(a_place(kind="place", name="Bridge")))
    assert client.get(before).status_code == 404
    assert [one.name for one in grounds.find("pond")] == []
    assert Ground.objects.count() == 2


def test_pictures_are_made_of_this_place_only(hall: Hall, client: Client) -> None:
    set_ground.perform(hall.chair, file=a_ground())
    base = maps.base()
    assert base.picture is not None
    here = base.picture(view.showing((10.4, 1.4, 10.6, 1.6)), "dark")
    answer = client.get(here)
    assert answer.status_code == 200 and answer["Content-Type"].startswith("image/svg+xml")
    there = base.picture(view.showing((40.4, 41.4, 40.6, 41.6)), "dark")
    assert client.get(there).status_code == 404
    assert client.get(here.replace("/dark/", "/pink/")).status_code == 404
    assert client.get(here.replace("small-", "vast-")).status_code == 404


def test_a_map_of_another_part_of_the_world_is_refused(hall: Hall) -> None:
    client = signed_in(hall.chair)
    far = feature("street", shapely.LineString([(50, 50), (51, 51)]))
    file = a_ground()
    file.seek(0)
    whole = json.loads(file.read())
    whole["features"] = [far]
    file.seek(0)
    file.truncate()
    file.write(json.dumps(whole).encode())
    file.seek(0)
    page = client.post("/places/set-ground/", {"file": file})
    assert "a different part of the world" in page.content.decode()
    assert not Ground.objects.exists()


def test_a_case_says_where_it_is_and_what_is_near(hall: Hall, client: Client) -> None:
    set_ground.perform(hall.chair, file=a_ground())
    point = (Decimal("1.5001"), Decimal("10.5"))
    case = hall.raise_case(unit=None, point=point)
    near = hall.raise_case(unit=None, point=(Decimal("1.5008"), Decimal("10.5")), title="Hole")
    hall.raise_case(unit=None, point=(Decimal("1.51"), Decimal("10.5")), title="Far")
    content = client.get(f"/cases/{case.pk}/").content.decode()
    assert 'alt="Mill Lane, North; 1 case nearby"' in content
    asked = {"latitude": "1.5", "longitude": "10.5"}
    features = client.get("/cases/nearby.json", asked).json()["features"]
    assert [one["properties"]["label"] for one in features] == [case.title, near.title]
    assert features[0]["properties"]["tone"] == "waiting"
    for wrong in ({}, {"latitude": "x", "longitude": "1"}, {"latitude": "NaN", "longitude": "1"}):
        assert client.get("/cases/nearby.json", wrong).json()["features"] == []


def test_without_scripts_a_street_is_searched_and_chosen(hall: Hall) -> None:
    set_ground.perform(hall.chair, file=a_ground())
    client = signed_in("resident")
    given = {
        "kind": "request",
        "title": "Dark",
        "category": str(hall.lamps.pk),
        "asked": "1",
        "point_sought": "mill",
    }
    page = client.post("/cases/raise/", {**given, "point_find": "1"}).content.decode()
    assert 'value="1.5,10.5"' in page and "Mill Lane, North" in page and 'value="Dark"' in page
    assert not Case.objects.exists()
    nothing = client.post("/cases/raise/", {**given, "point_sought": "zz", "point_find": "1"})
    assert "There is no street or place with that name. Try another." in nothing.content.decode()
    client.post("/cases/raise/", {**given, "point_chosen": "1.5,10.5"})
    case = Case.objects.get()
    assert case.unit == hall.unit("north") and float(case.latitude or 0) == 1.5


def test_a_place_without_a_ground_still_shows_its_shape(hall: Hall) -> None:
    still = stills.of_unit(hall.unit("north"))
    drawn = maps.drawn(still)
    assert "still-area" in drawn and "<img" not in drawn and 'aria-label="Map of North"' in drawn


def test_winners_are_marked_by_district_and_said(hall: Hall) -> None:
    north, south = hall.unit("north"), hall.unit("south")
    rows = [(north, True), (north, True), (south, False), (None, True), (hall.unit("root"), True)]
    still = stills.chosen_by_place(rows)
    assert still is not None and still.alt == "North: 2 winners"
    assert [(one.tone, one.label) for one in still.marks] == [("good", "2")]
    assert stills.chosen_by_place([(south, False)]) is None
