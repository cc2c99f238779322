"""Where and when cases gather more than chance would: space–time scan statistics.

Kulldorff (1997, 2001) for a known expectation or population, and Kulldorff et al. (2005), the
space–time permutation, for cases alone. Zones are circles round places; windows are runs of
times. Counts are places × times, integers.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from commonhall.methods.sources.errors import SourceError

BLOCK = 4_000_000


@dataclass(frozen=True)
class Cluster:
    """One gathering of cases: `places` (rows, the centre first) from time `start` to `end`
    (columns, both included).

    `risk` is observed over expected inside, divided by the same outside; `p_value` the share
    of random data whose strongest cluster is at least as strong, the real one counted.
    """

    places: tuple[int, ...]
    start: int
    end: int
    observed: int
    expected: float
    risk: float
    likelihood: float
    p_value: float


@dataclass(frozen=True)
class Scan:
    """Clusters from the strongest, no two sharing a place; `replicates` random data sets drawn
    from `seed`; `strongest` is each one's greatest likelihood ratio."""

    clusters: tuple[Cluster, ...]
    replicates: int
    seed: int
    strongest: np.ndarray


@dataclass(frozen=True)
class Zones:
    """Distinct circles: `members` (zones × places, bool) and the order in which each was grown."""

    members: np.ndarray
    rows: tuple[tuple[int, ...], ...]


def circles(
    coordinates: np.ndarray, sizes: np.ndarray, most: float = 0.5, radius: float | None = None
) -> Zones:
    """All circles round a place that hold at most `most` of the total size (and stay within
    `radius`, in the coordinates' unit).

    `coordinates` (places × 2) on a plane such as metres; places equally far enter together.
    """
    points = np.asarray(coordinates, dtype=np.float64)
    if points.ndim != 2 or not np.all(np.isfinite(points)):
        raise SourceError("coordinates must be places × 2, without gaps")
    total = float(np.sum(sizes))
    seen: dict[bytes, tuple[int, ...]] = {}
    for centre in range(points.shape[0]):
        distance = np.sqrt(((points - points[centre]) ** 2).sum(axis=1))
        # The centre first, whatever stands on the same spot; ties by row.
        distance[centre] = -1.0
        order = np.argsort(distance, kind="stable")
        held = np.cumsum(np.asarray(sizes)[order])
        far = distance[order]
        ends = np.append(far[1:] > np.maximum(far[:-1], 0.0) * (1 + 1e-12), True)
        for last in np.flatnonzero(ends):
            if held[last] > most * total or (radius is not None and far[last] > radius):
                break
            inside = np.zeros(points.shape[0], dtype=bool)
            inside[order[: last + 1]] = True
            seen.setdefault(inside.tobytes(), tuple(int(row) for row in order[: last + 1]))
    if not seen:
        raise SourceError(f"no circle holds at most {most:.0%}: one place is larger than that")
    members = np.array([np.frombuffer(key, dtype=bool) for key in seen])
    return Zones(members, tuple(seen.values()))


