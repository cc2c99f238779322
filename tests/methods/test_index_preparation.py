"""Before the index: gaps, outliers, frameworks, tables, and the command."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import scipy.stats
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from commonhall.methods.index import (
    IMPUTATIONS,
    FrameworkError,
    IndexMethodError,
    TableError,
    balance_of_opinions,
    box_cox,
    build_index,
    critic,
    cyclical,
    entropy,
    impute,
    impute_draws,
    kurtosis,
    normalise,
    outlying,
    read_framework,
    read_table,
    skewness,
    treat,
    weights_from_votes,
    winsorise,
    yearly_change,
)
from commonhall.site.cli import main

FEW = settings(max_examples=60, deadline=None)
FROZEN = Path(__file__).parent / "frozen" / "index_weights.json"
FRAMEWORK = """
title = "Living well"
unit = "id"
[groups.whole]
[groups.care]
parent = "whole"
[indicators.clinics]
parent = "care"
denominator = "people"
floor = 0.5
[indicators.wait]
parent = "care"
direction = -1
[indicators.school]
weight = 2
[economy]
column = "income"
"""
DATA = "id,people,clinics,wait,school,income\na,10,10,5,0.5,1\nb,10,20,9,0.9,2\nc,20,5,7,0.7,9\n"


def holes(values: np.ndarray, seed: int) -> np.ndarray:
    """A copy with a fifth of its cells missing, but no empty column and no empty row."""
    result = values.copy()
    missing = np.random.default_rng(seed).random(values.shape) < 0.2
    missing[:2], missing[:, 0] = False, False
    result[missing] = np.nan
    return result


@pytest.mark.slow
@settings(max_examples=25, deadline=None)
@given(st.sampled_from(IMPUTATIONS[2:]), st.integers(0, 500))
def test_filling_keeps_what_was_measured(method: str, seed: int) -> None:
    whole = np.random.default_rng(seed).normal(size=(14, 4)) @ np.diag([1.0, 5.0, 10.0, 0.1])
    values = holes(whole, seed)
    groups = ["north" if row % 2 else "south" for row in range(14)]
    found = impute(values, method, groups)
    known = ~np.isnan(values)
    assert np.array_equal(found.values[known], values[known])
    assert not np.isnan(found.values).any()
    assert np.array_equal(found.gaps, ~known)
    draws = impute_draws(values, method, 3, seed, groups)
    assert (draws[:, known] == values[known]).all()
    assert not np.isnan(draws).any()
    np.testing.assert_array_equal(draws, impute_draws(values, method, 3, seed, groups))


def test_group_means_and_their_fallback() -> None:
    values = np.array([[1.0], [3.0], [np.nan], [np.nan], [8.0]])
    found = impute(values, "group-mean", ["a", "a", "a", "b", "c"])
    assert found.values[:, 0].tolist() == [1, 3, 2, 4, 8]
    assert found.fallback[:, 0].tolist() == [False, False, False, True, False]
    with pytest.raises(IndexMethodError, match="measured for no unit"):
        impute(np.array([[np.nan], [np.nan]]), "mean")


def test_em_finds_a_linear_relation_and_draws_its_noise() -> None:
    """Where y = 2x + noise of 0.5, gaps in y are filled near 2x and drawn with that spread."""
    generator = np.random.default_rng(3)
    x = generator.normal(size=300)
    values = np.column_stack([x, 2 * x + generator.normal(size=300) * 0.5])
    gaps = values.copy()
    gaps[:40, 1] = np.nan
    for method in ("em", "regression"):
        found = impute(gaps, method).values[:40, 1]
        assert np.abs(found - 2 * x[:40]).max() < 0.35
        spread = impute_draws(gaps, method, 60, 1)[:, :40, 1].std(axis=0).mean()
        assert 0.4 < spread < 0.65


@FEW
@given(arrays(np.float64, st.integers(5, 30), elements=st.floats(-1e3, 1e3)))
def test_skewness_and_kurtosis_are_scipys_unbiased_ones(values: np.ndarray) -> None:
    if values.std() < 1e-3:
        return
    assert skewness(values) == pytest.approx(scipy.stats.skew(values, bias=False), rel=1e-7)
    assert kurtosis(values) == pytest.approx(
        scipy.stats.kurtosis(values, bias=False), rel=1e-6, abs=1e-6
    )


@FEW
@given(arrays(np.float64, st.integers(8, 40), elements=st.floats(0.1, 1e4)))
def test_winsorising_keeps_order_and_changes_few(values: np.ndarray) -> None:
    treated, note = winsorise(values)
    assert (treated != values).sum() <= note.low + note.high <= 5
    order = np.argsort(values, kind="stable")
    assert (np.diff(treated[order]) >= 0).all()
    if not outlying(values):
        assert np.array_equal(treated, values)
    elif note.low + note.high < 5:
        assert not outlying(treated)


def test_treatments_of_a_long_tail() -> None:
    tail = np.exp(np.random.default_rng(2).normal(size=60) * 2)
    column = np.column_stack([tail, np.arange(60.0)])
    for method in ("log", "box-cox", "winsorise-then-log"):
        treated, notes = treat(column, method)
        assert not outlying(treated[:, 0])
        assert np.array_equal(treated[:, 1], column[:, 1])
        assert (np.diff(treated[np.argsort(tail), 0]) >= 0).all()
        assert notes[1].transformation == "none"
    _, power = box_cox(tail)
    assert power == pytest.approx(scipy.stats.boxcox_normmax(tail, method="mle"), abs=1e-3)


def test_scales_over_time() -> None:
    series = np.array([[1.0], [2.0], [6.0]])
    np.testing.assert_allclose(cyclical(series)[:, 0], [-1, -0.5, 1.5])
    assert balance_of_opinions(np.array([3, 1, 2, 2]), np.array([2, 2, 1, 2])) == 25.0
    assert yearly_change(np.array([4.0]), np.array([3.0]))[0] == 25.0


def test_weights_equal_the_frozen_ones_of_scikit_criteria() -> None:
    for case in json.loads(FROZEN.read_text()):
        values = np.array(case["values"])
        directions = np.array(case["directions"], dtype=np.float64)
        np.testing.assert_allclose(entropy(values), case["entropy"], atol=1e-9)
        scaled = normalise(values, directions, "min-max", scale=(0, 1))
        np.testing.assert_allclose(critic(scaled), case["critic"], atol=1e-9)


def test_a_framework_says_what_is_wrong() -> None:
    for change, message in (
        (("direction = -1", "direction = 2"), "indicators.wait: direction is 1"),
        (('parent = "care"\nden', 'parent = "cure"\nden'), "parent 'cure' is no group"),
        (("weight = 2", "weigth = 2"), "unknown key 'weigth'"),
        (("weight = 2", "weight = -2"), "indicators.school.weight: expected a number"),
        (("weight = 2", "goalposts = [3]"), "expected two numbers"),
        (("weight = 2", "goalposts = [3, 1]"), "the first must be less"),
        (("floor = 0.5", 'floor = "low"'), "indicators.clinics.floor: expected a number"),
        (('unit = "id"', ""), "unit: expected the name of the column"),
        (('[groups.care]\nparent = "whole"', "[groups.care]"), "one group without a parent"),
        (("[economy]", '[methods]\nimputation = "guess"\n[economy]'), "methods.imputation"),
        (("[economy]", "[economy"), "TOML"),
    ):
        assert change[0] in FRAMEWORK
        with pytest.raises(FrameworkError, match=": ") as caught:
            read_framework(FRAMEWORK.replace(*change))
        assert message in str(caught.value)


def test_a_table_says_what_is_wrong() -> None:
    framework = read_framework(FRAMEWORK)
    for change, line, column, message in (
        (("b,10,20", "b,10,2O"), 3, "clinics", "a number or an empty cell; found '2O'"),
        (("c,20,5", "a,20,5"), 4, "id", "each unit once; 'a' stands in line 2 already"),
        (("b,10,20", "b,0,20"), 3, "people", "a number above zero"),
        (("b,10,20,9,", "b,10,20,"), 3, None, "6 cells as in the header; found 5"),
        ((",wait,", ",waits,"), 1, "wait", "a column of this name"),
        (("a,10,10", ",10,10"), 2, "id", "the id of the unit"),
        (("0.5,1", '"0,5",1'), 2, "school", "a decimal point"),
    ):
        assert change[0] in DATA
        with pytest.raises(TableError, match="line ") as caught:
            build_index(framework, read_table(DATA.replace(*change)))
        assert (caught.value.line, caught.value.column) == (line, column)
        assert message in str(caught.value)
    with pytest.raises(TableError, match="the file is empty"):
        read_table("")


def test_denominators_floors_and_gaps_in_a_small_index() -> None:
    result = build_index(read_framework(FRAMEWORK), read_table(DATA))
    assert result.stages.denominated[:, 0].tolist() == [1.0, 2.0, 0.25]
    assert result.floors.units.tolist() == [False, False, True]
    assert result.ranks[2] == 3
    gap = build_index(read_framework(FRAMEWORK), read_table(DATA.replace("b,10,20,9", "b,10,20,")))
    assert np.isnan(gap.scores[1])
    assert gap.ranks[1] == 0
    some = FRAMEWORK + '[methods]\nimputation = "available"\n'
    kept = build_index(read_framework(some), read_table(DATA.replace("b,10,20,9", "b,10,20,")))
    assert not np.isnan(kept.scores[1])


def test_votes_become_weights() -> None:
    framework = read_framework(FRAMEWORK)
    budgets = read_table("clinics,wait,school\n50,50,\n,,10\n")
    assert weights_from_votes(framework, budgets) == {"clinics": 0.25, "wait": 0.25, "school": 0.5}
    pairs = read_table("better,worse\nschool,wait\nschool,clinics\nwait,clinics\n")
    weights = weights_from_votes(framework, pairs)
    assert weights["school"] > weights["wait"] > weights["clinics"] > 0
    with pytest.raises(TableError, match="line 2, column better"):
        weights_from_votes(framework, read_table("better,worse\nparks,wait\n"))
    weighted = framework.with_weights(weights)
    np.testing.assert_allclose(
        weighted.tree().effective(), [weights[name] for name in ("clinics", "wait", "school")]
    )


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    framework, data = tmp_path / "f.toml", tmp_path / "d.csv"
    framework.write_text(FRAMEWORK)
    data.write_text(DATA)
    assert main(["index", str(framework), str(data), "--draws", "50", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [unit["id"] for unit in found["units"]][-1] == "c"
    assert found["units"][-1]["broken_floors"] == ["clinics"]
    assert found["units"][-1]["rank_range"] == [3, 3]
    assert found["growth"]["hidden"][0]["id"] == "c"
    for unit in found["units"]:
        total = sum(unit["contributions"].values())
        assert total == pytest.approx(unit["score_before_floors"])
    assert main(["index", str(framework), str(data), "--explain", "a", "--sensitivity", "20"]) == 0
    shown = capsys.readouterr().out
    assert "below the floor: clinics" in shown
    assert "a: what adds up to" in shown
    data.write_text(DATA.replace("b,10,20", "b,10,many"))
    assert main(["index", str(framework), str(data)]) == 2
    assert "d.csv, line 3, column clinics: expected a number" in capsys.readouterr().err


def test_the_worked_example_of_the_docs(capsys: pytest.CaptureFixture[str]) -> None:
    docs = Path(__file__).parents[2] / "docs" / "methods"
    files = [str(docs / "living-well.toml"), str(docs / "living-well.csv")]
    assert main(["index", *files, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    market = next(unit for unit in found["units"] if unit["id"] == "Market")
    assert (market["rank"], market["broken_floors"]) == (11, ["clinics"])
    assert [item["id"] for item in found["growth"]["hidden"]] == ["Market", "Harbour", "Brickyard"]
