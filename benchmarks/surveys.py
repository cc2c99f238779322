"""How fast survey methods are: growth tenfold and hundredfold, peak memory.

python -m benchmarks.surveys
"""

from __future__ import annotations

import resource
import time
from collections.abc import Callable

import numpy as np

from commonhall.methods.surveys import mean, proportion, rake, small_areas


def show(what: str, work: Callable[[], object]) -> None:
    started = time.perf_counter()
    work()
    took = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{what:<52} {took:9.4f} s   peak so far {peak:6.0f} MB", flush=True)


def main() -> None:
    generator = np.random.default_rng(1)
    shares = {
        name: generator.dirichlet(np.ones(size) * 5)
        for name, size in (("sex", 2), ("age", 6), ("place", 40), ("school", 4))
    }
    targets = {
        name: {f"{name}{at}": 1e6 * part for at, part in enumerate(own)}
        for name, own in shares.items()
    }
    for size in (1_000, 10_000, 100_000):
        answers = {
            name: np.array([f"{name}{at}" for at in range(own.size)])[
                np.concatenate(
                    [np.arange(own.size), generator.integers(0, own.size, size - own.size)]
                )
            ]
            for name, own in shares.items()
        }
        show(f"raking {size:,} people to 4 margins", lambda a=answers: rake(a, targets))
        show(
            f"raking {size:,} people within limits",
            lambda a=answers: rake(a, targets, limits=(0.2, 4.0), cycles=200),
        )
        weights = generator.uniform(0.5, 2, size)
        yes = (generator.random(size) < 0.4).astype(float)
        show(
            f"a share and a mean of {size:,}",
            lambda y=yes, w=weights: (proportion(y, w), mean(y, w)),
        )
    for count in (30, 300, 1_000):
        x = generator.normal(size=(count, 3))
        variances = generator.uniform(0.2, 2, count)
        direct = x.sum(axis=1) + generator.normal(size=count)
        show(
            f"{count:,} small areas, three covariates",
            lambda d=direct, v=variances, c=x: small_areas(d, v, c),
        )


if __name__ == "__main__":
    main()
