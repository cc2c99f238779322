"""Counting by the name of a rule equals the rule itself, and a drawn order decides ties and nothing else."""

from __future__ import annotations

import random
from typing import Any

import pytest

from commonhall.methods.ballots import (
    METHODS,
    BallotError,
    Result,
    approval,
    count_by,
    equal_shares_committee,
    instant_runoff,
    meek_stv,
    phragmen_committee,
    profile_from_rankings,
    schulze,
    score,
    scores_from_ballots,
    scottish_stv,
    sequential_pav,
    star,
)

ITSELF: dict[str, Any] = {
    "approval": approval,
    "irv": lambda profile, seats: instant_runoff(profile),
    "schulze": lambda profile, seats: schulze(profile),
    "stv-scottish": scottish_stv,
    "stv-meek": meek_stv,
    "score": lambda profile, seats: score(profile),
    "star": lambda profile, seats: star(profile),
    "com-pav": sequential_pav,
    "com-phragmen": phragmen_committee,
    "com-mes": equal_shares_committee,
}


def drawn(seed: int, form: str, most: int = 40) -> tuple[list[str], list[dict[str, int]]]:
    """Candidates and random ballots of a form, some of them empty."""
    mix = random.Random(seed)
    names = [chr(97 + at) for at in range(mix.randint(2, 6))]
    ballots = []
    for _ in range(mix.randint(1, most)):
        chosen = mix.sample(names, mix.randint(0, len(names)))
        value = {
            "approval": lambda _at: 1,
            "ranked": lambda at: at + 1,
            "scores": lambda _at: mix.randint(1, 5),
        }[form]
        ballots.append({name: value(at) for at, name in enumerate(chosen)})
    return names, ballots


def plainly(rule: str, names: list[str], ballots: list[dict[str, int]], seats: int) -> Result:
    form = METHODS[rule].form
    if form == "scores":
        return ITSELF[rule](scores_from_ballots(names, ballots, 5), seats)
    ranks: list[Any] = [
        ([sorted(one)] if one else []) if form == "approval" else sorted(one, key=one.__getitem__)
        for one in ballots
    ]
    return ITSELF[rule](profile_from_rankings(names, ranks), seats)


@pytest.mark.parametrize("rule", sorted(METHODS))
def test_a_rule_by_its_name_is_the_rule_itself(rule: str) -> None:
    assert ITSELF.keys() == METHODS.keys()
    for seed in range(60):
        names, ballots = drawn(seed, METHODS[rule].form)
        if not any(ballots):
            continue
        seats = 1 + seed % len(names) if METHODS[rule].several else 1
        assert count_by(rule, names, ballots, seats) == plainly(rule, names, ballots, seats)


@pytest.mark.parametrize("rule", sorted(METHODS))
def test_an_order_for_ties_decides_ties_and_nothing_else(rule: str) -> None:
    """In text order it changes nothing; in any order winners are the same where nothing was level."""
    level = 0
    for seed in range(80):
        names, ballots = drawn(seed, METHODS[rule].form, 12)
        if not any(ballots):
            continue
        seats = 1 + seed % len(names) if METHODS[rule].several else 1
        usual = count_by(rule, names, ballots, seats)
        same = count_by(rule, names, ballots, seats, names)
        assert (same.winners, same.rounds, same.ties) == (usual.winners, usual.rounds, usual.ties)
        other = count_by(rule, names, ballots, seats, names[::-1])
        if not usual.ties and len(names) > seats:
            assert set(other.winners) == set(usual.winners) and not other.ties
        level += bool(usual.ties)
        if usual.pairwise is not None and other.pairwise is not None:
            assert usual.pairwise.tolist() == other.pairwise.tolist()
    assert level, "some of these elections had ties"


def test_of_two_level_ones_the_first_drawn_wins() -> None:
    for rule, method in METHODS.items():
        value = 1
        ballots = [{"a": value}, {"b": value}]
        assert count_by(rule, ["a", "b"], ballots).winners == ("a",), method
        assert count_by(rule, ["a", "b"], ballots, 1, ["b", "a"]).winners == ("b",), method


def test_what_a_rule_does_not_take_is_refused() -> None:
    with pytest.raises(BallotError):
        count_by("irv", ["a", "b"], [{"a": 1}], 2)
    with pytest.raises(BallotError):
        count_by("irv", ["a", "b"], [{"a": 1, "b": 1}])
    with pytest.raises(BallotError):
        count_by("irv", ["a", "b"], [{"c": 1}])
    with pytest.raises(BallotError):
        count_by("irv", ["a", "b"], [{"a": 1}], 1, ["a"])
