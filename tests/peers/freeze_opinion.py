"""Freeze what red-dwarf says: `.venv-peers/bin/python -m tests.peers.freeze_opinion`."""

from __future__ import annotations

import json
import os
from pathlib import Path

from tests.peers.opinion_peer import conversation, peer, read_votes

TARGET = Path(__file__).parents[1] / "methods" / "frozen" / "opinion.json"
RANDOM = 200


def main() -> None:
    data = os.environ.get("COMMONHALL_REAL_DATA")
    kept: dict[str, dict] = {"real": {}, "random": {}}
    if data:
        for folder in sorted((Path(data) / "polis").iterdir()):
            kept["real"][folder.name] = peer(*read_votes(folder))
    for seed in range(RANDOM):
        triples, out = conversation(seed)
        try:
            kept["random"][str(seed)] = peer(triples, out)
        except ValueError:  # nobody has seven votes: red-dwarf has no answer
            kept["random"][str(seed)] = {}
    TARGET.write_text(json.dumps(kept, separators=(",", ":")) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
