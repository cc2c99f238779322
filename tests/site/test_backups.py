"""A hall is copied while it runs and brought back; what must not be in a copy is not in its bytes."""

from __future__ import annotations

import csv
import json
import os
import sqlite3
import subprocess
import sys
import tarfile
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from commonhall.site.commands.backup import hashes
from commonhall.site.demo import warnings

pytestmark = pytest.mark.slow
LEAVING = """
from commonhall.core import backups
backups.leave_out("secret_envelopes")
from commonhall.site.cli import main
import sys
sys.exit(main(sys.argv[1:]))
"""
# The disk takes nothing more from the moment the archive is written.
FULL = """
import errno, tarfile
def full(*given, **more):
    raise OSError(errno.ENOSPC, "No space left on device")
tarfile.TarFile.add = full
from commonhall.site.cli import main
import sys
sys.exit(main(sys.argv[1:]))
"""


def run(home: Path, *words: str, program: str = "") -> subprocess.CompletedProcess[str]:
    environment = {
        key: value
        for key, value in os.environ.items()
        if key not in {"DJANGO_SETTINGS_MODULE", "DATABASE_URL"}
    }
    environment["COMMONHALL_HOME"] = str(home)
    start = ["-c", program] if program else ["-m", "commonhall.site.cli"]
    return subprocess.run(
        [sys.executable, *start, *words], capture_output=True, text=True, env=environment
    )


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("hall")
    assert run(made, "demo", "--cases", "25", "--no-serve").returncode == 0
    return made


def test_a_backup_comes_back_whole_and_its_record_holds(home: Path, tmp_path: Path) -> None:
    made = run(home, "backup", str(tmp_path / "b.tar.gz"), "--json")
    assert made.returncode == 0, made.stderr
    assert (tmp_path / "b.tar.gz").stat().st_mode & 0o077 == 0
    with tarfile.open(tmp_path / "b.tar.gz") as tar:
        assert not [name for name in tar.getnames() if name.startswith("keys/")]
    back = tmp_path / "back"
    told = run(back, "restore", str(tmp_path / "b.tar.gz"))
    assert told.returncode == 0 and "THIS BACKUP HOLDS NO KEYS" in told.stderr
    assert f"{back}/keys NOW" in told.stderr
    verified = run(back, "record", "verify", "default", "--json")
    assert verified.returncode == 0, verified.stdout
    again = run(back, "restore", str(tmp_path / "b.tar.gz"))
    assert again.returncode == 2 and "exists" in again.stderr


def test_a_backup_with_keys_signs_on_as_before(home: Path, tmp_path: Path) -> None:
    assert run(home, "backup", str(tmp_path / "k.tar.gz"), "--with-keys").returncode == 0
    back = tmp_path / "back"
    told = run(back, "restore", str(tmp_path / "k.tar.gz"), "--json")
    assert told.returncode == 0 and "NO KEYS" not in told.stderr
    assert json.loads(told.stdout)["with_keys"] is True
    for name in ("secret_key", "record.ed25519", "receipt.ed25519"):
        kept = back / "keys" / name
        assert kept.read_bytes() == (home / "keys" / name).read_bytes()
        assert kept.stat().st_mode & 0o077 == 0


