"""Groups of people on the map: k-means, and how many groups by silhouette."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from commonhall.methods.opinion.votes import Floats

# Up to here every distance between two people is measured; above, cells of a grid stand for them.
EXACT_PEOPLE = 20_000
DOUBLE_PEOPLE = 800
GRID = 160
TOLERANCE = 1e-4
ITERATIONS = 300
Labels = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Grouping:
    """labels: one a person; centres: k × 2; silhouette: −1 … 1; silhouettes: for each k tried.

    approximate: whether grid cells stood for people when k was chosen.
    """

    labels: Labels
    centres: Floats
    silhouette: float
    silhouettes: dict[int, float]
    approximate: bool


def k_means(points: Floats, starts: Floats, weights: Floats | None = None) -> tuple[Labels, Floats]:
    """Lloyd's iteration from these starts until nobody moves or the centres rest.

    Stops as scikit-learn does (sum of squared shifts ≤ 1e-4 of the mean variance). An emptied
    group restarts at the point farthest from its centre.
    """
    middle = points.mean(axis=0)
    moved, centres = np.asfortranarray(points - middle), starts - middle
    tolerance = TOLERANCE * float(moved.var(axis=0).mean())
    labels: Labels | None = None
    for _ in range(ITERATIONS):
        found = nearest(moved, centres)
        centres, before = _means(moved, found, len(centres), centres, weights), centres
        if labels is not None and np.array_equal(found, labels):
            return found, centres + middle
        labels = found
        if float(((centres - before) ** 2).sum()) <= tolerance:
            break
    return nearest(moved, centres), centres + middle


def nearest(points: Floats, centres: Floats) -> Labels:
    """The nearest centre of each point; the first of equally near ones."""
    half = (centres**2).sum(axis=1) / 2
    if len(points) <= 4_000:
        return np.asarray(np.argmax(points @ centres.T - half, axis=1), dtype=np.intp)
    labels = np.zeros(len(points), dtype=np.intp)
    best = points @ centres[0] - half[0]
    for number in range(1, len(centres)):
        score = points @ centres[number] - half[number]
        labels[score > best] = number
        np.maximum(best, score, out=best)
    return labels


def _means(
    points: Floats, labels: Labels, groups: int, centres: Floats, weights: Floats | None
) -> Floats:
    mass = points if weights is None else points * weights[:, None]
    size = np.bincount(labels, weights, groups).astype(np.float64)
    sums = np.stack([np.bincount(labels, mass[:, axis], groups) for axis in (0, 1)], axis=1)
    empty = np.flatnonzero(size == 0)
    if len(empty):
        far = np.argsort(-((points - centres[labels]) ** 2).sum(axis=1), kind="stable")
        for group, point in zip(empty, far, strict=False):
            share = 1.0 if weights is None else weights[point]
            sums[labels[point]] -= points[point] * share
            size[labels[point]] -= share
            sums[group], size[group] = points[point] * share, share
    return sums / np.maximum(size, 1e-300)[:, None]


def outer_starts(points: Floats, count: int) -> Floats:
    """The first `count` distinct points from left to right (then from below), as Polis starts."""
    candidates = points
    if len(points) > 1_000:
        edge = np.partition(points[:, 0], 100)[100]
        candidates = points[points[:, 0] <= edge]
    distinct = np.unique(candidates, axis=0)
    if len(distinct) < count and len(candidates) < len(points):
        distinct = np.unique(points, axis=0)
    return distinct[:count]


def silhouettes(points: Floats, labelings: list[Labels], weights: Floats | None = None) -> Floats:
    """Mean silhouette of each labeling (Rousseeuw 1987), all from one pass over the distances."""
    kind = np.float64 if len(points) <= DOUBLE_PEOPLE else np.float32
    sums = _distance_sums(points, labelings, weights, kind)
    return np.array(
        [
            _mean_silhouette(labels, sums[:, first:last], weights)
            for labels, (first, last) in zip(labelings, _spans(labelings), strict=True)
        ]
    )


def _spans(labelings: list[Labels]) -> list[tuple[int, int]]:
    ends = np.cumsum([int(labels.max()) + 1 for labels in labelings])
    return list(zip([0, *ends[:-1].tolist()], ends.tolist(), strict=True))


def _distance_sums(
    points: Floats, labelings: list[Labels], weights: Floats | None, kind: type[np.floating]
) -> Floats:
    """n × (all groups of all labelings): sum of distances from each point to each group."""
    count = len(points)
    spans = _spans(labelings)
    member = np.zeros((count, spans[-1][1]), dtype=kind)
    for labels, (first, _) in zip(labelings, spans, strict=True):
        member[np.arange(count), first + labels] = 1.0 if weights is None else weights
    x, y = np.ascontiguousarray((points - points.mean(axis=0)).T, dtype=kind)
    sums = np.zeros(member.shape)
    step = 256  # two such blocks stay in a core's own cache
    for top in range(0, count, step):
        rows = slice(top, min(top + step, count))
        for left in range(top, count, step):
            columns = slice(left, min(left + step, count))
            away = np.subtract.outer(x[rows], x[columns])
            away *= away
            down = np.subtract.outer(y[rows], y[columns])
            down *= down
            away += down
            np.sqrt(away, out=away)
            sums[rows] += away @ member[columns]
            if left != top:
                sums[columns] += away.T @ member[rows]
    return sums


def _mean_silhouette(labels: Labels, sums: Floats, weights: Floats | None) -> float:
    count, groups = sums.shape
    mass = np.ones(count) if weights is None else weights
    size = np.bincount(labels, mass, groups)
    own = np.arange(count), labels
    inside = sums[own] / np.maximum(size[labels] - 1, 1e-300)
    others = sums / np.maximum(size, 1e-300)
    others[own] = np.inf
    outside = others.min(axis=1)
    value = (outside - inside) / np.maximum(np.maximum(inside, outside), 1e-300)
    value[size[labels] <= 1] = 0.0
    return float((value * mass).sum() / mass.sum())


def find_groups(
    points: Floats, least: int = 2, most: int = 5, starts: Floats | None = None
) -> Grouping | None:
    """The k-means grouping with the best silhouette among `least` … `most` groups.

    Equally good: the fewer groups. Nobody is a group alone: a number of groups that would make
    somebody one is not taken. Where every number would, whoever stands alone is set aside while
    groups are found, and joins the nearest. starts: centres to begin with for k = len(starts) (a
    warm start). None when there are too few distinct points for any grouping.
    """
    approximate = len(points) > EXACT_PEOPLE
    sample, weights = grid_cells(points) if approximate else (points, None)
    tried = _without_loners(_all_numbers(sample, weights, least, most, starts), weights)
    if not tried:
        tried = _loners_aside(sample, weights, least, most, starts)
    if not tried:
        return None
    scores = dict(
        zip(tried, _decided(sample, [item[0] for item in tried.values()], weights), strict=True)
    )
    best = max(scores, key=lambda groups: (scores[groups], -groups))
    labels, centres = tried[best]
    if approximate:
        labels, centres = k_means(points, centres)
        if _sizes(labels, None, len(centres)).min() < 2:
            labels = nearest(points, tried[best][1])
            centres = tried[best][1]
    return Grouping(labels, centres, scores[best], scores, approximate)


def _all_numbers(
    points: Floats, weights: Floats | None, least: int, most: int, starts: Floats | None
) -> dict[int, tuple[Labels, Floats]]:
    """Labels and centres for each number of groups there are points for."""
    edge = outer_starts(points, most)
    tried: dict[int, tuple[Labels, Floats]] = {}
    for groups in range(least, most + 1):
        if len(edge) < groups or len(points) <= groups:
            break
        first = starts if starts is not None and len(starts) == groups else edge[:groups]
        labels, centres = k_means(points, first, weights)
        if int(labels.max()) > 0:
            tried[groups] = labels, centres
    return tried


def _sizes(labels: Labels, weights: Floats | None, groups: int) -> NDArray[np.float64]:
    return np.bincount(labels, weights, groups).astype(np.float64)


def _without_loners(
    tried: dict[int, tuple[Labels, Floats]], weights: Floats | None
) -> dict[int, tuple[Labels, Floats]]:
    return {
        groups: (labels, centres)
        for groups, (labels, centres) in tried.items()
        if _sizes(labels, weights, len(centres)).min() >= 2
    }


def _loners_aside(
    points: Floats, weights: Floats | None, least: int, most: int, starts: Floats | None
) -> dict[int, tuple[Labels, Floats]]:
    """Groups of those who are left when whoever would be a group alone is taken out, again and again."""
    found: dict[int, tuple[Labels, Floats]] = {}
    for groups in range(least, most + 1):
        kept = np.arange(len(points))
        while len(kept) > groups:
            mass = None if weights is None else weights[kept]
            tried = _all_numbers(points[kept], mass, groups, groups, starts)
            if groups not in tried:
                break
            labels, centres = tried[groups]
            alone = _sizes(labels, mass, len(centres))[labels] < 2
            if not alone.any():
                found[groups] = nearest(points, centres), centres
                break
            kept = kept[~alone]
    return _without_loners(found, weights)


def _decided(points: Floats, labelings: list[Labels], weights: Floats | None) -> list[float]:
    """Silhouettes; when single precision leaves the first place open, in double precision."""
    scores = silhouettes(points, labelings, weights)
    order = np.sort(scores)[::-1]
    if len(points) > DOUBLE_PEOPLE and len(order) > 1 and order[0] - order[1] < 1e-4:
        sums = _distance_sums(points, labelings, weights, np.float64)
        return [
            _mean_silhouette(labels, sums[:, first:last], weights)
            for labels, (first, last) in zip(labelings, _spans(labelings), strict=True)
        ]
    return [float(score) for score in scores]


def grid_cells(points: Floats, grid: int = GRID) -> tuple[Floats, Floats]:
    """Mean point and number of people of each occupied cell of a grid × grid map."""
    low, high = points.min(axis=0), points.max(axis=0)
    at = ((points - low) / np.maximum(high - low, 1e-300) * (grid - 1e-6)).astype(np.intp)
    cell = at[:, 0] * grid + at[:, 1]
    size = np.bincount(cell, minlength=grid * grid)
    used = size > 0
    middle = np.stack(
        [np.bincount(cell, points[:, axis], grid * grid)[used] / size[used] for axis in (0, 1)],
        axis=1,
    )
    return middle, size[used].astype(np.float64)
