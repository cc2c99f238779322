"""The disk is full while acts are written; then there is room again. On a small file system of its own (tmpfs)."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.drills.hall import DrillHall, clients, told, wait_until
from tests.drills.report import Report

MEGABYTES = 96


@contextmanager
def small_disk(folder: Path) -> Iterator[str]:
    """A file system of a few megabytes; why there can be none, or ""."""
    folder.mkdir()
    if os.geteuid() != 0:
        yield "only root may mount a small file system (in a container: --cap-add SYS_ADMIN)"
        return
    mount = ["mount", "-t", "tmpfs", "-o", f"size={MEGABYTES}m", "tmpfs", str(folder)]
    done = subprocess.run(mount, capture_output=True, text=True)
    if done.returncode:
        yield f"no small file system can be mounted: {done.stderr.strip()}"
        return
    try:
        yield ""
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def fill(folder: Path) -> Path:
    """Take all the room that is left."""
    path = folder / "filler"
    with path.open("wb", buffering=0) as file:
        for size in (1 << 20, 1 << 12, 1):
            try:
                while True:
                    file.write(b"x" * size)
            except OSError:
                continue
    return path


def play(home: Path) -> Report:
    report = Report("disk full while acts are written")
    with small_disk(home / "disk") as why_not:
        if why_not:
            report.skipped = why_not
            return report
        hall = DrillHall(home / "disk", COMMONHALL_DISK_LIMIT_MB="8")
        hall.told = home / "told.jsonl"
        hall.serve("--workers", "2")
        with clients(hall, count=10) as load:
            time.sleep(3)
            report.hold("before, it is ready", hall.measures()["ready"])
            filler = fill(home / "disk")
            before = load.failed
            wait_until(lambda: load.failed > before + 10, 20)
            failed = load.failed - before
            report.hold(
                f"while it is full, acts fail ({failed}) instead of being half done", failed
            )
            full = hall.measures()
            report.hold("and it says that it is not ready, for the disk", not full["ready"])
            report.hold(
                "the disk is named", not full.get("checks", {}).get("disk", {}).get("well", False)
            )
            filler.unlink()
            room, before = time.monotonic(), load.answered
            back = wait_until(lambda: load.answered > before + 10, 30)
            time.sleep(2)
        report.hold(f"with room again, people go on at once ({told(load)})", back)
        last = max(0.0, load.last_failure - room)
        report.hold(f"and none fails 10 s later ({last:.1f} s)", last < 10)
        hall.judged(report, load)
    return report.end()
