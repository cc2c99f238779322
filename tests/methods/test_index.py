"""Composite indices: what must hold for every table, checked against plain code."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from commonhall.methods.index import (
    NORMALISATIONS,
    Economy,
    Framework,
    Group,
    IndexMethodError,
    IndexResult,
    Indicator,
    Inputs,
    Methods,
    Tree,
    Uncertainty,
    aggregate,
    analytic_hierarchy,
    benefit_of_the_doubt,
    budget_votes,
    contributions,
    critic,
    effective_weights,
    entropy,
    evaluate,
    factor_analysis,
    gaps,
    kemeny,
    normalise,
    outranking_matrix,
    pairwise_votes,
    power_mean,
    principal_components,
    ranges_of,
    rank_draws,
    rank_histogram,
    rank_ranges,
    rank_ranges_of,
    ranks,
    score_draws,
    sensitivity,
    sobol_indices,
    tree_of,
    weighted_tree,
    what_growth_hides,
)
from commonhall.methods.index.draws import local_weights

FEW = settings(max_examples=60, deadline=None)
POWERS = (1.0, 0.0, -1.0, 0.5, -2.0, float("-inf"))


def tables(low: float = 0.0, high: float = 100.0) -> st.SearchStrategy[np.ndarray]:
    """Tables of 4 to 8 units and 4 indicators, with few distinct values so that ties occur."""
    numbers = st.integers(int(low), int(high)).map(float)
    return st.integers(4, 8).flatmap(lambda n: arrays(np.float64, (n, 4), elements=numbers))


@st.composite
def trees(draw: st.DrawFn, powers: tuple[float, ...] = POWERS) -> Tree:
    """Two groups of two indicators under an index, weights and powers drawn."""
    weights = [draw(st.lists(st.integers(1, 5), min_size=2, max_size=2)) for _ in range(3)]
    own = draw(st.lists(st.sampled_from(powers), min_size=3, max_size=3))
    return tree_of(4, [[0, 1], [2, 3], [4, 5]], weights, own)


def framework(directions: tuple[int, ...] = (1, 1, -1, 1), **changes: object) -> Framework:
    floors = changes.pop("floors", (None,) * 4)
    assert isinstance(floors, tuple)
    indicators = tuple(
        Indicator(f"i{at}", f"i{at}", f"i{at}", "a" if at < 2 else "b", direction, floor=floor)
        for at, (direction, floor) in enumerate(zip(directions, floors, strict=True))
    )
    groups = (Group("a", "a", "x"), Group("b", "b", "x"), Group("x", "x", None))
    return Framework("X", "id", None, indicators, groups, **changes)  # type: ignore[arg-type]


def inputs(values: np.ndarray, economy: np.ndarray | None = None) -> Inputs:
    names = tuple(f"u{row}" for row in range(values.shape[0]))
    return Inputs(names, names, values, np.ones_like(values), None, None, economy)


@FEW
@given(tables(1), st.sampled_from(NORMALISATIONS))
def test_more_is_never_worse_after_normalising(values: np.ndarray, method: str) -> None:
    """Of two units, the better on an indicator has at least the other's normalised value."""
    directions = np.array([1.0, -1.0, 1.0, -1.0])
    reference = np.full(4, 50.0)
    ours = normalise(values, directions, method, reference=reference)
    for column in range(4):
        order = np.argsort(values[:, column] * directions[column], kind="stable")
        assert (np.diff(ours[order, column]) >= -1e-12).all()


@FEW
@given(tables())
def test_known_scales(values: np.ndarray) -> None:
    directions = np.array([1.0, -1.0, 1.0, -1.0])
    varying = values.std(axis=0) > 0
    z = normalise(values, directions, "z-score")[:, varying]
    np.testing.assert_allclose(z.mean(axis=0), 0.0, atol=1e-9)
    np.testing.assert_allclose(z.std(axis=0, ddof=1), 1.0, atol=1e-9)
    scaled = normalise(values, directions, "min-max")[:, varying]
    assert (scaled.min(axis=0) == 0).all()
    assert (scaled.max(axis=0) == 100).all()
    effective = normalise(values, directions, "efficacy")[:, varying]
    np.testing.assert_allclose(effective.min(axis=0), 60.0)
    np.testing.assert_allclose(effective.max(axis=0), 100.0)


