"""Elections that we and a peer can both build, and our rules by name."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

import numpy as np

from commonhall.methods.budgeting import (
    Election,
    Project,
    completed_equal_shares,
    election_from_ballots,
    election_from_pabulib,
    greedy,
    phragmen,
    read_pabulib,
)


@dataclass(frozen=True)
class Case:
    """A small election: costs by id, ballots as (id, points) in the order written."""

    kind: str
    budget: int
    costs: Mapping[str, int]
    ballots: Sequence[Sequence[tuple[str, int]]]


def random_case(seed: int) -> Case:
    """Few distinct costs, so ties are common; every cost and every project's support above zero."""
    mix = random.Random(seed)
    kind = ("approval", "cumulative", "ordinal")[seed % 3]
    names = [str(number) for number in mix.sample(range(1, 130), mix.randint(2, 9))]
    costs = {name: mix.choice((3, 5, 6, 10, 12, mix.randint(1, 40))) for name in names}
    ballots = []
    for _ in range(mix.randint(2, 25)):
        chosen = mix.sample(names, mix.randint(1, min(5, len(names))))
        ballots.append([(name, mix.randint(1, 4)) for name in chosen])
    named = {name for ballot in ballots for name, _ in ballot}
    costs = {name: cost for name, cost in costs.items() if name in named}
    return Case(kind, mix.randint(3, sum(costs.values()) + 5), costs, ballots)


def our_election(case: Case) -> Election:
    """The case with the peer's scores: an ordinal ballot gives its last project nothing."""
    projects = [Project(name, Fraction(cost)) for name, cost in case.costs.items()]
    ballots = []
    for ballot in case.ballots:
        if case.kind == "approval":
            ballots.append(dict.fromkeys((name for name, _ in ballot), 1))
        elif case.kind == "cumulative":
            ballots.append(dict(ballot))
        else:
            ballots.append({n: len(ballot) - at - 1 for at, (n, _) in enumerate(ballot)})
    return election_from_ballots(projects, ballots, case.budget)


def election_of(path: Path) -> Election:
    """A Pabulib file's election, ordinal ones scored as the peer does."""
    file = read_pabulib(path.read_text(encoding="utf-8"))
    election = election_from_pabulib(file)
    return with_the_peers_borda(election) if file.vote_type == "ordinal" else election


def with_the_peers_borda(election: Election) -> Election:
    """An ordinal election scored by the peer: the last project of a ballot gets nothing."""
    keep = election.scores > 1
    counts = [int(keep[election.supporters(p)].sum()) for p in range(len(election.projects))]
    return replace(
        election,
        members=election.members[keep],
        scores=election.scores[keep] - 1,
        start=np.cumsum([0, *counts], dtype=np.int64),
    )


def winners(election: Election, rule: str) -> list[str]:
    """Winners in text order of `mes/<satisfaction>/<completion>`, `greedy/<order>`, `phragmen`."""
    name, *rest = rule.split("/")
    if name == "mes":
        outcome = completed_equal_shares(election, rest[0], rest[1])
    elif name == "greedy":
        outcome = greedy(election, rest[0])
    else:
        outcome = phragmen(election)
    return sorted(outcome.winners)
