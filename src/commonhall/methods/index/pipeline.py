"""The ten steps in one go: from a framework and a table to scores, ranks and their reasons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase

import numpy as np

from commonhall.methods.index import weighting
from commonhall.methods.index.aggregation import Tree, aggregate, contributions, gaps
from commonhall.methods.index.benefit import Benefit, benefit_of_the_doubt
from commonhall.methods.index.errors import IndexMethodError, TableError
from commonhall.methods.index.floors import Floors, cap_of, judge_floors, ranks
from commonhall.methods.index.framework import Framework
from commonhall.methods.index.imputation import impute
from commonhall.methods.index.normalisation import normalise
from commonhall.methods.index.table import Table
from commonhall.methods.index.treatment import ColumnTreatment, treat


@dataclass(frozen=True)
class Inputs:
    """A framework's columns out of a table, in the framework's order.

    `raw` and `denominators` are units × indicators (denominators 1 where none is stated);
    `kept` units × nodes, 1 minus the inequality loss, or none; `economy` (units,) or none; `errors`
    (units × indicators) the standard errors of `raw`, in its units, 0 or NaN where none is known.
    """

    units: tuple[str, ...]
    names: tuple[str, ...]
    raw: np.ndarray
    denominators: np.ndarray
    families: tuple[str, ...] | None
    kept: np.ndarray | None
    economy: np.ndarray | None
    errors: np.ndarray | None = None

    @property
    def sampled(self) -> bool:
        """Is the sampling error of anything known?"""
        return self.errors is not None and bool((np.nan_to_num(self.errors) > 0).any())


@dataclass(frozen=True)
class Stages:
    """Every stage, units × indicators. `denominated` still has its gaps; `transformed` comes
    before `treated`; in `normalised` more is better."""

    denominated: np.ndarray
    imputed: np.ndarray
    gaps: np.ndarray
    fallback: np.ndarray
    transformed: np.ndarray
    treated: np.ndarray
    normalised: np.ndarray
    treatments: tuple[ColumnTreatment, ...]


@dataclass(frozen=True)
class IndexResult:
    """An index and its reasons.

    `nodes` (units × nodes) are the values of indicators and groups before floors; `scores` the
    index after them; `ranks` 1 is best, 0 is no score. `contributions` (units × indicators) add
    up to the index before floors; `gaps`, where defined, to its distance from `reference`, the
    node values of a unit with the mean of every normalised indicator.
    """

    framework: Framework
    inputs: Inputs
    stages: Stages
    tree: Tree
    nodes: np.ndarray
    floors: Floors
    scores: np.ndarray
    ranks: np.ndarray
    contributions: np.ndarray
    gaps: np.ndarray | None
    reference: np.ndarray
    benefit: Benefit | None

    @property
    def units(self) -> tuple[str, ...]:
        """Ids of the units, in the order of the arrays."""
        return self.inputs.units

    def order(self) -> list[int]:
        """Rows from first to last place, level ones by id in text order; without score last."""
        return sorted(
            range(len(self.units)),
            key=lambda row: (self.ranks[row] == 0, int(self.ranks[row]), self.units[row]),
        )


def gather(framework: Framework, table: Table) -> Inputs:
    """Take the framework's columns out of the table; `TableError` names line and column."""
    ids = table.texts(framework.unit)
    patterns = framework.skip
    table = table.only(not any(fnmatchcase(own, part) for part in patterns) for own in ids)
    units = table.units(framework.unit)
    if not units:
        raise IndexMethodError("no units are left after `skip`")
    raw = table.matrix([item.column for item in framework.indicators])
    below = np.ones_like(raw)
    for at, item in enumerate(framework.indicators):
        if item.denominator is not None:
            below[:, at] = table.numbers(item.denominator)
            for line, value in zip(table.lines, below[:, at], strict=True):
                if value <= 0:
                    raise TableError(line, item.denominator, f"a number above zero; found {value}")
    family = framework.methods.imputation_group
    nodes = framework.node_list
    kept = None
    if any(node.inequality_loss is not None for node in nodes):
        kept = np.ones((len(units), len(nodes)))
        for at, node in enumerate(nodes):
            if node.inequality_loss is not None:
                kept[:, at] = 1.0 - table.numbers(node.inequality_loss) / 100.0
    return Inputs(
        tuple(units),
        tuple(table.texts(framework.name) if framework.name else units),
        raw,
        below,
        tuple(table.texts(family)) if family else None,
        kept,
        table.numbers(framework.economy.column) if framework.economy else None,
    )


