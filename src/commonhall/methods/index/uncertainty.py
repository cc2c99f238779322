"""Step 7: ranks as ranges over the choices that could have been made otherwise and over what another
sample would have given, and which of these matter (Sobol indices). Saisana, Saltelli, Tarantola (2005);
handbook pp. 117–131."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from commonhall.methods.index.aggregation import Tree, power_of
from commonhall.methods.index.draws import (
    RankRanges,
    local_weights,
    ranges_of,
    rank_draws,
    rank_histogram,
    same_units,
    score_draws,
)
from commonhall.methods.index.errors import IndexMethodError
from commonhall.methods.index.floors import cap_of
from commonhall.methods.index.framework import Framework, Uncertainty
from commonhall.methods.index.imputation import impute_draws
from commonhall.methods.index.pipeline import IndexResult, Inputs, prepare, weighted_tree
from commonhall.methods.index.sobol import SobolIndices, sobol_indices

Step = Callable[[int], None]
# So many samples are drawn anew from the errors of what was measured; each draw takes one of them.
SAMPLES = 100


@dataclass(frozen=True)
class Choices:
    """All variants of the index, ready to be drawn from.

    `values[s, i, t, n]` are normalised values (scored units × indicators) by sample, imputation,
    treatment and normalisation; `trees` is keyed the same with the weighting last. `units` are
    the rows that have a score.
    """

    framework: Framework
    inputs: Inputs
    units: np.ndarray
    behind: np.ndarray
    broken: np.ndarray
    values: dict[tuple[int, int, int, int], np.ndarray]
    trees: dict[tuple[int, int, int, int, int], Tree]
    options: dict[str, tuple[str, ...]]

    @property
    def factors(self) -> tuple[str, ...]:
        """The choices with more than one option; weights' spread and leaving out count too."""
        names = [name for name, options in self.options.items() if len(options) > 1]
        if self.framework.uncertainty.weight_spread > 0:
            names.append("weights")
        if self.framework.uncertainty.leave_out:
            names.append("leave out")
        return tuple(names)


@dataclass(frozen=True)
class RangeResult:
    """Ranges of ranks; row u of `ranges` is unit `units[u]` of the index result."""

    ranges: RankRanges
    units: np.ndarray
    factors: tuple[str, ...]
    seed: int


@dataclass(frozen=True)
class Sensitivity:
    """`shift`: indices of the mean distance between a draw's ranks and the stated ones;
    `ranks`: of each scored unit's rank."""

    factors: tuple[str, ...]
    shift: SobolIndices
    ranks: SobolIndices
    units: np.ndarray


def choices_of(
    result: IndexResult, seed: int, *, method: bool = True, sampling: bool = True
) -> Choices:
    """Prepare every variant that the framework's `uncertainty` names, and samples where errors are
    known; without `method` or `sampling`, these stay as they are."""
    framework, inputs = result.framework, result.inputs
    if not method:
        framework = replace(framework, uncertainty=Uncertainty(weight_spread=0.0))
    about, methods = framework.uncertainty, framework.methods
    scored = np.flatnonzero(~np.isnan(result.scores))
    if scored.size < 2:
        raise IndexMethodError("ranges of ranks need at least two units with a score")
    samples = SAMPLES if sampling and inputs.sampled else 1
    options = {
        "sampling": tuple(f"sample {n + 1}" for n in range(samples)),
        "imputation": tuple(f"draw {n + 1}" for n in range(about.imputation_draws)),
        "treatment": about.treatment or (methods.treatment,),
        "normalisation": about.normalisation or (methods.normalisation,),
        "aggregation": about.aggregation or ("stated",),
        "weighting": about.weights or (methods.weights,),
    }
    fillings = [result.stages.imputed]
    if about.imputation_draws > 1:
        fillings = list(
            impute_draws(
                result.stages.denominated,
                methods.imputation,
                about.imputation_draws,
                seed,
                inputs.families,
            )
        )
    values, trees = {}, {}
    drawn = _samples(framework, inputs, fillings, samples, seed)
    for (s, i), filling in drawn.items():
        for t, treatment in enumerate(options["treatment"]):
            for n, scale in enumerate(options["normalisation"]):
                own = scale == methods.normalisation
                variant = framework.with_methods(
                    treatment=treatment,
                    normalisation=scale,
                    scale=methods.scale if own else None,
                )
                normalised = prepare(variant, inputs, filling).normalised
                values[s, i, t, n] = normalised[scored]
                for w, scheme in enumerate(options["weighting"]):
                    trees[s, i, t, n, w] = weighted_tree(framework, normalised, scheme)
    broken = result.floors.broken[scored]
    if methods.floors != "cap":
        broken = np.zeros_like(broken)
    return Choices(
        framework, inputs, scored, np.asarray(broken.any(axis=1)), broken, values, trees, options
    )


def _samples(
    framework: Framework, inputs: Inputs, fillings: list[np.ndarray], samples: int, seed: int
) -> dict[tuple[int, int], np.ndarray]:
    """Values (units × indicators) by sample and filling: what was measured, each time off by its error.

    A sampled value stays within the indicator's goalposts, unless what was measured lies beyond them.
    """
    if samples == 1:
        return {(0, i): filling for i, filling in enumerate(fillings)}
    assert inputs.errors is not None
    spread = np.where(np.isnan(inputs.raw), 0.0, np.nan_to_num(inputs.errors)) / inputs.denominators
    posts = np.array(
        [[np.nan if end is None else end for end in one.goalposts] for one in framework.indicators]
    )
    low, high = np.where(np.isnan(posts), [-np.inf, np.inf], posts).T
    generator = np.random.default_rng([seed, 1])
    found = {}
    for s in range(samples):
        noise = spread * generator.standard_normal(spread.shape)
        for i, filling in enumerate(fillings):
            moved = np.clip(filling + noise, np.minimum(low, filling), np.maximum(high, filling))
            found[s, i] = np.where(noise == 0, filling, moved)
    return found


