"""One verification for every place a record can be read from."""

from __future__ import annotations

import base64
import json
import urllib.request
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from urllib.error import HTTPError

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import connection
from django.test import Client

from commonhall.record import (
    checkpoints,
    entries,
    export,
    keys,
    notes,
    published_checkpoints,
    receipts,
    remote,
    sequencer,
    verification,
)
from commonhall.record.models import Entry
from commonhall.record.notes import Signer
from commonhall.record.readers import DatabaseSource, RecordSource, SourceError, SqliteFileSource
from commonhall.record.remote import ExportSource, HttpSource
from commonhall.record.reports import Report
from tests.record.attacks import Attacker
from tests.record.samples import copy_database, write, write_sequenced

pytestmark = pytest.mark.django_db


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> str:
    """The site as `urlopen` sees it, without a socket."""
    client = Client()

    def urlopen(request: urllib.request.Request, timeout: float) -> BytesIO:
        url = request.full_url
        answer = client.get(url.removeprefix("http://hall.test"))
        if answer.status_code != 200:
            raise HTTPError(url, answer.status_code, "refused", answer.headers, None)  # type: ignore[arg-type]
        return BytesIO(answer.content)

    monkeypatch.setattr("commonhall.record.remote.urlopen", urlopen)
    return "http://hall.test"


needs_sqlite = pytest.mark.skipif(
    connection.vendor != "sqlite", reason="a SQLite file is a backup of SQLite only"
)


def sources(folder: Path, site: str) -> Iterator[RecordSource]:
    yield DatabaseSource()
    export.write(folder / "export")
    yield ExportSource(folder / "export")
    export.pack(folder / "export", folder / "export.zip")
    yield ExportSource(folder / "export.zip")
    yield HttpSource(site)
    if connection.vendor == "sqlite":
        yield SqliteFileSource(copy_database(folder / "backup.sqlite3"))


def pinned() -> list[keys.VerifierKey]:
    return [*keys.log_keys("localhost/record"), keys.receipt_signer().public()]


def test_a_receipt_is_found_and_missed_in_every_source(tmp_path: Path, site: str) -> None:
    written = write_sequenced(3)
    promised = [receipts.as_text(entries.receipt(one)) for one in written]
    # One for a leaf that is nowhere.
    lines = promised[0].partition("\n\n")[0].split("\n")
    text = "\n".join(
        [*lines[:2], str(entries.uuid7()), base64.b64encode(bytes(32)).decode(), *lines[4:], ""]
    )
    nowhere = notes.assemble(text, [keys.receipt_signer().sign(text)])
    for source in sources(tmp_path, site):
        report = verification.verify(source, pinned=pinned(), promised=promised)
        assert report.findings == [], source.name
        report = verification.verify(source, pinned=pinned(), promised=[nowhere])
        assert set(report.counts) <= {"receipt_missing", "receipt_waiting"} and report.counts


def test_every_source_shows_the_same_record(tmp_path: Path, site: str) -> None:
    write_sequenced(300)
    kept = published_checkpoints.latest() or ""
    write_sequenced(30)
    heads = []
    for source in sources(tmp_path, site):
        report = verification.verify(source, pinned=pinned(), kept=[kept])
        assert report.findings == [], source.name
        assert (report.entries, report.checkpoints) == (330, 2), source.name
        heads.append(report.heads)
    assert all(head == heads[0] for head in heads)


def test_every_source_shows_a_changed_entry(tmp_path: Path, site: str) -> None:
    written = write_sequenced(300)
    Attacker().edit(written[7], '"channel":"phone"', '"channel":"paper"')
    for source in sources(tmp_path, site):
        report = verification.verify(source, pinned=pinned())
        assert report.codes() & {"entry_changed", "root_differs"}, source.name


def test_every_source_shows_a_rollback_to_whoever_kept_a_checkpoint(
    tmp_path: Path, site: str
) -> None:
    write_sequenced(5)
    kept = published_checkpoints.latest() or ""
    longer = kept.replace("\n5\n", "\n6\n")
    assert longer != kept
    for source in sources(tmp_path, site):
        report = verification.verify(source, pinned=pinned(), kept=[longer])
        assert "checkpoint_signature" in report.codes(), source.name


def test_without_pinned_keys_the_report_says_so(tmp_path: Path) -> None:
    write_sequenced(2)
    export.write(tmp_path / "export")
    report = verification.verify(ExportSource(tmp_path / "export"))
    assert report.ok
    assert [one.code for one in report.findings] == ["unpinned"]


def test_an_export_holds_exactly_the_bytes_that_were_hashed(tmp_path: Path) -> None:
    written = write_sequenced(3)
    write(1)  # not signed yet: not exported
    manifest = export.write(tmp_path / "export")
    lines = (tmp_path / "export" / "1" / "entries.jsonl").read_bytes().splitlines()
    assert lines == [Entry.objects.get(pk=one.pk).body.encode() for one in written]
    assert manifest["logs"][0]["size"] == 3


def test_a_line_changed_in_an_export_is_found(tmp_path: Path) -> None:
    write_sequenced(30)
    export.write(tmp_path / "export")
    path = tmp_path / "export" / "1" / "entries.jsonl"
    lines = path.read_text().splitlines()
    lines[4] = lines[4].replace("phone", "paper")
    path.write_text("\n".join(lines) + "\n")
    assert verification.verify(ExportSource(tmp_path / "export")).codes() == {"root_differs"}


