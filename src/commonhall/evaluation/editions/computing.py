"""From a pack and a world to inputs, and from pack, inputs and seed to an outcome. Pure.

Numbers are kept as text with a fixed number of decimals, so that the record's digests never hang on how
a machine prints a float. Whatever cannot be computed is said, with its reason, and published all the same.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from commonhall.evaluation.frameworks import measures
from commonhall.evaluation.frameworks.packs import Pack
from commonhall.methods.index import (
    Framework,
    IndexResult,
    Inputs,
    RangeResult,
    evaluate,
    rank_ranges_of,
    sensitivity,
    what_growth_hides,
)

DECIMALS = 6
SOBOL_RUNS = 256
Rows = list[list[Any]]


def text_of(value: float | None) -> str | None:
    """A number as it is published; None for one that is not there."""
    if value is None or np.isnan(value):
        return None
    return f"{value:.{DECIMALS}f}".rstrip("0").rstrip(".") if value else "0"


def number_of(value: str | None) -> float:
    return float("nan") if value is None else float(value)


def seed_of(code: str, starts: str) -> int:
    """The draws' seed: it follows from framework and span, so that nobody can choose it."""
    digest = hashlib.sha256(f"commonhall edition {code} {starts}".encode()).digest()
    return int.from_bytes(digest[:4], "big") >> 1


def inputs_of(pack: Pack, world: measures.Observations) -> dict[str, Any]:
    """Every indicator's values with how many each rests on, and what stands beside the index."""

    def rows(found: list[measures.Measured]) -> Rows:
        return [[text_of(one.value), one.asked] for one in found]

    measured = {
        one.id: measures.compute(pack.sources[one.id], world) for one in pack.framework.indicators
    }
    made: dict[str, Any] = {
        "units": list(world.compared),
        "zone": world.span.zone,
        "values": {name: rows(found) for name, found in measured.items()},
        "errors": {name: [text_of(one.error) for one in found] for name, found in measured.items()},
    }
    if pack.economy is not None:
        made["economy"] = rows(measures.compute(pack.economy, world))
    return made


def outcome_of(
    pack: Pack, inputs: Mapping[str, Any], weights: Mapping[str, float], seed: int
) -> dict[str, Any]:
    """Ranks with their ranges, floors, reasons, and what growth hides.

    A place of which anything rests on fewer than the pack's least has no place in the order.
    """
    few = _too_few(pack, inputs)
    inputs = _only(inputs, [unit for unit in inputs["units"] if unit not in few])
    framework = pack.weighed(weights)
    gone = [
        one.id
        for one in framework.indicators
        if all(value is None for value, _asked in inputs["values"][one.id])
    ]
    kept = _without(framework, gone)
    made: dict[str, Any] = {"not_measured": gone, "rows": [], "error": ""}
    if kept is None or not inputs["units"]:
        made["rows"] = [{"unit": unit, "rank": 0} for unit in inputs["units"]]
        made["rows"] += few.values()
        return made
    try:
        result = evaluate(kept, _inputs(kept, inputs))
        scored = int((result.ranks > 0).sum())
        ranges = rank_ranges_of(result, pack.draws, seed) if scored > 1 else None
        made["rows"] = _rows(result, ranges)
        if ranges is not None:
            _add_bars(made["rows"], result, pack.draws, seed)
        made["weights"] = {
            one.id: text_of(float(weight))
            for one, weight in zip(kept.indicators, result.tree.effective(), strict=True)
        }
        if ranges is not None:
            made["choices"] = list(ranges.factors)
            made["sensitivity"] = _sensitivity(result, ranges, seed)
            made["growth"] = _growth(result, ranges)
    except (ValueError, ArithmeticError) as error:
        # Whatever a pack makes impossible is said in its edition; no other edition waits for it.
        made["error"] = str(error)
        made["rows"] = [{"unit": unit, "rank": 0} for unit in inputs["units"]]
    made["rows"] += few.values()
    return made


def _add_bars(rows: list[dict[str, Any]], result: IndexResult, draws: int, seed: int) -> None:
    """Beside the whole range of a rank what each of its two causes does alone: how it is put together, and whom chance
    let be asked."""
    for name in ("method", "sampling"):
        found = rank_ranges_of(
            result, draws, seed, method=name == "method", sampling=name == "sampling"
        )
        ends = {
            int(result.units[row]): [int(found.ranges.low[at]), int(found.ranges.high[at])]
            for at, row in enumerate(found.units)
        }
        for row in rows:
            row[name] = ends.get(row["unit"])


def _too_few(pack: Pack, inputs: Mapping[str, Any]) -> dict[int, dict[str, Any]]:
    """Lines of the places that have no place in the order, each with what rests on too few, and the floors that are
    broken there all the same."""
    found: dict[int, dict[str, Any]] = {}
    for at, unit in enumerate(inputs["units"]):
        # In the framework's order: a dump and PostgreSQL keep the keys of JSON in another one.
        rows = {one.id: inputs["values"][one.id][at] for one in pack.framework.indicators}
        few = [name for name, (value, asked) in rows.items() if value and 0 < asked < pack.least]
        if few:
            broken = [
                one.id
                for one in pack.framework.indicators
                if one.floor is not None
                and one.id not in few
                and (one.floor - number_of(rows[one.id][0])) * one.direction > 0
            ]
            found[unit] = {"unit": unit, "rank": 0, "few": few, "broken": broken}
    return found


