"""Outranking: orders from pairwise comparison, without compensation (handbook pp. 104–114).

Units are compared indicator by indicator; nothing is added across scales. Ties between units
follow the order of the rows unless ids are given, which then decide in text order.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from commonhall.methods.index.errors import IndexMethodError

EXACT = 20


def outranking_matrix(values: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Weight of the indicators on which the row's unit is better than the column's, half of it
    where they are level; zero on the diagonal. `values` oriented, more is better."""
    units = values.shape[0]
    result = np.zeros((units, units))
    for column, weight in enumerate(weights / weights.sum()):
        own = values[:, column]
        result += weight * ((own[:, None] > own) + 0.5 * (own[:, None] == own))
    np.fill_diagonal(result, 0.0)
    return result


@dataclass(frozen=True)
class Order:
    """`order` are rows from best to worst; `score` the weight of pairs it agrees with;
    `proved` whether no order has more; `alternatives` all best orders found (at most 24)."""

    order: tuple[int, ...]
    score: float
    proved: bool
    alternatives: tuple[tuple[int, ...], ...]


def kemeny(matrix: np.ndarray, ids: list[str] | None = None) -> Order:
    """The order that agrees most with the pairwise weights (Kemeny 1959; Young 1988; the
    handbook's non-compensatory approach of Munda and Nardo).

    Exact by dynamic programming inside each strongly connected part of the majority relation,
    up to 20 units a part; larger parts are ordered by local search and not called proved.
    """
    size = matrix.shape[0]
    rank = {row: at for at, row in enumerate(sorted(range(size), key=lambda r: _key(ids, r)))}
    order: list[int] = []
    proved, lists = True, [()]  # type: tuple[bool, list[tuple[int, ...]]]
    for part in _parts(matrix):
        members = sorted(part, key=rank.__getitem__)
        if len(members) <= EXACT:
            found = _exact(matrix, members)
        else:
            found, proved = [_search(matrix, members)], False
        order.extend(found[0])
        lists = [head + tail for head in lists for tail in found][:24]
    rows = np.array(order)
    score = float(np.triu(matrix[np.ix_(rows, rows)], 1).sum())
    return Order(tuple(order), score, proved, tuple(lists))


def copeland(matrix: np.ndarray) -> np.ndarray:
    """Wins minus losses against the other units, a majority being more weight than the
    opposite direction."""
    return np.asarray(np.sign(np.round(matrix - matrix.T, 12)).sum(axis=1))


def condorcet_winner(matrix: np.ndarray) -> int | None:
    """The row that beats every other, if there is one."""
    wins = (np.round(matrix - matrix.T, 12) > 0).sum(axis=1)
    found = np.flatnonzero(wins == matrix.shape[0] - 1)
    return int(found[0]) if found.size else None


def _key(ids: list[str] | None, row: int) -> tuple[str, int]:
    return ("" if ids is None else ids[row], row)


def _parts(matrix: np.ndarray) -> list[list[int]]:
    """Strongly connected parts of "not beaten by", best first: some best order keeps them apart
    (Truchon's extended Condorcet criterion)."""
    size = matrix.shape[0]
    reach = (np.round(matrix - matrix.T, 12) >= 0) | np.eye(size, dtype=bool)
    for _ in range(size.bit_length()):
        reach = (reach.astype(np.float32) @ reach.astype(np.float32)) > 0
    same = reach & reach.T
    seen: set[int] = set()
    parts: list[list[int]] = []
    for row in sorted(range(size), key=lambda r: (-int(reach[r].sum()), r)):
        if row not in seen:
            members = [int(other) for other in np.flatnonzero(same[row])]
            seen.update(members)
            parts.append(members)
    return parts


def _exact(matrix: np.ndarray, members: list[int]) -> list[tuple[int, ...]]:
    """All best orders of the members, the first in their given order foremost."""
    count = len(members)
    own = matrix[np.ix_(members, members)]
    half = count // 2
    low, high = _subset_sums(own[:, :half]), _subset_sums(own[:, half:])
    subsets = np.arange(1 << count)
    sizes = np.zeros(1 << count, dtype=np.int8)
    for at in range(count):
        sizes += (subsets >> at & 1).astype(np.int8)
    # best[s]: most agreement within s; the first of s beats the rest of it.
    best = np.full(1 << count, -np.inf)
    best[0] = 0.0
    for size in range(1, count + 1):
        level = subsets[sizes == size]
        for at in range(count):
            here = level[(level >> at & 1) == 1]
            rest = here ^ (1 << at)
            wins = low[rest & ((1 << half) - 1), at] + high[rest >> half, at]
            best[here] = np.maximum(best[here], best[rest] + wins)
    found: list[tuple[int, ...]] = []

    def walk(subset: int, head: tuple[int, ...]) -> None:
        if len(found) >= 24:
            return
        if subset == 0:
            found.append(head)
            return
        for at in range(count):
            rest = subset ^ (1 << at)
            if not subset >> at & 1:
                continue
            wins = low[rest & ((1 << half) - 1), at] + high[rest >> half, at]
            if best[rest] + wins >= best[subset] - 1e-9:
                walk(rest, (*head, members[at]))

    walk((1 << count) - 1, ())
    return found


def _subset_sums(own: np.ndarray) -> np.ndarray:
    """Subsets × rows: the weight with which each row beats all columns of a subset."""
    result = np.zeros((1, own.shape[0]))
    for column in own.T:
        result = np.concatenate([result, result + column])
    return result


def _search(matrix: np.ndarray, members: list[int]) -> tuple[int, ...]:
    """Start from Copeland, then move single units while that agrees with more weight."""
    own = matrix[np.ix_(members, members)]
    gain = own - own.T
    order = sorted(range(len(members)), key=lambda row: (-gain[row].sum(), row))
    moved = True
    while moved:
        moved = False
        for unit in list(order):
            at = order.index(unit)
            up = np.concatenate([[0.0], np.cumsum(gain[unit, order[:at]][::-1])])
            down = np.concatenate([[0.0], np.cumsum(-gain[unit, order[at + 1 :]])])
            if max(up.max(), down.max()) > 1e-9:
                step = -int(up.argmax()) if up.max() >= down.max() else int(down.argmax())
                order.remove(unit)
                order.insert(at + step, unit)
                moved = True
    return tuple(members[row] for row in order)


def check_comparable(values: np.ndarray) -> None:
    """Outranking compares every pair on every indicator, so nothing may be missing."""
    if np.isnan(values).any():
        raise IndexMethodError("outranking needs every indicator of every unit; impute first")
