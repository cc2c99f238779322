"""The whole hall (web, worker, timer's sweep, sequencer) under SIGKILL, with programs that go on asking.

    python -m tests.crash.hall --rounds 200 [--database postgresql://…/empty] [--seed 1]

Programs raise cases and report them done over HTTP, each with an Idempotency-Key, and repeat a request
until it is answered. In the end every key must have been done exactly once, every receipt must stand in
the record, every follower must have been told exactly once, and the record must verify.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import random
import socket
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.crash.harness import Crash

FOUND = """
import django; django.setup()
import json
from commonhall.people import actors
from commonhall.people.api_keys import keys as api_keys
from commonhall.people.accounts.models import Account
from tests.kit import found_hall
found_hall()
keys = {}
for name, kind in (("resident", ""), ("parks", "people.office")):
    account = Account.objects.get(email=f"{name}@example.org")
    choices = actors.choices(actors.person_of(account))
    chosen = next(one for one in choices if one.key.startswith(kind) and bool(one.key) == bool(kind))
    keys[name] = api_keys.make(account, name, chosen, 30)[1]
print(json.dumps(keys))
"""
CLI = "import sys; from commonhall.site.cli import main; sys.exit(main(sys.argv[1:]))"
WEB = """
import sys
from granian import Granian
from granian.constants import Interfaces
Granian("commonhall.site.wsgi:application", address="127.0.0.1", port=int(sys.argv[1]),
        interface=Interfaces.WSGI, workers=1, blocking_threads=4, log_enabled=False).serve()
"""
CLIENT = """
import http.client, json, random, sys, time, urllib.error, urllib.request
base, keys, path, name, seed = sys.argv[1], json.loads(sys.argv[2]), sys.argv[3], sys.argv[4], int(sys.argv[5])
chance = random.Random(seed)

def post(address, body, who, once):
    data = json.dumps(body).encode()
    headers = {"Content-Type": "application/json", "Authorization": "Bearer " + keys[who],
               "Idempotency-Key": once}
    while True:
        try:
            request = urllib.request.Request(base + address, data, headers)
            with urllib.request.urlopen(request, timeout=10) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            if error.code < 500:
                raise SystemExit(f"{address}: {error.code} {error.read()[:300]}")
            time.sleep(0.05)
        except (OSError, http.client.HTTPException):
            # Killed while it answered: the answer may be cut off anywhere.
            time.sleep(0.05)

with open(path, "a") as kept:
    number = 0
    while True:
        number += 1
        once = f"{name}-{seed}-{number}"
        title = f"case {once}"
        done = post("/cases/raise", {"kind": "complaint", "title": title, "category": "lamps",
                    "unit": "north"}, "resident", once)
        kept.write(json.dumps({"once": title, **done}) + "\\n"); kept.flush()
        case = done["ref"].partition(":")[2]
        if chance.random() < 0.6:
            done = post(f"/cases/{case}/mark-done", {"text": "Done."}, "parks", once + "-done")
            kept.write(json.dumps({"once": "", **done}) + "\\n"); kept.flush()
"""
JUDGE = """
import django; django.setup()
import json, sys, time
from collections import Counter
from commonhall.core import jobs
from commonhall.actions.models import Notification
from commonhall.cases.cases.models import Answer, Case
from commonhall.record.models import Entry
from django_tasks_db.models import DBTaskResult
until = time.monotonic() + 60
while time.monotonic() < until:
    jobs.give_back_expired()
    while jobs.run_one("judge"):
        pass
    waiting = DBTaskResult.objects.exclude(status__in=["SUCCESSFUL", "FAILED"]).count()
    if not waiting:
        break
    time.sleep(0.5)
