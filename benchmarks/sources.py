"""How fast the search for common sources is: growth tenfold and hundredfold, peak memory.

python -m benchmarks.sources
"""

from __future__ import annotations

import resource
import time
from collections.abc import Callable

import numpy as np

from commonhall.methods.sources import (
    early_warning,
    recurrence_after_fix,
    space_time_scan,
    topic_clusters,
)


def show(what: str, work: Callable[[], object]) -> None:
    started = time.perf_counter()
    work()
    took = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{what:<60} {took:9.3f} s   peak so far {peak:6.0f} MB", flush=True)


def sayings(generator: np.random.Generator, size: int) -> list[str]:
    """Short texts of twelve kinds, each with twenty words of its own and common ones."""
    letters = list("abcdefghijklmnopqrstuvwxyz")
    word = [["".join(generator.choice(letters, 6)) for _ in range(20)] for _ in range(13)]
    kinds = generator.integers(0, 12, size)
    return [
        " ".join([*generator.choice(word[kind], 6), *generator.choice(word[12], 4)])
        for kind in kinds
    ]


def main() -> None:
    generator = np.random.default_rng(1)
    for places in (10, 100, 300):
        counts = generator.poisson(2.0, (places, 52))
        spots = generator.random((places, 2))
        show(
            f"alarm scan: {places} places × 52 weeks, 999 random data sets",
            lambda c=counts, s=spots: space_time_scan(
                c, s, current=True, most_time=8, most_space=0.2
            ),
        )
    for places in (10, 100):
        counts = generator.poisson(2.0, (places, 52))
        spots = generator.random((places, 2))
        show(
            f"scan of all windows: {places} places × 52 weeks, 99 random",
            lambda c=counts, s=spots: space_time_scan(
                c, s, most_time=8, most_space=0.2, replicates=99
            ),
        )
    for units in (10, 100, 1_000):
        counts = generator.poisson(4.0, (units, 260))
        show(
            f"early warning: {units:,} units, a year judged on four",
            lambda c=counts: early_warning(c, weeks=np.arange(208, 260)),
        )
    for size in (1_000, 10_000, 100_000):
        places = [f"p{at}" for at in generator.integers(0, size // 20, size)]
        times = generator.uniform(0, 1000, size)
        fixed = [f"p{at}" for at in range(size // 20)]
        made = generator.uniform(200, 800, len(fixed))
        show(
            f"recurrence: {size:,} cases, {len(fixed):,} fixes",
            lambda p=places, t=times, f=fixed, m=made: recurrence_after_fix(
                p, t, f, m, horizon=90, start=0, end=1000
            ),
        )
    for size in (300, 3_000, 30_000):
        texts = sayings(generator, size)
        show(f"topics: {size:,} texts into 12", lambda t=texts: topic_clusters(t, 12))


if __name__ == "__main__":
    main()
