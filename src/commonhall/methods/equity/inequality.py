"""How unequally something is spread: Gini, Lorenz, generalised entropy (Theil), Atkinson, Palma.

`values` are amounts per head or household (units,), `weights` how many people or households
each stands for (default 1). Amounts are at least zero; all zero counts as perfectly equal.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from commonhall.methods.equity.errors import EquityError, checked


def gini(
    values: np.ndarray, weights: np.ndarray | None = None, *, corrected: bool = False
) -> float:
    """Gini coefficient: half the mean difference between two people, over the mean.

    0 everybody has the same, towards 1 one has all. `corrected` multiplies by n / (n - 1), for
    samples of n units. Sen (1973); zeros are ordinary values.
    """
    x, w = checked(values, weights)
    # Twice the rank of a unit's middle minus the mass: below the middle negative, above positive.
    if weights is None:
        mass, x = float(x.size), np.sort(x)
        middle = 2.0 * np.arange(1, x.size + 1) - 1.0 - mass
        total, unequal = float(x.sum()), float(x @ middle)
    else:
        order = np.argsort(x)
        x, w = x[order], w[order]
        mass, total = float(w.sum()), float(w @ x)
        unequal = float((w * x) @ (2.0 * np.cumsum(w) - w - mass))
    if total == 0:
        return 0.0
    result = max(0.0, unequal / (mass * total))
    return result * x.size / (x.size - 1) if corrected and x.size > 1 else result


def gini_exact(
    values: Sequence[int | Fraction], weights: Sequence[int | Fraction] | None = None
) -> Fraction:
    """The same, without any rounding, for integers and fractions."""
    weights = [1] * len(values) if weights is None else weights
    if len(values) != len(weights):
        raise EquityError(f"{len(values)} values but {len(weights)} weights")
    pairs = sorted(
        (Fraction(x), Fraction(w)) for x, w in zip(values, weights, strict=True) if w != 0
    )
    if not pairs or pairs[0][0] < 0 or any(w < 0 for _, w in pairs):
        raise EquityError("needs values and weights of at least zero, some weight above it")
    mass, total = sum(w for _, w in pairs), sum(x * w for x, w in pairs)
    if total == 0:
        return Fraction(0)
    below, result = Fraction(0), Fraction(0)
    for x, w in pairs:
        result += x * w * (2 * below + w - mass)
        below += w
    return result / (mass * total)


def lorenz(values: np.ndarray, weights: np.ndarray | None = None) -> tuple[np.ndarray, np.ndarray]:
    """Corners of the Lorenz curve, from (0, 0) to (1, 1): share of people, share of amounts."""
    x, w = checked(values, weights)
    order = np.argsort(x, kind="stable")
    people = np.concatenate([[0.0], np.cumsum(w[order])])
    amounts = np.concatenate([[0.0], np.cumsum(w[order] * x[order])])
    total = amounts[-1] if amounts[-1] > 0 else 1.0
    return people / people[-1], amounts / total if amounts[-1] > 0 else people / people[-1]


def share_between(
    values: np.ndarray, start: float, end: float, weights: np.ndarray | None = None
) -> float:
    """What the people from `start` to `end` (0 poorest, 1 richest) have of everything.

    A unit that straddles a bound is split there, so shares of adjoining parts add up.
    """
    if not 0 <= start <= end <= 1:
        raise EquityError(f"parts run from 0 to 1; found {start:g} to {end:g}")
    people, amounts = lorenz(values, weights)
    return float(np.interp(end, people, amounts) - np.interp(start, people, amounts))


def palma(values: np.ndarray, weights: np.ndarray | None = None) -> float:
    """What the top tenth has over what the poorest four tenths have; infinite if they have none."""
    top, bottom = share_between(values, 0.9, 1.0, weights), share_between(values, 0.0, 0.4, weights)
    return top / bottom if bottom > 0 else float("inf")


def atkinson(values: np.ndarray, aversion: float, weights: np.ndarray | None = None) -> float:
    """Share of the mean that could be given up if the rest were spread equally (Atkinson 1970).

    `aversion` above zero; from 1 on, one person with nothing makes it 1.
    """
    if aversion <= 0:
        raise EquityError("aversion must be above zero")
    x, w = checked(values, weights)
    mean = float(np.average(x, weights=w))
    if mean == 0:
        return 0.0
    if aversion >= 1 and np.any(x == 0):
        return 1.0
    ratio = x / mean
    if aversion == 1:
        return float(1 - np.exp(np.average(np.log(ratio), weights=w)))
    power = 1 - aversion
    return float(1 - np.average(ratio**power, weights=w) ** (1 / power))


@dataclass(frozen=True)
class GroupPart:
    """One group: its share of people and amounts, mean, inequality inside, and what it adds to
    the total within (`within`) and between (`between`; negative below the common mean)."""

    group: str
    people: float
    amounts: float
    mean: float
    inside: float
    within: float
    between: float


@dataclass(frozen=True)
class Decomposition:
    """total = within + between; each is the sum over `groups`, in text order."""

    total: float
    within: float
    between: float
    groups: tuple[GroupPart, ...]


def theil(
    values: np.ndarray,
    weights: np.ndarray | None = None,
    groups: Sequence[str] | None = None,
) -> Decomposition:
    """Theil's T (1967), decomposed exactly; zeros count (x·ln x is zero there)."""
    return generalised_entropy(values, 1.0, weights, groups)


