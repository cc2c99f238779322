"""`commonhall index`: compute a composite index from a framework and a table."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import numpy as np

from commonhall.methods.index import (
    Framework,
    GrowthComparison,
    IndexMethodError,
    IndexResult,
    Inputs,
    RangeResult,
    Sensitivity,
    Table,
    constant,
    evaluate,
    gather,
    rank_ranges_of,
    read_framework,
    read_table,
    sensitivity,
    weights_from_votes,
    what_growth_hides,
)
from commonhall.ui.console import CommandError, Progress, emit, progress, say

HELP = "compute a composite index: scores, ranks as ranges, and the reasons"
NEEDS_DJANGO = False
SHOWN = 10


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("framework", type=Path, help="the index's choices, TOML")
    parser.add_argument("data", type=Path, help="the units, CSV with a header line")
    parser.add_argument(
        "--draws",
        type=int,
        default=1000,
        metavar="N",
        help="draws for the ranges of ranks (0: none; default 1000)",
    )
    parser.add_argument("--seed", type=int, default=1, help="the same seed, the same ranges")
    parser.add_argument(
        "--sensitivity",
        type=int,
        default=0,
        metavar="RUNS",
        help="also Sobol indices of the choices, from RUNS × (choices + 2) indices",
    )
    parser.add_argument(
        "--votes", type=Path, metavar="CSV", help="weights by residents: budgets or better,worse"
    )
    parser.add_argument(
        "--explain",
        action="append",
        default=[],
        metavar="UNIT",
        help="show what each indicator adds to a unit",
    )
    parser.add_argument("--delimiter", default=",", help="between cells (default a comma)")
    parser.add_argument("--json", action="store_true", help="print JSON")


def run(args: argparse.Namespace) -> int:
    if args.draws < 0 or args.sensitivity < 0:
        raise CommandError("--draws and --sensitivity take numbers of at least 0")
    framework = _framework(args.framework)
    table = _table(args.data, args.delimiter)
    if args.votes is not None:
        votes = _table(args.votes, args.delimiter)
        framework = _named(
            args.votes, lambda: framework.with_weights(weights_from_votes(framework, votes))
        )
    inputs: Inputs = _named(args.data, lambda: gather(framework, table))
    for name in constant(framework, inputs):
        say(f"{args.data.name}: {name} is the same for every unit and tells none apart")
    try:
        result = evaluate(framework, inputs)
        ranges, found = _draw(args, result)
        growth = None
        if framework.economy is not None:
            growth = what_growth_hides(result, ranges)
    except IndexMethodError as error:
        raise CommandError(str(error)) from error
    rows = [_row(args.data, result, unit) for unit in args.explain]
    text = _text(result, ranges, growth)
    if found is not None:
        text += "\n\n" + _sensitivity_text(found)
    for row in rows:
        text += "\n\n" + _explained(result, row)
    emit(args, _data(result, ranges, found, growth), text)
    return 0


def _named(path: Path, work: Any) -> Any:
    try:
        return work()
    except IndexMethodError as error:
        raise CommandError(f"{path.name}, {error}") from error


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise CommandError(f"cannot read {path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise CommandError(f"{path.name} is not UTF-8 text: {error}") from error


def _framework(path: Path) -> Framework:
    text = _read(path)
    framework: Framework = _named(path, lambda: read_framework(text))
    return framework


def _table(path: Path, delimiter: str) -> Table:
    if len(delimiter) != 1:
        raise CommandError("--delimiter takes one character")
    text = _read(path)
    table: Table = _named(path, lambda: read_table(text, delimiter))
    return table


def _draw(
    args: argparse.Namespace, result: IndexResult
) -> tuple[RangeResult | None, Sensitivity | None]:
    """Ranges and Sobol indices, with progress when there is much to do."""
    ranges, found = None, None
    if args.draws:
        if args.draws * result.nodes.size > 500_000_000:
            with progress(args.draws, "draws") as bar:
                ranges = rank_ranges_of(result, args.draws, args.seed, on_step=bar.advance)
        else:
            ranges = rank_ranges_of(result, args.draws, args.seed)
    if args.sensitivity:
        with progress(args.sensitivity, "Sobol indices") as bar:
            found = sensitivity(result, args.sensitivity, args.seed, on_step=_quiet(bar))
    return ranges, found


def _quiet(bar: Progress) -> Any:
    def step(count: int) -> None:
        bar.total = max(bar.total, bar.done + count)
        bar.advance(count)

    return step


def _row(path: Path, result: IndexResult, unit: str) -> int:
    if unit not in result.units:
        raise CommandError(
            f"{path.name} has no unit {unit!r}; ids stand in column {result.framework.unit}"
        )
    return result.units.index(unit)


def _broken(result: IndexResult, row: int) -> list[str]:
    items = result.framework.indicators
    return [items[int(at)].id for at in np.flatnonzero(result.floors.broken[row])]


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def _ends(result: IndexResult, ranges: RangeResult | None) -> dict[int, tuple[int, int, int]]:
    if ranges is None:
        return {}
    found = ranges.ranges
    return {
        int(row): (int(found.low[at]), int(found.median[at]), int(found.high[at]))
        for at, row in enumerate(ranges.units)
    }


def _data(
    result: IndexResult,
    ranges: RangeResult | None,
    found: Sensitivity | None,
    growth: GrowthComparison | None,
) -> dict[str, Any]:
    items, ends = result.framework.indicators, _ends(result, ranges)
    groups = [group.id for group in result.framework.groups]
    leaves = result.tree.leaves
    units = []
    for row in result.order():
        parts = result.contributions[row]
        units.append(
            {
                "id": result.units[row],
                "name": result.inputs.names[row],
                "rank": int(result.ranks[row]) or None,
                "score": _number(result.scores[row]),
                "rank_range": [ends[row][0], ends[row][2]] if row in ends else None,
                "rank_median": ends[row][1] if row in ends else None,
                "score_before_floors": _number(result.nodes[row, -1]),
                "groups": {
                    name: _number(value)
                    for name, value in zip(groups, result.nodes[row, leaves:], strict=True)
                },
                "normalised": {
                    item.id: _number(value)
                    for item, value in zip(items, result.stages.normalised[row], strict=True)
                },
                "contributions": {
                    item.id: _number(value) for item, value in zip(items, parts, strict=True)
                },
                "imputed": [
                    items[int(at)].id
                    for at in np.flatnonzero(
                        result.stages.gaps[row] & ~np.isnan(result.stages.imputed[row])
                    )
                ],
                "missing": [
                    items[int(at)].id for at in np.flatnonzero(np.isnan(result.stages.imputed[row]))
                ],
                "broken_floors": _broken(result, row),
                "unknown_floors": [
                    items[int(at)].id for at in np.flatnonzero(result.floors.unknown[row])
                ],
                "benefit_of_the_doubt": None
                if result.benefit is None
                else _number(result.benefit.scores[row]),
            }
        )
    data: dict[str, Any] = {
        "title": result.framework.title,
        "weights": {
            item.id: float(weight)
            for item, weight in zip(items, result.tree.effective(), strict=True)
        },
        "units": units,
    }
    if ranges is not None:
        data["ranges"] = {
            "draws": ranges.ranges.draws,
            "seed": ranges.seed,
            "share": ranges.ranges.share,
            "choices": list(ranges.factors),
        }
    if found is not None:
        data["sensitivity"] = {
            name: {
                "first": float(found.shift.first[at]),
                "total": float(found.shift.total[at]),
                "first_error": float(found.shift.first_error[at]),
                "total_error": float(found.shift.total_error[at]),
            }
            for at, name in enumerate(found.factors)
        }
    if growth is not None:
        data["growth"] = {
            "rank_correlation": _number(growth.correlation),
            "hidden": [
                {
                    "id": result.units[item.unit],
                    "economic_rank": item.economic_rank,
                    "rank_range": [item.low, item.high],
                    "places_lost": item.lost,
                    "drags": [[name, value] for name, value in item.drags],
                    "broken_floors": list(item.broken),
                }
                for item in growth.hidden
            ],
            "beyond": [result.units[row] for row in growth.beyond],
        }
    return data


def _text(result: IndexResult, ranges: RangeResult | None, growth: GrowthComparison | None) -> str:
    ends = _ends(result, ranges)
    width = min(max(len(name) for name in result.inputs.names), 30)
    lines = [result.framework.title]
    if ranges is not None:
        over = ", ".join(ranges.factors) or "nothing: the framework leaves no choice open"
        lines.append(
            f"Ranges hold 90 % of {ranges.ranges.draws} draws (seed {ranges.seed}) over: {over}"
        )
    lines += ["", f"rank   range      score  {'unit':<{width}}"]
    for row in result.order():
        place = str(result.ranks[row]) if result.ranks[row] else "–"
        span = f"{ends[row][0]}–{ends[row][2]}" if row in ends else ""
        score = "no score" if np.isnan(result.scores[row]) else f"{result.scores[row]:.3f}"
        notes = (
            [f"below the floor: {', '.join(broken)}"] if (broken := _broken(result, row)) else []
        )
        gaps = int(np.isnan(result.stages.imputed[row]).sum())
        if gaps:
            notes.append(f"{gaps} not measured")
        name = result.inputs.names[row][:width]
        lines.append(f"{place:>4}  {span:>7}  {score:>9}  {name:<{width}}  {'; '.join(notes)}")
    if growth is not None:
        lines += ["", _growth_text(result, growth)]
    return "\n".join(line.rstrip() for line in lines)


def _growth_text(result: IndexResult, growth: GrowthComparison) -> str:
    lines = [
        f"What growth hides: {len(growth.hidden)} units stand higher by the economy than anywhere "
        f"in their range; {len(growth.beyond)} the other way (rank correlation "
        f"{growth.correlation:.2f})"
    ]
    for item in growth.hidden[:SHOWN]:
        drags = ", ".join(f"{name} {value:+.3g}" for name, value in item.drags)
        broken = f"; below the floor: {', '.join(item.broken)}" if item.broken else ""
        lines.append(
            f"  {result.inputs.names[item.unit]}: {item.economic_rank} by the economy, "
            f"{item.low}–{item.high} here; pulled down by {drags or 'no single indicator'}{broken}"
        )
    if len(growth.hidden) > SHOWN:
        lines.append(f"  and {len(growth.hidden) - SHOWN} more (--json lists all)")
    return "\n".join(lines)


def _sensitivity_text(found: Sensitivity) -> str:
    lines = ["Which choices move the ranks (share of variance: alone, with all it works through)"]
    for at, name in enumerate(found.factors):
        lines.append(
            f"  {name:<14} {found.shift.first[at]:6.3f} ± {found.shift.first_error[at]:.3f}   "
            f"{found.shift.total[at]:6.3f} ± {found.shift.total_error[at]:.3f}"
        )
    return "\n".join(lines)


def _explained(result: IndexResult, row: int) -> str:
    items, weights = result.framework.indicators, result.tree.effective()
    parts = result.contributions[row]
    lines = [
        f"{result.inputs.names[row]}: what adds up to {result.nodes[row, -1]:.4f} before floors",
        f"  {'indicator':<24} {'value':>12} {'normalised':>10} {'weight':>7} {'adds':>8}"
        + ("   against the mean" if result.gaps is not None else ""),
    ]
    if np.isnan(parts).any():
        say(f"{result.units[row]} has gaps, so that its score has no decomposition")
    for at in np.argsort(-np.nan_to_num(parts), kind="stable"):
        lines.append(
            f"  {items[at].id[:24]:<24} {result.stages.imputed[row, at]:>12.5g} "
            f"{result.stages.normalised[row, at]:>10.4g} {weights[at]:>7.4f} {parts[at]:>8.4f}"
            + (f"   {result.gaps[row, at]:+.4f}" if result.gaps is not None else "")
            + ("   below the floor" if result.floors.broken[row, at] else "")
        )
    return "\n".join(lines)
