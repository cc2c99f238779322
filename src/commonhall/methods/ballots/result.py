"""What counting ballots gives, whichever rule: winners, ranking, rounds, ties, reasons."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from commonhall.methods.ballots.errors import BallotError
from commonhall.methods.ballots.profile import Integers

Number = int | Fraction


@dataclass(frozen=True)
class Tie:
    """Candidates that stood exactly level where one had to be chosen: the first id in text
    order is kept or elected, so the last is taken out first."""

    step: str
    level: tuple[str, ...]
    chosen: str


@dataclass(frozen=True)
class Round:
    """One stage of a count in stages. `tallies`: votes of each candidate still in it, before
    what happens; `elected` and `eliminated` are what happens; `transfers`: votes received from
    them; `exhausted`: votes that no longer name anybody, or that rounding lost, so far."""

    tallies: Mapping[str, Number]
    elected: tuple[str, ...] = ()
    eliminated: tuple[str, ...] = ()
    transfers: Mapping[str, Number] = field(default_factory=dict)
    exhausted: Number = 0
    quota: Number | None = None


@dataclass(frozen=True)
class Result:
    """The result of one rule.

    `winners` in the order elected; none when `missed` names a condition that was not met.
    `ranking`: levels, best first; exactly level candidates share one. `scores`: what the rule
    compared. `pairwise[a, b]`: voters who prefer candidate a to b, in text order of ids.
    """

    rule: str
    winners: tuple[str, ...]
    ranking: tuple[tuple[str, ...], ...]
    scores: Mapping[str, Number] = field(default_factory=dict)
    rounds: tuple[Round, ...] = ()
    ties: tuple[Tie, ...] = ()
    pairwise: Integers | None = field(default=None, compare=False)
    details: Mapping[str, Number | str] = field(default_factory=dict)
    missed: tuple[str, ...] = ()


def by_levels(
    rule: str,
    names: Sequence[str],
    values: Sequence[Number],
    seats: int,
    *,
    smallest: bool = False,
    pairwise: Integers | None = None,
) -> Result:
    """A result for a rule that sorts candidates by one number."""
    check_seats(seats, len(names))
    levels: dict[Number, list[str]] = {}
    for name, value in zip(names, values, strict=True):
        levels.setdefault(value, []).append(name)
    ranking = tuple(tuple(levels[value]) for value in sorted(levels, reverse=not smallest))
    winners, ties = first_of(ranking, seats, rule)
    return Result(
        rule, winners, ranking, dict(zip(names, values, strict=True)), ties=ties, pairwise=pairwise
    )


def first_of(
    ranking: Sequence[Sequence[str]], seats: int, step: str
) -> tuple[tuple[str, ...], tuple[Tie, ...]]:
    """The first `seats` of a ranking with levels; a level that is cut gives ties."""
    winners: list[str] = []
    ties = []
    for rank in ranking:
        room = seats - len(winners)
        if room <= 0:
            break
        chosen = sorted(rank)[:room]
        if len(chosen) < len(rank):
            ties.append(Tie(step, tuple(sorted(rank)), chosen[-1]))
        winners += chosen
    return tuple(winners), tuple(ties)


def check_seats(seats: int, candidates: int) -> None:
    """`BallotError` unless there is a candidate for every seat and a seat to fill."""
    if not 1 <= seats <= candidates:
        raise BallotError(f"{seats} seats cannot be filled from {candidates} candidates")


def with_conditions(
    result: Result,
    voters: int,
    *,
    quorum: int = 0,
    threshold: Fraction | None = None,
    strictly: bool = False,
    votes: Callable[[str], Number] | None = None,
) -> Result:
    """The result under a quorum (ballots cast) and a threshold (share of them for a winner).

    Winners' votes are their `scores` unless `votes` says otherwise. A threshold of 1/2 is met
    by exactly half, or with `strictly` only by more. Without quorum nobody wins; winners below
    the threshold are taken out. `missed` says which.
    """
    missed: list[str] = list(result.missed)
    winners = result.winners
    if voters < quorum:
        missed.append("quorum")
        winners = ()
    if threshold is not None:
        needed = threshold * voters

        def enough(name: str) -> bool:
            got = result.scores[name] if votes is None else votes(name)
            return got > needed if strictly else got >= needed

        kept = tuple(name for name in winners if enough(name))
        if len(kept) < len(winners):
            missed.append("threshold")
        winners = kept
    return replace(result, winners=winners, missed=tuple(missed))