def prepare(framework: Framework, inputs: Inputs, imputed: np.ndarray | None = None) -> Stages:
    """Steps 3 to 5: denominators, gaps (or `imputed` values), transformation, outliers, scale."""
    methods = framework.methods
    denominated = inputs.raw / inputs.denominators
    filled = impute(denominated, methods.imputation, inputs.families)
    values = filled.values if imputed is None else imputed
    shaped = np.column_stack(
        [
            _transformed(values[:, at], item.transformation, item.id)
            for at, item in enumerate(framework.indicators)
        ]
    )
    low, high, reference = _posts(framework)
    left = [
        at
        for at, item in enumerate(framework.indicators)
        if not item.treat or not np.isnan(low[at] + high[at])
    ]
    treated, notes = treat(
        shaped,
        methods.treatment,
        left,
        methods.winsorise_most,
        methods.skewness,
        methods.kurtosis,
    )
    for at, item in enumerate(framework.indicators):
        if np.isnan(treated[:, at]).all():
            raise IndexMethodError(f"indicator {item.id} was measured for no unit")
    normalised = normalise(
        treated,
        framework.directions,
        methods.normalisation,
        low=low,
        high=high,
        scale=methods.scale,
        reference=reference,
    )
    return Stages(
        denominated, values, filled.gaps, filled.fallback, shaped, treated, normalised, notes
    )


def weighted_tree(framework: Framework, normalised: np.ndarray, scheme: str) -> Tree:
    """The framework's tree under one of `WEIGHTINGS`; statistical weights come from the units
    without a gap."""
    if scheme in ("stated", "equal"):
        return framework.tree(equal=scheme == "equal")
    whole = normalised[~np.isnan(normalised).any(axis=1)]
    if whole.shape[0] < 3:
        raise IndexMethodError(f"{scheme} weights need three units without a gap")
    kept = framework.methods.factors
    if scheme == "entropy":
        weights = weighting.entropy(whole)
    elif scheme == "critic":
        weights = weighting.critic(whole)
    else:
        weights = _by_factors(whole, scheme, kept)
    return framework.tree().with_effective(weights)


def _by_factors(whole: np.ndarray, scheme: str, kept: int | None) -> np.ndarray:
    """Weights by common factors; an indicator that does not vary shares none and weighs nothing."""
    varies = whole.max(axis=0) > whole.min(axis=0)
    if not varies.any():
        return weighting.equal(whole.shape[1])
    varying = whole[:, varies]
    kept = None if kept is None else min(kept, varying.shape[1])
    weights = np.zeros(whole.shape[1])
    if scheme == "pca":
        weights[varies] = weighting.principal_components(varying, kept).weights
    else:
        number = kept or weighting.principal_components(varying).loadings.shape[1]
        weights[varies] = weighting.factor_analysis(varying, number).weights
    return weights


def constant(framework: Framework, inputs: Inputs) -> tuple[str, ...]:
    """Indicators with one value for all units that were measured: they tell no units apart."""
    values = inputs.raw / inputs.denominators
    return tuple(
        item.id
        for at, item in enumerate(framework.indicators)
        if len(np.unique(values[~np.isnan(values[:, at]), at])) == 1
    )


def rounding(nodes: np.ndarray, leaves: int) -> float:
    """Scores closer than this may be equal but for rounding, and count as level."""
    largest = float(np.nanmax(np.abs(nodes), initial=0.0))
    return 8.0 * (leaves + 8) * float(np.finfo(np.float64).eps) * largest


