"""How fast measures of equity are: growth tenfold and hundredfold, peak memory.

python -m benchmarks.equity
"""

from __future__ import annotations

import resource
import time
from collections.abc import Callable

import numpy as np

from commonhall.methods.equity import concentration, gini, palma, theil


def show(what: str, work: Callable[[], object]) -> None:
    started = time.perf_counter()
    work()
    took = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{what:<52} {took:9.4f} s   peak so far {peak:6.0f} MB", flush=True)


def main() -> None:
    generator = np.random.default_rng(1)
    for size in (10_000, 100_000, 1_000_000):
        income = generator.lognormal(10, 1, size)
        weights = generator.integers(1, 5, size).astype(np.float64)
        groups = [f"g{number}" for number in generator.integers(0, 20, size)]
        show(f"Gini of {size:,} weighted households", lambda x=income, w=weights: gini(x, w))
        show(f"Palma of {size:,}", lambda x=income, w=weights: palma(x, w))
        show(
            f"Theil of {size:,} in 20 groups", lambda x=income, w=weights, g=groups: theil(x, w, g)
        )
        show(
            f"concentration of {size:,} with its error",
            lambda x=income, w=weights: concentration(np.log(x), x, w),
        )


if __name__ == "__main__":
    main()
