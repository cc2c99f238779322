"""How fast panels are: growth of the pool by rule, and peak memory.

python -m benchmarks.sortition [--all]

Leximin of 2,000 people is given 120 seconds and states its gap; --all gives it 600.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import time

from tests.methods.sortition_kit import random_pool

# People, seats, features, rule, seconds allowed (0: no end is set).
CASES = (
    (150, 22, 4, "maximin", 0),
    (150, 22, 4, "leximin", 0),
    (150, 22, 4, "nash", 0),
    (500, 40, 5, "maximin", 0),
    (500, 40, 5, "leximin", 0),
    (2_000, 60, 6, "maximin", 60),
    (20_000, 60, 4, "maximin", 60),
    (2_000, 60, 6, "leximin", 120),
)


def one(people: int, size: int, features: int, rule: str, seconds: int) -> None:
    """Measure one case in this process and print a line."""
    from commonhall.methods.sortition import draw_people, find_draw, make_pool, make_portfolio

    everyone, quotas = random_pool(1, people, size, features)
    wall, spent = time.perf_counter(), time.process_time()
    draw = find_draw(make_pool(everyone, quotas, size), rule, seconds=seconds or None)
    draw_people(make_portfolio(draw), "seed")
    spent, wall = time.process_time() - spent, time.perf_counter() - wall
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{people:>6,} people {len(draw.pool.types):>5,} types {size:>3} seats {features} features "
        f"{rule:<8} {spent:7.2f} s CPU {wall:7.2f} s wall  peak {memory:5.0f} MiB  "
        f"{len(draw.shares):>4} panels  lowest {draw.lowest:.6f}  "
        f"{'proved' if draw.proved else f'gap {draw.gap:.1e}'}",
        flush=True,
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--one", nargs=5)
    parser.add_argument("--all", action="store_true")
    args = parser.parse_args()
    if args.one:
        numbers = [int(args.one[at]) for at in (0, 1, 2, 4)]
        one(*numbers[:3], args.one[3], numbers[3])
        return 0
    worst = 0
    for case in CASES:
        words = [str(word) for word in case]
        if args.all and words[3] == "leximin" and words[4] != "0":
            words[4] = "600"
        command = [sys.executable, "-m", "benchmarks.sortition", "--one", *words]
        environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
        worst |= subprocess.run(command, env=environment).returncode
    return worst


if __name__ == "__main__":
    sys.exit(main())
