"""Ballots beside votelib, pyrankvote and abcvoting, on thousands of random elections.

Where the peers' answers are not comparable:
- votelib breaks some ties silently and gives up on others (also when only one candidate is
  ranked by anybody); elections in which ours names a tie are compared by its set of level
  winners, if the peer gives one, and otherwise left out.
- votelib's minimax loses a candidate that is never beaten: such elections are left out.
- votelib's ranked pairs orders pairs by the winner's votes only; ours then by the loser's. It is
  compared where no two pairs have the same winner's votes.
- votelib's STV stops at a tie ("tie in STV elimination") and computes in exact fractions; ours
  cuts after five decimals, as the Scottish order says: elections where a hundredth of a vote
  could decide are left out. Full ballots only: on truncated ones the peer fails.
- Hare quota: votelib's is a fraction or rounded to the nearest; it is given ours.
- No peer has Meek's method; see `naive_meek` and the worked examples in tests/methods.
- pyrankvote decides ties by second choices: compared where ours meets none.
"""

from __future__ import annotations

import itertools
import random
from collections import Counter
from collections.abc import Callable

import numpy as np
import pytest

pytest.importorskip("votelib")

from commonhall.methods.ballots import (
    Profile,
    Result,
    condorcet_winner,
    copeland,
    equal_shares_committee,
    instant_runoff,
    kemeny,
    minimax,
    pairwise,
    pav,
    phragmen_committee,
    ranked_pairs,
    schulze,
    score,
    scores_from_ballots,
    scottish_stv,
    sequential_pav,
    star,
)
from tests.methods.ballots_kit import built, random_ballots
from tests.peers.ballots_peer import (
    abc_committees,
    pyrankvote_irv,
    votelib_pairs,
    votelib_scores,
    votelib_stv,
    votelib_winner,
)

PARTS = 10
CASES = 4000
RULES: dict[str, Callable[[Profile], Result]] = {
    "schulze": schulze,
    "ranked pairs": ranked_pairs,
    "minimax": minimax,
    "copeland": copeland,
    "kemeny": kemeny,
}
COMMITTEES: dict[str, Callable[[Profile, int], Result]] = {
    "pav": pav,
    "sequential-pav": sequential_pav,
    "phragmen": phragmen_committee,
    "equal-shares": equal_shares_committee,
}


def comparable(rule: str, profile: Profile) -> bool:
    wins = pairwise(profile)
    if rule == "minimax":
        return bool((wins < wins.T).any(axis=1).all()) and condorcet_winner(wins) is None
    if rule == "ranked pairs":
        strengths = wins[wins > wins.T]
        return len(np.unique(strengths)) == len(strengths)
    return True


@pytest.mark.parametrize("part", range(PARTS))
def test_single_winners_are_the_peers(part: int) -> None:
    compared: Counter[str] = Counter()
    for seed in range(part, CASES, PARTS):
        names, ballots = random_ballots(seed, most=5, equal=seed % 5 == 0)
        profile = built(names, ballots)
        wins = pairwise(profile)
        for (a, b), votes in votelib_pairs(ballots).items():
            assert wins[profile.index[a], profile.index[b]] == votes, seed
        for rule, count in RULES.items():
            ours, theirs = count(profile), votelib_winner(rule, ballots)
            if theirs is None or not comparable(rule, profile):
                continue
            if not ours.ties:
                assert theirs == set(ours.winners), (seed, rule)
                compared[rule] += 1
            elif len(theirs) > 1 and rule == "schulze":
                assert theirs <= set(ours.ranking[0]), (seed, rule)
        runoff = instant_runoff(profile)
        if profile.level is None and not runoff.ties and any(ballots):
            assert pyrankvote_irv(names, ballots) == runoff.winners[0], seed
            compared["irv"] += 1
    # Few elections without a winner against everybody let the peer's minimax take part.
    assert compared["minimax"] > 0
    assert min(compared[rule] for rule in (*RULES, "irv") if rule != "minimax") > 20, compared


@pytest.mark.parametrize("part", range(PARTS))
def test_committees_are_among_the_peers(part: int) -> None:
    for seed in range(part, CASES, PARTS):
        names, ballots = random_ballots(seed)
        seats = min(1 + seed % 4, len(names))
        for rule, elect in COMMITTEES.items():
            ours = elect(built(names, ballots), seats)
            assert set(ours.winners) in abc_committees(rule, names, ballots, seats), (seed, rule)


@pytest.mark.parametrize("quota", ["droop", "hare"])
@pytest.mark.parametrize("part", range(PARTS))
def test_scottish_stv_is_the_peers_on_full_ballots(part: int, quota: str) -> None:
    compared = 0
    for seed in range(part, CASES, PARTS):
        names, ballots = random_ballots(seed, full=True)
        seats = min(1 + seed % 3, len(names))
        if quota == "hare" and len(ballots) < seats:
            continue  # a quota of nothing
        ours = scottish_stv(built(names, ballots), seats, quota)
        try:
            theirs = votelib_stv(ballots, seats, quota)
        except NotImplementedError:
            continue
        if not ours.ties and not decided_by_rounding(ours):
            assert set(theirs) == set(ours.winners), seed
            compared += 1
    assert compared > 30


@pytest.mark.parametrize("part", range(PARTS))
def test_score_and_star_are_the_peers(part: int) -> None:
    """Every ballot scores everybody: the peer leaves out whom a ballot does not name, ours
    counts zero. Where as many prefer one finalist as the other the peer elects nobody, ours the
    higher sum; where it is level who is a finalist, the peer looks at no run-off.
    """
    compared: Counter[str] = Counter()
    for seed in range(part, CASES, PARTS):
        mix = random.Random(seed)
        names = [chr(97 + number) for number in range(mix.randint(2, 6))]
        ballots = [{n: mix.randint(0, 5) for n in names} for _ in range(mix.randint(1, 25))]
        profile = scores_from_ballots(names, ballots)
        seats = mix.randint(1, len(names))
        ours, theirs = score(profile, seats), votelib_scores("score", ballots, seats)
        if not ours.ties:
            assert set(ours.winners) == set().union(*theirs), seed
            compared["score"] += 1
        runoff = star(profile)
        if len(names) > 1 and not score(profile, 2).ties:
            winners = votelib_scores("star", ballots, 1)
            if winners:
                assert winners == [set(runoff.winners)], seed
                compared["star"] += 1
            else:
                assert len(set(runoff.details.values())) == 1, seed
                assert runoff.scores[runoff.winners[0]] == max(runoff.scores.values()), seed
    assert min(compared[rule] for rule in ("score", "star")) > 250, compared


def decided_by_rounding(result: Result) -> bool:
    """Whether a cut decimal could have brought somebody over the quota or past another."""
    for item in result.rounds:
        marks = sorted([*item.tallies.values(), item.quota or 0])
        if any(0 < b - a < 0.01 for a, b in itertools.pairwise(marks)):
            return True
    return False
