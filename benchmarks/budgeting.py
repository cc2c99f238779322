"""How fast budgets are counted: growth of the electorate by rule, and peak memory.

python -m benchmarks.budgeting [--every]

Random approval elections of 100 projects; with COMMONHALL_REAL_DATA also every file of its
folder pabulib, from text to winners. --every sets Add1 beside counting at every endowment.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import numpy as np

from commonhall.methods.budgeting import (
    Election,
    Outcome,
    Project,
    completed_equal_shares,
    election_from_ballots,
    election_from_pabulib,
    equal_shares,
    greedy,
    knapsack,
    maximin_support,
    phragmen,
    read_pabulib,
)
from commonhall.methods.budgeting.equal_shares import even_share

RULES: dict[str, Callable[[Election], Outcome]] = {
    "mes": equal_shares,
    "mes/add1u": lambda election: completed_equal_shares(election, "cost", "add1u"),
    "phragmen": phragmen,
    "greedy": greedy,
    "knapsack": knapsack,
    "maximin": maximin_support,
}
SIZES = (1_000, 10_000, 100_000)


def random_election(voters: int, projects: int = 100) -> Election:
    """Approvals of 1 to 8 projects, popular ones more often; money for about a third."""
    random = np.random.default_rng(voters)
    chances = random.pareto(1.2, projects) + 0.1
    costs = random.integers(5, 200, projects) * 1000
    listed = [Project(f"p{number}", Fraction(int(cost))) for number, cost in enumerate(costs)]
    draws = random.choice(projects, (voters, 8), p=chances / chances.sum())
    sizes = random.integers(1, 9, voters)
    ballots = (
        {f"p{number}": 1 for number in row[:size]} for row, size in zip(draws, sizes, strict=True)
    )
    return election_from_ballots(listed, ballots, int(costs.sum()) // 3)


def one(voters: int) -> None:
    election = random_election(voters)
    print(f"{voters:>9,} voters, {len(election.weights):,} distinct ballots", flush=True)
    for name, rule in RULES.items():
        started = time.process_time()
        outcome = rule(election)
        spent = time.process_time() - started
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(
            f"          {name:<10} {spent:9.4f} s  {len(outcome.winners):>3} winners  "
            f"peak {memory:5.0f} MiB",
            flush=True,
        )


def every(voters: int) -> None:
    """Add1 with few voters: ours, and counting at every endowment."""
    from tests.methods.test_budgeting_add1 import counted_at_every_endowment

    election = random_election(voters)
    counts: list[None] = []
    started = time.process_time()
    ours = completed_equal_shares(election, "cost", "add1", on_step=lambda: counts.append(None))
    between = time.process_time()
    plain = counted_at_every_endowment(election, "cost")
    ended = time.process_time()
    same = (ours.rounds, ours.endowment) == (plain.rounds, plain.endowment)
    steps = int(plain.endowment - even_share(election)) + 1
    print(
        f"{voters:>9,} voters  {steps:,} endowments, {len(counts):,} counts  ours "
        f"{between - started:7.2f} s  every one {ended - between:7.2f} s  "
        f"{(ended - between) / (between - started):5.1f}×  same: {'yes' if same else 'NO'}",
        flush=True,
    )


def files(folder: Path) -> None:
    for path in sorted((folder / "pabulib").glob("*.pb")):
        text = path.read_text(encoding="utf-8")
        started = time.process_time()
        file = read_pabulib(text)
        read = time.process_time() - started
        election = election_from_pabulib(file)
        built = time.process_time() - started
        equal_shares(election)
        counted = time.process_time() - started
        completed_equal_shares(election, "cost", "add1u")
        completed = time.process_time() - started - counted + built
        print(
            f"{path.name:<36} read {read:6.3f}  election {built:6.3f}  mes {counted:6.3f}  "
            f"add1u {completed:6.3f} s since the text",
            flush=True,
        )


def main() -> int:
    if len(sys.argv) == 3 and sys.argv[1] == "--one":
        one(int(sys.argv[2]))
        return 0
    if sys.argv[1:] == ["--every"]:
        for size in (300, *SIZES[:2]):
            every(size)
        return 0
    worst = 0
    for size in SIZES:
        command = [sys.executable, "-m", "benchmarks.budgeting", "--one", str(size)]
        worst |= subprocess.run(command).returncode
    if real := os.environ.get("COMMONHALL_REAL_DATA"):
        files(Path(real))
    return worst


if __name__ == "__main__":
    sys.exit(main())
