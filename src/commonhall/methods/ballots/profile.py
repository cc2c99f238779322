"""Ranked and scored ballots as arrays; equal ballots are one weighted class where they can be.

Candidates are kept in the text order of their ids, so that the lowest index wins a tie.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from commonhall.methods.ballots.errors import BallotError

Integers = npt.NDArray[np.int64]
Booleans = npt.NDArray[np.bool_]
#: A ranking: ids from the most to the least wanted; several in one rank as a nested sequence.
Ranking = Sequence[str | Sequence[str]]
NOBODY = -1
#: More voters than this are not summed up exactly in double precision.
MOST_VOTERS = 2**53


@dataclass(frozen=True)
class Profile:
    """Ranked ballots, truncated or not, with equal ranks or without.

    `orders[b, i]` is the candidate on place i of ballot b, best first, -1 after its end;
    `level[b, i]` says that it shares the rank of place i - 1 (None: nobody does). Ballot b
    stands for `weights[b]` voters. Whoever is not ranked is below all that are, and level with
    the others not ranked. An empty ballot counts as a voter.
    """

    candidates: tuple[str, ...]
    orders: npt.NDArray[np.int16]
    weights: Integers
    level: Booleans | None = None
    #: Tables several rules need, counted once.
    kept: dict[str, Integers] = field(default_factory=dict, init=False, compare=False, repr=False)

    @cached_property
    def voters(self) -> int:
        """How many ballots were cast, empty ones too."""
        return int(self.weights.sum())

    @cached_property
    def index(self) -> dict[str, int]:
        """Candidate id → position."""
        return {name: place for place, name in enumerate(self.candidates)}

    @cached_property
    def alike(self) -> bool:
        """Whether every row stands for one voter, so that counting needs no weights."""
        return bool((self.weights == 1).all())

    def tally(self, cells: npt.NDArray[Any], rows: npt.NDArray[Any] | None, size: int) -> Integers:
        """How many voters have each value 0 … size - 1 in `cells`, one for each of `rows`."""
        if self.alike:
            return np.bincount(cells, minlength=size).astype(np.int64)
        weights = self.weights if rows is None else self.weights[rows]
        # Sums of integers in double precision are exact below 2**53.
        return np.rint(np.bincount(cells, weights=weights, minlength=size)).astype(np.int64)

    def strict(self, rule: str) -> None:
        """`BallotError` when a ballot has equal ranks, which `rule` does not define."""
        if self.level is not None and bool(self.level.any()):
            raise BallotError(f"{rule} takes no equal ranks; split or refuse such ballots first")

    def groups(self) -> list[list[list[int]]]:
        """Each ballot as its ranks of candidates, best first."""
        found = []
        for row, order in enumerate(self.orders.tolist()):
            ranks: list[list[int]] = []
            for place, candidate in enumerate(order):
                if candidate == NOBODY:
                    break
                if self.level is not None and self.level[row, place]:
                    ranks[-1].append(candidate)
                else:
                    ranks.append([candidate])
            found.append(ranks)
        return found

    def without(self, names: Iterable[str]) -> Profile:
        """The same ballots after these candidates have withdrawn."""
        out = set(names)
        unknown = sorted(out - set(self.candidates))
        if unknown:
            raise BallotError(f"there is no candidate {unknown[0]!r}")
        keep = [name for name in self.candidates if name not in out]
        rankings: Counter[tuple[tuple[str, ...], ...]] = Counter()
        for ranks, weight in zip(self.groups(), self.weights.tolist(), strict=True):
            left = (
                tuple(self.candidates[c] for c in rank if self.candidates[c] not in out)
                for rank in ranks
            )
            rankings[tuple(rank for rank in left if rank)] += weight
        return profile_from_rankings(keep, rankings)


def profile_from_rankings(
    candidates: Iterable[str], rankings: Iterable[Ranking] | Mapping[Any, int]
) -> Profile:
    """A profile from one ranking a voter, or from a mapping ranking → number of voters.

    `BallotError` for an unknown candidate, one ranked twice, or two candidates with one id.
    """
    names = tuple(sorted(candidates))
    index = {name: place for place, name in enumerate(names)}
    if len(index) < len(names):
        raise BallotError("two candidates have the same id")
    _check_count(names)
    pairs = rankings.items() if isinstance(rankings, Mapping) else ((one, 1) for one in rankings)
    counted: Counter[tuple[tuple[int, ...], ...]] = Counter()
    for ranking, weight in pairs:
        _check_weights([weight])
        counted[_ranks(ranking, index)] += weight
    _check_weights(counted.values())
    classes = sorted(counted)
    length = max((sum(map(len, ranks)) for ranks in classes), default=0)
    orders = np.full((len(classes), length), NOBODY, dtype=np.int16)
    level = np.zeros(orders.shape, dtype=bool)
    for row, ranks in enumerate(classes):
        flat = [candidate for rank in ranks for candidate in rank]
        orders[row, : len(flat)] = flat
        level[row, : len(flat)] = [place > 0 for rank in ranks for place in range(len(rank))]
    weights = np.array([counted[ranks] for ranks in classes], dtype=np.int64)
    return Profile(names, orders, weights, level if level.any() else None)


def _check_count(names: Sequence[str]) -> None:
    if len(names) > np.iinfo(np.int16).max:
        raise BallotError(f"{len(names):,} candidates are too many for one ballot")


def _check_weights(weights: Iterable[Any]) -> None:
    """`BallotError` unless these are numbers of voters that can be summed up exactly."""
    total = 0
    for weight in weights:
        if isinstance(weight, bool) or not isinstance(weight, int | np.integer) or weight < 0:
            raise BallotError(f"weights must be whole numbers from 0; found {weight!r}")
        total += int(weight)
    if total > MOST_VOTERS:
        raise BallotError(f"{total:,} voters are too many to be summed up exactly")


def exact(weights: Integers, unit: int) -> npt.NDArray[Any]:
    """The weights, as Python's integers where sums of their multiples by `unit` leave 64 bits."""
    total = sum(weights.tolist())
    return weights.astype(object) if total * unit >= 2**63 else weights


