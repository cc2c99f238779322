"""A hall served by `commonhall serve`, and thirty clients that go on asking until they are answered."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import signal
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.crash.hall import CLI, HallCrash
from tests.drills.report import Report
from tests.site.test_serving import children, words_of

CLIENTS = 30
# Every hall of a drill, so that none is left serving when the drill is broken off.
HALLS: list[DrillHall] = []


class DrillHall(HallCrash):
    """A founded hall in a folder of its own. more: further settings of its environment."""

    def __init__(self, home: Path, database: str | None = None, **more: str) -> None:
        super().__init__(home, database)
        HALLS.append(self)
        self.environment |= {"COMMONHALL_METRICS_TOKEN": "a-word", **more}

    def serve(self, *words: str, port: int = 0, name: str = "serve", kind: str = "serve") -> int:
        """Start `commonhall serve` (or `web`), and wait until it answers; its port."""
        used = port or self.port
        self.start(name, CLI, kind, "--port", str(used), *words)
        # Patient: the machine may be busy.
        deadline = time.monotonic() + 180
        while time.monotonic() < deadline:
            if self.running[name].poll() is not None:
                break
            with contextlib.suppress(OSError):
                live = f"http://127.0.0.1:{used}/health/live"
                if urllib.request.urlopen(live, timeout=5).status == 200:
                    return used
            time.sleep(0.1)
        raise AssertionError((self.home / f"{name}.log").read_text()[-2000:])

    def part(self, words: str) -> int:
        """The process that `serve` started with these words."""
        mine = children(self.running["serve"].pid)
        return next(one for one in mine if f" {words} " in words_of(one))

    def answering(self) -> list[int]:
        """The web processes that answer."""
        return children(self.part("web"))

    def measures(self) -> dict[str, Any]:
        asked = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/health/ready", headers={"Authorization": "Bearer a-word"}
        )
        try:
            with urllib.request.urlopen(asked, timeout=20) as answer:
                return dict(json.load(answer))
        except urllib.error.HTTPError as error:
            return dict(json.load(error))

    def judged(self, report: Report, load: Load) -> dict[str, Any]:
        """Stop all, and hold what clients were told against what is there."""
        self.kill_all()
        found = self.judge()
        report.hold(
            f"of {found['answered']} cases that clients were told of, none is lost",
            found["answered"] and not found["lost"],
        )
        doubled = len(found["doubled_cases"])
        report.hold(f"of {found['cases']} cases none is doubled", not doubled)
        report.hold(
            f"the record of {found['record']['entries']} entries verifies", found["record"]["ok"]
        )
        left = "; ".join(found["jobs_left"])
        report.hold(
            f"no job failed or is left over{': ' if left else ''}{left}",
            not (found["jobs_failed"] or found["jobs_waiting"]),
        )
        refused = load.refused
        report.hold(
            f"no client was refused for good{': ' if refused else ''}{refused}", not refused
        )
        return found


@dataclass
class Load:
    """What thirty clients met: how many attempts were answered and failed, and the longest wait for an answer."""

    answered: int = 0
    failed: int = 0
    longest: float = 0.0
    refused: str = ""
    last_failure: float = 0.0
    stop: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)


def told(load: Load) -> str:
    return f"{load.answered} answered, {load.failed} attempts failed, longest wait {load.longest:.1f} s"


@contextmanager
def clients(
    hall: DrillHall, ports: list[int] | None = None, count: int = CLIENTS
) -> Iterator[Load]:
    """Clients that raise cases one after another, each repeated with its key until it is answered."""
    load, keys = Load(), json.loads(hall.keys)
    where = ports or [hall.port]
    threads = [
        threading.Thread(target=_client, args=(hall, load, keys, where, n), daemon=True)
        for n in range(count)
    ]
    for one in threads:
        one.start()
    try:
        yield load
    finally:
        load.stop.set()
        for one in threads:
            one.join(60)


def _client(
    hall: DrillHall, load: Load, keys: dict[str, str], ports: list[int], client: int
) -> None:
    number = 0
    while not load.stop.is_set() and not load.refused:
        number += 1
        title = f"case {client}-{number}"
        body = {"kind": "complaint", "title": title, "category": "lamps", "unit": "north"}
        asked = Asked("/cases/raise", body, keys["resident"], f"drill-{client}-{number}")
        answer = _until_answered(hall, load, asked, ports, title)
        if answer and number % 3 == 1:
            case = answer["ref"].partition(":")[2]
            done = Asked(
                f"/cases/{case}/mark-done", {"text": "Done."}, keys["parks"], asked.once + "-d"
            )
            _until_answered(hall, load, done, ports, "")
        time.sleep(0.3)


@dataclass(frozen=True)
class Asked:
    """One request; repeated with the same `once` it is done once."""

    path: str
    body: dict[str, str]
    key: str
    once: str


def _until_answered(
    hall: DrillHall, load: Load, asked: Asked, ports: list[int], title: str
) -> dict[str, Any] | None:
    """Ask until there is an answer, and keep it; None where there is none to be had."""
    began = time.monotonic()
    for turn in range(1000):
        if time.monotonic() - began > 60:
            break
        try:
            answer = _ask(ports[turn % len(ports)], asked)
        except urllib.error.HTTPError as error:
            if error.code < 500:
                load.refused = f"{error.code} {error.read()[:200]!r}"
                return None
        except (OSError, ValueError, http.client.HTTPException):
            pass
        else:
            with load.lock:
                load.answered += 1
                load.longest = max(load.longest, time.monotonic() - began)
                with hall.told.open("a") as kept:
                    kept.write(json.dumps({"once": title, **answer}) + "\n")
            return answer
        with load.lock:
            load.failed += 1
            load.last_failure = time.monotonic()
        time.sleep(0.2)
    load.refused = "no answer within a minute"
    return None


def _ask(port: int, asked: Asked) -> dict[str, Any]:
    headers = {
        "Content-Type": "application/json",
        "Authorization": f"Bearer {asked.key}",
        "Idempotency-Key": asked.once,
    }
    address = f"http://127.0.0.1:{port}/api/v1{asked.path}"
    request = urllib.request.Request(address, json.dumps(asked.body).encode(), headers)
    with urllib.request.urlopen(request, timeout=20) as answer:
        return dict(json.load(answer))


def kill(pid: int) -> None:
    """SIGKILL to a process that a drill's own hall started."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def wait_until(true: Any, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError, StopIteration):
            if true():
                return True
        time.sleep(0.1)
    return False
