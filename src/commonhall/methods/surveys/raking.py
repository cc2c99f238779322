"""Weights that make a sample look like its population: raking, trimming, non-response.

`base` are design weights (people,): how many of the population each sampled person stands for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from commonhall.methods.surveys.effects import design_effect
from commonhall.methods.surveys.errors import SurveyError

Categories = Sequence[str] | np.ndarray


@dataclass(frozen=True)
class Raked:
    """Weights after raking, adding up to the population.

    `converged`: every margin is met within the tolerance (and, with limits, no weight outside
    them). `error` is the largest relative distance to a target that remains, at `worst`.
    `trimmed` people were held at a limit. `effect` is Kish's design effect of the weights.
    """

    weights: np.ndarray
    converged: bool
    cycles: int
    error: float
    worst: tuple[str, str]
    trimmed: int
    effect: float


def rake(
    answers: Mapping[str, Categories],
    targets: Mapping[str, Mapping[str, float]],
    base: np.ndarray | None = None,
    *,
    limits: tuple[float, float] | None = None,
    tolerance: float = 1e-8,
    cycles: int = 1_000,
) -> Raked:
    """Iterative proportional fitting to margins (Deming and Stephan 1940).

    `answers[m]` is each person's category on margin m, `targets[m]` the population of each
    category. `limits` bound how far a weight may move from the base weight scaled to the
    population ((0.3, 3): between 0.3 and 3 times it); weights are trimmed after every cycle, so
    that margins and limits hold together where they can (Izrael et al. 2009). Raises `SurveyError`
    for a category without a target, a target without people, and totals that disagree.
    """
    margins = [_margin(name, answers, targets) for name in targets]
    if not margins:
        raise SurveyError("raking needs at least one margin")
    size = margins[0][1].size
    for name, codes, _, _ in margins:
        if codes.size != size:
            raise SurveyError(f"margin {name} has {codes.size} answers, others {size}")
    total = float(margins[0][2].sum())
    for name, _, goal, _ in margins[1:]:
        if abs(float(goal.sum()) - total) > 1e-6 * total:
            raise SurveyError(
                f"the targets of {name} add up to {goal.sum():g}, others to {total:g}"
            )
    start = np.ones(size) if base is None else np.asarray(base, dtype=np.float64)
    if start.shape != (size,) or np.any(start <= 0) or not np.all(np.isfinite(start)):
        raise SurveyError(f"base weights must be {size} numbers above zero")
    weights = start * (total / start.sum())
    low, high = (0.0, np.inf) if limits is None else limits
    if not 0 <= low <= 1 <= high:
        raise SurveyError("limits must allow the weight as it is: at most 1 and at least 1")
    floor, ceiling = weights * low, weights * high
    error, worst, made = _fit(weights, margins, floor, ceiling, tolerance, cycles)
    held = int(((weights <= floor * (1 + 1e-9)) & (low > 0) | (weights >= ceiling)).sum())
    return Raked(weights, error <= tolerance, made, error, worst, held, design_effect(weights))


Margin = tuple[str, np.ndarray, np.ndarray, list[str]]


def _fit(
    weights: np.ndarray,
    margins: list[Margin],
    floor: np.ndarray,
    ceiling: np.ndarray,
    tolerance: float,
    cycles: int,
) -> tuple[float, tuple[str, str], int]:
    """Change `weights` in place until margins and limits hold; what is left of the error."""
    bounded = bool(np.isfinite(ceiling).any() or floor.any())
    error, worst = _error(weights, margins)
    for cycle in range(cycles):
        if error <= tolerance:
            return error, worst, cycle
        for _, codes, goal, _ in margins:
            have = np.bincount(codes, weights=weights, minlength=goal.size)
            weights *= (goal / np.where(have > 0, have, 1.0))[codes]
        if bounded:
            np.clip(weights, floor, ceiling, out=weights)
        error, worst = _error(weights, margins)
    return error, worst, cycles


def _margin(
    name: str, answers: Mapping[str, Categories], targets: Mapping[str, Mapping[str, float]]
) -> Margin:
    if name not in answers:
        raise SurveyError(f"nobody was asked about {name}")
    goal = targets[name]
    names = list(goal)
    place = {category: at for at, category in enumerate(names)}
    labels, of = np.unique(np.asarray(answers[name], dtype=str), return_inverse=True)
    for label in labels.tolist():
        if label not in place:
            raise SurveyError(f"margin {name}: {label!r} was answered but has no target")
        if not goal[label] > 0:
            raise SurveyError(f"margin {name}: {label!r} was answered but its target is zero")
    found = set(labels.tolist())
    for category in names:
        if category not in found and goal[category] > 0:
            raise SurveyError(
                f"margin {name}: nobody in the sample is {category!r}; merge it with another"
            )
    codes = np.array([place[label] for label in labels.tolist()], dtype=np.int64)[of]
    return name, codes, np.array([float(goal[category]) for category in names]), names


def _error(weights: np.ndarray, margins: list[Margin]) -> tuple[float, tuple[str, str]]:
    largest, worst = -1.0, ("", "")
    for name, codes, goal, names in margins:
        have = np.bincount(codes, weights=weights, minlength=goal.size)
        off = np.abs(have - goal) / np.where(goal > 0, goal, 1.0)
        at = int(off.argmax())
        if off[at] > largest:
            largest, worst = float(off[at]), (name, names[at])
    return largest, worst


@dataclass(frozen=True)
class NonResponse:
    """Weights of those who answered (zero for others), and the weighted response rate of each
    class and of all."""

    weights: np.ndarray
    rates: dict[str, float]
    rate: float


def nonresponse_weights(
    responded: np.ndarray, classes: Categories, base: np.ndarray | None = None
) -> NonResponse:
    """Let those who answered stand for all who were asked in their class (Little 1986).

    Unbiased when, within a class, answering does not depend on the answer. Raises
    `SurveyError` for a class in which nobody answered.
    """
    said = np.asarray(responded, dtype=bool)
    labels, of = np.unique(np.asarray(classes, dtype=str), return_inverse=True)
    weights = np.ones(said.size) if base is None else np.asarray(base, dtype=np.float64)
    if not said.size == of.size == weights.size or said.size == 0:
        raise SurveyError("needs one class and one weight for each person asked")
    if np.any(weights <= 0):
        raise SurveyError("base weights must be above zero")
    asked = np.bincount(of, weights=weights, minlength=labels.size)
    found = np.bincount(of, weights=weights * said, minlength=labels.size)
    if np.any(found == 0):
        name = labels[int(np.flatnonzero(found == 0)[0])]
        raise SurveyError(f"nobody in class {str(name)!r} answered; merge it with another")
    rates = dict(zip(labels.tolist(), (found / asked).tolist(), strict=True))
    adjusted = np.where(said, weights * (asked / found)[of], 0.0)
    return NonResponse(adjusted, rates, float(found.sum() / asked.sum()))
