"""Write tests/methods/frozen/budgeting.json: winners by pabutools.

COMMONHALL_REAL_DATA=folder .venv-peers/bin/python -m tests.peers.freeze_budgeting

On large files the peer needs minutes for Add1; those with more than 5,000 voters times projects
in hundreds are counted without it.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path
from typing import Any

from pabutools.election import parse_pabulib

from tests.methods.budgeting_kit import random_case
from tests.peers.budgeting_peer import peer_election, peer_rules, peer_winners

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
        if (large and "add1" in rule) or rule == "greedy/points":
            continue
        started = time.perf_counter()
        votes: Any = profile if rule == "phragmen" else profile.as_multiprofile()
        found[rule] = peer_winners(count(instance, votes))
        print(path.name, rule, round(time.perf_counter() - started, 1), file=sys.stderr)
    return found


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
