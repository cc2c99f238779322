"""How fast opinion maps are: growth by ten and a hundred, and peak memory.

python -m benchmarks.opinion [--largest 1000000]
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import time

import numpy as np

SIZES = ((1_000, 200, 30), (10_000, 500, 25), (100_000, 1_000, 50), (1_000_000, 1_000, 50))


def conversation(
    people: int, statements: int, each: int, seed: int = 1
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Rows, columns, votes and the three planted groups."""
    chance = np.random.default_rng(seed)
    group = chance.integers(0, 3, people)
    lean = chance.uniform(0.15, 0.85, (3, statements)).astype(np.float32)
    step = statements // each
    columns = np.empty((people, each), dtype=np.int32)
    values = np.empty((people, each), dtype=np.int8)
    for first in range(0, people, 20_000):
        last = min(first + 20_000, people)
        shift = chance.integers(0, step, (last - first, each), dtype=np.int32)
        chosen = shift + np.arange(each, dtype=np.int32) * step
        roll = chance.random(chosen.shape, dtype=np.float32)
        agree = roll < lean[group[first:last, None], chosen] * np.float32(0.9)
        columns[first:last] = chosen
        values[first:last] = np.where(agree, 1, np.where(roll < 0.9, -1, 0))
    rows = np.repeat(np.arange(people, dtype=np.int32), each)
    return rows, columns.ravel(), values.ravel(), group


def one(people: int, statements: int, each: int) -> None:
    """Measure one size in this process and print a line."""
    from commonhall.methods.opinion import adjusted_rand, map_opinions, votes_from_arrays

    rows, columns, values, group = conversation(people, statements, each)
    wall, spent = time.perf_counter(), time.process_time()
    votes = votes_from_arrays(rows, columns, values, people, statements)
    opinion = map_opinions(votes)
    mapped = time.process_time() - spent
    _ = opinion.representatives, opinion.consensus, opinion.divisive, opinion.priorities
    spent, wall = time.process_time() - spent, time.perf_counter() - wall
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    print(
        f"{people:>9,} × {statements:>5,} {len(values):>11,} votes  map {mapped:7.3f} s  "
        f"with statements {spent:7.3f} s CPU {wall:7.3f} s wall  peak {memory:5.2f} GiB  "
        f"{len(opinion.group_ids)} groups, ARI to the planted "
        f"{adjusted_rand(opinion.labels, group):.3f}"
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--largest", type=int, default=1_000_000)
    parser.add_argument("--one", type=int, nargs=3)
    args = parser.parse_args()
    if args.one:
        one(*args.one)
        return 0
    worst = 0
    for size in SIZES:
        if size[0] <= args.largest:  # a process each, so that peak memory is its own
            command = [sys.executable, "-m", "benchmarks.opinion", "--one", *map(str, size)]
            environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
            worst |= subprocess.run(command, env=environment).returncode
    return worst


if __name__ == "__main__":
    sys.exit(main())
