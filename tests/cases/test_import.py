"""New York's 311 requests come in whole, once, in the right place, and resume after a kill."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

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
from tests.damage import damaged

HEADER = [
    *nyc311.NEEDED,
    "Incident Address",
    "Resolution Description",
    "Resolution Action Updated Date",
]
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


def test_no_row_of_a_chunk_asks_the_database_for_itself(hall: Path) -> None:
    asked = []
    for count in (1, 200):
        rows = [{**GOOD, "Unique Key": f"{count}-{number}"} for number in range(count)]
        path = write(hall / f"{count}.csv", *rows)
        with CaptureQueriesContext(connection) as queries_:
            nyc311.run(path)
        asked.append([one["sql"] for one in queries_ if one["sql"].startswith("SELECT")])
    few, many = asked
    # The first import made the agency and the category, so it asks rather more than less.
    assert len(many) <= len(few), [one for one in many if one not in few][:5]


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


@pytest.mark.parametrize(
    "header",
    [
        {
            "Complaint Type": "Problem (formerly Complaint Type)",
            "Descriptor": "Problem Detail (formerly Descriptor)",
        },
        {"Complaint Type": "Problem", "Descriptor": "Problem Detail"},
        {name: name.lower().replace(" ", "_") for name in HEADER},
        {name: f" {name.upper()}  " for name in HEADER},
    ],
    ids=["of 2026", "renamed", "of the interface", "in capitals"],
)
def test_columns_that_were_renamed_are_known_again(hall: Path, header: dict[str, str]) -> None:
    path = write(hall / "h.csv", {**GOOD, "Descriptor": "Loud Music"})
    first, rest = path.read_text().split("\n", 1)
    names = [header.get(name, name) for name in first.strip().split(",")]
    path.write_text(",".join(names) + "\n" + rest)
    assert nyc311.run(path)["new"] == 1
    assert Case.objects.get().title == "Noise: Loud Music"


def test_a_column_under_two_names_is_named(hall: Path) -> None:
    path = write(hall / "i.csv", GOOD)
    first, rest = path.read_text().split("\n", 1)
    path.write_text(first.strip() + ",Problem (formerly Complaint Type)\n" + rest)
    assert problems(path) == ["line 1, header: the column Complaint Type stands twice"]


def test_complaints_that_differ_in_case_are_one_category(hall: Path) -> None:
    rows = [
        {**GOOD, "Unique Key": str(number), "Complaint Type": name, "Agency": agency}
        for number, (name, agency) in enumerate(
            [("PLUMBING", "HPD"), ("Plumbing", "DOB"), ("plumbing", "hpd")]
        )
    ]
    assert nyc311.run(write(hall / "j.csv", *rows))["new"] == 3
    assert len(set(Case.objects.values_list("category", flat=True))) == 1
    assert len(set(Case.objects.values_list("body", flat=True))) == 2


def test_names_without_latin_letters_and_long_ones_keep_apart(hall: Path) -> None:
    names = ["噪音", "漏水", "Шум", "噪音 A", "漏水 A", "???", "x" * 300, "x" * 299 + "y"]
    rows = [
        {**GOOD, "Unique Key": str(number), "Complaint Type": name, "Agency": name}
        for number, name in enumerate(names)
    ]
    assert nyc311.run(write(hall / "k.csv", *rows))["new"] == len(names)
    cases = Case.objects.select_related("category", "body")
    assert {case.category.name for case in cases} == set(names)
    assert {case.body.name for case in cases} == {"Police"}
    assert len({case.body.code for case in cases}) == len(names)
    assert max(len(case.body.code) for case in cases) <= 40
    assert max(len(case.category.code) for case in cases) <= 60


IMPOSSIBLE = [
    ("Closed Date", "01/01/1900 12:00:00 AM", "1900-01-01 lies before 1970; left out"),
    (
        "Closed Date",
        "04/30/2022 09:00:00 AM",
        "04/30/2022 09:00:00 AM lies before the request was raised; left out",
    ),
    ("Closed Date", "01/01/2900 09:00:00 AM", "2900-01-01 lies in the future; left out"),
    (
        "Resolution Action Updated Date",
        "12/31/9999 11:59:59 PM",
        "9999-12-31 lies in the future; left out",
    ),
]


@pytest.mark.parametrize(("field", "written", "said"), IMPOSSIBLE)
def test_moments_that_cannot_be_are_left_out_and_named(
    hall: Path, field: str, written: str, said: str
) -> None:
    answer = {"Resolution Description": "Looked at."}
    result = nyc311.run(write(hall / "l.csv", {**GOOD, **answer, field: written}))
    assert result["doubts"] == [f"line 2, {field}: {said}"]
    assert said in nyc311.told(result)
    case = Case.objects.get()
    assert case.closed_at is None
    assert Answer.objects.get().at == case.raised_at


@pytest.mark.parametrize("written", ["01/01/1900 12:00:00 AM", "01/01/2900 12:00:00 AM"])
def test_a_request_raised_when_nobody_can_have_raised_it_is_refused(
    hall: Path, written: str
) -> None:
    path = write(hall / "m.csv", {**GOOD, "Created Date": written})
    assert problems(path)[0].startswith("line 2, Created Date: ")


@pytest.mark.parametrize(
    ("raised", "closed", "minutes"),
    [
        ("11/06/2022 01:30:00 AM", "11/06/2022 01:10:00 AM", 40),
        ("03/13/2022 02:30:00 AM", "03/13/2022 03:05:00 AM", 35),
        ("11/06/2022 12:30:00 AM", "11/06/2022 01:10:00 AM", 40),
        ("05/01/2022 12:30:00 AM", "05/01/2022 12:50:00 AM", 20),
    ],
)
def test_the_hour_that_summer_time_repeats_or_skips_puts_nothing_before_its_cause(
    hall: Path, raised: str, closed: str, minutes: int
) -> None:
    path = write(hall / "n.csv", {**GOOD, "Created Date": raised, "Closed Date": closed})
    assert "doubts" not in nyc311.run(path)
    case = Case.objects.get()
    assert case.closed_at is not None
    assert (case.closed_at - case.raised_at).total_seconds() == minutes * 60


def test_a_point_at_nought_degrees_is_no_point(hall: Path) -> None:
    result = nyc311.run(write(hall / "o.csv", {**GOOD, "Latitude": "0.0", "Longitude": "-0"}))
    assert Case.objects.get().latitude is None
    assert result["doubts"][0].startswith("line 2, Latitude: 0°, 0°")


def test_a_field_too_long_for_a_table_names_its_own_line(hall: Path) -> None:
    rows = [{**GOOD, "Unique Key": "1"}, {**GOOD, "Unique Key": "2", "Status": "x" * 140_000}]
    path = write(hall / "p.csv", *rows)
    assert problems(path)[0].startswith("line 3, format: not valid CSV: field larger than")


@pytest.fixture
def readable(tmp_path: Path) -> Path:
    return write(tmp_path / "q.csv", {**GOOD, "Latitude": "40.8", "Longitude": "-73.9"}, GOOD)


@given(data=st.data())
@settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_no_damage_to_a_file_ends_in_anything_but_its_own_error(
    readable: Path, data: st.DataObject
) -> None:
    path = readable.with_name("damaged.csv")
    path.write_bytes(data.draw(damaged(readable.read_bytes())))
    try:
        found = nyc311.check(path)
    except Invalid as error:
        assert all(problem.line >= 1 and problem.field for problem in error.problems)
    else:
        assert found.count == len(list(nyc311.rows(path)))
        assert all(row.closed is None or row.closed >= row.created for row in nyc311.rows(path))
