"""What growth hides: units that stand higher by the economy than by how people live."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from commonhall.methods.index.errors import IndexMethodError
from commonhall.methods.index.floors import ranks
from commonhall.methods.index.pipeline import IndexResult
from commonhall.methods.index.uncertainty import RangeResult


@dataclass(frozen=True)
class Hidden:
    """A unit whose economic place is better than its whole range on the index.

    `lost` is the number of places between its economic place and the best end of the range;
    `drags` names the indicators that pull it furthest below the mean unit, with how much each
    takes from the index; `broken` the floors it breaks.
    """

    unit: int
    economic_rank: int
    low: int
    high: int
    lost: int
    drags: tuple[tuple[str, float], ...]
    broken: tuple[str, ...]


@dataclass(frozen=True)
class GrowthComparison:
    """Economic ranks among the units with an index (0: no economic value), Spearman's
    correlation of the two orders, and the units growth hides and the reverse: those that stand
    better on the index, over the whole range, than by the economy."""

    economic_ranks: np.ndarray
    correlation: float
    hidden: tuple[Hidden, ...]
    beyond: tuple[int, ...]


def what_growth_hides(
    result: IndexResult, ranges: RangeResult | None = None, most: int = 3
) -> GrowthComparison:
    """Set the framework's economic indicator beside the index.

    Without `ranges` the stated rank stands for both ends. Ranks on both sides are among the
    units that have both values, so that they can be compared.
    """
    economy, framework = result.inputs.economy, result.framework
    if economy is None or framework.economy is None:
        raise IndexMethodError("the framework names no economic indicator ([economy] column)")
    both = ~np.isnan(economy) & ~np.isnan(result.scores)
    direction = framework.economy.direction
    economic = ranks(np.where(both, economy * direction, np.nan))
    low, high = _range(result, ranges, both)
    social = _among(result.ranks, both)
    hidden = [
        _hidden(result, int(unit), int(economic[unit]), int(low[unit]), int(high[unit]), most)
        for unit in np.flatnonzero(both & (economic < low))
    ]
    hidden.sort(key=lambda found: (-found.lost, result.units[found.unit]))
    beyond = sorted(
        (int(unit) for unit in np.flatnonzero(both & (economic > high))),
        key=lambda unit: (int(high[unit] - economic[unit]), result.units[unit]),
    )
    return GrowthComparison(
        economic, _spearman(economic[both], social[both]), tuple(hidden), tuple(beyond)
    )


def _hidden(
    result: IndexResult, unit: int, economic: int, low: int, high: int, most: int
) -> Hidden:
    items = result.framework.indicators
    pulls = result.gaps
    if pulls is None:
        effective = result.tree.effective()
        pulls = effective * (result.nodes - result.reference)[:, : result.tree.leaves]
    own = np.nan_to_num(pulls[unit])
    worst = [int(at) for at in np.argsort(own, kind="stable")[:most] if own[at] < 0]
    return Hidden(
        unit,
        economic,
        low,
        high,
        low - economic,
        tuple((items[at].id, float(own[at])) for at in worst),
        tuple(items[int(at)].id for at in np.flatnonzero(result.floors.broken[unit])),
    )


def _range(
    result: IndexResult, ranges: RangeResult | None, both: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Ends of each unit's range among the units with an economic value: a place is lowered by
    the units without one that stand before it in the stated order."""
    social = result.ranks
    if ranges is None:
        among = _among(social, both)
        return among, among
    low, high = social.copy(), social.copy()
    low[ranges.units] = ranges.ranges.low
    high[ranges.units] = ranges.ranges.high
    outside = np.sort(social[(social > 0) & ~both])
    return (
        np.maximum(low - np.searchsorted(outside, low), 1),
        np.maximum(high - np.searchsorted(outside, high), 1),
    )


def _among(places: np.ndarray, both: np.ndarray) -> np.ndarray:
    return ranks(np.where(both, -places.astype(np.float64), np.nan))


def _spearman(left: np.ndarray, right: np.ndarray) -> float:
    if left.size < 2:
        return float("nan")
    a, b = _middle(left), _middle(right)
    a, b = a - a.mean(), b - b.mean()
    length = float(np.sqrt((a @ a) * (b @ b)))
    return float(a @ b) / length if length > 0 else float("nan")


def _middle(places: np.ndarray) -> np.ndarray:
    """Mean places of level units, from competition ranks."""
    found, counts = np.unique(places, return_counts=True)
    return np.asarray(places + (counts[np.searchsorted(found, places)] - 1) / 2.0)
