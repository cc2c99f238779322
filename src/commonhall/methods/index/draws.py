"""Many indices at once: scores and ranks of all units under many weights.

All draws are one matrix product; ranks come from one sort a draw, and intervals from exact
histograms of ranks. Arrays here are draws × units.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from commonhall.methods.index.aggregation import Tree
from commonhall.methods.index.errors import IndexMethodError

CHUNK = 4_000_000


@dataclass(frozen=True)
class RankRanges:
    """Where each unit stood over all draws.

    `histogram[u, r]` counts the draws with unit u at place r + 1; `low` and `high` bound the
    `share` (0.9: from the 5th to the 95th hundredth), counted exactly; `median` and `mean`.
    """

    histogram: np.ndarray
    low: np.ndarray
    median: np.ndarray
    high: np.ndarray
    mean: np.ndarray
    draws: int
    share: float


def draw_weights(
    tree: Tree,
    generator: np.random.Generator,
    draws: int,
    spread: float,
) -> np.ndarray:
    """Weights inside groups (draws × nodes, 1 for the index itself): each stated weight times
    a uniform number in 1 ± spread, scaled again to add up to 1 in its group."""
    noise = 1.0 + spread * (2.0 * generator.random((draws, tree.nodes)) - 1.0)
    return local_weights(tree, noise)


def local_weights(tree: Tree, noise: np.ndarray) -> np.ndarray:
    """Stated weights times `noise` (draws × nodes), scaled within each group. A group whose
    members all weigh zero weighs zero itself."""
    result = np.ones_like(noise)
    alive = np.ones_like(noise)
    for at, children in enumerate(tree.children):
        chosen = list(children)
        own = tree.weights[at] * noise[:, chosen] * alive[:, chosen]
        total = own.sum(axis=1, keepdims=True)
        result[:, chosen] = own / np.where(total > 0, total, 1.0)
        alive[:, tree.leaves + at] = total[:, 0] > 0
    return result


def effective_weights(tree: Tree, local: np.ndarray) -> np.ndarray:
    """Draws × leaves: the product of the weights along each indicator's path."""
    share = local.copy()
    share[:, -1] = 1.0
    for at in range(len(tree.children) - 1, -1, -1):
        chosen = list(tree.children[at])
        share[:, chosen] = local[:, chosen] * share[:, [tree.leaves + at]]
    return share[:, : tree.leaves]


