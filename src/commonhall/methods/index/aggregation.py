"""Step 6b, aggregation: generalised means up a tree of groups, and how they decompose.

A mean of power p over children: p = 1 arithmetic (full compensation), 0 geometric, -1 harmonic,
any p below 1 partly compensatory, -inf the minimum (no compensation).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from commonhall.methods.index.errors import IndexMethodError

POWERS = {"arithmetic": 1.0, "geometric": 0.0, "harmonic": -1.0, "minimum": float("-inf")}
AGGREGATIONS = (*POWERS, "power:P")
TINY = 1e-100


@dataclass(frozen=True)
class Tree:
    """Groups over `leaves` indicators, bottom-up, so that the last one is the index.

    Nodes are numbered: indicators 0 … leaves-1, then the groups in their order. `children[g]`
    are nodes, `weights[g]` their weights within group g (adding up to 1), `powers[g]` its mean.
    """

    leaves: int
    children: tuple[tuple[int, ...], ...]
    weights: tuple[np.ndarray, ...]
    powers: tuple[float, ...]

    @property
    def nodes(self) -> int:
        """Indicators and groups together."""
        return self.leaves + len(self.children)

    @property
    def uniform(self) -> float | None:
        """The power when all groups share one: means of means are then one weighted mean."""
        return self.powers[0] if len(set(self.powers)) == 1 else None

    def effective(self) -> np.ndarray:
        """Each indicator's weight in the whole index: the product along its path."""
        share = np.zeros(self.nodes)
        share[-1] = 1.0
        for at in range(len(self.children) - 1, -1, -1):
            for child, weight in zip(self.children[at], self.weights[at], strict=True):
                share[child] += share[self.leaves + at] * weight
        return share[: self.leaves]

    def with_effective(self, weights: np.ndarray) -> Tree:
        """The same groups with these indicator weights; a group weighs what its members do."""
        mass = np.zeros(self.nodes)
        mass[: self.leaves] = weights
        local = []
        for at, children in enumerate(self.children):
            own = mass[list(children)]
            mass[self.leaves + at] = own.sum()
            local.append(own / own.sum() if own.sum() > 0 else np.full(own.size, 1 / own.size))
        return Tree(self.leaves, self.children, tuple(local), self.powers)

    def with_power(self, power: float) -> Tree:
        """The same tree with one kind of mean everywhere."""
        return Tree(self.leaves, self.children, self.weights, (power,) * len(self.children))


def power_of(aggregation: str) -> float:
    """The power of a named aggregation; `power:0.5` states one."""
    if aggregation in POWERS:
        return POWERS[aggregation]
    kind, _, text = aggregation.partition(":")
    try:
        if kind == "power" and np.isfinite(float(text)):
            return float(text)
    except ValueError:
        pass
    raise IndexMethodError(
        f"unknown aggregation {aggregation!r}: one of {', '.join(AGGREGATIONS)} (as power:0.5)"
    )


def power_mean(values: np.ndarray, weights: np.ndarray, power: float) -> np.ndarray:
    """Weighted mean of power `power` over the last axis; weights (adding up to 1) broadcast.

    Powers other than 1 and the minimum need values of at least zero; with a power of at most
    zero one zero (of a weight above zero) makes the whole zero.
    """
    if power == 1.0:
        return np.asarray((values * weights).sum(axis=-1))
    if power == float("-inf"):
        return np.asarray(np.where(weights > 0, values, np.inf).min(axis=-1))
    if np.any(values < 0):
        raise IndexMethodError(
            "only arithmetic means and minima take values below zero; "
            "choose a normalisation and scale that stay above it"
        )
    with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
        if power == 0.0:
            logs = np.where(weights > 0, weights * np.log(np.maximum(values, 0)), 0.0)
            return np.asarray(np.exp(logs.sum(axis=-1)))
        if power > 0:
            return np.asarray((weights * values**power).sum(axis=-1) ** (1 / power))
        raised = np.where(weights > 0, weights * np.maximum(values, 0.0) ** power, 0.0)
        return np.asarray(raised.sum(axis=-1) ** (1 / power))


def aggregate(
    values: np.ndarray,
    tree: Tree,
    *,
    kept: np.ndarray | None = None,
    available: bool = False,
    least: float = 0.5,
) -> np.ndarray:
    """All nodes for each unit (units × nodes) from normalised indicators (units × leaves).

    A gap makes every group above it NaN, unless `available`: then a group is the mean of what
    it has when that carries at least `least` of its weight. `kept` (units × nodes, default 1)
    multiplies a node's value, as the inequality-adjusted HDI does.
    """
    result = np.full((values.shape[0], tree.nodes), np.nan)
    result[:, : tree.leaves] = values
    if kept is not None:
        result[:, : tree.leaves] *= kept[:, : tree.leaves]
    for at, children in enumerate(tree.children):
        parts, weights = result[:, list(children)], tree.weights[at]
        if available:
            there = ~np.isnan(parts)
            mass = (there * weights).sum(axis=1)
            enough = mass >= least - 1e-12
            own = there * weights / np.where(mass > 0, mass, 1.0)[:, None]
            mean = power_mean(np.where(there, parts, 1.0), own, tree.powers[at])
            mean = np.where(enough & (mass > 0), mean, np.nan)
        else:
            whole = ~np.isnan(parts).any(axis=1)
            mean = np.full(values.shape[0], np.nan)
            mean[whole] = power_mean(parts[whole], weights, tree.powers[at])
        node = tree.leaves + at
        result[:, node] = mean if kept is None else mean * kept[:, node]
    return result


