"""Write tests/methods/frozen/ballots.json: winners by votelib, pyrankvote and abcvoting.

.venv-peers/bin/python -m tests.peers.freeze_ballots

Single letters are candidates. A peer's answer may be several level winners, or none when it
gives up; committees are all that the peer finds level.
"""

from __future__ import annotations

import json
from pathlib import Path

from tests.methods.ballots_kit import random_ballots
from tests.peers.ballots_peer import (
    COMMITTEES,
    abc_committees,
    pyrankvote_irv,
    votelib_winner,
)

TARGET = Path(__file__).parents[1] / "methods" / "frozen" / "ballots.json"
RANDOM = 200
SEATS = 2


def main() -> None:
    cases = []
    for seed in range(RANDOM):
        names, ballots = random_ballots(seed, most=5)
        found: dict[str, str | list[str]] = {}
        for rule in ("schulze", "copeland", "kemeny"):
            found[rule] = "".join(sorted(votelib_winner(rule, ballots) or ()))
        found["irv"] = pyrankvote_irv(names, ballots) if any(ballots) else ""
        for rule in COMMITTEES:
            level = abc_committees(rule, names, ballots, min(SEATS, len(names)))
            found[rule] = sorted("".join(sorted(committee)) for committee in level)
        cases.append(found)
    TARGET.write_text(json.dumps(cases, separators=(",", ":")) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
