"""What red-dwarf says about a conversation, in a form small enough to keep."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import numpy as np

Triples = list[tuple[int, int, int]]


def read_votes(folder: Path) -> tuple[Triples, list[int]]:
    """Last votes of an export and its rejected statements, read without our reader."""
    last: dict[tuple[int, int], tuple[int, int]] = {}
    with (folder / "votes.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            place = int(row["voter-id"]), int(row["comment-id"])
            stamp = int(row["timestamp"])
            if place not in last or stamp >= last[place][0]:
                last[place] = stamp, int(row["vote"])
    with (folder / "comments.csv").open(encoding="utf-8", newline="") as file:
        out = [int(row["comment-id"]) for row in csv.DictReader(file) if row["moderated"] == "-1"]
    return [(*place, value) for place, (_, value) in last.items()], out


def conversation(seed: int) -> tuple[Triples, list[int]]:
    """A random conversation: planted groups of opinion, uneven attention, a few moderated."""
    chance = np.random.default_rng(seed)
    people, statements = int(chance.integers(12, 90)), int(chance.integers(6, 40))
    groups = int(chance.integers(1, 5))
    lean = chance.uniform(0.05, 0.95, (groups, statements))
    mine = chance.integers(0, groups, people)
    activity = chance.beta(1.2, 1.5, people)
    triples = []
    for person in range(people):
        for statement in range(statements):
            if chance.random() < activity[person]:
                roll = chance.random()
                agree = lean[mine[person], statement] * 0.85
                value = 1 if roll < agree else -1 if roll < 0.85 else 0
                triples.append((person, statement, value))
    out = [s for s in range(statements) if chance.random() < 0.08]
    return triples, out


def peer(triples: Triples, out: list[int], full: bool = False) -> dict[str, Any]:
    """Groups, consensus and representative statements by red-dwarf on a fresh run.

    full: with coordinates and priorities.
    """
    from reddwarf.implementations.polis import run_pipeline

    votes = [
        {"participant_id": person, "statement_id": statement, "vote": value, "modified": 0}
        for person, statement, value in triples
    ]
    result = run_pipeline(votes=votes, mod_out_statement_ids=out, random_state=42)
    people = result.participants_df
    labels = people["cluster_id"][people["to_cluster"]].astype(int)
    found: dict[str, Any] = {
        "people": [int(name) for name in labels.index],
        "labels": "".join(str(label) for label in labels),
        "consensus": {
            way: [item["tid"] for item in result.consensus[way]] for way in ("agree", "disagree")
        },
        "representative": {
            str(group): [[item["tid"], item["repful-for"]] for item in items]
            for group, items in result.repness.items()
        },
    }
    if full:
        found["points"] = people[["x", "y"]].to_numpy()
        found["statements"] = [int(name) for name in result.statements_df.index]
        found["statement_points"] = result.statements_df[["x", "y"]].to_numpy()
        found["priorities"] = result.statements_df["priority"].to_numpy()
        found["consensus_values"] = result.statements_df["group-aware-consensus-agree"].to_numpy()
    return found
