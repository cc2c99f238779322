"""Which column of another system's table is what, said on a page: first cases shown, the mapping saved."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from commonhall.cases.cases.models import Case
from commonhall.cases.moving_in import mapping
from commonhall.cases.moving_in.importers import csv
from tests.kit import Hall, found_hall, signed_in

pytestmark = pytest.mark.django_db
ADDRESS = "/administration/files/cases/"
TABLE = (
    "ID;Created;Description;Type;Status;District;Who\n"
    "7;1.5.2022;Lamp <b>out</b>;Licht;erledigt;North;Ann\n"
    "8;2.5.2022;Dark;Lamps;neu;Hinterland;Bob\n"
)


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def fields(page: str) -> dict[str, str]:
    """The form's answers as a browser would send them."""
    found = dict(re.findall(r'<input type="hidden" name="([\w-]+)" value="([^"]*)"', page))
    for name, body in re.findall(r'<select id="[\w-]+" name="([\w-]+)">(.*?)</select>', page, re.S):
        chosen = re.search(r'value="([^"]*)" selected', body)
        found[name] = chosen[1] if chosen else ""
    return found


def begun(hall: Hall, raw: bytes = TABLE.encode(), **more: str) -> tuple[Client, str]:
    client = signed_in(hall.chair)
    answer = client.post(ADDRESS, {"file": SimpleUploadedFile("old.csv", raw), **more})
    return client, answer.content.decode()


def test_the_header_is_guessed_words_are_led_and_the_saved_mapping_brings_the_cases_in(
    hall: Hall, home: Path
) -> None:
    client, page = begun(hall)
    said = fields(page)
    assert (said["column-key"], said["column-raised"], said["column-category"]) == (
        "ID",
        "Created",
        "Type",
    )
    # Words that are known here need no answer; the rest is asked for, and the faults are said.
    assert {said[f"state-word-{n}"] for n in (0, 1)} == {"erledigt", "neu"}
    assert said["category-word-0"] == "Licht" and "category-word-1" not in said
    assert said["place-word-0"] == "Hinterland"
    assert "“erledigt” is not mapped" in page and "can be imported" not in page
    assert "<b>out</b>" not in page
    said |= {"state-to-0": "closed", "state-to-1": "open", "category-to-0": "lamps"}
    said |= {"place-to-0": "south", "source": "Old System!", "text": TABLE}
    shown = client.post(ADDRESS, {**said, "do": "show"}).content.decode()
    assert (
        "2 cases can be imported" in shown
        and "Ann" not in shown.replace(TABLE, "").split("Preview of the first cases")[1]
    )
    saved = client.post(ADDRESS, {**said, "do": "save"})
    assert "mapping.toml" in saved["Content-Disposition"]
    text = saved.content.decode()
    assert mapping.read(text).source == "oldsystem"
    (home / "old.csv").write_text(TABLE)
    (home / "mapping.toml").write_text(text)
    assert csv.run(home / "old.csv", str(home / "mapping.toml"))["new"] == 2
    assert set(Case.objects.values_list("title", "state", "unit__code", "category__code")) == {
        ("Lamp <b>out</b>", "closed", "north", "lamps"),
        ("Dark", "open", "south", "lamps"),
    }


def test_a_table_that_is_wrong_or_missing_is_said(hall: Hall) -> None:
    client, page = begun(hall, b"PK\x03\x04")
    assert "workbook" in page
    assert "Choose a file" in client.post(ADDRESS, {}).content.decode()
    _client, page = begun(hall, "ID;Created;Description\n1;someday;x\n".encode("utf-16"))
    assert "“someday” is not a valid day" in page
    _client, page = begun(hall, b"a;b\n1;2\n")
    assert "Enter which column this is." in page
    _client, page = begun(hall, b'ID;Created;Title\n1;1.5.2022;"open\n')
    assert "quotation mark" in page


def test_it_is_for_those_in_office(hall: Hall) -> None:
    assert Client().get(ADDRESS).status_code == 302
    page = signed_in(hall.resident).post(
        ADDRESS, {"file": SimpleUploadedFile("old.csv", TABLE.encode())}
    )
    assert "for people who act in an office" in page.content.decode()
    hub: Any = signed_in(hall.chair).get("/administration/files/").content.decode()
    assert ADDRESS in hub


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-be"])
def test_of_a_large_file_its_first_lines_are_enough(
    hall: Hall, settings: Any, encoding: str
) -> None:
    settings.UPLOAD_MAX_BYTES = 700
    rows = TABLE + "".join(f"{n};1.5.2022;Łódź {n};Lamps;neu;North;Ann\n" for n in range(9, 400))
    raw = ("\ufeff" + rows if encoding.endswith("be") else rows).encode(encoding)
    _client, page = begun(hall, raw)
    assert fields(page)["column-key"] == "ID" and "Łódź 9" in page and "Łódź 399" not in page
