"""An order is only as sure as what was asked: chance moves ranks, too few give no place, and nothing is above 100 per cent
without a word."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from commonhall.evaluation.editions import computing, presentation
from commonhall.evaluation.editions.models import Edition
from commonhall.evaluation.frameworks import measures, packs
from commonhall.evaluation.indicators import formulas
from commonhall.evaluation.indicators.presentation import rate_words
from commonhall.methods.index import Inputs, Methods, evaluate, rank_ranges_of, sensitivity
from commonhall.ui import text
from tests.methods.test_index import framework

VALUES = np.array([[50.0] * 4, [54.0] * 4, [90.0] * 4])


def result(errors: float) -> Any:
    made = framework(directions=(1, 1, 1, 1), methods=Methods(normalisation="min-max"))
    posts = tuple(replace(one, goalposts=(0.0, 100.0)) for one in made.indicators)
    names = ("a", "b", "c")
    ones = np.ones_like(VALUES)
    given = Inputs(names, names, VALUES, ones, None, None, None, ones * errors)
    return evaluate(replace(made, indicators=posts), given)


def ends(errors: float, **only: bool) -> list[tuple[int, int]]:
    found = rank_ranges_of(result(errors), 400, 7, **only).ranges
    return [(int(low), int(high)) for low, high in zip(found.low, found.high, strict=True)]


def test_chance_moves_what_is_close_and_not_what_is_far() -> None:
    sure = [(3, 3), (2, 2), (1, 1)]
    assert ends(0.0) == ends(12.0, sampling=False) == sure
    assert ends(12.0) == ends(12.0, method=False) == [(2, 3), (2, 3), (1, 1)]


def test_sampling_is_one_of_what_moves_the_order_and_errors_stand_beside() -> None:
    found = sensitivity(result(12.0), 128, 3)
    at = found.factors.index("sampling")
    assert found.shift.total[at] > 0.5 and found.shift.total_error[at] > 0
    assert "sampling" not in sensitivity(result(0.0), 32, 3).factors


def outcome(asked: int, errors: str = "5") -> dict[str, Any]:
    pack = packs.read(packs.written("three-rates"))
    names = [one.id for one in pack.framework.indicators]
    rows = [["100", asked], ["60", 80], ["58", 80]]
    given = {
        "units": [1, 2, 3],
        "values": dict.fromkeys(names, rows),
        "errors": dict.fromkeys(names, [errors] * 3),
    }
    return computing.outcome_of(pack, given, {}, 5)


def test_two_call_backs_make_nobody_first() -> None:
    found = {row["unit"]: row for row in outcome(2)["rows"]}
    assert found[1]["rank"] == 0 and len(found[1]["few"]) == 3
    assert (found[2]["rank"], found[3]["rank"]) == (1, 2)
    assert {row["unit"]: row["rank"] for row in outcome(5)["rows"]} == {1: 1, 2: 2, 3: 3}


def test_each_place_has_two_bars() -> None:
    found = {row["unit"]: row for row in outcome(80)["rows"]}
    assert found[1]["range"][0] == found[1]["range"][2] == 1
    assert (found[2]["method"], found[2]["sampling"]) == ([2, 2], [2, 3])
    assert found[2]["range"] == [2, 2, 3]


def test_rates_and_medians_carry_their_errors() -> None:
    rate = formulas.of_counts(7 * formulas.SCALE, 10)
    assert rate.low is not None and rate.high is not None
    assert measures._half(rate.low, rate.high) == pytest.approx(
        (rate.high - rate.low) / 3.92, rel=1e-3
    )
    assert measures._median_error([3] * 40) == 0
    assert measures._median_error([1, 2, 3, 9, 30]) > measures._median_error([1, 2, 3, 4, 5])


def test_no_share_is_above_all_without_a_word() -> None:
    said = {
        "sensitivity": {
            "sampling": ["0.1", "1.31", "0.2", "0.4"],
            "weights": ["0", "0.4", "0", "0.1"],
        }
    }
    first, second = presentation.choices(Edition(outcome=said))
    assert (first["words"], first["error"], first["noisy"]) == ("100", "40", True)
    assert (second["words"], second["error"], second["noisy"]) == ("40", "10", False)


def test_a_group_of_seven_is_told_in_numbers() -> None:
    assert rate_words(formulas.of_counts(5 * formulas.SCALE, 7)) == "5 of 7"
    assert rate_words(formulas.of_counts(8 * formulas.SCALE, 10)) == "80% of 10"
    assert text.part_of(5, 7, 0.714) == "5 of 7" and text.part_of(50, 70, 0.714) == "71%"
