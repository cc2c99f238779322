"""PostgreSQL goes away for seconds, comes back, and loses a session to SIGKILL, under fifteen clients."""

from __future__ import annotations

import time
from pathlib import Path

from tests.drills import postgres
from tests.drills.hall import DrillHall, clients, told, wait_until
from tests.drills.report import Report

AWAY_SECONDS, BACK_WITHIN = 3.0, 15.0


def play(home: Path) -> Report:
    report = Report("database restarted under load")
    with postgres.running() as server:
        server.do("CREATE DATABASE hall")
        hall = DrillHall(home, server.address("hall"))
        hall.serve("--workers", "2")
        web = set(hall.answering())
        with clients(hall, count=15) as load:
            time.sleep(4)
            server.stop()
            time.sleep(AWAY_SECONDS)
            server.start()
            back = time.monotonic()
            before = load.answered
            wait_until(lambda: load.answered > before + 15, 30)
            time.sleep(2)
            first = max(0.0, load.last_failure - back)
            server.kill_one_session()
            time.sleep(1)
            hurt, before = time.monotonic(), load.answered
            wait_until(lambda: load.answered > before + 15, 30)
            time.sleep(2)
            second = max(0.0, load.last_failure - hurt)
        report.hold(f"requests failed while it was away ({told(load)})", load.failed > 0)
        report.hold(
            f"none fails {BACK_WITHIN:.0f} s after it is back ({first:.1f} s)", first < BACK_WITHIN
        )
        report.hold(f"nor after a session was killed ({second:.1f} s)", second < BACK_WITHIN)
        report.hold("no web process had to be started again", set(hall.answering()) == web)
        ready = hall.measures()
        report.hold("it says that it is ready", ready["ready"])
        hall.judged(report, load)
    return report.end()
