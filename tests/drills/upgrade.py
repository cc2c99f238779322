"""Two web machines are brought to the next version, one after the other, under fifteen clients, on PostgreSQL."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

from tests.crash.hall import CLI, free_port
from tests.drills import postgres
from tests.drills.hall import DrillHall, clients, told
from tests.drills.report import Report

NEXT = "tests.drills.next_version"


def run(hall: DrillHall, settings: str, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", CLI, *words],
        env=hall.environment | {"DJANGO_SETTINGS_MODULE": settings},
        capture_output=True,
        text=True,
        timeout=60,
    )


def play(home: Path) -> Report:
    report = Report("rolling upgrade")
    with postgres.running() as server:
        server.do("CREATE DATABASE hall")
        hall = DrillHall(home, server.address("hall"), COMMONHALL_MIGRATE="0")
        other = free_port()
        hall.serve("--workers", "1")
        hall.serve("--workers", "1", port=other, name="second", kind="web")
        with clients(hall, [hall.port, other], count=15) as load:
            time.sleep(2)
            old = hall.environment["DJANGO_SETTINGS_MODULE"]
            for kind in ("serve", "web"):
                early = run(hall, NEXT, kind, "--port", str(free_port()))
                report.hold(
                    f"the next version's `{kind}` refuses before `migrate`",
                    early.returncode == 2 and "run `commonhall migrate` once" in early.stderr,
                )
            report.hold("nobody has migrated yet", "1 migrations wait" in early.stderr)
            report.hold(
                "`commonhall migrate` does it, once", run(hall, NEXT, "migrate").returncode == 0
            )
            failed = load.failed
            time.sleep(2)
            report.hold("the old version goes on working meanwhile", load.failed == failed)
            hall.environment["DJANGO_SETTINGS_MODULE"] = NEXT
            for name, port, kind in (("second", other, "web"), ("serve", hall.port, "serve")):
                hall.running[name].terminate()
                hall.running.pop(name).wait(30)
                hall.serve("--workers", "1", port=port, name=name, kind=kind)
                time.sleep(2)
            hall.environment["DJANGO_SETTINGS_MODULE"] = old
        report.hold(
            f"clients waited at most 30 s, and went to the other machine ({told(load)})",
            load.longest < 30,
        )
        hall.judged(report, load)
    return report.end()
