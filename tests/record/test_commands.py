"""`commonhall record …` as an operator or a journalist uses it."""

from __future__ import annotations

import argparse
import json
import zipfile
from pathlib import Path

import pytest
from django.db import connection

from commonhall.record import commands, entries, keys, published_checkpoints, receipts
from commonhall.record.models import Leaf, Log
from commonhall.ui.console import CommandError
from tests.record.attacks import Attacker, restore_backup, take_backup
from tests.record.samples import copy_database, write, write_sequenced

pytestmark = pytest.mark.django_db


def run(*words: str) -> int:
    parser = argparse.ArgumentParser()
    commands.add_arguments(parser)
    return commands.run(parser.parse_args(list(words)))


def test_verify_says_that_the_record_holds(capsys: pytest.CaptureFixture[str]) -> None:
    write_sequenced(3)
    assert run("verify") == 0
    said = capsys.readouterr().out
    assert "3 entries, 1 checkpoints" in said
    assert said.rstrip().endswith("The record holds.")


def test_verify_names_what_is_wrong_and_fails(capsys: pytest.CaptureFixture[str]) -> None:
    written = write_sequenced(3)
    Attacker().edit(written[1], "phone", "paper")
    assert run("verify") == 1
    said = capsys.readouterr().out
    assert f"✗ entry_changed: entry 1 is not what was signed [{written[1].id}]" in said
    assert "does NOT hold" in said


def test_verify_takes_keys_checkpoints_and_receipts_from_files(
    tmp_path: Path, record_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    written = write_sequenced(3)
    kept = tmp_path / "kept.txt"
    kept.write_text(published_checkpoints.latest() or "")
    note, bundle = tmp_path / "receipt.txt", tmp_path / "receipts.json"
    note.write_text(receipts.as_text(entries.receipt(written[0])))
    bundle.write_text(json.dumps([entries.receipt(one) for one in written[1:]]))
    key = record_home / "record" / "keys.json"
    given = ("--checkpoint", str(kept), "--key", str(key), "--receipts", str(note), str(bundle))
    assert run("verify", "default", *given, "--json") == 0
    report = json.loads(capsys.readouterr().out)
    assert (report["receipts"], report["findings"]) == (3, [])
    other = str(keys.log_keys("localhost/record")[0]).replace("localhost", "elsewhere")
    with pytest.raises(CommandError, match="key id"):
        run("verify", "--key", other)


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("verify", "/nowhere"), "no address, export"),
        (("verify", "--checkpoint", "/nowhere"), "nowhere"),
        (("verify", "--key", "nonsense"), "name\\+id\\+key"),
        (("verify", "--receipts", __file__), "not a receipt"),
        (("reopen",), "no checkpoint was ever published"),
    ],
)
def test_mistakes_are_said_clearly(words: tuple[str, ...], complaint: str) -> None:
    with pytest.raises(CommandError, match=complaint):
        run(*words)


def test_sequence_once_places_what_waits(capsys: pytest.CaptureFixture[str]) -> None:
    write(4)
    assert run("sequence", "--once") == 0
    assert "4 entries were given their place" in capsys.readouterr().out
    assert Leaf.objects.count() == 4


def test_status_fails_while_there_is_an_alarm(capsys: pytest.CaptureFixture[str]) -> None:
    write_sequenced(2)
    assert run("status") == 0
    published_checkpoints.raise_alarm(
        "forked", "the first 2 entries are not those that were published"
    )
    assert run("status") == 1
    assert "ALARM forked" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["export", "export.zip"])
def test_an_export_is_written_and_verified(
    tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    write_sequenced(3)
    target = str(tmp_path / name)
    assert run("export", target) == 0
    assert run("verify", target) == 0
    if name.endswith(".zip"):
        assert "manifest.json" in zipfile.ZipFile(target).namelist()
    else:
        with pytest.raises(CommandError, match="not empty"):
            run("export", target)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="a SQLite file is one of SQLite")
def test_a_copy_of_the_database_is_checked_with_this_installations_keys(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_sequenced(3)
    assert run("verify", str(copy_database(tmp_path / "copy.sqlite3"))) == 0
    assert "unpinned" not in capsys.readouterr().out


def test_reopen_after_a_restore(capsys: pytest.CaptureFixture[str]) -> None:
    write_sequenced(3)
    Attacker()
    backup = take_backup()
    write_sequenced(2)
    restore_backup(backup)
    with pytest.raises(CommandError, match="reopen"):
        run("sequence", "--once")
    assert run("reopen") == 0
    assert "localhost/record/2" in capsys.readouterr().out
    assert Log.objects.count() == 2
    assert run("sequence", "--once") == 0