def space_time_scan(
    counts: np.ndarray,
    coordinates: np.ndarray,
    *,
    expected: np.ndarray | None = None,
    most_space: float = 0.5,
    most_time: int | None = None,
    radius: float | None = None,
    current: bool = False,
    replicates: int = 999,
    seed: int = 0,
    level: float = 0.05,
    on_step: Callable[[int], None] | None = None,
) -> Scan:
    """Find clusters of `counts` (places × times).

    `expected` (places × times, any scale: population, or cases of an earlier period) makes it
    Kulldorff's Poisson scan: random data share out the cases by it. Without, the permutation
    scan: random data shuffle the times among the cases, so that neither a busy place nor a
    busy week counts. Windows hold at most `most_time` times (default half); `current` looks
    only at windows that last to the end (alarms). Clusters up to `level` are given, and always
    the strongest. The same seed gives the same p-values.
    """
    cases = _counts(counts)
    total = int(cases.sum())
    permuted = expected is None
    mean = _expected(cases, expected)
    places, times = cases.shape
    longest = most_time if most_time is not None else max(1, times // 2)
    if not 1 <= longest <= times:
        raise SourceError(f"windows last 1 to {times} times; found {longest}")
    zones = circles(coordinates, mean.sum(axis=1), most_space, radius)
    if zones.members.shape[1] != places:
        raise SourceError(f"{places} places but {zones.members.shape[1]} coordinates")
    windows = _windows(times, longest, current=current)
    frame = _Frame(zones.members.astype(np.float64), windows, mean, total)
    ratios = frame.ratios(cases[None])[0]
    generator = np.random.default_rng(seed)
    strongest = np.empty(replicates)
    step = max(1, BLOCK // ratios.size)
    for at in range(0, replicates, step):
        size = min(step, replicates - at)
        random = (
            _shuffled(cases, generator, size) if permuted else _drawn(mean, total, generator, size)
        )
        strongest[at : at + size] = frame.ratios(random).reshape(size, -1).max(axis=1)
        if on_step is not None:
            on_step(size)
    clusters = _pick(ratios, zones, windows, cases, mean, strongest, level)
    return Scan(clusters, replicates, seed, strongest)


class _Frame:
    """Likelihood ratios of all zones and windows for many data sets at once."""

    def __init__(
        self, zones: np.ndarray, windows: np.ndarray, mean: np.ndarray, total: int
    ) -> None:
        self.zones, self.windows, self.total = zones, windows, total
        inside = self._sum(mean[None])[0]
        outside = np.maximum(total - inside, 1e-300)
        self.inside, self.log_inside = inside, np.log(np.maximum(inside, 1e-300))
        self.log_outside = np.log(outside)
        whole = np.arange(total + 1, dtype=np.float64)
        self.entropy = whole * np.log(np.maximum(whole, 1.0))

    def _sum(self, tables: np.ndarray) -> np.ndarray:
        """Data sets × zones × windows: what each holds."""
        if self.windows.shape[0] < tables.shape[2]:
            at = np.arange(tables.shape[2])[:, None]
            inside = (at >= self.windows[:, 0]) & (at <= self.windows[:, 1])
            return np.asarray(self.zones @ (tables @ inside.astype(np.float64)))
        running = np.cumsum(self.zones @ tables, axis=2)
        running = np.concatenate([np.zeros((*running.shape[:2], 1)), running], axis=2)
        return np.asarray(running[:, :, self.windows[:, 1] + 1] - running[:, :, self.windows[:, 0]])

    def ratios(self, tables: np.ndarray) -> np.ndarray:
        """Log likelihood ratios, zero where fewer cases than expected are inside."""
        found = self._sum(tables.astype(np.float64))
        whole = np.rint(found).astype(np.int64)
        ratio = (
            self.entropy[whole]
            - found * self.log_inside
            + self.entropy[self.total - whole]
            - (self.total - found) * self.log_outside
        )
        return np.where(found > self.inside, ratio, 0.0)


def _counts(counts: np.ndarray) -> np.ndarray:
    table = np.asarray(counts)
    if table.ndim != 2 or np.any(table < 0) or np.any(table != np.rint(table)):
        raise SourceError("counts must be places × times, whole numbers of at least zero")
    if table.sum() == 0:
        raise SourceError("there are no cases to scan")
    return table.astype(np.int64)


def _expected(cases: np.ndarray, expected: np.ndarray | None) -> np.ndarray:
    """Scaled to the number of cases; for the permutation scan the product of the margins."""
    total = float(cases.sum())
    if expected is None:
        return np.asarray(np.outer(cases.sum(axis=1), cases.sum(axis=0)) / total)
    mean = np.asarray(expected, dtype=np.float64)
    if mean.shape != cases.shape:
        raise SourceError(f"expected is {mean.shape}, counts {cases.shape}")
    if np.any(mean < 0) or not mean.sum() > 0 or np.any((mean == 0) & (cases > 0)):
        raise SourceError("expected must be at least zero, and above it where there are cases")
    return np.asarray(mean * (total / mean.sum()))


def _windows(times: int, longest: int, *, current: bool) -> np.ndarray:
    last = [times - 1] if current else range(times)
    return np.array(
        [(start, end) for end in last for start in range(max(0, end - longest + 1), end + 1)]
    )


def _drawn(mean: np.ndarray, total: int, generator: np.random.Generator, size: int) -> np.ndarray:
    chances = mean.ravel() / mean.sum()
    return generator.multinomial(total, chances, size).reshape(size, *mean.shape)


def _shuffled(cases: np.ndarray, generator: np.random.Generator, size: int) -> np.ndarray:
    """Keep how many cases each place and each time has, and shuffle which go together."""
    place = np.repeat(np.arange(cases.shape[0]), cases.sum(axis=1))
    time = np.repeat(np.arange(cases.shape[1]), cases.sum(axis=0))
    result = np.zeros((size, *cases.shape), dtype=np.int64)
    for number in range(size):
        cell = place * cases.shape[1] + generator.permutation(time)
        result[number] = np.bincount(cell, minlength=cases.size).reshape(cases.shape)
    return result


def _pick(
    ratios: np.ndarray,
    zones: Zones,
    windows: np.ndarray,
    cases: np.ndarray,
    mean: np.ndarray,
    strongest: np.ndarray,
    level: float,
) -> tuple[Cluster, ...]:
    """The strongest, then the strongest that shares no place with those before."""
    total = int(cases.sum())
    best = ratios.max(axis=1)
    free = np.ones(best.size, dtype=bool)
    found: list[Cluster] = []
    while free.any():
        zone = int(np.where(free, best, -1.0).argmax())
        window = int(ratios[zone].argmax())
        likelihood = float(ratios[zone, window])
        p_value = float((1 + (strongest >= likelihood - 1e-9).sum()) / (1 + strongest.size))
        if likelihood <= 0 or (found and p_value > level):
            break
        start, end = (int(part) for part in windows[window])
        rows = list(zones.rows[zone])
        observed = int(cases[rows, start : end + 1].sum())
        expected = float(mean[rows, start : end + 1].sum())
        rest = (total - observed) / (total - expected) if total > expected else 0.0
        risk = observed / expected / rest if rest > 0 else float("inf")
        found.append(
            Cluster(zones.rows[zone], start, end, observed, expected, risk, likelihood, p_value)
        )
        free &= ~(zones.members & zones.members[zone]).any(axis=1)
    return tuple(found)
