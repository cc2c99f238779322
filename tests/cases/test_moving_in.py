"""Cases from a table of any system, by a mapping file: all or none, once, resumed after a kill."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from commonhall.actions import import_runs
from commonhall.cases.cases import queries
from commonhall.cases.cases.models import Answer, Case
from commonhall.cases.categories import actions as category_actions
from commonhall.cases.categories.models import Category
from commonhall.cases.moving_in import mapping, moments
from commonhall.cases.moving_in.importers import csv
from commonhall.core import clock
from commonhall.core.imports import Invalid
from commonhall.record import sequencer, verification
from commonhall.record.readers import DatabaseSource
from commonhall.site import cli
from tests.kit import Hall, found_hall
from tests.words import texts

pytestmark = pytest.mark.django_db
MAPPING = """
source = "old"
[columns]
key = "Nr"
raised = "Eingang"
text = "Text"
category = "Thema"
state = "Stand"
place = "Ortsteil"
latitude = "B"
longitude = "L"
answer = "Antwort"
answered = "am"
[categories]
Licht = "lamps"
[states]
erledigt = "closed"
offen = "open"
[places]
Nord = "north"
[days]
order = "dmy"
time_zone = "Europe/Berlin"
"""
HEAD = "Nr;Eingang;Text;Thema;Stand;Ortsteil;B;L;Antwort;am;Name\n"
GOOD = HEAD + (
    "1;1.5.2022 09:30;Lampe aus;Licht;erledigt;Nord;;;Neue Lampe.;3.5.2022;Erika Muster\n"
    "2;2.5.22;Dunkel hier\nund dort;lamps;offen;South;;;;;Max\n".replace(
        "Dunkel hier\nund dort", '"Dunkel hier\nund dort"'
    )
    + "3;2022-05-04T10:00:00+00:00;Loch;Licht;offen;;1,5;10,5;;;\n"
)


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def bring(home: Path, text: str, said: str = MAPPING, **more: Any) -> Any:
    file, led = home / "old.csv", home / "mapping.toml"
    file.write_text(text)
    led.write_text(said)
    return csv.run(file, str(led), **more)


def faults(home: Path, text: str, said: str = MAPPING) -> list[tuple[int, str]]:
    before = Case.objects.count()
    with pytest.raises(Invalid) as caught:
        bring(home, text, said)
    assert Case.objects.count() == before
    return [(one.line, one.field) for one in caught.value.problems]


def test_each_column_lands_where_the_mapping_says_and_nobody_is_named(
    hall: Hall, home: Path
) -> None:
    assert bring(home, GOOD, dry_run=True)["states"] == {"closed": 1, "open": 2}
    assert Case.objects.count() == 0
    assert bring(home, GOOD) == {
        "rows": 3,
        "new": 3,
        "made": [],
        "repeated": False,
        "dry_run": False,
    }
    one, two, three = Case.objects.order_by("pk")
    assert (one.title, one.state, one.unit.code, one.category.code) == (
        "Lampe aus",
        "closed",
        "north",
        "lamps",
    )
    assert one.raised_at == datetime.fromisoformat("2022-05-01T07:30:00Z")
    said = Answer.objects.get()
    assert (said.text, said.reported, said.kind, said.body.code) == (
        "Neue Lampe.",
        True,
        "done",
        "parks",
    )
    assert (two.title, two.unit.code, two.raised_at.year) == ("Dunkel hier", "south", 2022)
    # The point decides; where nothing is said, the whole.
    assert three.unit.code == "north"
    assert all(case.reported and case.person_id is None for case in (one, two, three))
    assert not Case.objects.filter(text__contains="Muster").exists()
    while sequencer.sequence_once():
        pass
    assert verification.verify(DatabaseSource()).codes() == set()


def test_the_same_file_twice_is_once_and_a_longer_one_adds_what_is_new(
    hall: Hall, home: Path
) -> None:
    bring(home, GOOD)
    assert bring(home, GOOD)["repeated"] is True
    longer = GOOD + "4;5.5.2022;Noch eins;Licht;offen;;;;;;\n"
    assert bring(home, longer)["new"] == 1
    assert Case.objects.count() == 4
    # The same numbers of another system are others.
    assert bring(home, GOOD, MAPPING.replace('"old"', '"older"'))["new"] == 3


def test_every_fault_is_named_by_line_and_by_the_files_own_column(hall: Hall, home: Path) -> None:
    text = HEAD + (
        "1;31.2.2022;a;Licht;offen;;;;;;\n"
        "2;1.5.2022;b;Straßen;offen;;;;;;\n"
        "3;1.5.2022;c;Licht;verschollen;;;;;;\n"
        "4;1.5.2022;d;Licht;offen;;95;10;;;\n"
        "5;;e;Licht;offen;;;;;;\n"
        ";1.5.2022;f;Licht;offen;;;;;;\n"
        "2;1.5.2022;g;Licht;offen;;;;;;\n"
        "8;1.5.2022;;Licht;offen;;;;;;\n"
    )
    assert set(faults(home, text)) == {
        (2, "Eingang"),
        (3, "category"),
        (4, "Stand"),
        (5, "B"),
        (6, "Eingang"),
        (7, "key"),
        (8, "key"),
        (9, "title"),
    }
    assert faults(home, GOOD.replace("Thema", "Topic")) == [(1, "Thema")]
    assert faults(home, HEAD) == [(1, "line")]
    assert faults(home, GOOD + 'x;"open quote\n') == [(6, "line")]


def test_what_leads_nowhere_may_be_given_a_place_or_be_made(hall: Hall, home: Path) -> None:
    text = GOOD.replace("Licht", "Straßen")
    assert (2, "category") in faults(home, text)
    other = MAPPING.replace("[days]", '[others]\ncategory = "lamps"\n[days]')
    assert bring(home, text, other, dry_run=True)["made"] == []
    make = "make_categories = true\n" + MAPPING.replace(
        "[days]", '[others]\nbody = "roads"\n[days]'
    )
    assert (
        bring(home, text, make)["made"] == ["csv-old-strassen"]
        or Category.objects.filter(code__startswith="csv-old-").exists()
    )
    made = Category.objects.get(code__startswith="csv-old-")
    assert (made.names, made.body.code) == ({"en": "Straßen"}, "roads") or made.body.code == "roads"
    assert Case.objects.filter(category=made, body__code="roads").count() == 2


def test_the_route_of_the_place_says_which_body_answers(hall: Hall, home: Path) -> None:
    category_actions.route_category.perform(
        hall.chair, hall.lamps, unit=hall.unit("north"), body=hall.body("roads")
    )
    bring(home, GOOD)
    assert set(Case.objects.values_list("unit__code", "body__code")) == {
        ("north", "roads"),
        ("south", "parks"),
    }


def test_a_killed_import_shows_nothing_resumes_and_wants_its_own_file(
    hall: Hall, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    many = HEAD + "".join(f"{n};1.5.2022;t{n};Licht;offen;;;;;;\n" for n in range(1100))
    original, calls = import_runs._write_chunk, []

    def dies(plan, run, chunk):  # type: ignore[no-untyped-def]
        calls.append(len(chunk))
        if len(calls) == 3:
            raise KeyboardInterrupt
        return original(plan, run, chunk)

    monkeypatch.setattr(import_runs, "_write_chunk", dies)
    with pytest.raises(KeyboardInterrupt):
        bring(home, many)
    assert (Case.objects.count(), queries.visible().count()) == (1000, 0)
    # Another file, or the same by another mapping, would leave those hidden for ever.
    assert faults(home, GOOD) == [(0, "file")]
    assert bring(home, many)["new"] == 100
    assert queries.visible().count() == 1100
    while sequencer.sequence_once():
        pass
    assert verification.verify(DatabaseSource()).codes() == set()


@pytest.mark.parametrize(
    "said,place",
    [
        ("x = [", "mapping"),
        (MAPPING + "[colums]\nkey = 'a'", "colums"),
        (MAPPING.replace('key = "Nr"', 'number = "Nr"'), "columns.number"),
        (MAPPING.replace('key = "Nr"', ""), "columns.key"),
        (MAPPING.replace('erledigt = "closed"', 'erledigt = "done"'), "states"),
        (MAPPING.replace("Europe/Berlin", "Berlin"), "days.time_zone"),
        (MAPPING.replace('"dmy"', '"dym"'), "days.order"),
        (MAPPING.replace('Licht = "lamps"', "Licht = 3"), "categories.Licht"),
        (MAPPING.replace('Nord = "north"', 'Nord = "moon"'), "place"),
        (MAPPING.replace('text = "Text"', ""), "columns.title"),
        ("make_categories = 1\n" + MAPPING, "make_categories"),
    ],
)
def test_a_mapping_that_is_wrong_says_where(hall: Hall, home: Path, said: str, place: str) -> None:
    assert place in [field for _line, field in faults(home, GOOD, said)]


def test_a_mapping_is_written_as_it_is_read() -> None:
    once = mapping.read(MAPPING)
    assert mapping.read(mapping.written(once)) == once


@pytest.mark.parametrize(
    "text,order,wanted",
    [
        ("2022-05-01", "dmy", "2022-05-01T00:00:00+02:00"),
        ("2022-05-01 12:30:05", "dmy", "2022-05-01T12:30:05+02:00"),
        ("2022-05-01T10:00:00Z", "dmy", "2022-05-01T10:00:00+00:00"),
        ("2022-05-01 10:00:00 UTC", "dmy", "2022-05-01T10:00:00+00:00"),
        ("1.5.2022", "dmy", "2022-05-01T00:00:00+02:00"),
        ("05/01/2022 12:00:03 AM", "mdy", "2022-05-01T00:00:03+02:00"),
        ("5/1/22 1:15 PM", "mdy", "2022-05-01T13:15:00+02:00"),
        ("22-05-01", "ymd", "2022-05-01T00:00:00+02:00"),
        ("2022年5月1日 8:05", "dmy", "2022-05-01T08:05:00+02:00"),
    ],
)
def test_days_are_read_as_they_are_written(text: str, order: str, wanted: str) -> None:
    found = moments.read(text, order, moments.zone("Europe/Berlin"))
    assert found == datetime.fromisoformat(wanted)


@pytest.mark.parametrize(
    "text", ["", "yesterday", "31.2.2022", "2022-13-01", "1.5.0022", "99999-01-01"]
)
def test_a_day_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        moments.read(text)


def test_the_command_brings_it_in(
    hall: Hall, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, led = home / "old.csv", home / "m.toml"
    file.write_bytes(GOOD.encode("cp1252"))
    led.write_text(MAPPING)
    words = ["import", "cases", str(file), "--mapping", str(led), "--encoding", "cp1252"]
    assert cli.main([*words, "--dry-run"]) == 0
    assert "3 cases in the file, 3 of them new" in capsys.readouterr().out
    assert cli.main(words) == 0 and Case.objects.count() == 3
    assert cli.main(["import", "cases", str(file)]) != 0
    assert "docs/moving-in.md" in capsys.readouterr().err
    assert cli.main(["import", "cases", "https://example.org/", "--mapping", str(led)]) != 0
    assert clock.today() and texts("x")


@pytest.mark.realdata
def test_a_real_table_comes_in_by_a_mapping_alone(hall: Hall, home: Path, real_data: Path) -> None:
    """New York's requests, as any other city's table would come."""
    led = home / "new-york.toml"
    led.write_text(
        """
source = "new-york"
make_categories = true
[columns]
key = "Unique Key"
raised = "Created Date"
closed = "Closed Date"
title = "Descriptor"
text = "Complaint Type"
category = "Complaint Type"
state = "Status"
place = "Borough"
latitude = "Latitude"
longitude = "Longitude"
address = "Incident Address"
answer = "Resolution Description"
answered = "Resolution Action Updated Date"
[states]
Closed = "closed"
"In Progress" = "working"
Open = "open"
Assigned = "working"
Started = "working"
Pending = "working"
[others]
body = "roads"
[days]
order = "mdy"
time_zone = "America/New_York"
"""
    )
    path = real_data / "requests" / "nyc311-2022-05-01.csv"
    result = csv.run(path, str(led))
    assert (result["new"], result["repeated"]) == (924, False)
    assert Case.objects.filter(state="closed").count() == 480
    assert Case.objects.exclude(latitude=None).count() == 913
    assert csv.run(path, str(led))["repeated"] is True