@FEW
@given(tables(), trees())
def test_means_stay_between_their_members_and_rise_with_them(
    values: np.ndarray, tree: Tree
) -> None:
    nodes = aggregate(values, tree)
    for at, children in enumerate(tree.children):
        parts = nodes[:, list(children)]
        mean = nodes[:, tree.leaves + at]
        assert (mean >= parts.min(axis=1) - 1e-9).all()
        assert (mean <= parts.max(axis=1) + 1e-9).all()
    better = values.copy()
    better[0, 0] += 10.0
    assert aggregate(better, tree)[0, -1] >= nodes[0, -1] - 1e-9


@FEW
@given(
    arrays(np.float64, 4, elements=st.floats(0.01, 100)),
    st.lists(st.integers(1, 9), min_size=4, max_size=4),
)
def test_means_fall_with_their_power(values: np.ndarray, raw: list[int]) -> None:
    weights = np.array(raw) / sum(raw)
    means = [float(power_mean(values, weights, p)) for p in (1.0, 0.5, 0.0, -1.0, -np.inf)]
    assert all(left >= right - 1e-9 * left for left, right in itertools.pairwise(means))
    assert float(power_mean(values, weights, 0.0)) == pytest.approx(
        math.prod(v**w for v, w in zip(values, weights, strict=True))
    )


@FEW
@given(tables(1), trees())
def test_contributions_add_up(values: np.ndarray, tree: Tree) -> None:
    nodes = aggregate(values, tree)
    parts = contributions(nodes, tree)
    np.testing.assert_allclose(parts.sum(axis=1), nodes[:, -1], rtol=1e-12)
    if tree.uniform == 1.0:
        np.testing.assert_allclose(parts, tree.effective() * values, rtol=1e-12)


@FEW
@given(tables(), trees(POWERS[:-1]))
def test_gaps_to_the_mean_unit_add_up(values: np.ndarray, tree: Tree) -> None:
    nodes = aggregate(values, tree)
    reference = aggregate(values.mean(axis=0)[None], tree)[0]
    parts = gaps(nodes, reference, tree)
    np.testing.assert_allclose(parts.sum(axis=1), nodes[:, -1] - reference[-1], atol=1e-9)
    # An indicator below the reference never helps.
    assert (parts * (values - reference[:4]) >= -1e-9).all()


@FEW
@given(tables(), trees(), st.integers(0, 2**32 - 1))
def test_draws_are_single_indices(values: np.ndarray, tree: Tree, seed: int) -> None:
    """Every row of the matrix product is what `aggregate` gives with that row's weights."""
    noise = np.random.default_rng(seed).random((5, tree.nodes)) + 0.1
    local = local_weights(tree, noise)
    scores = score_draws(values, tree, local)
    for number in range(5):
        own = tuple(local[number, list(children)] for children in tree.children)
        one = Tree(tree.leaves, tree.children, own, tree.powers)
        np.testing.assert_allclose(scores[number], aggregate(values, one)[:, -1], rtol=1e-9)
        np.testing.assert_allclose(effective_weights(tree, local)[number], one.effective())


@FEW
@given(arrays(np.float64, (6, 5), elements=st.integers(0, 4).map(float)), arrays(np.bool_, 5))
def test_ranks_and_their_histogram(scores: np.ndarray, behind: np.ndarray) -> None:
    places = rank_draws(scores, behind)
    for draw in range(6):
        for unit in range(5):
            ahead = sum(
                (behind[unit] and not behind[other])
                or (behind[other] == behind[unit] and scores[draw, other] > scores[draw, unit])
                for other in range(5)
            )
            assert places[draw, unit] == ahead + 1
        assert ranks(scores[draw], behind).tolist() == places[draw].tolist()
    histogram = rank_histogram(scores, behind)
    for unit in range(5):
        assert histogram[unit].tolist() == np.bincount(places[:, unit] - 1, minlength=5).tolist()


