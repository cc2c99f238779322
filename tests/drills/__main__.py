"""Play drills and print their reports: `python -m tests.drills [NAME …]`; 1 where a bar was not kept."""

from __future__ import annotations

import argparse
import importlib
import os
import signal
import sys
import tempfile
import traceback
from pathlib import Path

from tests.drills.hall import HALLS
from tests.drills.report import Report

DRILLS = (
    "database",
    "role",
    "disk",
    "killed",
    "proxy",
    "restore",
    "restore_postgresql",
    "upgrade",
    "kills",
)
LONGEST = 120.0


def play(name: str) -> Report:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "commonhall.site.settings_test")
    with tempfile.TemporaryDirectory(prefix=f"commonhall-drill-{name}-") as folder:
        drill = importlib.import_module(f"tests.drills.{name}")
        try:
            report = drill.play(Path(folder))
        except Exception:
            report = Report(name)
            report.hold(f"it could be played:\n{traceback.format_exc()}", kept=False)
            return report.end()
        finally:
            while HALLS:
                HALLS.pop().kill_all()
    if not report.skipped and not getattr(drill, "LONG", False):
        report.hold("the drill cost less than two minutes of CPU", report.cost < LONGEST)
    return report


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.drills", description=__doc__)
    parser.add_argument("names", nargs="*", choices=[[], *DRILLS], help="which; all without")
    names = parser.parse_args().names or DRILLS
    # Asked to end, it ends what it started.
    signal.signal(signal.SIGTERM, lambda _number, _frame: sys.exit(1))
    held = True
    for name in names:
        report = play(name)
        held = held and report.passed
        print(f"{report}\n", flush=True)
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
