"""Add1 and Add1u on elections whose Add1 the peer would count for hours (see `AddOne`).

Gdańsk 2020, Kraków 2021, Łódź 2022 and Warszawa-Wawer 2020: pabutools, asked at the endowment at
which ours stops and at one unit more, stops there with the same winners; asked at endowments
before, it goes on.
"""

from __future__ import annotations

import os
from fractions import Fraction
from pathlib import Path

import pytest

pytest.importorskip("pabutools")

from commonhall.methods.budgeting import completed_equal_shares
from tests.methods.budgeting_kit import election_of
from tests.peers.budgeting_peer import AddOne, peer_winners

REAL = os.environ.get("COMMONHALL_REAL_DATA")
FILES = {
    "poland_gdansk_2020_.pb": ("cost", "cardinality"),
    "poland_krakow_2021_.pb": ("points",),
    "poland_lodz_2022_.pb": ("cost", "cardinality"),
    "poland_warszawa_2020_wawer.pb": ("cost", "cardinality"),
}


@pytest.mark.skipif(not REAL, reason="COMMONHALL_REAL_DATA names no folder")
@pytest.mark.parametrize(
    ("name", "satisfaction"), [(n, s) for n, kinds in FILES.items() for s in kinds]
)
def test_the_peer_stops_where_ours_does(name: str, satisfaction: str) -> None:
    path = Path(str(REAL)) / "pabulib" / name
    election = election_of(path)
    ours = completed_equal_shares(election, satisfaction, "add1")
    last = ours.endowment
    assert last is not None
    peer = AddOne(str(path), satisfaction)
    found = peer.stops_at(last)
    assert found is not None
    assert sorted(ours.winners) == peer_winners(found)
    completed = completed_equal_shares(election, satisfaction, "add1u")
    assert sorted(completed.winners) == peer_winners(peer.completed(found))
    first = Fraction(election.budget, election.voters)
    steps = int(last - first)
    for step in {0, steps // 3, 2 * steps // 3, steps - 1} - {steps}:
        assert peer.passes(first + step), step