def test_a_shortened_export_is_found(tmp_path: Path) -> None:
    write_sequenced(30)
    export.write(tmp_path / "export")
    path = tmp_path / "export" / "1" / "entries.jsonl"
    path.write_text("".join(line for line in path.read_text().splitlines(True)[:-1]))
    assert "entry_deleted" in verification.verify(ExportSource(tmp_path / "export")).codes()


def test_an_export_is_not_written_over_something(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    with pytest.raises(FileExistsError):
        export.write(tmp_path)


def test_a_room_above_puts_its_own_files_into_the_export(tmp_path: Path) -> None:
    export.register_extra("test", lambda folder: (folder / "more.txt").write_text("more") and None)
    try:
        sequencer.sequence_once()
        export.write(tmp_path / "export")
    finally:
        export._extras.pop("test")
    assert (tmp_path / "export" / "more.txt").read_text() == "more"


def test_a_room_above_adds_its_own_check() -> None:
    def check(source: RecordSource, report: Report) -> None:
        report.add("version_differs", "a row is not what its entry says", "cases.case:1")

    verification.register_check("test", check)
    try:
        write_sequenced(1)
        assert verification.verify(DatabaseSource()).codes() == {"version_differs"}
    finally:
        verification._checks.pop("test")


@needs_sqlite
def test_a_backup_opened_as_a_file_is_compared_with_what_was_published(
    tmp_path: Path, record_home: Path
) -> None:
    write_sequenced(5)
    path = copy_database(tmp_path / "old.sqlite3")
    write_sequenced(5)
    assert verification.verify(SqliteFileSource(path, record_home)).codes() == {"rolled_back"}


def test_what_holds_no_record_is_refused(tmp_path: Path) -> None:
    (tmp_path / "text.sqlite3").write_text("hello")
    with pytest.raises(SourceError, match="holds no record"):
        SqliteFileSource(tmp_path / "text.sqlite3")
    with pytest.raises(SourceError, match="there is no file"):
        SqliteFileSource(tmp_path / "nothing")
    with pytest.raises(SourceError, match="not an export"):
        ExportSource(tmp_path)
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("manifest.json", json.dumps({"format": "other"}))
        archive.writestr("keys.json", "{}")
    with pytest.raises(SourceError, match="format"):
        ExportSource(tmp_path / "a.zip")
    with pytest.raises(SourceError, match="web address"):
        HttpSource("file:///etc/passwd")


@pytest.mark.parametrize(
    ("address", "answer"),
    [
        ("/record/keys.json", b"[]"),
        ("/record/keys.json", b"not json"),
        ("/record/keys.json", b'{"logs": [{}]}'),
        ("/record/1/checkpoint", b"hello"),
        ("/record/1/checkpoint", b"\xff\xfe"),
        ("/record/1/tile/entries/000.p/3", b"\x00"),
        ("/record/1/tile/entries/000.p/3", b"\x00\x01\xff"),
        ("/record/1/checkpoints?after=0", b"{}"),
        ("/record/1/checkpoints?after=0", b'{"number": 0}'),
    ],
)
def test_a_hostile_site_is_answered_with_one_clear_error(
    site: str, monkeypatch: pytest.MonkeyPatch, address: str, answer: bytes
) -> None:
    write_sequenced(3)
    honest = remote.urlopen

    def urlopen(request: urllib.request.Request, timeout: float) -> BytesIO:
        if request.full_url == site + address:
            return BytesIO(answer)
        return honest(request, timeout)

    monkeypatch.setattr(remote, "urlopen", urlopen)
    with pytest.raises(SourceError):
        verification.verify(HttpSource(site))


@pytest.mark.parametrize("name", ["manifest.json", "keys.json", "1/checkpoints.jsonl"])
@pytest.mark.parametrize("text", ["", "[]", "{}", "nonsense", '{"logs": 5}'])
def test_a_damaged_export_is_answered_with_one_clear_error_or_a_finding(
    tmp_path: Path, name: str, text: str
) -> None:
    write_sequenced(3)
    export.write(tmp_path / "export")
    (tmp_path / "export" / name).write_text(text)
    try:
        report = verification.verify(ExportSource(tmp_path / "export"))
    except SourceError:
        return
    # Without keys or checkpoints there is nothing to hold the entries against.
    assert "no_key" in report.codes() or report.checkpoints == 0


@needs_sqlite
@pytest.mark.parametrize(
    "change",
    [
        "record_entry SET body = 5",
        "record_entry SET body = x'ff'",
        "record_entry SET leaf_hash = 'text'",
        "record_entry SET leaf_hash = 1000000000000",
        "record_entry SET recorded_at = 'yesterday'",
        "record_tile SET hashes = 'text'",
        "record_treehead SET root = 7",
        "record_checkpoint SET root = 7",
        "record_checkpoint SET note = 'note'",
        "record_checkpoint SET signed_at = 'yesterday'",
    ],
)
def test_no_value_in_the_database_silences_the_verifier(change: str) -> None:
    write_sequenced(3)
    Attacker().sql(f"UPDATE {change}")
    try:
        report = verification.verify(DatabaseSource())
    except SourceError:
        return
    assert report.codes() - {"guard_missing"}


def test_a_checkpoint_of_another_place_accuses_nobody_of_a_rollback() -> None:
    write_sequenced(3)
    stranger = Signer("elsewhere.example/record", Ed25519PrivateKey.generate())
    note = checkpoints.sign(checkpoints.Checkpoint(stranger.name, 9, bytes(32)), stranger, 1)
    report = verification.verify(DatabaseSource(), pinned=pinned(), kept=[note])
    assert report.codes() == {"checkpoint_signature"}