def _ranks(ranking: Ranking, index: Mapping[str, int]) -> tuple[tuple[int, ...], ...]:
    seen: set[str] = set()
    found = []
    for entry in ranking:
        rank = [entry] if isinstance(entry, str) else list(entry)
        for name in rank:
            if name not in index:
                raise BallotError(f"a ballot names the unknown candidate {name!r}")
            if name in seen:
                raise BallotError(f"a ballot ranks {name!r} twice")
            seen.add(name)
        if rank:
            found.append(tuple(sorted(index[name] for name in rank)))
    return tuple(found)


def profile_from_orders(
    candidates: Sequence[str], orders: npt.NDArray[Any], weights: npt.NDArray[Any] | None = None
) -> Profile:
    """A profile from an array ballots × places of positions in `candidates`, -1 after the end.

    For large elections: nothing is looped over. Equal ballots are collapsed where there are
    fewer possible ballots than rows. `BallotError` for a position that does not exist, a gap,
    or a candidate twice on a ballot.
    """
    names = tuple(sorted(candidates))
    if len(set(names)) < len(names):
        raise BallotError("two candidates have the same id")
    _check_count(names)
    given = np.asarray(orders)
    if given.ndim != 2 or not np.issubdtype(given.dtype, np.integer):
        raise BallotError("orders must be a table of whole numbers, ballots × places")
    count = len(names)
    if given.size and (int(given.min()) < NOBODY or int(given.max()) >= count):
        raise BallotError(f"orders must hold -1 or positions below {count}")
    place = {name: position for position, name in enumerate(names)}
    moved = np.array([*(place[name] for name in candidates), NOBODY], dtype=np.int16)
    already = bool((moved[:-1] == np.arange(count)).all())
    table = given.astype(np.int16) if already else moved[given]
    _check_orders(table)
    each = np.ones(len(table), dtype=np.int64) if weights is None else np.asarray(weights)
    plain = each.ndim == 1 and np.issubdtype(each.dtype, np.integer)
    if len(table) == each.size == 0:
        each, plain = np.zeros(0, dtype=np.int64), True
    if not plain or len(each) != len(table) or bool((each < 0).any()):
        raise BallotError("weights must be whole numbers from 0, one for each ballot")
    if len(each) and (int(each.max()) > MOST_VOTERS or sum(each.tolist()) > MOST_VOTERS):
        raise BallotError("the voters are too many to be summed up exactly")
    each = each.astype(np.int64)
    return _collapsed(Profile(names, table, each))


