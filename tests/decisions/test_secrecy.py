"""After the close nobody can link: an attacker with every file of the hall finds no voter's choice.

The hall runs as it would: real processes on a real SQLite file in WAL mode, letters, logs, a backup made
while envelopes lay there. The attacker gets the whole home, the backup, and the tellers' keys.
"""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import tarfile
from contextlib import closing
from pathlib import Path

import pytest
from django.db import connection

ROOT = Path(__file__).resolve().parents[2]
VOTE = """
import django; django.setup()
import json, sys
from datetime import timedelta
from django.conf import settings
settings.RATE_LIMITS = {}
from commonhall.site.commands.migrate import prepare
prepare()
from tests.kit import found_hall
from tests.decisions.kit import TELLERS, budget, cast, open_it, voter
from commonhall.record import sequencer
hall = found_hall()
election = open_it(hall, budget(hall))
people = [voter(hall, n, "north" if n < 8 else "south") for n in range(14)]
said = {}
for n, person in enumerate(people):
    cast(person, election, "b")
    said[person.person] = cast(person, election, *(["a", "c"] if n % 3 else ["b"]))
sequencer.sequence_once()
keys = [[actor.person, key.written(election.ref)] for actor, key in TELLERS[election.pk]]
print(json.dumps({"keys": keys, "trackers": said, "election": election.pk}))
"""
COUNT = """
import django; django.setup()
import json, sys
from datetime import timedelta
from django.utils import timezone
from commonhall.core import clock
from commonhall.core.refusals import Refused
from commonhall.decisions.models import Election
from commonhall.decisions.votes import teller_files
from commonhall.people import actors
from commonhall.people.residents.models import Person
from commonhall.record import sequencer
from tests.decisions.kit import TELLERS, count_it
given = json.loads(sys.argv[1])
TELLERS[given["election"]] = [
    (actors.as_person(Person.objects.get(pk=person)), teller_files.read_key(text))
    for person, text in given["keys"]
]
election = Election.objects.get(pk=given["election"])
try:
    count_it(election)
except Refused as refusal:
    print(refusal.code, Election.objects.get(pk=election.pk).ballots.count())
sequencer.sequence_once()
"""
AGAIN = """
import django; django.setup()
from commonhall.decisions.votes import timers
from commonhall.record import sequencer
print(timers.count_due())
sequencer.sequence_once()
"""


def run(home: Path, code: str, *words: str, module: bool = False) -> str:
    environment = {
        **os.environ,
        "COMMONHALL_HOME": str(home),
        "DATABASE_URL": f"sqlite:////{str(home / 'hall.sqlite3').lstrip('/')}",
        "DJANGO_SETTINGS_MODULE": "commonhall.site.settings",
        "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "src")]),
    }
    start = ["-m", code] if module else ["-c", code]
    done = subprocess.run(
        [sys.executable, *start, *words], env=environment, cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, dict[str, object]]:
    """(home after the count, backup made before it, what the attacker and the voters know)."""
    if connection.vendor != "sqlite":
        pytest.skip("looks into the files of SQLite")
    home = tmp_path_factory.mktemp("hall")
    # A reader keeps the write-ahead log from being folded in by chance.
    known = json.loads(run(home, VOTE).strip().splitlines()[-1])
    backup = home.parent / f"{home.name}.tar.gz"
    run(home, "commonhall.site.cli", "backup", str(backup), "--with-keys", module=True)
    with sqlite3.connect(home / "hall.sqlite3") as database:
        rows = database.execute("SELECT voter, sealed FROM decisions_envelope").fetchall()
        known["sealed"] = {str(voter): bytes(sealed) for voter, sealed in rows}
    known["vote_key"] = (home / "vote-keys" / f"{known['election']}.key").read_bytes()
    given = json.dumps({"keys": known["keys"], "election": known["election"]})
    with closing(sqlite3.connect(home / "hall.sqlite3")) as reader:
        # Whoever reads keeps the write-ahead log, and what stands in it.
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM decisions_envelope").fetchone()
        known["while_read"] = run(home, COUNT, given).strip()
    known["afterwards"] = run(home, AGAIN).strip()
    return home, backup, known


def every_byte(folder: Path) -> bytes:
    return b"\0".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


