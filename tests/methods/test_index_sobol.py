"""The handbook's Table 39 (Sobol indices of the technology index), as far as it can be followed.

Its output is the countries' average shift in rank, its choices are normalisation, the indicator
left out, aggregation, weights, and which expert gave the weights. The weights of the single
experts are not printed, only their means (Table 22) and one matrix (Table 20); with a total
effect of 0.402 nothing without them can give the printed numbers. The other four choices have
108 combinations: all of them are counted, so the indices have no error of sampling.
"""

from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np
import pytest

from commonhall.methods.index import (
    build_index,
    kemeny,
    outranking_matrix,
    read_framework,
    read_table,
)

pytestmark = pytest.mark.realdata
FRAMEWORK = Path(__file__).parent / "frameworks" / "tai.toml"
#: Min-max scores of zero would make a geometric mean zero whatever else a country has.
LEAST = 0.001


def places(scores: np.ndarray) -> np.ndarray:
    return np.asarray((scores[None, :] > scores[:, None] + 1e-12).sum(axis=1) + 1)


def shifts(folder: Path) -> np.ndarray:
    """Average shift in rank by normalisation × left out × aggregation × weights."""
    table = read_table((folder / "oecd_handbook_tai_raw_23.csv").read_text(encoding="utf-8"))
    result = build_index(read_framework(FRAMEWORK.read_text(encoding="utf-8")), table)
    raw = result.inputs.raw
    printed = read_table(
        (folder / "oecd_handbook_tai_table22_weights.csv").read_text(encoding="utf-8")
    )
    columns = [printed.numbers(name) for name in printed.header[1:]]
    by_method = dict(zip(printed.texts("method"), np.array(columns).T, strict=True))
    scaled = result.stages.normalised
    standard = (raw - raw.mean(axis=0)) / raw.std(axis=0, ddof=1)
    found = np.zeros((2, 9, 3, 2))
    for out, (at, name) in itertools.product(range(9), enumerate(("BAP", "AHP"))):
        kept = [place for place in range(8) if place != out]
        weights = by_method[name][kept] / by_method[name][kept].sum()
        order = kemeny(outranking_matrix(raw[:, kept], weights)).order
        ranked = np.empty(len(raw))
        ranked[list(order)] = np.arange(len(raw)) + 1
        geometric = places(np.log(np.maximum(scaled[:, kept], LEAST)) @ weights)
        for normal, values in enumerate((scaled, standard)):
            linear = places(values[:, kept] @ weights)
            for way, ranks in enumerate((linear, geometric, ranked)):
                found[normal, out, way, at] = np.abs(ranks - result.ranks).mean()
    return found


def test_handbook_sensitivity_of_the_choices_that_are_printed(real_data: Path) -> None:
    """The same choices matter, in the same order; the sizes cannot be the printed ones."""
    found = shifts(real_data / "evaluation")
    first, total = [], []
    for axis in range(4):
        others = tuple(other for other in range(4) if other != axis)
        first.append(float(found.mean(axis=others).var() / found.var()))
        total.append(float(found.var(axis=axis).mean() / found.var()))
    printed = read_table(
        (real_data / "evaluation" / "oecd_handbook_tai_table39_sobol.csv").read_text("utf-8")
    )
    theirs, whole = printed.numbers("S_first"), printed.numbers("S_total")
    assert np.argsort(first).tolist() == np.argsort(theirs[:4]).tolist()
    np.testing.assert_allclose(first, [0.009, 0.184, 0.538, 0.018], atol=0.001)
    np.testing.assert_allclose(total, [0.066, 0.359, 0.759, 0.120], atol=0.001)
    assert whole[4] > 0.4