def test_intervals_are_counted_exactly() -> None:
    """Twenty draws: exactly one (5 %) at each end lies outside a range of 90 %."""
    histogram = np.zeros((1, 20), dtype=np.int64)
    histogram[0, :] = 1
    found = ranges_of(histogram)
    assert (found.low[0], found.median[0], found.high[0]) == (2, 10, 19)
    assert found.mean[0] == 10.5


@FEW
@given(
    tables(),
    st.lists(st.integers(1, 50), min_size=4, max_size=4),
    st.sampled_from(("min-max", "z-score", "rank", "efficacy")),
)
def test_nothing_compensates_a_broken_floor(
    values: np.ndarray, weights: list[int], method: str
) -> None:
    """Whatever the weights and the scale: listed, capped, and behind everybody who broke none."""
    base = framework(floors=(30.0, None, 60.0, None), methods=Methods(normalisation=method))
    stated = base.with_weights({f"i{at}": weight for at, weight in enumerate(weights)})
    result = evaluate(stated, inputs(values))
    broken = (values[:, 0] < 30) | (values[:, 2] > 60)
    assert result.floors.units.tolist() == broken.tolist()
    for unit in np.flatnonzero(broken):
        for at in np.flatnonzero(result.floors.broken[unit]):
            assert result.scores[unit] <= result.stages.normalised[unit, at]
            assert result.floors.shortfall[unit, at] > 0
        assert all(result.ranks[unit] > result.ranks[other] for other in np.flatnonzero(~broken))
        # A cap that leaves the score above one who keeps every floor would be none.
        assert all(result.scores[unit] <= result.scores[other] for other in np.flatnonzero(~broken))
    ranges = rank_ranges_of(result, 50, 1).ranges
    if broken.any() and not broken.all():
        assert ranges.low[broken].min() > ranges.high[~broken].max() - (~broken).sum()
        assert ranges.low[broken].min() > (~broken).sum()


def test_a_floor_is_judged_on_what_was_measured() -> None:
    values = np.array([[20.0, 1, 1, 1], [np.nan, 2, 1, 2], [30.0, 3, 2, 3], [90.0, 4, 2, 4]])
    base = framework(floors=(30.0, None, None, None), methods=Methods(imputation="mean"))
    found = evaluate(base, inputs(values))
    assert found.floors.broken[:, 0].tolist() == [True, False, False, False]
    assert found.floors.unknown[:, 0].tolist() == [False, True, False, False]
    assert found.ranks[0] == 4
    listed = evaluate(base.with_methods(floors="list"), inputs(values))
    assert listed.floors.broken[0, 0]
    np.testing.assert_array_equal(listed.scores, listed.nodes[:, -1])


@FEW
@given(tables())
def test_an_index_is_the_same_in_any_order_of_units(values: np.ndarray) -> None:
    first = evaluate(framework(), inputs(values))
    turned = evaluate(framework(), inputs(values[::-1]))
    np.testing.assert_allclose(first.scores, turned.scores[::-1], rtol=1e-12)
    assert first.ranks.tolist() == turned.ranks[::-1].tolist()


@FEW
@given(tables(0, 9))
def test_kemeny_is_the_best_of_all_orders(values: np.ndarray) -> None:
    matrix = outranking_matrix(values[:6], np.array([1.0, 2.0, 1.0, 1.0]))
    assert np.allclose(matrix + matrix.T + np.eye(matrix.shape[0]), 1.0)
    found = kemeny(matrix)

    def agreed(order: tuple[int, ...]) -> float:
        rows = np.array(order)
        return float(np.triu(matrix[np.ix_(rows, rows)], 1).sum())

    best = max(agreed(order) for order in itertools.permutations(range(matrix.shape[0])))
    assert found.proved
    assert found.score == pytest.approx(best)
    assert all(agreed(order) == pytest.approx(best) for order in found.alternatives)