def score_draws(
    values: np.ndarray,
    tree: Tree,
    local: np.ndarray,
    kept: np.ndarray | None = None,
    least: float = 0.5,
) -> np.ndarray:
    """Scores (draws × units) of normalised `values` (units × leaves) under `local` weights.

    With one power throughout, no gaps and no losses, this is one matrix product; otherwise one
    a group. Gaps are left out of their group as in `aggregate(available=True)`.
    """
    power = tree.uniform
    if power is not None and np.isfinite(power) and kept is None and not np.isnan(values).any():
        return _one_mean(values, effective_weights(tree, local), power)
    step = max(1, CHUNK // max(values.shape[0] * tree.nodes, 1))
    parts = [
        _by_group(values, tree, local[at : at + step], kept, least)
        for at in range(0, local.shape[0], step)
    ]
    return np.concatenate(parts)


def _one_mean(values: np.ndarray, weights: np.ndarray, power: float) -> np.ndarray:
    if power == 1.0:
        return np.asarray(weights @ values.T)
    _not_negative(values)
    scores = _outer(weights @ _inner(values, power).T, power)
    if power <= 0 and np.any(values == 0):
        void = (weights > 0).astype(np.float64) @ (values == 0).T.astype(np.float64)
        scores[void > 0] = 0.0
    return scores


def _by_group(
    values: np.ndarray, tree: Tree, local: np.ndarray, kept: np.ndarray | None, least: float
) -> np.ndarray:
    """Group by group: nodes as draws × units, leaves as rows that broadcast over draws."""
    nodes: list[np.ndarray] = [values[None, :, at] for at in range(tree.leaves)]
    if kept is not None:
        nodes = [node * kept[:, at] for at, node in enumerate(nodes)]
    for at, children in enumerate(tree.children):
        power = tree.powers[at]
        total, mass = np.zeros((2, local.shape[0], values.shape[0]))
        lowest = np.full_like(total, np.inf)
        for child in children:
            weight, value = local[:, [child]], nodes[child]
            there = ~np.isnan(value)
            mass += weight * there
            if power == float("-inf"):
                lowest = np.minimum(lowest, np.where(there & (weight > 0), value, np.inf))
                continue
            if power != 1.0:
                _not_negative(value)
            total += weight * np.where(there, _inner(np.nan_to_num(value), power), 0.0)
            if power <= 0:
                lowest = np.minimum(lowest, np.where(there & (weight > 0), value, np.inf))
        enough = mass >= least - 1e-12
        mean = _outer(total / np.where(mass > 0, mass, 1.0), power)
        if power <= 0:
            mean = np.where(lowest == 0, 0.0, mean) if np.isfinite(power) else lowest
        mean = np.where(enough & (mass > 0), mean, np.nan)
        nodes.append(mean if kept is None else mean * kept[:, tree.leaves + at])
    return np.asarray(np.broadcast_to(nodes[-1], (local.shape[0], values.shape[0])))


def _inner(values: np.ndarray, power: float) -> np.ndarray:
    if power == 1.0 or not np.isfinite(power):
        return values
    if power > 0:
        return np.asarray(values**power)
    # Zeros make the whole mean zero; the callers see to that.
    safe = np.where(values > 0, values, 1.0)
    return np.asarray(np.log(safe) if power == 0.0 else safe**power)


def _outer(sums: np.ndarray, power: float) -> np.ndarray:
    if power == 1.0 or not np.isfinite(power):
        return sums
    return np.asarray(np.exp(sums) if power == 0.0 else np.maximum(sums, 0.0) ** (1.0 / power))


def _not_negative(values: np.ndarray) -> None:
    if np.any(values < 0):
        raise IndexMethodError(
            "only arithmetic means and minima take values below zero; "
            "choose a normalisation and scale that stay above it"
        )


def same_units(values: np.ndarray) -> np.ndarray:
    """For each unit the first with the very same values: a matrix product may round them apart."""
    _, first, of = np.unique(values, axis=0, return_index=True, return_inverse=True)
    return np.asarray(first[np.asarray(of).reshape(-1)])


def rank_histogram(scores: np.ndarray, behind: np.ndarray | None = None) -> np.ndarray:
    """How often each unit stood at each place (units × units, int64), from draws × units.

    Level units share the first of their places; units in `behind` come after all others.
    """
    units = scores.shape[1]
    late = np.zeros(units, dtype=bool) if behind is None else behind
    counts = np.zeros((units, units), dtype=np.int64)
    step = max(1, CHUNK // max(units, 1) // 4)
    placed = 0
    for members in (np.flatnonzero(~late), np.flatnonzero(late)):
        for at in range(0, scores.shape[0] if members.size else 0, step):
            block = scores[at : at + step]
            own = -(block if members.size == units else block[:, members])
            _count(own, members, placed, counts)
        placed += members.size
    return counts


def _count(lost: np.ndarray, members: np.ndarray, placed: int, counts: np.ndarray) -> None:
    """Add a block of draws to the histogram, place by place so that the counters stay near."""
    order = np.argsort(lost, axis=1)
    ranked = np.take_along_axis(lost, order, axis=1)
    level = (ranked[:, 1:] == ranked[:, :-1]).any(axis=1)
    if level.any():
        tied, places = order[level], _places(lost[level], order[level])
        np.add.at(counts, (members[tied], places + placed), 1)
        order = order[~level]
    found = np.empty((members.size, members.size), dtype=np.int64)
    for place, units in enumerate(np.ascontiguousarray(order.T)):
        found[place] = np.bincount(units, minlength=members.size)
    counts[members, placed : placed + members.size] += found.T


def _places(lost: np.ndarray, order: np.ndarray) -> np.ndarray:
    """Place (from 0) of each position of `order`: its own, or the first of those level with it."""
    positions = np.arange(order.shape[1])
    ranked = np.take_along_axis(lost, order, axis=1)
    level = ranked[:, 1:] == ranked[:, :-1]
    if not level.any():
        return positions[None, :]
    starts = np.where(np.pad(~level, ((0, 0), (1, 0)), constant_values=True), positions, 0)
    return np.asarray(np.maximum.accumulate(starts, axis=1))


def rank_draws(scores: np.ndarray, behind: np.ndarray | None = None) -> np.ndarray:
    """Places (draws × units, from 1) as `rank_histogram` counts them."""
    units = scores.shape[1]
    late = np.zeros(units, dtype=bool) if behind is None else behind
    result = np.empty(scores.shape, dtype=np.int32)
    placed = 0
    for members in (np.flatnonzero(~late), np.flatnonzero(late)):
        if members.size:
            own = -scores[:, members]
            order = np.argsort(own, axis=1)
            places = np.broadcast_to(_places(own, order) + placed + 1, order.shape)
            found = np.empty(order.shape, dtype=np.int32)
            np.put_along_axis(found, order, places.astype(np.int32), axis=1)
            result[:, members] = found
        placed += members.size
    return result


def ranges_of(histogram: np.ndarray, share: float = 0.9) -> RankRanges:
    """Exact intervals from counts: `low` is the first place at or above which a unit stood in
    more than (1 - share)/2 of the draws, `high` the first with at least (1 + share)/2."""
    draws = int(histogram[0].sum()) if histogram.size else 0
    running = np.cumsum(histogram, axis=1)
    tail = (1 - Fraction(str(share))) / 2
    below = running * tail.denominator > draws * tail.numerator
    within = running * tail.denominator >= draws * (tail.denominator - tail.numerator)
    places = np.arange(1, histogram.shape[1] + 1)
    mean = (histogram * places).sum(axis=1) / max(draws, 1)
    return RankRanges(
        histogram,
        np.argmax(below, axis=1) + 1,
        np.argmax(running * 2 >= draws, axis=1) + 1,
        np.argmax(within, axis=1) + 1,
        mean,
        draws,
        share,
    )


def rank_ranges(
    values: np.ndarray,
    weights: np.ndarray,
    behind: np.ndarray | None = None,
    share: float = 0.9,
) -> RankRanges:
    """Ranges of ranks for plain weighted sums: `values` units × indicators, `weights` draws ×
    indicators, 10,000 draws of 300 units in about a tenth of a second."""
    first = same_units(values)
    distinct = not np.any(first != np.arange(values.shape[0]))
    counts = np.zeros((values.shape[0],) * 2, dtype=np.int64)
    step = max(1, CHUNK // max(values.shape[0], 1))
    for at in range(0, weights.shape[0], step):
        scores = weights[at : at + step] @ values.T
        counts += rank_histogram(scores if distinct else scores[:, first], behind)
    return ranges_of(counts, share)
