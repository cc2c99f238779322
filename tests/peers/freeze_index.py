"""Write tests/methods/frozen/index_weights.json: weights by scikit-criteria on seeded tables.

.venv-peers/bin/python -m tests.peers.freeze_index
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from skcriteria.preprocessing import weighters

TARGET = Path(__file__).parents[1] / "methods" / "frozen" / "index_weights.json"


def main() -> None:
    generator = np.random.default_rng(2008)
    cases = []
    for _ in range(20):
        shape = (int(generator.integers(4, 8)), int(generator.integers(3, 6)))
        values = generator.integers(1, 100, shape).astype(np.float64)
        directions = generator.choice([1, -1], shape[1])
        cases.append(
            {
                "values": values.tolist(),
                "directions": directions.tolist(),
                "entropy": np.round(weighters.entropy_weights(values), 12).tolist(),
                "critic": np.round(
                    weighters.critic_weights(values, objectives=directions), 12
                ).tolist(),
            }
        )
    TARGET.write_text(json.dumps(cases, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