def _only(inputs: Mapping[str, Any], units: list[int]) -> dict[str, Any]:
    """The inputs of some of the units."""
    at = [number for number, unit in enumerate(inputs["units"]) if unit in units]

    def kept(rows: list[Any]) -> list[Any]:
        return [rows[number] for number in at]

    made = {
        **inputs,
        "units": kept(inputs["units"]),
        "values": {name: kept(rows) for name, rows in inputs["values"].items()},
        "errors": {name: kept(rows) for name, rows in inputs["errors"].items()},
    }
    if "economy" in inputs:
        made["economy"] = kept(inputs["economy"])
    return made


def _inputs(framework: Framework, inputs: Mapping[str, Any]) -> Inputs:
    units = tuple(str(unit) for unit in inputs["units"])
    raw = np.array(
        [
            [number_of(value) for value, _asked in inputs["values"][one.id]]
            for one in framework.indicators
        ]
    ).T
    economy = None
    if framework.economy is not None and "economy" in inputs:
        economy = np.array([number_of(value) for value, _asked in inputs["economy"]])
    errors = np.array(
        [[number_of(one) for one in inputs["errors"][item.id]] for item in framework.indicators]
    ).T
    return Inputs(units, units, raw, np.ones_like(raw), None, None, economy, errors)


def _without(framework: Framework, gone: list[str]) -> Framework | None:
    """The framework without these indicators and without groups that they leave empty."""
    indicators = tuple(one for one in framework.indicators if one.id not in gone)
    if not indicators:
        return None
    groups = list(framework.groups)
    while True:
        parents = {one.parent for one in indicators} | {one.parent for one in groups}
        left = [one for one in groups if one.id in parents]
        if len(left) == len(groups):
            return replace(framework, indicators=indicators, groups=tuple(groups))
        groups = left


def _rows(result: IndexResult, ranges: RangeResult | None) -> list[dict[str, Any]]:
    """One row a unit, from first to last."""
    items = [one.id for one in result.framework.indicators]
    groups = [one.id for one in result.framework.groups]
    ends = {}
    if ranges is not None:
        found = ranges.ranges
        ends = {
            int(row): [int(found.low[at]), int(found.median[at]), int(found.high[at])]
            for at, row in enumerate(ranges.units)
        }

    def named(values: np.ndarray, names: list[str]) -> dict[str, str | None]:
        return {name: text_of(float(one)) for name, one in zip(names, values, strict=True)}

    def listed(mask: np.ndarray) -> list[str]:
        return [items[int(at)] for at in np.flatnonzero(mask)]

    made = []
    for row in result.order():
        one: dict[str, Any] = {
            "unit": int(result.units[row]),
            "rank": int(result.ranks[row]),
            "range": ends.get(row),
            "score": text_of(float(result.scores[row])),
            "before_floors": text_of(float(result.nodes[row, -1])),
            "groups": named(result.nodes[row, result.tree.leaves :], groups),
            "normalised": named(result.stages.normalised[row], items),
            "parts": named(result.contributions[row], items),
            "broken": listed(result.floors.broken[row]),
            "unknown": listed(result.floors.unknown[row]),
            "missing": listed(np.isnan(result.stages.imputed[row])),
        }
        if result.gaps is not None:
            one["against_mean"] = named(result.gaps[row], items)
        made.append(one)
    return made


def _sensitivity(result: IndexResult, ranges: RangeResult, seed: int) -> dict[str, Any] | None:
    """Which choice moves the ranks: shares of variance, alone and with all it works through, each with its standard
    error."""
    if not ranges.factors:
        return None
    found = sensitivity(result, SOBOL_RUNS, seed)
    return {
        name: [
            text_of(float(one[at]))
            for one in (
                found.shift.first,
                found.shift.total,
                found.shift.first_error,
                found.shift.total_error,
            )
        ]
        for at, name in enumerate(found.factors)
    }


def _growth(result: IndexResult, ranges: RangeResult) -> dict[str, Any] | None:
    """Places that stand higher by the economy than anywhere in their range, and the reverse."""
    economy = result.inputs.economy
    if economy is None or (~np.isnan(economy) & ~np.isnan(result.scores)).sum() < 3:
        return None
    found = what_growth_hides(result, ranges)
    return {
        "ranks": {
            unit: int(rank) for unit, rank in zip(result.units, found.economic_ranks, strict=True)
        },
        "correlation": text_of(found.correlation),
        "hidden": [
            {
                "unit": int(result.units[one.unit]),
                "economic_rank": one.economic_rank,
                "range": [one.low, one.high],
                "lost": one.lost,
                "drags": [[name, text_of(value)] for name, value in one.drags],
                "broken": list(one.broken),
            }
            for one in found.hidden
        ],
        "beyond": [int(result.units[row]) for row in found.beyond],
    }
