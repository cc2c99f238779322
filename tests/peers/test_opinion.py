"""Opinion maps beside red-dwarf: two thousand random conversations, and the real ones.

Differences that may occur are those of `tests.methods.opinion_kit.EXPLAINED`: equal statements
listed in another order (ours: order of ids), groups that red-dwarf leaves without any statement
because they agree with nothing tellingly, and conversations with at most two people to group.
"""

from __future__ import annotations

import os
import warnings
from pathlib import Path

import numpy as np
import pytest

from commonhall.methods.opinion import OpinionMap
from tests.methods.opinion_kit import EXPLAINED, differences, our_map
from tests.peers.opinion_peer import Triples, conversation, peer, read_votes

pytestmark = pytest.mark.peers
REAL = Path(os.environ.get("COMMONHALL_REAL_DATA", "/nowhere")) / "polis"
BATCHES, EACH = 20, 100


def compare_numbers(ours: OpinionMap, triples: Triples, out: list[int]) -> list[str]:
    """Differences in groups and statements, and every coordinate and priority as a number."""
    try:
        theirs = peer(triples, out, full=True)
    except ValueError:  # it has no answer when nobody, or one person, can be grouped
        return [] if not ours.group_ids else ["groups only here"]
    found = differences(ours, theirs)
    columns = [ours.votes.statements.index(str(name)) for name in theirs["statements"]]
    for mine, yours in (
        (ours.points, theirs["points"]),
        (ours.statement_points[columns], theirs["statement_points"]),
        (ours.priorities[columns], theirs["priorities"]),
    ):
        grouped = bool(ours.group_ids) and "too few people" not in found
        if grouped and not np.allclose(mine, yours, rtol=1e-3, atol=1e-3):
            found.append("numbers")
    return found


@pytest.mark.parametrize("batch", range(BATCHES))
def test_random_conversations(batch: int) -> None:
    compared = 0
    for seed in range(1_000 + batch * EACH, 1_000 + (batch + 1) * EACH):
        triples, out = conversation(seed)
        ours = our_map(triples, out)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found = compare_numbers(ours, triples, out)
        assert set(found) <= EXPLAINED, (seed, found)
        compared += bool(ours.group_ids)
    assert compared > EACH * 0.8


@pytest.mark.skipif(not REAL.is_dir(), reason="COMMONHALL_REAL_DATA has no polis folder")
def test_real_conversations() -> None:
    for folder in sorted(REAL.iterdir()):
        triples, out = read_votes(folder)
        assert compare_numbers(our_map(triples, out), triples, out) == [], folder.name