def contributions(nodes: np.ndarray, tree: Tree, kept: np.ndarray | None = None) -> np.ndarray:
    """What each indicator adds to each unit's index (units × leaves); rows add up to the index.

    Euler's decomposition x·∂index/∂x: for arithmetic means weight × value. A geometric mean
    gives every child its weight times the whole, which says little: use `gaps` there.
    """
    factor = np.zeros_like(nodes)
    factor[:, -1] = 1.0
    for at in range(len(tree.children) - 1, -1, -1):
        node, power = tree.leaves + at, tree.powers[at]
        above, mean = factor[:, node], nodes[:, node]
        if kept is not None:
            above = above * kept[:, node]
            mean = mean / np.where(kept[:, node] > 0, kept[:, node], 1.0)
        parts = nodes[:, list(tree.children[at])]
        lowest = (parts == mean[:, None]) & (tree.weights[at] > 0)
        for position, child in enumerate(tree.children[at]):
            weight = tree.weights[at][position]
            if power == 1.0:
                slope = np.full(mean.shape, weight)
            elif power == float("-inf"):
                slope = lowest[:, position] / np.maximum(lowest.sum(axis=1), 1)
            else:
                ratio = np.maximum(parts[:, position], TINY) / np.maximum(mean, TINY)
                slope = weight * ratio ** (power - 1.0)
            factor[:, child] = above * slope
    return np.asarray((factor * nodes)[:, : tree.leaves])


def gaps(
    nodes: np.ndarray, reference: np.ndarray, tree: Tree, kept: np.ndarray | None = None
) -> np.ndarray:
    """How each indicator moves each unit from a reference (units × leaves), adding up exactly.

    `nodes` and `reference` (nodes,) are values of every node as `aggregate` gives them. Inside
    a mean of power p, φ(mean) = Σ w φ(child) with φ = x^p (ln x for p = 0), so divided
    differences of φ carry the gap down without a rest; for geometric means this is the
    logarithmic mean Divisia method (Ang 2004). Minima have no such rule.
    """
    if kept is not None:
        raise IndexMethodError("gaps to a reference are not defined with inequality losses")
    if any(not np.isfinite(power) for power in tree.powers):
        raise IndexMethodError("a minimum does not split over its members")
    factor = np.zeros_like(nodes)
    factor[:, -1] = 1.0
    for at in range(len(tree.children) - 1, -1, -1):
        node, power = tree.leaves + at, tree.powers[at]
        children = list(tree.children[at])
        whole = _slope(nodes[:, node], reference[node], power)
        zero = (nodes[:, children] == 0) & (tree.weights[at] > 0)
        void = zero.any(axis=1) & (power <= 0)
        dead = zero * tree.weights[at]
        mass = np.where(void, dead.sum(axis=1), 1.0)
        for position, child in enumerate(children):
            own = _slope(nodes[:, child], reference[child], power)
            step = tree.weights[at][position] * own / whole
            # A zero makes such a mean zero by itself: the zeros carry the whole gap.
            all_of_it = dead[:, position] / mass * reference[node] / max(reference[child], TINY)
            factor[:, child] += factor[:, node] * np.where(void, all_of_it, step)
    return np.asarray((factor * (nodes - reference))[:, : tree.leaves])


def _slope(value: np.ndarray, reference: float, power: float) -> np.ndarray:
    """Divided difference of x^p (or ln x) between value and reference."""
    if power == 1.0:
        return np.ones_like(value)
    x, r = np.where(value > 0, value, TINY), max(float(reference), TINY)
    # Through the ratio, so that values close to each other lose no digits.
    step = np.log(x / r)
    moved = np.expm1(step)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        if power == 0.0:
            ratio = np.where(np.abs(moved) < 1e-9, 1 - moved / 2, step / moved) / r
        else:
            near = power * (1 + (power - 1) / 2 * moved)
            ratio = np.where(np.abs(moved) < 1e-9, near, np.expm1(power * step) / moved)
            ratio = ratio * r ** (power - 1)
    return np.asarray(ratio)


def tree_of(
    leaves: int,
    children: Sequence[Sequence[int]],
    weights: Sequence[Sequence[float]],
    powers: Sequence[float],
) -> Tree:
    """Build a tree, scaling the weights within each group to add up to 1."""
    scaled = []
    for own in weights:
        array = np.asarray(own, dtype=np.float64)
        if np.any(array < 0) or not array.sum() > 0:
            raise IndexMethodError("weights of a group must be at least zero and not all zero")
        scaled.append(array / array.sum())
    return Tree(leaves, tuple(tuple(part) for part in children), tuple(scaled), tuple(powers))


def flat_tree(weights: Sequence[float] | np.ndarray, power: float = 1.0) -> Tree:
    """One group over all indicators."""
    count = len(weights)
    return tree_of(count, [range(count)], [list(weights)], [power])
