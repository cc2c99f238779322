"""Files of values: all of it or nothing, and what is wrong by line and column."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import HealthCheck, given, settings

from commonhall.evaluation.series import reading
from commonhall.evaluation.series.models import Value
from tests.damage import damaged
from tests.evaluation import kit
from tests.kit import Hall, signed_in

pytestmark = pytest.mark.django_db
HEAD = "place,on,value,asked\n"


@pytest.fixture
def hall(home: Path) -> Hall:
    made = kit.old_hall()
    kit.series(made, "noise")
    return made


def send(hall: Hall, data: bytes) -> tuple[int, str]:
    client = signed_in(hall.parks)
    file = SimpleUploadedFile("values.csv", data, "text/csv")
    answer = client.post("/evaluation/series/noise/file/", {"file": file})
    return answer.status_code, answer.content.decode()


def test_a_file_is_taken_whole_and_twice_is_once(hall: Hall) -> None:
    text = HEAD + "north,2026-01-01,12.5,\nsouth,2026-01-01,13,250\n\n"
    assert send(hall, ("\ufeff" + text).encode())[0] == 302
    assert send(hall, text.replace("\n", "\r\n").encode())[0] == 302
    rows = {row.unit.code: row for row in Value.objects.select_related("unit")}
    assert len(rows) == Value.objects.count() == 2
    assert (str(rows["north"].shown), rows["south"].asked) == ("12.5", 250)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (HEAD.encode() + b"north,2026-01-01,1\nsouth,2026-01-01,\xff\xfe", "Line 3 is not UTF-8"),
        (b"where,on,value\n", "place is missing"),
        (b"", "place is missing"),
        (HEAD.encode() + b"mars,2026-01-01,1\n", "Line 2, place"),
        (HEAD.encode() + b"north,2026-13-01,1\n", "Line 2, on"),
        (HEAD.encode() + b"north,2026-01-01,1\nsouth,01.02.2026,1\n", "Line 3, on"),
        (HEAD.encode() + b"north,2026-01-01,many\n", "Line 2, value"),
        (HEAD.encode() + b"north,2026-01-01,NaN\n", "Line 2, value"),
        (HEAD.encode() + b"north,2026-01-01,1,-4\n", "Line 2, asked"),
        (HEAD.encode() + b"north,2026-01-01,1\nnorth,2026-01-01,2\n", "twice"),
        (HEAD.encode() + b"north,2999-01-01,1\n", "Nothing can be measured in the future"),
        (HEAD.encode(), "at least one value"),
    ],
)
def test_a_file_with_a_fault_changes_nothing(hall: Hall, data: bytes, words: str) -> None:
    status, text = send(hall, data or b" ")
    assert status == 400 and words in text
    assert not Value.objects.exists()


def test_all_faults_are_named_at_once(hall: Hall) -> None:
    with pytest.raises(reading.Unreadable) as caught:
        reading.values((HEAD + "mars,2026-01-01,1\nnorth,never,1\n").encode())
    assert len(caught.value.problems) == 2


@pytest.mark.parametrize(
    "data", [f"north,2026-01-01,{'1' * 140_000}\n", "north,2026-01-01,1e999\n"]
)
def test_what_no_table_and_no_column_holds_names_its_line(hall: Hall, data: str) -> None:
    with pytest.raises(reading.Unreadable, match="Line 2"):
        reading.values((HEAD + data).encode())


@given(data=damaged((HEAD + "north,2026-01-01,12.5,\nsouth,2026-01-01,13,250\n").encode()))
@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_no_damage_ends_in_anything_but_its_own_error(hall: Hall, data: bytes) -> None:
    for read in (reading.values, lambda raw: reading.written(raw.decode("utf-8", "replace"))):
        try:
            read(data)
        except reading.Unreadable as error:
            assert error.problems
