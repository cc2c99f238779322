"""Choose which tests `make test-fast` leaves out, by how long each took in a whole run.

    python -m pytest … --junitxml=RUN.xml, then: python tools/slow_tests.py RUN.xml [--seconds 170]

Test functions are taken from the quickest up until together they take as many seconds of one worker; the others
are written to tests/slow.txt, from which `tests/conftest.py` marks them slow. Whole runs leave nothing out.
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "tests" / "slow.txt"
SECONDS = 170.0


def seconds_of(run: Path) -> dict[str, float]:
    """Seconds of each test function, all its parameters together: {"tests/core/test_jobs.py::test_one": 0.4}."""
    found: defaultdict[str, float] = defaultdict(float)
    for case in ElementTree.parse(run).getroot().iter("testcase"):
        folder = case.get("classname", "").replace(".", "/")
        name = case.get("name", "").partition("[")[0]
        found[f"{folder}.py::{name}"] += float(case.get("time", 0))
    return dict(found)


def slow(seconds: dict[str, float], most: float) -> list[str]:
    """Functions that no longer fit, the quickest being taken first."""
    left, out = most, []
    for name, taken in sorted(seconds.items(), key=lambda one: (one[1], one[0])):
        left -= taken
        if left < 0:
            out.append(name)
    return sorted(out)


def main(words: list[str]) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("run", type=Path, help="what pytest wrote with --junitxml")
    parser.add_argument("--seconds", type=float, default=SECONDS)
    given = parser.parse_args(words)
    found = seconds_of(given.run)
    names = slow(found, given.seconds)
    TARGET.write_text("".join(f"{name}\n" for name in names), encoding="utf-8")
    print(f"{len(names)} of {len(found)} test functions are slow: {TARGET.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
