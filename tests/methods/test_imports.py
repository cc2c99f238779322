"""The methods are light: each family loads quickly, without Django and without its solvers."""

from __future__ import annotations

import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

import commonhall.methods

FAMILIES = sorted(
    f"commonhall.methods.{found.name}"
    for found in pkgutil.iter_modules(commonhall.methods.__path__)
)
# The interpreter's own start is not counted; CPU time, as machines are shared. A cold disk may
# be slow once, so the best of three counts.
PROBE = """
import sys, time
started = time.process_time()
import {name}
print(time.process_time() - started)
print(*(name for name in ("django", "highspy", "scipy.sparse.linalg", "numba") if name in sys.modules))
"""
DOCS = Path(__file__).parents[2] / "docs" / "methods"


def probe(name: str) -> tuple[float, str]:
    run = subprocess.run(
        [sys.executable, "-c", PROBE.format(name=name)], capture_output=True, text=True, check=True
    )
    seconds, heavy = run.stdout.split("\n")[:2]
    return float(seconds), heavy


@pytest.mark.parametrize("name", ["commonhall.methods", *FAMILIES])
def test_a_family_loads_quickly_and_nothing_heavy_with_it(name: str) -> None:
    found = [probe(name)]
    while found[-1][0] >= 1.5 and len(found) < 3:
        found.append(probe(name))
    assert min(seconds for seconds, _ in found) < 1.5
    assert found[0][1] == ""


def test_every_family_has_a_page_in_the_table() -> None:
    table = (DOCS / "README.md").read_text(encoding="utf-8")
    pages = {path.name for path in DOCS.glob("*.md")} - {"README.md"}
    assert all(f"]({page})" in table for page in pages)
    named = {"index": "composite-index"}
    for name in FAMILIES:
        short = name.rpartition(".")[2]
        assert f"{named.get(short, short)}.md" in pages
