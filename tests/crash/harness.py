"""Processes that work on one record while they are killed with SIGKILL at random moments.

Run as a script it plays many rounds and verifies the record after each:

    python -m tests.crash.harness --rounds 200 [--database postgresql://…/empty] [--seed 1]

Other crash tests reuse `Crash`: it knows how to start a named process in the installation's
environment, to kill it, to start it again, and to verify what is left. A writer keeps the receipts
of what it was told is committed, so that a lost entry is noticed.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

WRITER = """
import json, random, sys, time
import django; django.setup()
from django.db import transaction, OperationalError
from commonhall.record import entries, receipts
from tests.record.samples import body


def plain(number: int) -> dict[str, object]:
    # Names no version: no state stands behind these entries.
    made = body(number)
    made.pop("changes")
    return made
path, seed = sys.argv[1], int(sys.argv[2])
chance = random.Random(seed)
with open(path, "a") as kept:
    number = 0
    while True:
        try:
            with transaction.atomic():
                written = entries.append_many(plain(number + i) for i in range(chance.randint(1, 40)))
        except OperationalError:
            continue
        number += len(written)
        # Committed: from here on, losing one of these is losing a promise.
        kept.write(json.dumps([entries.receipt(one) for one in written]) + "\\n")
        kept.flush()
        time.sleep(chance.random() * 0.02)
"""
SEQUENCER = """
import django; django.setup()
from commonhall.record import sequencer
sequencer.run(interval=0.01)
"""
MIGRATE = """
import django; django.setup()
from commonhall.site.commands.migrate import prepare
prepare()
"""
FINISH = """
import django; django.setup()
from commonhall.record import sequencer
sequencer.sequence_once(sweep=True)
"""


class Crash:
    """An installation in a folder of its own, and the processes working on it."""

    def __init__(
        self, home: Path, database: str | None = None, settings: str | None = None
    ) -> None:
        self.home = home
        self.receipts = home / "receipts.jsonl"
        self.environment = os.environ | {
            "COMMONHALL_HOME": str(home),
            "DATABASE_URL": database or f"sqlite:////{str(home / 'crash.sqlite3').lstrip('/')}",
            "DJANGO_SETTINGS_MODULE": settings or os.environ["DJANGO_SETTINGS_MODULE"],
            "PYTHONPATH": os.pathsep.join(
                [str(ROOT), str(ROOT / "src"), os.environ.get("PYTHONPATH", "")]
            ),
        }
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self.call(MIGRATE)

    def call(self, code: str, *arguments: str) -> str:
        """Run code to its end; raises CalledProcessError with what it said."""
        done = subprocess.run(
            [sys.executable, "-c", code, *arguments],
            env=self.environment,
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        if done.returncode:
            raise AssertionError(f"exit {done.returncode}: {done.stdout}{done.stderr}")
        return done.stdout

    def start(self, name: str, code: str, *arguments: str) -> None:
        """Start a process under a name; its errors go to a file in the home folder."""
        with (self.home / f"{name}.log").open("ab") as log:
            self.running[name] = subprocess.Popen(
                [sys.executable, "-c", code, *arguments],
                env=self.environment,
                cwd=ROOT,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def start_all(self, seed: int) -> None:
        """One writer and two sequencers, whichever of them is not running."""
        for name, code, arguments in (
            ("writer", WRITER, (str(self.receipts), str(seed))),
            ("sequencer-a", SEQUENCER, ()),
            ("sequencer-b", SEQUENCER, ()),
        ):
            if name not in self.running:
                self.start(name, code, *arguments)

    def kill(self, name: str) -> None:
        """SIGKILL: no handler runs, nothing is flushed. Only processes started here."""
        process = self.running.pop(name)
        # One that ended by itself and was noticed has no group any more.
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def kill_all(self) -> None:
        for name in list(self.running):
            self.kill(name)

    def promised(self) -> list[dict[str, str]]:
        """Receipts of all that was committed; a line cut off by the kill was never handed out."""
        found: list[dict[str, str]] = []
        if self.receipts.exists():
            for line in self.receipts.read_text().splitlines():
                try:
                    found += json.loads(line)
                except ValueError:
                    continue
        return found

    def verify(self) -> dict[str, object]:
        """Sequence what waits, then hold everything promised against the record."""
        self.call(FINISH)
        path = self.home / "promised.json"
        path.write_text(json.dumps(self.promised()))
        code = (
            "import sys; from commonhall.site.cli import main; sys.exit(main("
            "['record', 'verify', 'default', '--json', '--receipts', sys.argv[1]]))"
        )
        report: dict[str, object] = json.loads(self.call(code, str(path)))
        return report

    def wait_for_a_promise(self, seconds: float = 60) -> None:
        """On a busy machine starting may take longer than any round: then nothing would be tried."""
        deadline = time.monotonic() + seconds
        while not self.promised() and time.monotonic() < deadline:
            time.sleep(0.05)

    def play(self, rounds: int, seed: int, verify_every: int = 1) -> dict[str, object]:
        """Kill a random process at a random moment, again and again; the last report."""
        chance = random.Random(seed)
        report: dict[str, object] = {}
        try:
            for number in range(1, rounds + 1):
                self.start_all(seed + number)
                if number == 1:
                    self.wait_for_a_promise()
                # Starting takes a while; then anything from nothing to a few rounds of work.
                time.sleep(0.6 + chance.random() * 0.8)
                self.kill(chance.choice(sorted(self.running)))
                if number % verify_every == 0 or number == rounds:
                    self.kill_all()
                    report = self.verify()
        finally:
            self.kill_all()
        return report


def main() -> int:
    parser = argparse.ArgumentParser(description="Kill the record's processes at random.")
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--verify-every", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--database", help="address of an empty database (default: SQLite)")
    parser.add_argument("--settings", default="commonhall.site.settings_test")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        crash = Crash(Path(folder), args.database, args.settings)
        report = crash.play(args.rounds, args.seed, args.verify_every)
    print(json.dumps(report, indent=2))
    return 0 if report["ok"] else 1


if __name__ == "__main__":
    sys.exit(main())