titles = Counter(Case.objects.values_list("title", flat=True))
answers = Counter(Answer.objects.values_list("case_id", flat=True))
done = {str(pk) for pk in Entry.objects.filter(action="cases.mark_done").values_list("pk", flat=True)}
told = Counter(str(one) for one in Notification.objects.values_list("entry", flat=True))
print(json.dumps({
    "cases": sum(titles.values()), "titles": sorted(titles),
    "doubled_cases": [one for one, count in titles.items() if count > 1],
    "doubled_answers": [one for one, count in answers.items() if count > 1],
    "untold": sorted(done - set(told)), "told_twice": [one for one, n in told.items() if n > 1],
    "jobs_waiting": waiting, "jobs_failed": DBTaskResult.objects.filter(status="FAILED").count(),
    "jobs_left": [
        f"{one.task_path} {one.status} {(one.traceback or '').strip()[-300:]}"
        for one in DBTaskResult.objects.exclude(status="SUCCESSFUL")[:5]
    ],
    "done": len(done),
}))
"""


def free_port() -> int:
    with contextlib.closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class HallCrash(Crash):
    """A founded hall whose processes are killed; `told` is what the programs were answered."""

    def __init__(self, home: Path, database: str | None = None) -> None:
        super().__init__(home, database, "tests.crash.settings")
        self.keys = self.call(FOUND).strip().splitlines()[-1]
        self.port = free_port()
        self.told = home / "told.jsonl"

    def start_all(self, seed: int) -> None:
        base = f"http://127.0.0.1:{self.port}/api/v1"
        wanted = {
            "web": (WEB, (str(self.port),)),
            "worker": (CLI, ("worker",)),
            "sequencer": (CLI, ("record", "sequence", "--interval", "0.05")),
        }
        for name in ("program-a", "program-b"):
            wanted[name] = (CLIENT, (base, self.keys, str(self.told), name, str(seed)))
        for name, (code, arguments) in wanted.items():
            process = self.running.get(name)
            if process is not None and process.poll() is not None:
                if name.startswith("program"):
                    raise AssertionError((self.home / f"{name}.log").read_text()[-600:])
                self.running.pop(name)
                process = None
            if process is None:
                self.start(name, code, *arguments)

    def answers(self) -> Iterator[dict[str, Any]]:
        """What programs were told is done; a line cut off by a kill was never told."""
        for line in self.told.read_text().splitlines() if self.told.exists() else []:
            try:
                yield json.loads(line)
            except ValueError:
                continue

    def lines_told(self) -> int:
        return self.told.read_bytes().count(b"\n") if self.told.exists() else 0

    def promised(self) -> list[dict[str, str]]:
        return [answer["receipt"] for answer in self.answers()]

    def play_hall(self, rounds: int, seed: int) -> dict[str, Any]:
        """Kill web, worker or sequencer at random, `rounds` times; what is left, judged.

        Every second kill meets a hall that answers its programs; the others may meet one that is
        still starting.
        """
        chance = random.Random(seed)
        try:
            self.start_all(seed)
            for number in range(rounds):
                if number % 2 == 0:
                    self.wait_for_an_answer()
                time.sleep(0.25 + chance.random() * 0.6)
                self.kill(chance.choice(["web", "worker", "sequencer"]))
                self.start_all(seed)
                if sys.stderr.isatty():
                    sys.stderr.write(f"\rround {number + 1} of {rounds}")
            # Let the programs get an answer to what they asked last, then stop them.
            self.wait_for_an_answer()
        finally:
            self.kill_all()
        return self.judge()

    def wait_for_an_answer(self, seconds: float = 120) -> None:
        """Until a program is told once more that something is done: how long starting takes is the machine's."""
        before = self.lines_told()
        until = time.monotonic() + seconds
        while self.lines_told() == before:
            if time.monotonic() > until:
                raise AssertionError(f"nothing was answered for {seconds:.0f} seconds")
            time.sleep(0.1)

    def judge(self) -> dict[str, Any]:
        time.sleep(2.1)
        found: dict[str, Any] = json.loads(self.call(JUDGE).strip().splitlines()[-1])
        asked = {answer["once"] for answer in self.answers() if answer["once"]}
        found["answered"] = len(asked)
        found["lost"] = sorted(asked - set(found.pop("titles")))
        report = self.verify()
        found["record"] = {"ok": report["ok"], "entries": report["entries"]}
        faults = ("doubled_cases", "doubled_answers", "untold", "told_twice", "lost")
        found["ok"] = bool(report["ok"]) and not any(found[name] for name in faults)
        found["ok"] = found["ok"] and not found["jobs_waiting"] and not found["jobs_failed"]
        return found


def main() -> int:
    parser = argparse.ArgumentParser(description="Kill the hall's processes at random.")
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--database", help="address of an empty database (default: SQLite)")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = HallCrash(Path(folder), args.database).play_hall(args.rounds, args.seed)
    print(json.dumps(found, indent=2))
    return 0 if found["ok"] else 1


if __name__ == "__main__":
    sys.exit(main())