def generalised_entropy(
    values: np.ndarray,
    sensitivity: float,
    weights: np.ndarray | None = None,
    groups: Sequence[str] | None = None,
) -> Decomposition:
    """GE(a) within and between groups (Shorrocks 1980): a = 1 Theil's T, 0 the mean logarithmic
    deviation, 2 half the squared coefficient of variation.

    With a ≤ 0, one value of zero makes inequality infinite.
    """
    raw = np.asarray(values, dtype=np.float64).ravel()
    names = np.asarray(["all"] * raw.size if groups is None else list(groups), dtype=object)
    if names.size != raw.size:
        raise EquityError(f"{raw.size} values but {names.size} groups")
    stated = np.ones(raw.size) if weights is None else np.asarray(weights, dtype=np.float64)
    x, w = checked(raw, stated)
    names = names[stated.ravel() > 0]
    mass, mean = float(w.sum()), float(np.average(x, weights=w))
    parts = []
    labels, of = np.unique(names.astype(str), return_inverse=True)
    for number, name in enumerate(labels.tolist()):
        chosen = np.asarray(of) == number
        people = float(w[chosen].sum()) / mass
        own = float(np.average(x[chosen], weights=w[chosen]))
        inside = _entropy(x[chosen], w[chosen], sensitivity)
        ratio = own / mean if mean > 0 else 1.0
        scale = people * (ratio**sensitivity if ratio > 0 or sensitivity > 0 else 0.0)
        within = scale * inside if inside else 0.0
        between = people * float(_phi(np.array([ratio]), sensitivity)[0])
        parts.append(GroupPart(name, people, people * ratio, own, inside, within, between))
    within, between = sum(part.within for part in parts), sum(part.between for part in parts)
    return Decomposition(_entropy(x, w, sensitivity), within, between, tuple(parts))


def _entropy(x: np.ndarray, w: np.ndarray, sensitivity: float) -> float:
    mean = float(np.average(x, weights=w))
    if mean == 0:
        return 0.0
    return max(0.0, float(np.average(_phi(x / mean, sensitivity), weights=w)))


def _phi(ratio: np.ndarray, sensitivity: float) -> np.ndarray:
    """The function whose mean over people is GE(a), of amounts over their mean."""
    if sensitivity == 1:
        return np.asarray(ratio * np.log(np.where(ratio > 0, ratio, 1.0)))
    with np.errstate(divide="ignore"):
        if sensitivity == 0:
            return np.asarray(-np.log(ratio))
        return np.asarray((ratio**sensitivity - 1) / (sensitivity * (sensitivity - 1)))
