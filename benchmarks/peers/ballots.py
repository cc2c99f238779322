"""Ranked ballots: ours beside pyrankvote (IRV), votelib (Schulze) and abcvoting (committees).

.venv-peers/bin/python -m benchmarks.peers.ballots

Peers are given their own objects, whose making is counted apart; ours starts from an array.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from typing import Any, TypeVar

import numpy as np
import pyrankvote
import votelib.convert
import votelib.evaluate.condorcet
from abcvoting import abcrules
from abcvoting.preferences import Profile as ApprovalProfile

from benchmarks.ballots import names, random_orders
from commonhall.methods.ballots import (
    equal_shares_committee,
    instant_runoff,
    phragmen_committee,
    profile_from_orders,
    schulze,
    sequential_pav,
)

Answer = TypeVar("Answer")
VOTERS = 200_000
COMMITTEE_VOTERS = 2_000
SEATS = 5
RUNS = 5


def timed(work: Callable[[], Answer]) -> tuple[Answer, float]:
    """The answer and the middle of five times, of ours and of the peer alike: the first also pays for what is imported."""
    times = []
    for _run in range(RUNS):
        started = time.process_time()
        answer = work()
        times.append(time.process_time() - started)
    return answer, sorted(times)[RUNS // 2]


def row(what: str, ours: float, peer: float, build: float, same: bool) -> None:
    print(
        f"  {what:<34} ours {ours:8.4f} s  peer {peer:8.3f} s {peer / ours:6.0f}×  "
        f"with its build {(peer + build) / ours:6.0f}×  same: {'yes' if same else 'NO'}",
        flush=True,
    )


def single_winners() -> None:
    orders = random_orders(VOTERS)
    profile, built = timed(lambda: profile_from_orders(names(), orders))
    lists = [[c for c in ballot if c >= 0] for ballot in orders.tolist()]
    print(f"{VOTERS:,} ballots over 20 candidates; ours with building ({built:.4f} s)")
    people = [pyrankvote.Candidate(name) for name in names()]
    papers, build = timed(
        lambda: [pyrankvote.Ballot(ranked_candidates=[people[c] for c in b]) for b in lists]
    )
    theirs, peer = timed(lambda: pyrankvote.instant_runoff_voting(people, papers))
    ours, own = timed(lambda: instant_runoff(profile))
    same = theirs.get_winners()[0].name == ours.winners[0]
    row("IRV (pyrankvote)", own + built, peer, build, same)
    labels = names()
    votes, build = timed(lambda: Counter(tuple(labels[c] for c in ballot) for ballot in lists))
    converter = votelib.convert.RankedToCondorcetVotes()
    schulze_peer = votelib.evaluate.condorcet.Schulze()
    found, peer = timed(lambda: schulze_peer.evaluate(converter.convert(votes), 1))
    ours, own = timed(lambda: schulze(profile))
    row("Schulze (votelib)", own + built, peer, build, list(found) == list(ours.winners))


def committees() -> None:
    orders = random_orders(COMMITTEE_VOTERS)
    profile, built = timed(lambda: profile_from_orders(names(), orders))
    print(f"{COMMITTEE_VOTERS:,} approval ballots over 20 candidates, {SEATS} seats")

    def build_peer() -> Any:
        found = ApprovalProfile(20)
        for ballot in orders.tolist():
            found.add_voter([c for c in ballot if c >= 0])
        return found

    voters, build = timed(build_peer)
    for rule, peer_rule, count in (
        ("sequential PAV (abcvoting)", "seqpav", sequential_pav),
        ("Phragmén (abcvoting)", "seqphragmen", phragmen_committee),
        ("Equal Shares (abcvoting)", "equal-shares", equal_shares_committee),
    ):
        work: Callable[[], Any] = lambda r=peer_rule: abcrules.compute(r, voters, SEATS)  # type: ignore[misc]  # noqa: E731
        theirs, peer = timed(work)
        ours, own = timed(lambda c=count: c(profile, SEATS))  # type: ignore[misc]
        same = {names()[member] for member in theirs[0]} == set(ours.winners)
        row(rule, own + built, peer, build, same)


def main() -> None:
    np.seterr(all="raise")
    single_winners()
    committees()


if __name__ == "__main__":
    main()
