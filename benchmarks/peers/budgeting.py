"""Budgets: ours beside pabutools on random elections and, if there, real files.

[COMMONHALL_REAL_DATA=folder] .venv-peers/bin/python -m benchmarks.peers.budgeting

Rules are timed alone, then from the file's text to the winners. The peer is given each file as
a path and counts collapsed ballots (its multiprofile) where its rule takes them. `same` compares
winners. Only files that the peer finishes in seconds are taken for Add1.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from pabutools.election import Cost_Sat, parse_pabulib
from pabutools.rules import (
    greedy_utilitarian_welfare,
    method_of_equal_shares,
    sequential_phragmen,
)

from benchmarks.budgeting import random_election
from commonhall.methods.budgeting import (
    Election,
    Outcome,
    completed_equal_shares,
    election_from_pabulib,
    equal_shares,
    greedy,
    phragmen,
    read_pabulib,
)

Answer = TypeVar("Answer")
ADD1_FILES = ("france_toulouse_2019_.pb", "poland_wieliczka_2023.pb")
Total = dict[str, list[float]]


def timed(work: Callable[[], Answer]) -> tuple[Answer, float]:
    started = time.process_time()
    answer = work()
    return answer, time.process_time() - started


def row(name: str, ours: float, peer: float, same: bool, totals: Total) -> None:
    print(
        f"    {name:<12} ours {ours:8.4f} s  pabutools {peer:8.3f} s  {peer / ours:7.0f}×  "
        f"same: {'yes' if same else 'NO'}",
        flush=True,
    )
    kept = totals.setdefault(name, [0.0, 0.0])
    kept[0] += ours
    kept[1] += peer


def compare(path: Path, totals: Total, *, add1: bool) -> None:
    print(path.name, flush=True)
    text = path.read_text(encoding="utf-8")
    file, reading = timed(lambda: read_pabulib(text))
    election, building = timed(lambda: election_from_pabulib(file))
    (instance, profile), parsing = timed(lambda: parse_pabulib(str(path)))
    voters: Any = profile
    row("read", reading, parsing, len(file.votes) == voters.num_ballots(), totals)
    row("to election", reading + building, parsing, True, totals)
    many, collapsing = timed(voters.as_multiprofile)
    approval = instance.meta["vote_type"] == "approval"
    if instance.meta["vote_type"] == "ordinal":
        return
    rules: list[tuple[str, Callable[[Election], Outcome], Callable[[], Any]]] = [
        ("mes", equal_shares, lambda: method_of_equal_shares(instance, many, sat_class=Cost_Sat)),
        ("greedy", greedy, lambda: greedy_utilitarian_welfare(instance, many, sat_class=Cost_Sat)),
    ]
    if approval:
        rules.append(("phragmen", phragmen, lambda: sequential_phragmen(instance, many)))
    if add1:
        rules.append(
            (
                "mes/add1",
                lambda e: completed_equal_shares(e, "cost", "add1"),
                lambda: method_of_equal_shares(
                    instance, many, sat_class=Cost_Sat, voter_budget_increment=1
                ),
            )
        )
    for name, ours, theirs in rules:
        outcome, own = timed(lambda ours=ours: ours(election))  # type: ignore[misc]
        answer, peer = timed(theirs)
        same = {project.name for project in answer} == set(outcome.winners)
        row(name, own, peer, same, totals)
        if name == "mes":
            row("file to mes", reading + building + own, parsing + collapsing + peer, same, totals)


def as_text(election: Election) -> str:
    """A random election as a Pabulib file."""
    lines = [
        "META",
        "key;value",
        "description;Random",
        "country;None",
        "unit;None",
        "instance;0",
        f"num_projects;{len(election.projects)}",
        f"num_votes;{election.voters}",
        f"budget;{election.budget}",
        "vote_type;approval",
        "rule;greedy",
        "PROJECTS",
        "project_id;cost",
        *(f"{p.id};{p.cost}" for p in election.projects),
        "VOTES",
        "voter_id;vote",
    ]
    ballots: list[list[str]] = [[] for _ in election.weights]
    for place, project in enumerate(election.projects):
        for number in election.members[election.supporters(place)].tolist():
            ballots[number].append(project.id)
    every = zip(ballots, election.weights.tolist(), strict=True)
    votes = [",".join(ballot) for ballot, weight in every for _ in range(weight)]
    return "\n".join([*lines, *(f"{number};{vote}" for number, vote in enumerate(votes))]) + "\n"


def main() -> None:
    totals: Total = {}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "random-5000.pb"
        path.write_text(as_text(random_election(5_000)), encoding="utf-8")
        compare(path, totals, add1=False)
    if real := os.environ.get("COMMONHALL_REAL_DATA"):
        for path in sorted((Path(real) / "pabulib").glob("*.pb")):
            compare(path, totals, add1=path.name in ADD1_FILES)
    print("in all", flush=True)
    for name, (ours, peer) in list(totals.items()):
        print(f"    {name:<12} ours {ours:8.4f} s  pabutools {peer:8.3f} s  {peer / ours:7.0f}×")


if __name__ == "__main__":
    main()
