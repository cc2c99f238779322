"""How fast composite indices are: ranks as ranges, growth tenfold and hundredfold, memory.

python -m benchmarks.index
"""

from __future__ import annotations

import resource
import time

import numpy as np

from commonhall.methods.index import (
    Framework,
    Group,
    Indicator,
    Inputs,
    Methods,
    Uncertainty,
    evaluate,
    kemeny,
    outranking_matrix,
    rank_ranges,
    rank_ranges_of,
    sensitivity,
)


def seconds(work: object, times: int = 3) -> float:
    """The shortest of a few runs."""
    best = float("inf")
    for _ in range(times):
        started = time.perf_counter()
        work()  # type: ignore[operator]
        best = min(best, time.perf_counter() - started)
    return best


def show(what: str, value: float) -> None:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{what:<64} {value:9.3f} s   peak so far {peak:7.0f} MB", flush=True)


def framework(indicators: int) -> Framework:
    """Ten groups of indicators under an index, with every kind of choice left open."""
    items = tuple(
        Indicator(f"i{at}", f"i{at}", f"i{at}", f"g{at % 10}", -1 if at % 7 == 0 else 1)
        for at in range(indicators)
    )
    groups = (*(Group(f"g{at}", f"g{at}", "x") for at in range(10)), Group("x", "x", None))
    choices = Uncertainty(
        normalisation=("min-max", "rank"),
        aggregation=("arithmetic", "geometric"),
        weights=("stated", "pca"),
        imputation_draws=5,
        leave_out=True,
    )
    return Framework("Benchmark", "id", None, items, groups, Methods(imputation="mean"), choices)


def main() -> None:
    generator = np.random.default_rng(1)
    for units, draws in ((30, 10_000), (300, 10_000), (3_000, 10_000), (300, 100_000)):
        values = generator.random((units, 100))
        weights = generator.dirichlet(np.ones(100), draws)
        found = seconds(lambda v=values, w=weights: rank_ranges(v, w), 1 if units > 300 else 3)
        show(f"exact ranges: {draws:,} draws × {units:,} units × 100 indicators", found)
    stated = framework(100)
    for units in (30, 300, 3_000):
        values = generator.random((units, 100)) * 100
        values[generator.random(values.shape) < 0.02] = np.nan
        names = tuple(f"u{at}" for at in range(units))
        inputs = Inputs(names, names, values, np.ones_like(values), None, None, None)
        result = evaluate(stated, inputs)
        show(
            f"whole pipeline: {units:,} units × 100 indicators",
            seconds(lambda i=inputs: evaluate(stated, i)),
        )
        show(
            f"ranges over six kinds of choices: 1,000 draws × {units:,} units",
            seconds(lambda r=result: rank_ranges_of(r, 1_000, 1), 1),
        )
        if units == 300:
            show(
                "Sobol indices of six kinds of choices: 500 runs × 8",
                seconds(lambda r=result: sensitivity(r, 500, 1), 1),
            )
    matrix = outranking_matrix(generator.random((20, 9)), np.ones(9))
    show("Kemeny order of 20 units, proved", seconds(lambda: kemeny(matrix), 1))


if __name__ == "__main__":
    main()
