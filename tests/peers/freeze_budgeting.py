"""Write tests/methods/frozen/budgeting.json: winners by pabutools.

COMMONHALL_REAL_DATA=folder .venv-peers/bin/python -m tests.peers.freeze_budgeting

On large files the peer needs hours for Add1: on those with more than 5,000 voters times projects
in hundreds it counts at the endowment at which ours stops, and must stop there too.
"""

from __future__ import annotations

import json
import os
import sys
import time
from fractions import Fraction
from pathlib import Path
from typing import Any

from pabutools.election import parse_pabulib

from commonhall.methods.budgeting import completed_equal_shares
from tests.methods.budgeting_kit import election_of, random_case
from tests.peers.budgeting_peer import AddOne, peer_election, peer_rules, peer_winners

TARGET = Path(__file__).parents[1] / "methods" / "frozen" / "budgeting.json"
RANDOM = 200
LARGE = 500_000


def of_file(path: Path) -> dict[str, list[str]]:
    """Winners by rule."""
    instance, profile = parse_pabulib(str(path))
    kind = instance.meta["vote_type"]
    found: dict[str, list[str]] = {}
    large = len(instance) * profile.num_ballots() > LARGE
    for rule, count in peer_rules(kind).items():
        if rule == "greedy/points":
            continue
        started = time.perf_counter()
        if large and "add1" in rule:
            found[rule] = of_large_file(path, rule)
            print(path.name, rule, round(time.perf_counter() - started, 1), file=sys.stderr)
            continue
        votes: Any = profile if rule == "phragmen" else profile.as_multiprofile()
        found[rule] = peer_winners(count(instance, votes))
        print(path.name, rule, round(time.perf_counter() - started, 1), file=sys.stderr)
    if kind == "ordinal":
        # The peer has no completion of ranked ballots in one call; its greedy is asked after Add1.
        found["mes/points/add1u"] = of_large_file(path, "mes/points/add1u")
    return found


def of_large_file(path: Path, rule: str) -> list[str]:
    """Winners of Add1 or Add1u at our last endowment."""
    satisfaction, completion = rule.split("/")[1:]
    election = election_of(path)
    endowment = completed_equal_shares(election, satisfaction, completion).endowment
    peer = AddOne(str(path), satisfaction)
    found = peer.stops_at(endowment or Fraction(0))
    if found is None:
        raise AssertionError(f"{path.name}: the peer's {rule} does not stop at {endowment}")
    return peer_winners(peer.completed(found) if completion == "add1u" else found)


def main() -> None:
    folder = Path(os.environ["COMMONHALL_REAL_DATA"]) / "pabulib"
    files = {path.name: of_file(path) for path in sorted(folder.glob("*.pb"))}
    cases = []
    for seed in range(RANDOM):
        case = random_case(seed)
        election = peer_election(case)
        rules = peer_rules(case.kind)
        cases.append({rule: peer_winners(count(*election)) for rule, count in rules.items()})
    data = {"files": files, "random": cases}
    TARGET.write_text(json.dumps(data, separators=(",", ":")) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