def test_a_backup_is_written_down_and_so_is_its_trial(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "c.tar.gz"
    assert run(home, "backup", str(file)).returncode == 0
    with sqlite3.connect(home / "commonhall.sqlite3") as database:
        kept = "SELECT size, with_keys, checked_at FROM core_backup WHERE place LIKE ?"
        assert database.execute(kept, [f"%:{file}"]).fetchall() == [(file.stat().st_size, 0, None)]
    told = run(home, "restore", "--check", str(file))
    assert told.returncode == 0 and "it holds" in told.stdout, told.stderr
    with sqlite3.connect(home / "commonhall.sqlite3") as database:
        assert database.execute(kept, [f"%:{file}"]).fetchone()[2] is not None
    # A copy whose record was changed does not hold, and is not written down as tried.
    work, changed = tmp_path / "work", tmp_path / "changed.tar.gz"
    with tarfile.open(file) as tar:
        tar.extractall(work, filter="data")
    with sqlite3.connect(work / "database.sqlite3") as database:
        database.execute("UPDATE people_body SET names = '{}' WHERE id = 1")
    manifest = json.loads((work / "manifest.json").read_text())
    (work / "manifest.json").unlink()
    manifest["files"] = hashes(work)
    (work / "manifest.json").write_text(json.dumps(manifest))
    with tarfile.open(changed, "w:gz") as tar:
        for path in work.rglob("*"):
            if path.is_file():
                tar.add(path, str(path.relative_to(work)))
    said = run(home, "restore", "--check", str(changed))
    assert said.returncode == 2 and "does not hold: record verify" in said.stderr
    with sqlite3.connect(home / "commonhall.sqlite3") as database:
        assert not database.execute(kept, [f"%:{changed}"]).fetchall()


def test_a_full_disk_leaves_no_half_backup(home: Path, tmp_path: Path) -> None:
    told = run(home, "backup", str(tmp_path / "b.tar.gz"), program=FULL)
    assert told.returncode == 2 and "cannot write" in told.stderr, told.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_backup_is_not_written_over_another(home: Path, tmp_path: Path) -> None:
    target = tmp_path / "b.tar.gz"
    target.write_text("the only copy")
    assert run(home, "backup", str(target)).returncode == 2
    assert target.read_text() == "the only copy"


def test_a_changed_or_cut_backup_restores_nothing(home: Path, tmp_path: Path) -> None:
    whole = tmp_path / "b.tar.gz"
    assert run(home, "backup", str(whole)).returncode == 0
    cut = tmp_path / "cut.tar.gz"
    cut.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    said = run(tmp_path / "one", "restore", str(cut))
    assert said.returncode == 2 and "no whole backup" in said.stderr
    work, changed = tmp_path / "work", tmp_path / "changed.tar.gz"
    with tarfile.open(whole) as tar:
        tar.extractall(work, filter="data")
    with (work / "database.sqlite3").open("r+b") as file:
        file.seek(5000)
        file.write(b"changed")
    with tarfile.open(changed, "w:gz") as tar:
        for path in work.rglob("*"):
            if path.is_file():
                tar.add(path, str(path.relative_to(work)))
    said = run(tmp_path / "two", "restore", str(changed))
    assert said.returncode == 2 and "database.sqlite3 is not as it was" in said.stderr
    assert not (tmp_path / "two" / "commonhall.sqlite3").exists()


def test_what_a_room_leaves_out_is_not_in_the_copys_bytes(home: Path, tmp_path: Path) -> None:
    path = home / "commonhall.sqlite3"
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE secret_envelopes (who TEXT)")
        database.executemany(
            "INSERT INTO secret_envelopes VALUES (?)",
            [(f"voter-of-envelope-{n}",) for n in range(500)],
        )
    try:
        made = run(home, "backup", str(tmp_path / "b.tar.gz"), program=LEAVING)
        assert made.returncode == 0, made.stderr
        with tarfile.open(tmp_path / "b.tar.gz") as tar:
            held = tar.extractfile("database.sqlite3")
            assert held is not None
            data = held.read()
        assert b"secret_envelopes" in data
        assert b"voter-of-envelope" not in data
        assert (
            b"voter-of-envelope" in path.read_bytes() or (home / "commonhall.sqlite3-wal").exists()
        )
    finally:
        with sqlite3.connect(path) as database:
            database.execute("DROP TABLE secret_envelopes")


def test_every_table_is_exported_in_every_format_with_the_same_rows(
    home: Path, tmp_path: Path
) -> None:
    names = json.loads(run(home, "export", "list", "--json").stdout)
    assert {"cases.cases", "law.competences", "places.units", "people.bodies"} <= set(names)
    for form in ("csv", "parquet", "jsonl"):
        assert run(home, "export", "all", str(tmp_path), "--format", form).returncode == 0
    for name in names:
        with (tmp_path / f"{name}.csv").open(newline="", encoding="utf-8-sig") as file:
            rows = list(csv.DictReader(file))
        lines = (tmp_path / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
        table = pq.read_table(tmp_path / f"{name}.parquet")
        assert len(rows) == len(lines) == table.num_rows
        if rows:
            assert (
                list(rows[0])
                == table.column_names
                == sorted(json.loads(lines[0]), key=list(rows[0]).index)
            )
    cases = pq.read_table(tmp_path / "cases.cases.parquet")
    # What people raised, with the two weeks that early warning tells of; the demo's alarms open some more.
    told = len(warnings.LAMPS) + len(warnings.PRESSURE)
    assert sum(1 for channel in cases["channel"].to_pylist() if channel != "alarm") == 25 + told
    assert str(cases.schema.field("raised_at").type) == "timestamp[us, tz=UTC]"


def test_nothing_personal_is_in_any_export(home: Path, tmp_path: Path) -> None:
    assert run(home, "export", "all", str(tmp_path), "--format", "jsonl").returncode == 0
    with sqlite3.connect(home / "commonhall.sqlite3") as database:
        names = {
            row[0] for row in database.execute("SELECT name FROM people_person WHERE name != ''")
        }
        mails = {row[0] for row in database.execute("SELECT email FROM people_account")}
    text = "".join(path.read_text(encoding="utf-8") for path in tmp_path.glob("*.jsonl"))
    assert not [one for one in names | mails if one in text]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("export", "nothing.such", "x.csv"), "there is no table 'nothing.such'"),
        (("export", "cases.cases", "x.xls"), "should end in .csv, .parquet or .jsonl"),
        (("export", "cases.cases"), "say where to"),
        (("export", "cases.cases", "/no/such/folder/x.csv"), "cannot write"),
        (("restore", "/no/such/file"), "there is no file"),
    ],
)
def test_mistakes_are_named(home: Path, words: tuple[str, ...], says: str) -> None:
    said = run(home, *words)
    assert said.returncode == 2 and says in said.stderr
