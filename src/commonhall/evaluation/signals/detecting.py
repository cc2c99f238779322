"""From counts to signals, without a database: what is more than usual, and what gathers.

Two searches, each with its own allowance of false alarms in a year of the whole hall: a rise in one place and
category against the same weeks of earlier years (`methods.sources.early_warning`), and places close together in the
last weeks (`methods.sources.space_time_scan`), which needs no earlier year. The allowance is shared out among
everything that is judged (Bonferroni), so that a hall with more places is not alarmed more often.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from commonhall.methods.sources import SourceError, early_warning, space_time_scan

SEASON = 52
# Below so many cases nothing is told, whatever is usual.
FEWEST = 5
# False alarms a year in the whole hall, of each search.
RISES_A_YEAR, GATHERINGS_A_YEAR = 6.0, 2.0
# The scan looks at so many weeks, for gatherings that last up to so many and go on now.
SCANNED, LASTING = 26, 4
SCAN_FEWEST = 20
REPLICATES = 999
MOST_SPACE = 0.3


@dataclass(frozen=True)
class Rise:
    """A row of the counts whose last week is above its bound."""

    row: int
    seen: int
    expected: float
    bound: int
    chance: float


@dataclass(frozen=True)
class Gathering:
    """Places (rows, the middle one first) with more than their share of the last `weeks` weeks."""

    rows: tuple[int, ...]
    weeks: int
    seen: int
    expected: float
    chance: float


def rises(counts: np.ndarray, per_year: float = RISES_A_YEAR) -> list[Rise]:
    """Rows (places × categories) of `counts` (rows × weeks) whose last week is more than usual.

    Needs the same weeks of at least one earlier year; before that there are none to tell.
    """
    rows, weeks = counts.shape
    if not rows or weeks < SEASON + FEWEST:
        return []
    rate = min(0.05, per_year / SEASON / rows)
    last = np.array([weeks - 1])
    try:
        found = early_warning(counts, season=SEASON, rate=rate, weeks=last, least=FEWEST)
    except SourceError:
        return []
    return [
        Rise(
            int(row),
            int(counts[row, -1]),
            float(found.expected[row, 0]),
            int(found.bounds[row, 0]),
            float(found.p_values[row, 0]),
        )
        for row in np.flatnonzero(found.alarms[:, 0])
    ]


def gatherings(
    tables: Sequence[np.ndarray],
    coordinates: np.ndarray,
    seed: int,
    per_year: float = GATHERINGS_A_YEAR,
) -> list[list[Gathering]]:
    """For each category's table (places × weeks) what gathers now; the same seed gives the same.

    A busy place or a busy week alone gathers nothing: only their meeting does (Kulldorff et al. 2005).
    """
    judged = [table for table in tables if _enough(table)]
    level = per_year / SEASON / max(1, len(judged))
    return [_gathered(table, coordinates, seed, level) for table in tables]


def _enough(table: np.ndarray) -> bool:
    full = table[:, -SCANNED:]
    return (
        table.shape[0] >= 3
        and full.shape[1] >= 2 * LASTING
        and full.sum() >= SCAN_FEWEST
        and int((full.sum(axis=1) > 0).sum()) >= 3
    )


def _gathered(
    table: np.ndarray, coordinates: np.ndarray, seed: int, level: float
) -> list[Gathering]:
    if not _enough(table):
        return []
    full = table[:, -SCANNED:]
    try:
        scan = space_time_scan(
            full,
            coordinates,
            most_space=MOST_SPACE,
            most_time=LASTING,
            current=True,
            # A smaller level needs more random data to be told apart from it.
            replicates=max(REPLICATES, int(np.ceil(4 / level))),
            seed=seed,
            level=level,
        )
    except SourceError:
        return []
    return [
        Gathering(
            one.places, one.end - one.start + 1, one.observed, float(one.expected), one.p_value
        )
        for one in scan.clusters
        if one.p_value <= level and one.observed >= FEWEST
    ]
