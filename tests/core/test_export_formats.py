"""Export formats: a new one is one file; each streams, and is read by a reader that is not ours."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from django.test import Client

from commonhall.core import export_formats
from commonhall.core.exports import CHUNK, Row, columns
from commonhall.site import cli
from tests.kit import found_hall

SHAPE = columns(
    id="integer", text="text", on="date", at="moment", share="number", said="boolean", more="json"
)
TABS = '''"""Tab-separated values."""

from commonhall.core.export_formats import Format


def pieces(columns, rows):
    names = [column.name for column in columns]
    yield "\\t".join(names).encode() + b"\\n"
    for row in rows:
        yield "\\t".join(str(row[name]) for name in names).encode() + b"\\n"


FORMAT = Format(
    ending="tsv", media_type="text/tab-separated-values", title="Tabs", order=5, pieces=pieces
)
'''


@pytest.fixture
def tabs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """One new file in a folder of formats."""
    folder = tmp_path / "more_formats"
    folder.mkdir()
    (folder / "tsv.py").write_text(TABS)
    monkeypatch.setattr(export_formats, "__path__", [*export_formats.__path__, str(folder)])
    yield
    sys.modules.pop("commonhall.core.export_formats.tsv", None)


def rows_of(count: int, read: list[int] | None = None) -> Iterator[Row]:
    for number in range(count):
        if read is not None:
            read.append(number)
        yield {
            "id": number,
            "text": "=1+1" if number == 0 else f"光 {number} " + "x" * 40,
            "on": date(2026, 5, 1),
            "at": datetime(2026, 5, 1, 12, tzinfo=UTC),
            "share": 0.5,
            "said": None,
            "more": {"b": 1, "a": "é"},
        }


def written(ending: str, count: int) -> bytes:
    return b"".join(export_formats.formats()[ending].pieces(SHAPE, rows_of(count)))


def test_a_file_in_the_folder_is_the_ending_it_writes() -> None:
    folder = Path(export_formats.__file__).parent
    names = {path.stem for path in folder.glob("*.py")} - {"__init__"}
    assert names == set(export_formats.formats()) >= {"csv", "parquet", "jsonl"}


@pytest.mark.parametrize("ending", export_formats.formats())
def test_rows_are_read_as_they_are_sent(ending: str) -> None:
    read: list[int] = []
    pieces = export_formats.formats()[ending].pieces(SHAPE, rows_of(3 * CHUNK, read))
    assert next(pieces) and 0 < len(read) <= CHUNK
    assert b"".join(pieces) and len(read) == 3 * CHUNK


def test_csv_is_read_by_a_reader_and_starts_no_formula() -> None:
    found = list(csv.DictReader(io.StringIO(written("csv", 3000).decode("utf-8-sig"), newline="")))
    assert len(found) == 3000 and found[0]["text"] == "'=1+1"
    assert found[1] == {
        "id": "1",
        "text": "光 1 " + "x" * 40,
        "on": "2026-05-01",
        "at": "2026-05-01T12:00:00+00:00",
        "share": "0.5",
        "said": "",
        "more": '{"a": "é", "b": 1}',
    }


def test_json_lines_are_read_line_by_line() -> None:
    lines = written("jsonl", 3).decode().splitlines()
    assert json.loads(lines[1])["more"] == {"a": "é", "b": 1} and len(lines) == 3
    assert written("jsonl", 0) == b""


@pytest.mark.parametrize("count", [0, 1, CHUNK, 2 * CHUNK + 1])
def test_parquet_is_read_by_a_reader_however_many_rows(count: int) -> None:
    table = pq.read_table(io.BytesIO(written("parquet", count)))
    assert table.num_rows == count and table.column_names == [one.name for one in SHAPE]
    if count:
        assert table.slice(0, 1).to_pylist()[0] == next(rows_of(1)) | {"more": '{"a": "é", "b": 1}'}


@pytest.mark.django_db
def test_a_new_format_is_one_file(tabs: None, home: Path, capsys: Any) -> None:
    hall = found_hall()
    case = hall.raise_case()
    # The command: by the name's ending, by --format, in its help.
    assert cli.main(["export", "cases.cases", str(home / "cases.tsv")]) == 0
    assert (home / "cases.tsv").read_text().splitlines()[1].startswith(f"{case.pk}\t")
    assert cli.main(["export", "all", str(home / "all"), "--format", "tsv"]) == 0
    assert (home / "all" / "law.provisions.tsv").is_file()
    with pytest.raises(SystemExit):
        cli.main(["export", "--help"])
    assert ".tsv, .csv, .parquet or .jsonl" in " ".join(capsys.readouterr().out.split())
    # The catalogue, for people and as DCAT.
    assert '<a href="/open/cases.cases.tsv">Tabs</a>' in Client().get("/open/").content.decode()
    said = Client().get("/open/catalogue.jsonld").json()
    for one in said["dcat:dataset"]:
        kinds = {each["dct:format"]: each for each in one["dcat:distribution"]}
        assert kinds["tsv"]["dcat:mediaType"]["@id"].endswith("/text/tab-separated-values")
        assert kinds["tsv"]["dcat:downloadURL"]["@id"].endswith(f"{one['dct:identifier']}.tsv")
    # The downloads, and the links to them on pages.
    for address, name in (("/open/cases.cases.tsv", "cases.cases"), ("/cases/export.tsv", "cases")):
        answer = Client().get(address)
        assert answer["Content-Type"] == "text/tab-separated-values"
        assert answer["Content-Disposition"] == f'attachment; filename="{name}.tsv"'
        assert b"".join(answer.streaming_content) == (home / "cases.tsv").read_bytes()
    assert '"/cases/export.tsv?"' in Client().get("/cases/").content.decode()
    assert '"/open/law.appeals.tsv"' in Client().get("/law/appeals/").content.decode()


@pytest.mark.django_db
def test_a_format_that_is_not_there_is_said(home: Path, capsys: Any) -> None:
    found_hall()
    for address in ("/open/cases.cases.tsv", "/cases/export.tsv"):
        assert Client().get(address).status_code == 404
    assert cli.main(["export", "cases.cases", str(home / "cases.tsv")]) == 2
    said = capsys.readouterr().err
    assert "cases.tsv: the name should end in .csv, .parquet or .jsonl" in said
    assert not (home / "cases.tsv").exists()
