"""Ranks under many weights: ours beside scikit-criteria, and beside one draw at a time.

    .venv-peers/bin/python -m benchmarks.peers.index

300 units × 100 indicators, 10,000 draws of weights. scikit-criteria ranks 300 of the draws and
its time is scaled up; the ranks of these draws must be the same.
"""

from __future__ import annotations

import time

import numpy as np
import skcriteria
from skcriteria.agg.simple import WeightedSumModel

from commonhall.methods.index import rank_draws, rank_ranges

UNITS, INDICATORS, DRAWS, SAMPLE = 300, 100, 10_000, 300


def main() -> None:
    generator = np.random.default_rng(1)
    values = generator.random((UNITS, INDICATORS))
    weights = generator.dirichlet(np.ones(INDICATORS), DRAWS)

    rank_ranges(values, weights)
    started = time.perf_counter()
    rank_ranges(values, weights)
    ours = time.perf_counter() - started

    model, objectives = WeightedSumModel(), [max] * INDICATORS
    started = time.perf_counter()
    theirs = [
        model.evaluate(skcriteria.mkdm(values, objectives, weights=own)).rank_
        for own in weights[:SAMPLE]
    ]
    peer = (time.perf_counter() - started) * DRAWS / SAMPLE

    started = time.perf_counter()
    for own in weights[:1000]:
        np.argsort(-(values @ own))
    single = (time.perf_counter() - started) * DRAWS / 1000

    same = np.array_equal(np.stack(theirs), rank_draws(weights[:SAMPLE] @ values.T))
    print(f"{DRAWS:,} draws × {UNITS} units × {INDICATORS} indicators")
    print(f"  ours, with exact ranges of ranks          {ours:8.3f} s")
    print(f"  scikit-criteria (from {SAMPLE} draws)        {peer:8.3f} s   {peer / ours:6.0f}×")
    print(f"  NumPy, one draw at a time (from 1,000)    {single:8.3f} s   {single / ours:6.1f}×")
    print(f"  same ranks: {'yes' if same else 'NO'}")


if __name__ == "__main__":
    main()