@pytest.mark.slow
@FEW
@given(tables(1), st.sampled_from(("shares", "weights")))
def test_benefit_of_the_doubt_keeps_its_limits(values: np.ndarray, on: str) -> None:
    found = benefit_of_the_doubt(values, 0.1, 0.5, on)
    free = benefit_of_the_doubt(values)
    assert (found.scores <= free.scores + 1e-7).all()
    assert found.scores.max() <= 1 + 1e-7
    assert (values @ found.weights.T <= 1 + 1e-7).all()
    weights = found.weights / found.weights.sum(axis=1, keepdims=True)
    share = found.shares if on == "shares" else weights
    assert share.min() >= 0.1 - 1e-6
    assert share.max() <= 0.5 + 1e-6
    # The best on any indicator is unsurpassed under weights of its own choice.
    assert free.scores[values[:, 0].argmax()] == pytest.approx(1.0, abs=1e-7)


@FEW
@given(tables(1))
def test_statistical_weights_are_weights(values: np.ndarray) -> None:
    varied = values + np.arange(values.shape[0])[:, None] * np.array([1.0, 2.0, 0.5, 3.0])
    for weights in (
        entropy(varied),
        critic(varied),
        principal_components(varied).weights,
        factor_analysis(varied, 1).weights,
    ):
        assert weights.min() >= 0
        assert weights.sum() == pytest.approx(1.0)
    found = principal_components(varied, 4)
    matrix = np.corrcoef(varied, rowvar=False)
    if not np.isnan(matrix).any():
        np.testing.assert_allclose(found.loadings @ found.loadings.T, matrix, atol=1e-8)


@FEW
@given(st.lists(st.integers(1, 9), min_size=3, max_size=5))
def test_consistent_judgements_give_their_weights_back(raw: list[int]) -> None:
    weights = np.array(raw, dtype=np.float64)
    found = analytic_hierarchy(weights[:, None] / weights)
    np.testing.assert_allclose(found.weights, weights / weights.sum(), rtol=1e-9)
    assert found.ratio == pytest.approx(0.0, abs=1e-9)
    votes = 1000 * weights[:, None] / (weights[:, None] + weights)
    np.fill_diagonal(votes, 0)
    np.testing.assert_allclose(pairwise_votes(votes), weights / weights.sum(), rtol=1e-6)


def test_residents_count_alike_whatever_they_shared_out() -> None:
    votes = np.array([[100.0, 0.0], [0.0, 1.0], [0.0, 0.0]])
    np.testing.assert_allclose(budget_votes(votes), [0.5, 0.5])
    with pytest.raises(IndexMethodError, match="no resident"):
        budget_votes(np.zeros((2, 2)))
    with pytest.raises(IndexMethodError, match="prior"):
        pairwise_votes(np.array([[0.0, 3.0], [0.0, 0.0]]))
    with pytest.raises(IndexMethodError, match="row 1, column 2"):
        analytic_hierarchy(np.array([[1.0, 2.0], [2.0, 1.0]]))


def test_sobol_indices_of_a_known_function() -> None:
    """Ishigami's function (a = 7, b = 0.1), whose indices are known in closed form."""

    def ishigami(u: np.ndarray) -> np.ndarray:
        x = (2 * u - 1) * np.pi
        y = np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])
        return np.asarray(y[:, None])

    found = sobol_indices(ishigami, 3, 20_000, 1)
    np.testing.assert_allclose(found.first[:, 0], [0.3139, 0.4424, 0.0], atol=0.02)
    np.testing.assert_allclose(found.total[:, 0], [0.5576, 0.4424, 0.2437], atol=0.02)
    assert (np.abs(found.first[:, 0] - [0.3139, 0.4424, 0.0]) < 4 * found.first_error[:, 0]).all()


