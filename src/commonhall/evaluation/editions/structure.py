"""How the indicators of an edition hang together, and with what else: for whoever wants to know whether a mean of them means anything."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from commonhall.evaluation.editions.computing import number_of
from commonhall.evaluation.editions.models import Edition
from commonhall.evaluation.frameworks.packs import Pack
from commonhall.methods.index import (
    AGAINST,
    NEARLY_THE_SAME,
    Correlation,
    IndexMethodError,
    Reliability,
    correlation,
    correlations,
    principal_components,
    reliability,
)

# Fewer places say nothing; with fewer than so many, or than three an indicator, the figures may look different next time.
LEAST, STEADY, EACH = 5, 10, 3


@dataclass(frozen=True)
class Pair:
    """Two indicators by their names, and how they go together."""

    one: str
    other: str
    r: float


@dataclass(frozen=True)
class Direction:
    """A principal component. share: of what varies, 0 to 1; loadings: of each indicator, in their order."""

    share: float
    loadings: tuple[float, ...]


@dataclass(frozen=True)
class Link:
    """The score beside something else. edition: whose score it is, None for the economic value beside the index."""

    found: Correlation
    edition: Edition | None = None


@dataclass(frozen=True)
class Structure:
    """names: of the indicators that vary; level: of those that are the same everywhere; matrix: the correlations of the first,
    each turned so that more is better; say: each one's correlation with the score; shares: what each weighs, 0 to 1."""

    names: tuple[str, ...]
    level: tuple[str, ...]
    places: int
    steady: bool
    matrix: tuple[tuple[float, ...], ...]
    say: tuple[float, ...]
    shares: tuple[float, ...]
    same: tuple[Pair, ...]
    against: tuple[Pair, ...]
    directions: tuple[Direction, ...]
    reliable: Reliability | None
    links: tuple[Link, ...] = field(default=())


def structure(pack: Pack, edition: Edition, others: Iterable[Edition] = ()) -> Structure | None:
    """Over the places that have a place in the order and every indicator; None where these, or the indicators that vary, are too few."""
    weights = edition.outcome.get("weights", {})
    used = [one for one in pack.framework.indicators if one.id in weights]
    scores = scores_of(edition)
    rows = {
        unit: [_value(edition, one.id, at) * one.direction for one in used]
        for at, unit in enumerate(edition.inputs["units"])
        if unit in scores
    }
    whole = {unit: row for unit, row in rows.items() if np.isfinite(row).all()}
    if len(whole) < LEAST:
        return None
    values = np.array(list(whole.values()))
    varies = values.std(axis=0) > 0
    level = tuple(pack.label(one.id) for one, at in zip(used, varies, strict=True) if not at)
    used = [one for one, at in zip(used, varies, strict=True) if at]
    values = values[:, varies]
    if len(used) < 2:
        return None
    score = np.array([scores[unit] for unit in whole])
    names = tuple(pack.label(one.id) for one in used)
    matrix = correlations(values)
    beside = correlations(np.column_stack([values, score]))[-1, :-1]
    return Structure(
        names=names,
        level=level,
        places=len(whole),
        steady=len(whole) >= max(STEADY, EACH * len(used)),
        matrix=tuple(tuple(map(float, row)) for row in matrix),
        say=tuple(map(float, beside)),
        shares=tuple(float(weights[one.id]) for one in used),
        same=_pairs(names, matrix, lambda r: abs(r) >= NEARLY_THE_SAME),
        against=_pairs(names, matrix, lambda r: -NEARLY_THE_SAME < r <= AGAINST),
        directions=_directions(values),
        reliable=_reliable(values),
        links=tuple(_links(edition, scores, others)),
    )


def scores_of(edition: Edition) -> dict[int, float]:
    """The score of each place that has a place in the order."""
    return {
        int(row["unit"]): number_of(row["score"])
        for row in edition.outcome.get("rows", ())
        if row.get("rank") and row.get("score") is not None
    }


def _value(edition: Edition, indicator: str, at: int) -> float:
    return number_of(edition.inputs["values"][indicator][at][0])


def _pairs(
    names: Sequence[str], matrix: np.ndarray, wanted: Callable[[float], bool]
) -> tuple[Pair, ...]:
    found = [
        Pair(names[one], names[other], float(matrix[one, other]))
        for one in range(len(names))
        for other in range(one)
        if wanted(float(matrix[one, other]))
    ]
    return tuple(sorted(found, key=lambda pair: -abs(pair.r)))


def _directions(values: np.ndarray) -> tuple[Direction, ...]:
    found = principal_components(values)
    whole = float(found.eigenvalues.sum())
    if whole <= 0:
        return ()
    order = np.argsort(-found.explained)
    return tuple(
        Direction(float(found.explained[one]) / whole, tuple(map(float, found.loadings[:, one])))
        for one in order
    )


def _reliable(values: np.ndarray) -> Reliability | None:
    try:
        return reliability(values)
    except IndexMethodError:
        return None


def _links(edition: Edition, scores: dict[int, float], others: Iterable[Edition]) -> Iterable[Link]:
    """The economic value beside the index, then the scores of other frameworks in the same places."""
    economy = edition.inputs.get("economy")
    if economy:
        at = {unit: row[0] for unit, row in zip(edition.inputs["units"], economy, strict=True)}
        yield from _link(scores, {unit: number_of(at[unit]) for unit in scores}, None)
    for other in others:
        if other.framework_id != edition.framework_id:
            yield from _link(scores, scores_of(other), other)


def _link(
    scores: dict[int, float], theirs: dict[int, float], edition: Edition | None
) -> Iterable[Link]:
    shared = [unit for unit in scores if np.isfinite(theirs.get(unit, np.nan))]
    if len(shared) >= LEAST:
        ours = np.array([scores[unit] for unit in shared])
        yield Link(correlation(ours, np.array([theirs[unit] for unit in shared])), edition)
