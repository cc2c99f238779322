"""Write tests/methods/frozen/equity_gini.json: Gini weights by scikit-criteria.

.venv-peers/bin/python -m tests.peers.freeze_equity
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from skcriteria.preprocessing import weighters

TARGET = Path(__file__).parents[1] / "methods" / "frozen" / "equity_gini.json"


def main() -> None:
    generator = np.random.default_rng(1912)
    cases = []
    for _ in range(20):
        shape = (int(generator.integers(3, 9)), int(generator.integers(2, 5)))
        values = generator.integers(0, 60, shape).astype(np.float64)
        values[0] += 1
        weights = np.round(weighters.gini_weights(values), 12).tolist()
        cases.append({"columns": values.T.tolist(), "weights": weights})
    TARGET.write_text(json.dumps(cases, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
