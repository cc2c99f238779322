"""A worker and web processes are killed again and again under thirty clients."""

from __future__ import annotations

import time
from pathlib import Path

from tests.drills.hall import DrillHall, clients, kill, told, wait_until
from tests.drills.report import Report

ROUNDS = 3


def play(home: Path) -> Report:
    report = Report("a worker and a web process killed under load")
    hall = DrillHall(home)
    hall.serve("--workers", "2")
    wait_until(lambda: len(hall.answering()) == 2, 30)
    back = True
    with clients(hall) as load:
        for _round in range(ROUNDS):
            time.sleep(4)
            web, worker = hall.answering()[0], hall.part("worker")
            kill(web)
            kill(worker)
            back = back and wait_until(
                lambda gone=web: len(hall.answering()) == 2 and gone not in hall.answering(), 30
            )
            back = back and wait_until(lambda gone=worker: hall.part("worker") != gone, 30)
            time.sleep(3)
    report.hold(f"{ROUNDS} times, each is started again ({told(load)})", back)
    report.hold("no answer took longer than 30 s", load.longest < 30)
    found = hall.judged(report, load)
    once = found["done"] and not (
        found["untold"] or found["told_twice"] or found["doubled_answers"]
    )
    report.hold(f"{found['done']} answers were given and told once each", once)
    return report.end()
