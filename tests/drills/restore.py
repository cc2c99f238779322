"""A backup is made under ten clients; everything is lost; it comes back with its keys, and without them."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
from pathlib import Path

from tests.crash.hall import CLI
from tests.drills.hall import DrillHall, clients, wait_until
from tests.drills.report import Report


def run(hall: DrillHall, home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = hall.environment | {
        "COMMONHALL_HOME": str(home),
        "DATABASE_URL": f"sqlite:////{str(home / 'crash.sqlite3').lstrip('/')}",
    }
    return subprocess.run(
        [sys.executable, "-c", CLI, *words], env=environment, capture_output=True, text=True
    )


def play(home: Path) -> Report:
    report = Report("restored with and without keys")
    first = home / "first"
    first.mkdir()
    hall = DrillHall(first)
    hall.serve("--workers", "2")
    with clients(hall, count=10) as load:
        wait_until(lambda: load.answered > 20, 60)
        before = list(hall.promised())
        for name, more in (("with", ["--with-keys"]), ("without", [])):
            made = run(hall, first, "backup", str(home / f"{name}.tar.gz"), *more)
            report.hold(f"a backup {name} keys is made under load", made.returncode == 0)
        time.sleep(1)
    hall.kill_all()
    keys = {one.name: one.read_bytes() for one in (first / "keys").iterdir()}
    shutil.rmtree(first)
    (home / "receipts.json").write_text(json.dumps(before))
    for name in ("with", "without"):
        back(hall, report, home, name, keys)
    return report.end()


def back(hall: DrillHall, report: Report, home: Path, name: str, keys: dict[str, bytes]) -> None:
    """Bring one of them back, and see what holds."""
    there = home / name
    told = run(hall, there, "restore", str(home / f"{name}.tar.gz"))
    report.hold(f"{name} keys: it comes back", told.returncode == 0)
    loud = "THIS BACKUP HOLDS NO KEYS" in told.stderr
    report.hold(
        f"{name} keys: it {'says loudly that' if name == 'without' else 'does not say that'} "
        "there are none",
        loud is (name == "without"),
    )
    if name == "without":
        # As the message says: the keys that were kept apart are put back before anything is started.
        (there / "keys").mkdir(exist_ok=True)
        for file, content in keys.items():
            (there / "keys" / file).write_bytes(content)
    same = all((there / "keys" / one).read_bytes() == content for one, content in keys.items())
    report.hold(f"{name} keys: it signs with the keys it had", same)
    status = run(hall, there, "record", "sequence", "--once")
    if status.returncode:
        status = run(hall, there, "record", "reopen")
    verified = run(
        hall, there, "record", "verify", "default", "--receipts", str(home / "receipts.json")
    )
    receipts = len(json.loads((home / "receipts.json").read_text()))
    report.hold(f"{name} keys: there were receipts to hold it against ({receipts})", receipts)
    report.hold(
        f"{name} keys: its record verifies, with the {receipts} receipts given out before the backup"
        + (f": {(verified.stdout + verified.stderr)[-300:]}" if verified.returncode else ""),
        verified.returncode == 0,
    )
    ready = run(hall, there, "doctor", "--json")
    found = {one["code"] for one in json.loads(ready.stdout)["findings"] if one["level"] == "fault"}
    report.hold(
        f"{name} keys: the doctor finds no fault of the machine's ({sorted(found) or 'none'})",
        not found & {"record", "clock", "database", "migrations", "files"},
    )