def draw_scores(
    choices: Choices, uniform: np.ndarray, noise: np.ndarray, on_step: Step | None = None
) -> np.ndarray:
    """Scores (runs × scored units) for a design: `uniform` (runs × factors, in [0, 1)) picks
    the options, `noise` (bank × nodes, in [0, 1)) is what the weights' factor picks from."""
    column = {name: at for at, name in enumerate(choices.factors)}
    about, tree = choices.framework.uncertainty, choices.framework.tree()
    runs = uniform.shape[0]

    def pick(name: str, count: int) -> np.ndarray:
        if name not in column:
            return np.zeros(runs, dtype=np.int64)
        return np.minimum((uniform[:, column[name]] * count).astype(np.int64), count - 1)

    factor = np.ones((runs, tree.nodes))
    if "weights" in column:
        factor += about.weight_spread * (2.0 * noise[pick("weights", noise.shape[0])] - 1.0)
    if "leave out" in column:
        left = pick("leave out", tree.leaves + 1) - 1
        rows = np.flatnonzero(left >= 0)
        factor[rows, left[rows]] = 0.0
    picked = np.column_stack([pick(name, len(opts)) for name, opts in choices.options.items()])
    scores = np.empty((runs, choices.units.size))
    kinds, of = np.unique(picked, axis=0, return_inverse=True)
    of = np.asarray(of).reshape(-1)
    for number, (s, i, t, n, a, w) in enumerate(kinds.tolist()):
        rows = np.flatnonzero(of == number)
        scores[rows] = _batch(choices, (s, i, t, n), (s, i, t, n, w), a, factor[rows])
        if on_step is not None:
            on_step(rows.size)
    return scores


def _batch(
    choices: Choices,
    table: tuple[int, int, int, int],
    weights: tuple[int, int, int, int, int],
    aggregation: int,
    factor: np.ndarray,
) -> np.ndarray:
    tree, values = choices.trees[weights], choices.values[table]
    name = choices.options["aggregation"][aggregation]
    if name != "stated":
        tree = tree.with_power(power_of(name))
    kept = choices.inputs.kept
    kept = None if kept is None else kept[choices.units]
    methods = choices.framework.methods
    least = methods.available_share if methods.imputation == "available" else 1.0
    try:
        scores = score_draws(values, tree, local_weights(tree, factor), kept, least)
    except IndexMethodError as error:
        scale = choices.options["normalisation"][table[3]]
        raise IndexMethodError(f"{scale} with {name} aggregation: {error}") from error
    scores = np.minimum(scores, cap_of(values, choices.broken))
    first = same_units(values)
    if np.any(first != np.arange(first.size)) and kept is None:
        # The same values with and without a broken floor are not the same unit.
        alike = choices.behind[first] == choices.behind
        scores = scores[:, np.where(alike, first, np.arange(first.size))]
    return np.where(np.isnan(scores), -np.inf, scores)


def rank_ranges_of(
    result: IndexResult,
    draws: int,
    seed: int,
    share: float = 0.9,
    on_step: Step | None = None,
    *,
    method: bool = True,
    sampling: bool = True,
) -> RangeResult:
    """Monte Carlo over all choices and samples at once; the same seed gives the same ranges.

    method, sampling: let only one of the two vary, to see how much each moves.
    """
    if draws < 1:
        raise IndexMethodError("ranges of ranks need at least one draw")
    choices = choices_of(result, seed, method=method, sampling=sampling)
    generator = np.random.default_rng(seed)
    uniform = generator.random((draws, max(len(choices.factors), 1)))
    noise = generator.random((draws, choices.framework.tree().nodes))
    if "weights" in choices.factors:
        # Each draw has weights of its own.
        at = choices.factors.index("weights")
        uniform[:, at] = (np.arange(draws) + 0.5) / draws
    scores = draw_scores(choices, uniform, noise, on_step)
    ranges = ranges_of(rank_histogram(scores, choices.behind), share)
    return RangeResult(ranges, choices.units, choices.factors, seed)


def sensitivity(
    result: IndexResult, runs: int, seed: int, on_step: Step | None = None
) -> Sensitivity:
    """First-order and total Sobol indices of every choice, from runs × (factors + 2) indices."""
    choices = choices_of(result, seed)
    if not choices.factors:
        raise IndexMethodError("the framework's uncertainty leaves nothing to choose")
    noise = np.random.default_rng(seed).random((4096, choices.framework.tree().nodes))
    stated = np.asarray(result.ranks[choices.units], dtype=np.float64)

    def evaluate(uniform: np.ndarray) -> np.ndarray:
        found = rank_draws(draw_scores(choices, uniform, noise, on_step), choices.behind)
        shift = np.abs(found - stated).mean(axis=1)
        return np.column_stack([shift, found])

    both = sobol_indices(evaluate, len(choices.factors), runs, seed)
    return Sensitivity(
        choices.factors,
        replace(
            both,
            first=both.first[:, 0],
            total=both.total[:, 0],
            first_error=both.first_error[:, 0],
            total_error=both.total_error[:, 0],
            variance=both.variance[:1],
        ),
        replace(
            both,
            first=both.first[:, 1:],
            total=both.total[:, 1:],
            first_error=both.first_error[:, 1:],
            total_error=both.total_error[:, 1:],
            variance=both.variance[1:],
        ),
        choices.units,
    )
