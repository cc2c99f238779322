"""Gini coefficients: ours beside scikit-criteria's, in one run.

.venv-peers/bin/python -m benchmarks.peers.equity
"""

from __future__ import annotations

import time

import numpy as np
from skcriteria.preprocessing import weighters

from commonhall.methods.equity import gini


def main() -> None:
    values = np.random.default_rng(1).pareto(1.5, (1_000_000, 5))
    started = time.perf_counter()
    ours = np.array([gini(column) for column in values.T])
    own = time.perf_counter() - started
    started = time.perf_counter()
    theirs = weighters.gini_weights(values)
    peer = time.perf_counter() - started
    same = np.allclose(ours / ours.sum(), theirs, atol=1e-9)
    print("Gini coefficients of 5 columns of 1,000,000 values")
    print(f"  ours                       {own:7.3f} s")
    print(f"  scikit-criteria            {peer:7.3f} s   {peer / own:5.1f}×")
    print(f"  same coefficients: {'yes' if same else 'NO'}")


if __name__ == "__main__":
    main()
