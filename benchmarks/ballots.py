"""How fast ranked ballots are counted: growth of the electorate by rule, and peak memory.

python -m benchmarks.ballots

Ballots over 20 candidates with one to five ranks, few alike; CPU seconds. Schulze
counts the pairs; the rules after it share its table, as `pairwise` is counted once a profile.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from commonhall.methods.ballots import (
    Profile,
    Result,
    borda,
    copeland,
    instant_runoff,
    kemeny,
    meek_stv,
    minimax,
    pairwise,
    phragmen_committee,
    plurality,
    profile_from_orders,
    ranked_pairs,
    schulze,
    scottish_stv,
    sequential_pav,
)

CANDIDATES = 20
RANKS = 5
SIZES = (10_000, 100_000, 1_000_000)
RULES: dict[str, Callable[[Profile], Result]] = {
    "plurality": plurality,
    "irv": instant_runoff,
    "schulze": schulze,
    "borda": borda,
    "copeland": copeland,
    "minimax": minimax,
    "ranked pairs": ranked_pairs,
    "scottish-stv, 5 seats": lambda profile: scottish_stv(profile, 5),
    "meek-stv, 5 seats": lambda profile: meek_stv(profile, 5),
    "sequential-pav, 5 seats": lambda profile: sequential_pav(profile, 5),
}
SMALL: dict[str, Callable[[Profile], Result]] = {
    "phragmen, 5 seats": lambda profile: phragmen_committee(profile, 5),
}


def random_orders(voters: int, candidates: int = CANDIDATES) -> npt.NDArray[np.int8]:
    """Voters × ranks; candidates differ in popularity, ballots in length."""
    random = np.random.default_rng(voters)
    liking = random.gumbel(size=(voters, candidates)) + random.normal(size=candidates)
    orders = np.argsort(-liking, axis=1)[:, :RANKS].astype(np.int8)
    lengths = random.integers(1, RANKS + 1, voters)
    orders[np.arange(RANKS)[None, :] >= lengths[:, None]] = -1
    return orders


def names(candidates: int = CANDIDATES) -> list[str]:
    return [f"c{number:02d}" for number in range(candidates)]


def one(voters: int) -> None:
    orders = random_orders(voters)
    started = time.process_time()
    profile = profile_from_orders(names(), orders)
    print(f"{voters:>9,} voters: checked and built {time.process_time() - started:.4f} s")
    total = 0.0
    rules = {**RULES, **(SMALL if voters <= 10_000 else {})}
    for name, rule in rules.items():
        started = time.process_time()
        rule(profile)
        spent = time.process_time() - started
        total += spent if name in ("irv", "schulze") else 0
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"          {name:<24} {spent:8.4f} s  peak {memory:5.0f} MiB", flush=True)
    started = time.process_time()
    pairwise(profile)
    total += time.process_time() - started
    print(f"          irv + schulze + pairwise {total:8.4f} s", flush=True)
    if voters == SIZES[0]:
        for count in (8, 12, 16):
            small = profile_from_orders(names(count), random_orders(voters, count))
            started = time.process_time()
            kemeny(small)
            print(
                f"          kemeny of {count:>2} {time.process_time() - started:15.4f} s",
                flush=True,
            )


def main() -> int:
    if len(sys.argv) == 3 and sys.argv[1] == "--one":
        one(int(sys.argv[2]))
        return 0
    worst = 0
    for size in SIZES:
        command = [sys.executable, "-m", "benchmarks.ballots", "--one", str(size)]
        worst |= subprocess.run(command).returncode
    return worst


if __name__ == "__main__":
    sys.exit(main())