def _check_orders(table: npt.NDArray[np.int16]) -> None:
    columns = [np.ascontiguousarray(table[:, place]) for place in range(table.shape[1])]
    for later in range(1, len(columns)):
        if bool(((columns[later] != NOBODY) & (columns[later - 1] == NOBODY)).any()):
            raise BallotError("a ballot has a gap")
        for earlier in range(later):
            same = columns[later] == columns[earlier]
            if bool(same.any()) and bool((same & (columns[later] != NOBODY)).any()):
                raise BallotError("a ballot ranks a candidate twice")


def _collapsed(profile: Profile) -> Profile:
    base, length = len(profile.candidates) + 1, profile.orders.shape[1]
    if base**length > len(profile.orders):
        return profile
    codes = np.zeros(len(profile.orders), dtype=np.int64)
    for place in range(length):
        codes = codes * base + (profile.orders[:, place] + 1)
    sums = np.rint(np.bincount(codes, weights=profile.weights)).astype(np.int64)
    kept = np.flatnonzero(sums)
    rest, columns = kept.copy(), []
    for _ in range(length):
        columns.append(rest % base - 1)
        rest //= base
    orders = np.array(columns[::-1], dtype=np.int16).reshape(length, len(kept)).T
    return replace(profile, orders=np.ascontiguousarray(orders), weights=sums[kept])


@dataclass(frozen=True)
class ScoreProfile:
    """Scored ballots: `scores[b, c]`, whole numbers from 0, ballots standing for `weights`."""

    candidates: tuple[str, ...]
    scores: Integers
    weights: Integers

    @property
    def voters(self) -> int:
        """How many ballots were cast."""
        return int(self.weights.sum())


def scores_from_ballots(
    candidates: Iterable[str], ballots: Iterable[Mapping[str, int]], highest: int = 5
) -> ScoreProfile:
    """A score profile from one mapping id → score a voter; who is not named gets 0.

    `BallotError` for an unknown candidate or a score outside 0 … highest.
    """
    names = tuple(sorted(candidates))
    index = {name: place for place, name in enumerate(names)}
    counted: Counter[tuple[int, ...]] = Counter()
    for ballot in ballots:
        row = [0] * len(names)
        for name, score in ballot.items():
            if name not in index:
                raise BallotError(f"a ballot names the unknown candidate {name!r}")
            if isinstance(score, bool) or not isinstance(score, int | np.integer):
                raise BallotError(f"the score {score!r} is no whole number")
            if not 0 <= score <= highest:
                raise BallotError(f"the score {score} is not between 0 and {highest}")
            row[index[name]] = int(score)
        counted[tuple(row)] += 1
    if sum(counted.values()) * highest > MOST_VOTERS:
        raise BallotError("the scores are too high to be summed up exactly")
    classes = sorted(counted)
    table = np.array(classes, dtype=np.int64).reshape(len(classes), len(names))
    return ScoreProfile(names, table, np.array([counted[row] for row in classes], dtype=np.int64))
