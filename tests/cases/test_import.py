"""New York's 311 requests come in whole, once, in the right place, and resume after a kill."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from commonhall.actions import import_runs
from commonhall.cases.cases import queries
from commonhall.cases.cases.importers import nyc311
from commonhall.cases.cases.models import Answer, Case
from commonhall.core.imports import Invalid
from commonhall.people.actors import system
from commonhall.places import actions as places
from commonhall.places.importers import boundaries
from commonhall.places.models import Unit
from commonhall.record import sequencer, verification
from commonhall.record.readers import DatabaseSource
from commonhall.site.commands import found

HEADER = [*nyc311.NEEDED, "Incident Address", "Resolution Description"]
GOOD = {
    "Unique Key": "1",
    "Created Date": "05/01/2022 12:00:03 AM",
    "Agency": "NYPD",
    "Agency Name": "Police",
    "Complaint Type": "Noise",
    "Status": "Open",
    "Borough": "BRONX",
    "Community Board": "04 BRONX",
}


def write(path: Path, *rows: dict[str, str]) -> Path:
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, HEADER, restval="")
        writer.writeheader()
        writer.writerows(rows)
    return path


@pytest.fixture
def hall(home: Path, db: None) -> Path:
    found.found("New York")
    return home


def problems(path: Path) -> list[str]:
    with pytest.raises(Invalid) as caught:
        nyc311.run(path)
    assert Case.objects.count() == 0
    return [str(problem) for problem in caught.value.problems]


def test_a_date_that_is_none_names_line_and_field(hall: Path) -> None:
    path = write(hall / "a.csv", GOOD, {**GOOD, "Unique Key": "2", "Created Date": "31/31/2022"})
    assert problems(path)[0].startswith("line 3, Created Date: '31/31/2022' is no moment")


def test_broken_encoding_names_the_line(hall: Path) -> None:
    path = hall / "b.csv"
    path.write_bytes(b"Unique Key,Created Date\n1,\xff\xfe\n")
    assert problems(path)[0].startswith("line 2, encoding:")


def test_a_missing_column_is_named(hall: Path) -> None:
    path = hall / "c.csv"
    path.write_text("Unique Key,Agency\n1,NYPD\n")
    assert "columns missing: Created Date" in problems(path)[0]


def test_a_key_that_stands_twice_is_named(hall: Path) -> None:
    assert problems(write(hall / "d.csv", GOOD, GOOD)) == [
        "line 3, Unique Key: stands in line 2 already"
    ]


def test_coordinates_that_are_none_are_named(hall: Path) -> None:
    path = write(hall / "e.csv", {**GOOD, "Latitude": "95", "Longitude": "1"})
    assert problems(path)[0].startswith("line 2, Latitude:")


def test_coordinates_in_the_sea_fall_back_to_the_board(hall: Path) -> None:
    nyc311.run(write(hall / "f.csv", {**GOOD, "Latitude": "0", "Longitude": "0"}))
    assert Case.objects.get().unit == Unit.objects.get(code="root")


def test_a_killed_import_resumes_and_shows_nothing_before_its_end(
    hall: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [{**GOOD, "Unique Key": str(number)} for number in range(1100)]
    path = write(hall / "g.csv", *rows)
    original, calls = import_runs._write_chunk, []

    def dies(plan, run, chunk):  # type: ignore[no-untyped-def]
        calls.append(len(chunk))
        if len(calls) == 3:
            raise KeyboardInterrupt
        return original(plan, run, chunk)

    monkeypatch.setattr(import_runs, "_write_chunk", dies)
    with pytest.raises(KeyboardInterrupt):
        nyc311.run(path)
    assert Case.objects.count() == 1000
    assert queries.visible().count() == 0
    assert nyc311.run(path) == {"rows": 1100, "new": 100, "total": 1100, "repeated": False}
    assert queries.visible().count() == 1100
    while sequencer.sequence_once():
        pass
    assert verification.verify(DatabaseSource()).codes() == set()


@pytest.mark.realdata
def test_the_real_file_lands_in_its_places_once(hall: Path, real_data: Path) -> None:
    features = boundaries.read(real_data / "places" / "nyc-community-districts.topojson")
    digits, names = boundaries.known_parents(features)
    rows = boundaries.unit_rows(features, root="root", parent_digits=digits, parent_names=names)
    places.import_units.perform(system(), rows=rows, source_sha256="0" * 64)
    assert Unit.objects.count() == 1 + 5 + 71
    path = real_data / "requests" / "nyc311-2022-05-01.csv"
    with path.open(newline="", encoding="utf-8-sig") as file:
        raw = list(csv.DictReader(file))
    assert nyc311.run(path)["new"] == len(raw)
    assert nyc311.run(path) == {
        "rows": len(raw),
        "new": 0,
        "total": len(raw),
        "repeated": True,
    }
    closed = sum(row["Status"] == "Closed" for row in raw)
    assert Case.objects.filter(state=Case.State.CLOSED).count() == closed
    unspecified = sum(
        row["Community Board"].startswith("Unspecified") and not row["Latitude"] for row in raw
    )
    boroughs = Case.objects.filter(unit__kind="borough", latitude=None).count()
    assert boroughs == unspecified
    assert Case.objects.filter(unit__code="root").count() == 0
    answered = sum(bool(row["Resolution Description"]) for row in raw)
    assert Answer.objects.filter(reported=True).count() == answered
