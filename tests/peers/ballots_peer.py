"""votelib, pyrankvote and abcvoting on the same ballots, in our terms."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pyrankvote
import votelib.convert
import votelib.evaluate.cardinal
import votelib.evaluate.condorcet
import votelib.evaluate.sequential
from abcvoting import abcrules
from abcvoting.preferences import Profile as ApprovalProfile
from votelib.evaluate.core import Tie

Ranks = list[list[str]]
CONDORCET = {
    "schulze": votelib.evaluate.condorcet.Schulze,
    "ranked pairs": votelib.evaluate.condorcet.RankedPairs,
    "minimax": votelib.evaluate.condorcet.MinimaxCondorcet,
    "copeland": lambda: votelib.evaluate.condorcet.Copeland(second_order=False),
    "kemeny": votelib.evaluate.condorcet.KemenyYoung,
}
COMMITTEES = {
    "pav": "pav",
    "sequential-pav": "seqpav",
    "phragmen": "seqphragmen",
    "equal-shares": "equal-shares",
}


def votelib_votes(ballots: list[Ranks]) -> Counter[Any]:
    """Rankings counted; a rank of several is a frozen set."""
    return Counter(
        tuple(rank[0] if len(rank) == 1 else frozenset(rank) for rank in ballot)
        for ballot in ballots
    )


def votelib_pairs(ballots: list[Ranks]) -> dict[Any, int]:
    return votelib.convert.RankedToCondorcetVotes().convert(votelib_votes(ballots))


def votelib_winner(rule: str, ballots: list[Ranks]) -> set[str] | None:
    """The winner, or all that the peer declares level; None when the peer gives up."""
    pairs = votelib_pairs(ballots)
    try:
        found = CONDORCET[rule]().evaluate(pairs, 1)
    except Exception:
        return None
    if not found:
        return None
    return set(found[0]) if isinstance(found[0], Tie) else {found[0]}


def votelib_stv(ballots: list[Ranks], seats: int, quota: str) -> list[Any]:
    """Exact fractions; the peer's Hare quota is not rounded down, so it is given ours."""
    selector = votelib.evaluate.sequential.TransferableVoteSelector(
        quota_function="droop" if quota == "droop" else lambda votes, seats: votes // seats,
        transferer="Gregory",
    )
    return list(selector.evaluate(votelib_votes(ballots), seats))


def votelib_scores(rule: str, ballots: list[dict[str, int]], seats: int) -> list[set[str]]:
    """The elected of `score` or `star` in order; several where the peer finds them level."""
    votes = Counter(frozenset(ballot.items()) for ballot in ballots)
    if rule == "score":
        found = votelib.evaluate.cardinal.ScoreVoting("sum").evaluate(votes, seats)
    else:
        found = votelib.evaluate.cardinal.STAR().evaluate(votes)
    return [set(winner) if isinstance(winner, Tie) else {winner} for winner in found]


def pyrankvote_irv(names: list[str], ballots: list[Ranks]) -> str:
    people = {name: pyrankvote.Candidate(name) for name in names}
    papers = [
        pyrankvote.Ballot(ranked_candidates=[people[rank[0]] for rank in ballot])
        for ballot in ballots
    ]
    result = pyrankvote.instant_runoff_voting(list(people.values()), papers)
    return str(result.get_winners()[0].name)


def abc_committees(rule: str, names: list[str], ballots: list[Ranks], seats: int) -> list[set[str]]:
    """All committees the peer finds level."""
    profile = ApprovalProfile(len(names), cand_names=names)
    for ballot in ballots:
        profile.add_voter([names.index(name) for rank in ballot for name in rank])
    found = abcrules.compute(COMMITTEES[rule], profile, committeesize=seats, resolute=False)
    return [{names[member] for member in committee} for committee in found]
