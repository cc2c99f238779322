"""Panels beside sortition-algorithms (HiGHS) on bounded pools: time and the lowest chance.

CPU seconds of one thread each. Larger pools take the peer many minutes.
"""

from __future__ import annotations

import os
import sys
import time
import warnings

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np

from commonhall.methods.sortition import find_draw, make_pool
from tests.methods.sortition_kit import random_pool
from tests.peers.sortition_peer import peer_chances

CASES = (
    (60, 12, 3, "maximin"),
    (100, 15, 3, "maximin"),
    (150, 22, 4, "maximin"),
    (60, 12, 3, "nash"),
    (60, 12, 3, "leximin"),
)


def spread(chances: dict[str, float], groups: list[tuple[str, ...]]) -> float:
    """The largest difference of chances between two people of one type."""
    return max(np.ptp([chances[name] for name in group]) for group in groups)


def main() -> int:
    warnings.simplefilter("ignore")
    for people, size, features, rule in CASES:
        everyone, quotas = random_pool(1, people, size, features)
        started = time.process_time()
        draw = find_draw(make_pool(everyone, quotas, size), rule)
        ours = time.process_time() - started
        started = time.process_time()
        try:
            theirs = peer_chances(everyone, quotas, size, rule)
        except Exception as error:  # Gurobi's free licence refuses larger models
            print(f"{people} people, {rule}: ours {ours:.2f} s; the peer fails: {error}")
            continue
        spent = time.process_time() - started
        if theirs is None:
            print(f"{people} people, {rule}: the peer finds no panel")
            continue
        groups = [kind.people for kind in draw.pool.types]
        inside = [n for at, g in enumerate(groups) if at not in draw.excluded for n in g]
        lowest = min(theirs[name] for name in inside)
        if rule == "nash":
            mine = float(draw.pool.counts @ np.log(np.maximum(draw.chances, 1e-12)))
            yours = float(sum(np.log(max(theirs[name], 1e-12)) for name in inside))
            same = mine >= yours - 1e-3
        else:
            same = draw.lowest >= lowest - 1e-6 and draw.lowest - lowest < 5e-3
        print(
            f"{people:>4} people {size:>3} seats {features} features {rule:<8} ours {ours:6.2f} s  "
            f"peer {spent:7.2f} s  {spent / ours:6.1f}×  lowest chance {draw.lowest:.5f} / "
            f"{lowest:.5f}  same answer {'yes' if same else 'NO'}; equal people differ by "
            f"0 / {spread(theirs, groups):.3f}",
            flush=True,
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