@pytest.mark.slow
def test_before_the_count_envelopes_lie_there_and_open_for_the_tellers_only(attacked) -> None:  # type: ignore[no-untyped-def]
    _home, _backup, known = attacked
    assert len(known["sealed"]) == 14
    for tracker in known["trackers"].values():
        assert not any(tracker.encode() in sealed for sealed in known["sealed"].values())


def test_no_result_is_told_while_something_is_left_of_the_envelopes(attacked) -> None:  # type: ignore[no-untyped-def]
    """A reader keeps them in the write-ahead log: that is seen, and the clock goes on when the reader has gone."""
    _home, _backup, known = attacked
    assert (known["while_read"], known["afterwards"]) == ("not-destroyed 0", "1")


def test_no_byte_of_an_envelope_is_left_in_any_file(attacked) -> None:  # type: ignore[no-untyped-def]
    home, _backup, known = attacked
    data = every_byte(home)
    for sealed in known["sealed"].values():
        for start in range(0, len(sealed) - 32, 100):
            assert sealed[start : start + 32] not in data
            assert sealed[start : start + 32].hex().encode() not in data
    # Nor of the names on them, nor of the key under which they were encrypted.
    assert not any(name.encode() in data for name in known["sealed"])
    assert known["vote_key"] not in data and not list((home / "vote-keys").iterdir())


def test_the_backup_never_held_them(attacked, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    _home, backup, known = attacked
    with tarfile.open(backup) as tar:
        tar.extractall(tmp_path, filter="data")
    data = every_byte(tmp_path)
    assert b"decisions_envelope" in data
    assert known["vote_key"] not in data and not any(
        name.encode() in data for name in known["sealed"]
    )
    for sealed in known["sealed"].values():
        assert sealed[:32] not in data
    for _person, text in known["keys"]:
        assert json.loads(text)["private"]["d"].encode() not in data


def test_trackers_stand_with_the_ballots_only_and_in_an_order_that_says_nothing(attacked) -> None:  # type: ignore[no-untyped-def]
    home, _backup, known = attacked
    with sqlite3.connect(home / "hall.sqlite3") as database:
        ballots = database.execute(
            "SELECT id, tracker FROM decisions_castballot ORDER BY id"
        ).fetchall()
        tables = [
            row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type='table'")
        ]
        assert [tracker for _id, tracker in ballots] == sorted(known["trackers"].values())
        for table in tables:
            held = repr(database.execute(f'SELECT * FROM "{table}"').fetchall())
            speaks = any(tracker in held for tracker in known["trackers"].values())
            assert speaks is (table in {"decisions_castballot", "actions_version"}), table
    for path in home.rglob("*"):
        if path.is_file() and "sqlite3" not in path.name:
            data = path.read_bytes()
            assert not any(tracker.encode() in data for tracker in known["trackers"].values()), path


def test_no_table_ties_a_person_to_a_ballot(attacked) -> None:  # type: ignore[no-untyped-def]
    """What is left of a voter: that an envelope was handed in. Its hash fits no ballot."""
    import hashlib

    home, _backup, known = attacked
    with sqlite3.connect(home / "hall.sqlite3") as database:
        assert database.execute("SELECT count(*) FROM decisions_envelope").fetchone() == (0,)
        bodies = [
            row[0]
            for row in database.execute(
                "SELECT body FROM record_entry WHERE action = 'decisions.cast_ballot'"
            )
        ]
        states = [
            row[0]
            for row in database.execute(
                "SELECT state FROM actions_version WHERE type = 'decisions.castballot'"
            )
        ]
        seals = repr(database.execute("SELECT contents FROM actions_sealed").fetchall())
    assert len(bodies) == 28 and len(states) == 14
    for state in states:
        for guess in (state, hashlib.sha256(state.encode()).hexdigest()):
            assert not any(guess in body for body in bodies)
    for tracker in known["trackers"].values():
        prints = hashlib.sha256(tracker.encode()).hexdigest()
        assert not any(tracker in body or prints in body for body in bodies)
        assert tracker not in seals


@pytest.mark.slow
def test_the_record_of_the_counted_hall_holds(attacked) -> None:  # type: ignore[no-untyped-def]
    home, _backup, _known = attacked
    assert "The record holds" in run(
        home, "commonhall.site.cli", "record", "verify", "default", module=True
    )
