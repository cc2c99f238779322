"""Floors: what a unit must reach on an indicator, whatever it reaches elsewhere.

A broken floor is listed and named, caps the unit's score at its worst broken indicator and at the
lowest score of those that break none, and ranks the unit behind all of these. No weights can undo
that: ranking compares scores only within the two classes.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Floors:
    """`broken` and `unknown` (units × indicators, bool): measured and short of the floor, and
    not measured where there is a floor. `shortfall` (NaN where not broken) is how far short,
    in the indicator's units."""

    broken: np.ndarray
    unknown: np.ndarray
    shortfall: np.ndarray

    @property
    def units(self) -> np.ndarray:
        """Units (bool) with at least one broken floor."""
        return np.asarray(self.broken.any(axis=1))


def judge_floors(values: np.ndarray, floors: np.ndarray, directions: np.ndarray) -> Floors:
    """Compare measured `values` (units × indicators, NaN: not measured; never imputed ones)
    with `floors` (NaN: none). Reaching the floor exactly is enough."""
    measured = ~np.isnan(values)
    stated = ~np.isnan(floors)
    short = (floors - values) * directions
    broken = measured & stated & (np.nan_to_num(short) > 0)
    return Floors(broken, ~measured & stated, np.where(broken, short, np.nan))


def cap_of(normalised: np.ndarray, broken: np.ndarray) -> np.ndarray:
    """The most a unit may score: its worst normalised value among broken indicators, else inf."""
    held = np.where(broken, np.where(np.isnan(normalised), -np.inf, normalised), np.inf)
    return np.asarray(held.min(axis=1, initial=np.inf))


def ranks(
    scores: np.ndarray, behind: np.ndarray | None = None, tolerance: float = 0.0
) -> np.ndarray:
    """Places from 1 (highest score) for units (units,); NaN scores get 0, no place.

    Units in `behind` come after all others. Scores no further than `tolerance` below the first
    of a run share its place; the next place counts them ("1, 1, 3").
    """
    result = np.zeros(scores.size, dtype=np.int64)
    late = np.zeros(scores.size, dtype=bool) if behind is None else behind
    placed = 0
    for members in (np.flatnonzero(~late), np.flatnonzero(late)):
        members = members[~np.isnan(scores[members])]
        order = members[np.argsort(-scores[members], kind="stable")]
        place, first = placed + 1, np.inf
        for at, unit in enumerate(order):
            if at == 0 or first - scores[unit] > tolerance:
                place, first = placed + at + 1, scores[unit]
            result[unit] = place
        placed += members.size
    return result