def wide_open(values: np.ndarray) -> IndexResult:
    choices = Uncertainty(
        normalisation=("min-max", "rank"),
        aggregation=("arithmetic", "geometric"),
        weights=("stated", "critic"),
        weight_spread=0.5,
        leave_out=True,
    )
    economy = np.arange(values.shape[0], dtype=np.float64)
    stated = framework(uncertainty=choices, economy=Economy("income"))
    return evaluate(stated, inputs(values, economy))


def test_ranges_are_reproducible_and_hold_the_stated_choices() -> None:
    values = np.random.default_rng(5).random((12, 4)) * 100
    result = wide_open(values)
    first, again = rank_ranges_of(result, 400, 7), rank_ranges_of(result, 400, 7)
    np.testing.assert_array_equal(first.ranges.histogram, again.ranges.histogram)
    assert not np.array_equal(
        first.ranges.histogram, rank_ranges_of(result, 400, 8).ranges.histogram
    )
    assert first.factors == ("normalisation", "aggregation", "weighting", "weights", "leave out")
    assert (first.ranges.histogram.sum(axis=1) == 400).all()
    assert (first.ranges.low <= first.ranges.median).all()
    assert (first.ranges.median <= first.ranges.high).all()
    found = sensitivity(result, 300, 1)
    assert found.factors == first.factors
    assert found.shift.total.min() >= 0
    assert found.ranks.first.shape == (5, 12)


def test_without_choices_a_range_is_the_rank() -> None:
    values = np.random.default_rng(6).random((9, 4))
    result = evaluate(framework(uncertainty=Uncertainty(weight_spread=0.0)), inputs(values))
    found = rank_ranges_of(result, 10, 1)
    assert found.ranges.low.tolist() == found.ranges.high.tolist() == result.ranks.tolist()
    with pytest.raises(IndexMethodError, match="nothing to choose"):
        sensitivity(result, 10, 1)


def test_level_units_stay_level_in_every_draw() -> None:
    """A matrix product may round the same sums apart; the same values must not be ranked apart."""
    values = np.random.default_rng(7).random((37, 11))
    values[20:30] = values[3]
    weights = np.random.default_rng(8).random((200, 11))
    found = rank_ranges(values, weights)
    assert (found.histogram[20:30] == found.histogram[3]).all()


def test_growth_hides_who_falls_behind_the_whole_range() -> None:
    values = np.random.default_rng(9).random((12, 4)) * 100
    result = wide_open(values)
    ranges = rank_ranges_of(result, 200, 1)
    found = what_growth_hides(result, ranges)
    for item in found.hidden:
        assert item.economic_rank < ranges.ranges.low[item.unit]
        assert item.lost == ranges.ranges.low[item.unit] - item.economic_rank
        assert all(value < 0 for _, value in item.drags)
    hidden = {item.unit for item in found.hidden}
    for unit in range(12):
        inside = found.economic_ranks[unit] >= ranges.ranges.low[unit]
        assert (unit in hidden) == (not inside)
    perfect = evaluate(framework(economy=Economy("i")), inputs(values, result.scores))
    assert what_growth_hides(perfect).correlation == pytest.approx(1.0)
    assert what_growth_hides(perfect).hidden == ()


def test_statistical_weights_reach_the_tree() -> None:
    values = np.random.default_rng(10).random((9, 4))
    tree = weighted_tree(framework(), values, "critic")
    np.testing.assert_allclose(tree.effective(), critic(values))


def test_geometric_means_refuse_values_below_zero() -> None:
    values = np.random.default_rng(11).random((9, 4))
    choices = Uncertainty(normalisation=("z-score",), aggregation=("geometric",))
    result = evaluate(framework(uncertainty=choices), inputs(values))
    with pytest.raises(IndexMethodError, match="z-score with geometric"):
        rank_ranges_of(result, 10, 1)
