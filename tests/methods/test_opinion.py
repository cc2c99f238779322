"""Opinion maps: against red-dwarf (frozen), plain definitions, and what must hold on any votes."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonhall.methods.opinion import (
    OpinionError,
    OpinionStream,
    Votes,
    adjusted_rand,
    axes,
    bootstrap,
    chance_test,
    common_ground,
    draw_map,
    find_axes,
    find_groups,
    grouping,
    map_opinions,
    place_people,
    read_polis,
    votes_from_arrays,
    votes_from_triples,
)
from commonhall.methods.opinion.mapping import match_groups
from commonhall.methods.opinion.statements import (
    difference_test,
    next_statement,
    priorities,
    proportion_test,
)
from tests.methods.opinion_kit import EXPLAINED, differences, our_map
from tests.peers.opinion_peer import conversation, read_votes

FROZEN: dict[str, Any] = json.loads(
    (Path(__file__).parent / "frozen" / "opinion.json").read_text(encoding="utf-8")
)
REAL = Path(os.environ.get("COMMONHALL_REAL_DATA", "/nowhere")) / "polis"
real = pytest.mark.skipif(not REAL.is_dir(), reason="COMMONHALL_REAL_DATA has no polis folder")

Cells = dict[tuple[int, int], int]
cells = st.dictionaries(
    st.tuples(st.integers(0, 14), st.integers(0, 7)), st.integers(-1, 1), min_size=1, max_size=90
)


def build(given_cells: Cells) -> Votes:
    return votes_from_triples((str(p), str(s), vote) for (p, s), vote in given_cells.items())


def imputed(votes: Votes) -> np.ndarray:
    """The full matrix, missing votes as the mean of their statement, moderated statements zero."""
    full = np.full(votes.shape, np.nan)
    full[votes.rows, votes.columns] = votes.values
    full[:, votes.moderated] = 0
    means = np.nanmean(full, axis=0)
    return np.where(np.isnan(full), means, full)


@pytest.mark.parametrize("seed", range(200))
def test_random_conversations_have_the_peers_groups_and_statements(seed: int) -> None:
    found = differences(our_map(*conversation(seed)), FROZEN["random"][str(seed)])
    assert set(found) <= EXPLAINED


def test_most_random_conversations_are_equal_without_any_explanation() -> None:
    equal = [
        not differences(our_map(*conversation(seed)), FROZEN["random"][str(seed)])
        for seed in range(0, 200, 5)
    ]
    assert sum(equal) >= 30


@real
@pytest.mark.parametrize("name", sorted(FROZEN["real"]))
def test_real_conversations_have_the_peers_groups_and_statements(name: str) -> None:
    if not (REAL / name).is_dir():
        pytest.skip(f"{name} is not among the real data")
    ours = our_map(*read_votes(REAL / name))
    assert differences(ours, FROZEN["real"][name]) == []
    files: dict[str, bytes | str] = {
        path.name: path.read_bytes() for path in (REAL / name).glob("*.csv")
    }
    read = read_polis(files, strict=True)
    assert read.sign == "confirmed"
    assert map_opinions(read.votes).groups == ours.groups


@settings(max_examples=40, deadline=None)
@given(cells)
def test_axes_are_the_principal_components_of_the_imputed_votes(given_cells: Cells) -> None:
    votes = build(given_cells)
    full = imputed(votes)
    centred = full - full.mean(axis=0)
    found = find_axes(votes)
    expected = np.linalg.svd(centred, compute_uv=False)[:2] ** 2 / max(votes.shape[0] - 1, 1)
    expected = np.append(expected, [0.0, 0.0])[:2]
    assert np.allclose(found.variances, expected, atol=1e-9)
    assert found.total == pytest.approx((centred**2).sum() / max(votes.shape[0] - 1, 1))
    seen = votes.votes_each
    scale = np.sqrt(found.features / seen)[:, None]
    assert np.allclose(place_people(votes, found), centred @ found.components.T * scale)


@pytest.mark.parametrize(("name", "value"), [("GRAM_LIMIT", 0), ("DENSE_ADVANTAGE", 0)])
def test_every_way_to_the_axes_gives_the_same(
    monkeypatch: pytest.MonkeyPatch, name: str, value: int
) -> None:
    chance = np.random.default_rng(5)
    people, statements = 900, 130
    lean = chance.uniform(0.1, 0.9, (3, statements))
    rows, columns = np.nonzero(chance.random((people, statements)) < 0.3)
    agree = chance.random(len(rows)) < lean[rows % 3, columns]
    votes = votes_from_arrays(rows, columns, np.where(agree, 1, -1), people, statements)
    plain = find_axes(votes)
    monkeypatch.setattr(axes, "DENSE_ADVANTAGE", 0)
    monkeypatch.setattr(axes, name, value)
    other = find_axes(votes)
    assert np.allclose(plain.components, other.components, atol=1e-5)
    assert np.allclose(plain.variances, other.variances)


def plain_silhouette(points: np.ndarray, labels: np.ndarray) -> float:
    values = []
    for at, label in enumerate(labels):
        away = np.linalg.norm(points - points[at], axis=1)
        own = labels == label
        if own.sum() == 1:
            values.append(0.0)
            continue
        a = away[own].sum() / (own.sum() - 1)
        b = min(away[labels == other].mean() for other in set(labels.tolist()) - {label})
        values.append((b - a) / max(a, b) if max(a, b) else 0.0)
    return float(np.mean(values))


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000), st.integers(6, 60), st.integers(2, 4))
def test_silhouette_is_its_definition(seed: int, count: int, groups: int) -> None:
    chance = np.random.default_rng(seed)
    points = chance.normal(size=(count, 2)).round(1)
    labels = np.append(np.arange(groups), chance.integers(0, groups, count - groups))
    expected = plain_silhouette(points, labels)
    assert grouping.silhouettes(points, [labels])[0] == pytest.approx(expected, abs=1e-12)


def test_single_precision_silhouettes_stay_within_their_margin() -> None:
    chance = np.random.default_rng(2)
    points = chance.normal(size=(1_500, 2)) + chance.integers(0, 2, (1_500, 1)) * 3
    labels = (points[:, 0] > 1.5).astype(np.intp)
    single = grouping.silhouettes(points, [labels])[0]
    assert single == pytest.approx(plain_silhouette(points, labels), abs=2e-5)


def test_grid_cells_choose_the_planted_number_of_groups(monkeypatch: pytest.MonkeyPatch) -> None:
    chance = np.random.default_rng(3)
    planted = chance.integers(0, 3, 3_000)
    points = chance.normal(size=(3_000, 2)) * 0.4 + np.array([[0, 0], [4, 0], [0, 4]])[planted]
    exact = find_groups(points)
    monkeypatch.setattr(grouping, "EXACT_PEOPLE", 1_000)
    coarse = find_groups(points)
    assert exact is not None and coarse is not None
    assert coarse.approximate and not exact.approximate
    assert adjusted_rand(coarse.labels, planted) == adjusted_rand(exact.labels, planted) == 1.0
    assert coarse.silhouette == pytest.approx(exact.silhouette, abs=0.01)


def test_groups_need_distinct_people() -> None:
    assert find_groups(np.zeros((30, 2))) is None
    assert find_groups(np.array([[0.0, 0.0]])) is None
    # Two places only: two groups, and no more are tried.
    two = find_groups(np.repeat([[0.0, 0.0], [1.0, 0.0]], 5, axis=0))
    assert two is not None and list(two.silhouettes) == [2] and two.silhouette == 1.0


def test_nobody_is_a_group_alone() -> None:
    chance = np.random.default_rng(58)
    alike = chance.normal(size=(57, 2)) * 0.3
    found = find_groups(np.vstack([alike, [[9.0, 9.0]]]))
    assert found is not None and np.bincount(found.labels).min() >= 2
    # Two groups and somebody far from both: the two are found all the same, by any number of groups.
    sides = np.vstack([alike, alike + np.array([6.0, 0.0]), [[3.0, 40.0]]])
    found = find_groups(sides)
    assert found is not None and list(np.bincount(found.labels)) in ([57, 58], [58, 57])
    # Where a number of groups makes nobody stand alone, only such numbers are compared.
    three = np.vstack([sides[:-1], [[3.0, 5.0], [3.0, 5.1]]])
    found = find_groups(three)
    assert found is not None and sorted(np.bincount(found.labels)) == [2, 57, 57]
    assert find_groups(np.array([[0.0, 0.0], [0.1, 0.0], [9.0, 0.0]])) is None


@settings(max_examples=60, deadline=None)
@given(st.integers(2, 40), st.integers(0, 10**6), st.integers(1, 3))
def test_no_group_has_fewer_than_two(people: int, seed: int, spread: int) -> None:
    points = np.random.default_rng(seed).standard_t(spread, size=(people, 2))
    found = find_groups(points)
    if found is not None:
        sizes = np.bincount(found.labels, minlength=len(found.centres))
        assert sizes.min() >= 2 and sizes.sum() == people and len(found.centres) >= 2


def test_no_group_has_fewer_than_two_when_cells_stand_for_people(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(grouping, "EXACT_PEOPLE", 50)
    for seed in range(20):
        points = np.random.default_rng(seed).standard_t(1, size=(80, 2))
        found = find_groups(points)
        assert found is None or np.bincount(found.labels).min() >= 2


@settings(max_examples=25, deadline=None)
@given(cells, st.randoms(use_true_random=False))
def test_order_of_votes_does_not_matter(given_cells: Cells, random: Any) -> None:
    items = list(given_cells.items())
    random.shuffle(items)
    first, second = build(given_cells), build(dict(items))
    assert first.participants == second.participants
    assert (first.values == second.values).all() and (first.columns == second.columns).all()


def test_of_several_votes_on_one_statement_the_last_counts() -> None:
    votes = votes_from_triples([("a", "s", 1), ("b", "s", 1), ("a", "s", -1)])
    assert votes.tally[:, 0].tolist() == [1, 0, 1]
    arrays = votes_from_arrays(np.array([0, 1, 0]), np.array([0, 0, 0]), np.array([1, 1, -1]), 2, 1)
    assert arrays.tally[:, 0].tolist() == [1, 0, 1]


def test_ids_that_are_numbers_stand_in_order_of_number() -> None:
    votes = votes_from_triples([("10", "s", 1), ("9", "s", 1)])
    assert votes.participants == ("9", "10")


@pytest.mark.parametrize("value", [2, -2])
def test_a_vote_outside_the_three_is_refused(value: int) -> None:
    with pytest.raises(OpinionError, match="none of"):
        votes_from_triples([("a", "s", value)])
    with pytest.raises(OpinionError, match="none of"):
        votes_from_arrays(np.array([0]), np.array([0]), np.array([value]), 1, 1)


def test_positions_outside_are_refused() -> None:
    with pytest.raises(OpinionError, match="row lies outside"):
        votes_from_arrays(np.array([3]), np.array([0]), np.array([1]), 2, 1)
    with pytest.raises(OpinionError, match="differ in length"):
        votes_from_arrays(np.array([0, 1]), np.array([0]), np.array([1]), 2, 1)


def test_tests_of_proportion_by_hand() -> None:
    # 8 of 9 agree: 2·√10·(9/10 − 1/2) = 2.5298; as in Polis, one success is added.
    assert proportion_test(np.array([8]), np.array([9]))[0] == pytest.approx(2.529822)
    # 8 of 9 against 2 of 9: (0.9 − 0.3) / √(0.6·0.4·(1/10 + 1/10)) = 2.7386
    z = difference_test(np.array([8]), np.array([2]), np.array([9]), np.array([9]))
    assert z[0] == pytest.approx(2.738613)
    full = difference_test(np.array([5]), np.array([5]), np.array([5]), np.array([5]))
    assert full[0] == 0.0


def test_priority_by_hand() -> None:
    # One of one agrees: 2/3 · (1 − 1/3) · (1 + 1) · (1 + 8·2^(−1/5)), squared.
    value = priorities(
        np.array([1]), np.array([0]), np.array([1]), np.array([1.0]), np.array([False])
    )
    assert value[0] == pytest.approx((8 / 9 * (1 + 8 * 2**-0.2)) ** 2)
    about = priorities(np.array([0]), np.array([0]), np.array([0]), np.zeros(1), np.array([True]))
    assert about[0] == 49.0


def test_next_statement_follows_the_priorities_and_shows_nothing_twice() -> None:
    weights = np.array([1.0, 3.0, 4.0])
    free = np.array([True, True, False])
    names = ["a", "b", "c"]
    drawn = [next_statement(names, weights, free, draw) for draw in (0.0, 0.24, 0.26, 0.999)]
    assert drawn == [("a", 0.25), ("a", 0.25), ("b", 0.75), ("b", 0.75)]
    assert next_statement(names, weights, np.zeros(3, dtype=bool), 0.5) is None
    opinion = our_map(*conversation(3))
    person = opinion.votes.participants[0]
    seen = {opinion.votes.statements[at] for at in opinion.votes.of(0)[0]}
    out = {
        name for name, m in zip(opinion.votes.statements, opinion.votes.moderated, strict=True) if m
    }
    for draw in np.linspace(0, 0.999, 40):
        item = opinion.next_for(person, float(draw))
        assert item is None or item[0] not in seen | out


def planted(seed: int, people: int = 120, statements: int = 24, groups: int = 2) -> Votes:
    chance = np.random.default_rng(seed)
    lean = np.where(np.arange(statements) % groups == np.arange(groups)[:, None], 0.92, 0.08)
    rows, columns = np.nonzero(chance.random((people, statements)) < 0.6)
    agree = chance.random(len(rows)) < lean[rows % groups, columns]
    return votes_from_arrays(rows, columns, np.where(agree, 1, -1), people, statements)


def part_of(votes: Votes, keep: np.ndarray) -> Votes:
    return votes_from_arrays(
        votes.rows[keep],
        votes.columns[keep],
        votes.values[keep],
        votes.participants,
        votes.statements,
    )


@pytest.mark.parametrize("seed", range(6))
def test_an_update_keeps_group_ids_and_directions(seed: int) -> None:
    votes = planted(seed, groups=3)
    chance = np.random.default_rng(seed)
    early = part_of(votes, np.sort(chance.permutation(len(votes.values))[: len(votes.values) // 2]))
    before = map_opinions(early)
    # Turn the earlier map round, as another start might have: the update must follow it.
    turned = map_opinions(
        early,
        axes=axes.Axes(
            before.axes.means,
            -before.axes.components[::-1],
            before.axes.variances[::-1],
            before.axes.total,
            before.axes.features,
        ),
    )
    after = map_opinions(votes, previous=turned)
    together = [name for name in turned.groups if name in after.groups]
    stay = np.mean([turned.groups[name] == after.groups[name] for name in together])
    assert stay > 0.9
    overlap = (turned.axes.components * after.axes.components).sum(axis=1)
    assert (overlap > 0.8).all()
    again = map_opinions(votes, previous=after)
    assert again.groups == after.groups
    assert np.allclose(again.points, after.points)


def test_new_groups_get_ids_that_were_never_used() -> None:
    before = map_opinions(planted(1, groups=2))
    after = map_opinions(planted(1, groups=3), previous=before)
    assert len(after.group_ids) == 3
    assert len(set(after.group_ids)) == 3 and max(after.group_ids) == 2


def test_the_number_of_groups_resists_small_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    votes = planted(4, groups=2)
    before = map_opinions(votes, most_groups=2)
    scores = map_opinions(votes).silhouettes
    assert scores[2] == max(scores.values())
    monkeypatch.setattr("commonhall.methods.opinion.mapping.HYSTERESIS", 9.0)
    three = map_opinions(planted(4, groups=3), previous=before)
    assert len(three.group_ids) == 2


def test_matching_groups_keeps_most_people() -> None:
    before = np.array([0, 0, 0, 1, 1, 2, -1])
    after = np.array([1, 1, 1, 0, 0, 2, 0])
    assert match_groups(before, after, 3, 3) == [1, 0, 2]
    assert match_groups(np.array([0, 0, 0]), np.array([0, 0, 1]), 1, 2) == [0, None]


@settings(max_examples=25, deadline=None)
@given(cells, st.randoms(use_true_random=False))
def test_a_stream_gives_the_axes_of_all_its_votes(given_cells: Cells, random: Any) -> None:
    stream = OpinionStream()
    stream.moderate("0")
    items = list(given_cells.items())
    for (person, statement), _ in items:  # changed later
        stream.vote(str(person), str(statement), random.choice([-1, 0, 1]))
    random.shuffle(items)
    for (person, statement), value in items:
        stream.vote(str(person), str(statement), value)
    votes = stream.votes()
    assert votes.tally.sum() == len(given_cells)
    again, direct = stream.axes(), find_axes(votes)
    assert np.allclose(again.variances, direct.variances, atol=1e-9)
    assert again.total == pytest.approx(direct.total, abs=1e-9)
    assert np.allclose(again.means, direct.means)
    for mine, theirs in zip(again.components, again.variances, strict=True):
        full = imputed(votes)
        centred = full - full.mean(axis=0)
        spread = (centred @ mine) ** 2
        assert spread.sum() / max(votes.shape[0] - 1, 1) == pytest.approx(theirs, abs=1e-9)


def test_stream_snapshots_keep_ids() -> None:
    votes = planted(7)
    stream = OpinionStream()
    first = None
    for at in np.random.default_rng(1).permutation(len(votes.values)):
        row, column = votes.rows[at], votes.columns[at]
        stream.vote(votes.participants[row], votes.statements[column], int(votes.values[at]))
        if first is None and len(stream.people) == 120 and stream.votes().tally.sum() > 1_200:
            first = stream.snapshot()
    assert first is not None
    last = stream.snapshot()
    both = [name for name in first.groups if name in last.groups]
    assert np.mean([first.groups[name] == last.groups[name] for name in both]) > 0.95


def test_planted_groups_are_stable_and_not_chance() -> None:
    opinion = map_opinions(planted(11))
    steady = bootstrap(opinion, 20)
    assert steady.agreement.mean() > 0.95 and steady.same_number > 0.9
    assert np.nanmin(steady.certainty) >= 0 and np.nanmean(steady.certainty) > 0.95
    assert all(value > 0.9 for value in steady.groups.values())
    assert (
        bootstrap(opinion, 5, seed=3).agreement.tolist()
        == bootstrap(opinion, 5, seed=3).agreement.tolist()
    )
    assert chance_test(opinion, 19).p_silhouette == pytest.approx(1 / 20)


def test_opinions_that_hang_together_by_chance_are_found_out() -> None:
    chance = np.random.default_rng(9)
    rows, columns = np.nonzero(chance.random((150, 24)) < 0.6)
    votes = votes_from_arrays(rows, columns, chance.integers(-1, 2, len(rows)), 150, 24)
    found = chance_test(map_opinions(votes), 39)
    assert found.p_silhouette > 0.05 and found.p_explained > 0.05
    assert bootstrap(map_opinions(votes), 20).agreement.mean() < 0.8


def test_someone_with_few_votes_is_less_certain() -> None:
    votes = planted(12, people=200)
    few = np.ones(len(votes.values), dtype=bool)
    for person in range(0, 200, 2):
        chosen = np.flatnonzero(votes.rows == person)
        few[chosen[7:]] = False
    opinion = map_opinions(part_of(votes, few))
    certainty = bootstrap(opinion, 30).certainty
    assert np.nanmean(certainty[0::2]) < np.nanmean(certainty[1::2])


def test_common_ground_needs_every_kind_however_small() -> None:
    votes = planted(13, people=90)
    rows, columns, values = votes.rows, votes.columns, votes.values.copy()
    officials = np.arange(90) >= 80
    values[columns == 0] = 1
    values[columns == 1] = np.where(officials[rows[columns == 1]], -1, 1)
    opinion = map_opinions(votes_from_arrays(rows, columns, values, 90, 24))
    kinds: list[str | None] = ["official" if is_one else "resident" for is_one in officials]
    alone = {item.statement for item in common_ground(opinion)}
    together = {item.statement for item in common_ground(opinion, {"subject": kinds})}
    assert {"0", "1"} <= alone
    assert "0" in together and "1" not in together
    parts = {
        part.part for item in common_ground(opinion, {"subject": kinds}) for part in item.parts
    }
    assert {"0", "1", "official", "resident"} <= parts
    with pytest.raises(OpinionError, match="3 kinds for 90"):
        common_ground(opinion, {"subject": ["a", "b", None]})


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 500))
def test_statement_lists_keep_their_promises(seed: int) -> None:
    opinion = our_map(*conversation(seed))
    out = {
        name for name, m in zip(opinion.votes.statements, opinion.votes.moderated, strict=True) if m
    }
    shown = [item.statement for items in opinion.representatives.values() for item in items]
    shown += [item.statement for item in opinion.consensus + opinion.divisive]
    ground = common_ground(opinion)
    assert not out & {*shown, *(item.statement for item in ground)}
    for item in opinion.consensus:
        assert item.successes * 2 >= item.trials and item.test > 1.28
    assert all(part.share > 0.5 for item in ground for part in item.parts)
    assert [item.lowest for item in ground] == sorted((g.lowest for g in ground), reverse=True)
    for split in opinion.divisive:
        assert split.share_most > split.share_least and split.most != split.least
    assert all(item.successes <= item.trials for item in opinion.consensus)
    assert sum(opinion.sizes.values()) == len(opinion.groups)


def test_adjusted_rand_on_a_published_table() -> None:
    # Hubert and Arabie (1985), table 3: rows (1,1,0), (1,2,1), (0,0,4).
    first = np.repeat([0, 0, 1, 1, 1, 2], [1, 1, 1, 2, 1, 4])
    second = np.repeat([0, 1, 0, 1, 2, 2], [1, 1, 1, 2, 1, 4])
    assert adjusted_rand(first, second) == pytest.approx(0.313, abs=5e-4)
    assert adjusted_rand(first, first) == 1.0


def test_picture_is_small_named_and_has_no_script() -> None:
    opinion = map_opinions(planted(14))
    dots = draw_map(opinion, "A <title> & more")
    assert "<title" in dots and "A &lt;title&gt; &amp; more" in dots and "<desc" in dots
    assert "Group A: 60 people" in dots and "prefers-color-scheme:dark" in dots
    assert "<script" not in dots and "http" not in dots.replace("http://www.w3.org/2000/svg", "")
    many = planted(15, people=20_000, statements=12)
    assert len(draw_map(map_opinions(many))) < 60_000


def test_nobody_with_enough_votes_makes_no_groups() -> None:
    opinion = map_opinions(votes_from_triples([("a", "s", 1), ("b", "s", -1)]))
    assert opinion.groups == {} and opinion.representatives == {}
    assert common_ground(opinion) == () and opinion.divisive == ()
    assert "<svg" in draw_map(opinion)
    with pytest.raises(OpinionError, match="most_groups"):
        map_opinions(opinion.votes, most_groups=1)
