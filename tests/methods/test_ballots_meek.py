"""Meek's method beside another reckoning, and on published elections worked out by hand."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from commonhall.methods.ballots import Result, meek_stv, profile_from_rankings
from tests.methods.ballots_kit import built, naive_meek, random_ballots


@pytest.mark.parametrize("part", range(4))
def test_the_elected_are_those_of_sixty_decimals(part: int) -> None:
    """Left out: elections decided by less than a ten-thousandth of a vote, where nine decimals
    or the surplus that the rule leaves unsettled could decide, and ties.
    """
    compared = 0
    for seed in range(part, 800, 4):
        names, ballots = random_ballots(seed)
        seats = min(1 + seed % 4, len(names))
        ours = meek_stv(built(names, ballots), seats)
        theirs, closest = naive_meek(names, ballots, seats)
        if closest > Decimal("0.0001") and not ours.ties:
            assert set(ours.winners) == theirs, seed
            compared += 1
    assert compared > 80


def level(result: Result, at: int, **expected: Fraction | int) -> None:
    """Whether a stage's votes are those expected, but for nine decimals."""
    found = result.rounds[at].tallies
    assert set(found) == set(expected)
    for name, votes in expected.items():
        assert abs(Fraction(found[name]) - votes) < Fraction(1, 10**6), (name, found[name])


def test_the_election_by_which_opavote_explains_meek() -> None:
    """Sixty ballots, three seats ("Meek STV Explained", blog.opavote.com).

    The quota is 60/4 = 15. Alice and Bob are elected at once and keep 15/28 and 15/26 of each
    vote, so Alice has 15/28 · (28 + 26 · 11/26) = 15 · 39/28 votes and Bob 15/26 · 39 = 45/2,
    and Chris 3 + 11/2 + 143/28 < 15. Both next keep 15/28 · 28/39 = 15/26 · 30/45 = 5/13: Alice
    has 5/13 · (28 + 26 · 8/13), Bob 5/13 · (26 + 28 · 8/13), Chris 3 + 54 · (8/13)² and is in.
    """
    result = meek_stv(
        profile_from_rankings(
            ["Alice", "Bob", "Chris", "Don", "Eric"],
            {
                ("Alice", "Bob", "Chris"): 28,
                ("Bob", "Alice", "Chris"): 26,
                ("Chris",): 3,
                ("Don",): 2,
                ("Eric",): 1,
            },
        ),
        3,
    )
    assert result.winners == ("Alice", "Bob", "Chris")
    level(result, 0, Alice=28, Bob=26, Chris=3, Don=2, Eric=1)
    level(
        result,
        1,
        Alice=Fraction(220, 13),
        Bob=Fraction(2810, 169),
        Chris=Fraction(3963, 169),
        Don=2,
        Eric=1,
    )


def test_the_food_election_of_wikipedia() -> None:
    """Twenty ballots, three seats (Wikipedia, "Single transferable vote").

    The quota is 5. Chocolate, with 12, keeps 5/12: of its 8 and 4 votes 7/12 go on, so the
    strawberry has 1 + 14/3 and is elected, the bonbon 1 + 7/3. The strawberry's surplus is
    exhausted; the pear, with 2, is defeated, and the orange has all six.
    """
    result = meek_stv(
        profile_from_rankings(
            ["bonbon", "chocolate", "orange", "pear", "strawberry"],
            {
                ("orange",): 4,
                ("pear", "orange"): 2,
                ("chocolate", "strawberry"): 8,
                ("chocolate", "bonbon"): 4,
                ("strawberry",): 1,
                ("bonbon",): 1,
            },
        ),
        3,
    )
    assert result.winners == ("chocolate", "strawberry", "orange")
    level(result, 0, bonbon=1, chocolate=12, orange=4, pear=2, strawberry=1)
    level(
        result,
        1,
        bonbon=Fraction(10, 3),
        chocolate=5,
        orange=4,
        pear=2,
        strawberry=Fraction(17, 3),
    )
    assert result.rounds[2].eliminated == ("pear",)
    assert result.rounds[3].elected == ("orange",)
    assert result.rounds[3].tallies["orange"] == 6