def evaluate(framework: Framework, inputs: Inputs) -> IndexResult:
    """Steps 3 to 8 for one set of choices."""
    stages = prepare(framework, inputs)
    tree = weighted_tree(framework, stages.normalised, framework.methods.weights)
    available = framework.methods.imputation == "available"
    nodes = aggregate(
        stages.normalised,
        tree,
        kept=inputs.kept,
        available=available,
        least=framework.methods.available_share,
    )
    floors = floors_of(framework, stages.denominated, stages.gaps)
    scores, behind = nodes[:, -1], np.zeros(len(inputs.units), dtype=bool)
    if framework.methods.floors == "cap":
        behind = floors.units
        scores = np.minimum(scores, cap_of(stages.normalised, floors.broken))
    placed = ranks(scores, behind, rounding(nodes, tree.leaves))
    # Whoever stands behind for a broken floor scores no more than anybody who keeps all of them.
    kept = scores[~behind & ~np.isnan(scores)]
    if behind.any() and kept.size:
        scores = np.where(behind, np.minimum(scores, kept.min()), scores)
    reference = _reference(stages.normalised, tree)
    splittable = inputs.kept is None and all(np.isfinite(power) for power in tree.powers)
    benefit = None
    if framework.benefit is not None:
        benefit = _benefit(framework, stages.normalised)
    return IndexResult(
        framework,
        inputs,
        stages,
        tree,
        nodes,
        floors,
        scores,
        placed,
        _where_whole(stages.normalised, contributions(nodes, tree, inputs.kept)),
        _where_whole(stages.normalised, gaps(nodes, reference, tree)) if splittable else None,
        reference,
        benefit,
    )


def build_index(framework: Framework, table: Table) -> IndexResult:
    """Framework and table to a result: `gather`, then `evaluate`."""
    return evaluate(framework, gather(framework, table))


def floors_of(framework: Framework, denominated: np.ndarray, gaps_: np.ndarray) -> Floors:
    """Judge the framework's floors on what was measured, never on what was filled in."""
    limits = [item.floor if item.floor is not None else np.nan for item in framework.indicators]
    measured = np.where(gaps_, np.nan, denominated)
    return judge_floors(measured, np.array(limits, dtype=np.float64), framework.directions)


def _benefit(framework: Framework, normalised: np.ndarray) -> Benefit:
    assert framework.benefit is not None
    whole = ~np.isnan(normalised).any(axis=1)
    found = benefit_of_the_doubt(normalised[whole], *framework.benefit.limits, framework.benefit.on)
    scores = np.full(whole.size, np.nan)
    weights, shares = np.full((2, *normalised.shape), np.nan)
    scores[whole], weights[whole], shares[whole] = found.scores, found.weights, found.shares
    return replace(found, scores=scores, weights=weights, shares=shares)


def _reference(normalised: np.ndarray, tree: Tree) -> np.ndarray:
    mean = np.nanmean(normalised, axis=0)[None, :]
    return np.asarray(aggregate(mean, tree)[0])


def _where_whole(normalised: np.ndarray, parts: np.ndarray) -> np.ndarray:
    """A decomposition holds for units without gaps; others get NaN."""
    return np.where(np.isnan(normalised).any(axis=1)[:, None], np.nan, parts)


def _posts(framework: Framework) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Goalposts and references on the transformed scale, NaN where none is stated."""
    columns: list[list[float]] = [[], [], []]
    for item in framework.indicators:
        stated: Sequence[float | None] = (*item.goalposts, item.reference)
        for column, value in zip(columns, stated, strict=True):
            if value is None:
                column.append(float("nan"))
            else:
                one = _transformed(np.array([value]), item.transformation, f"{item.id} goalposts")
                column.append(float(one[0]))
    low, high, reference = (np.array(column) for column in columns)
    return low, high, reference


def _transformed(values: np.ndarray, kind: str, place: str) -> np.ndarray:
    if kind == "none":
        return values
    lowest = np.nanmin(values, initial=np.inf)
    if lowest < 0 or (lowest == 0 and kind != "sqrt"):
        raise IndexMethodError(f"{place}: {kind} needs values above zero; found {lowest:g}")
    return np.asarray({"log": np.log, "log10": np.log10, "sqrt": np.sqrt}[kind](values))
