"""The tables of a dump against the states it publishes: each is made again and compared, row by row."""

from __future__ import annotations

import json
import tempfile
from collections import Counter
from collections.abc import Callable
from itertools import zip_longest
from pathlib import Path
from typing import Any

from commonhall import __version__
from commonhall.core import exports
from commonhall.open_data import rebuilding
from commonhall.record.reports import Report


def check(
    folder: Path, manifest: dict[str, Any], report: Report, step: Callable[[int], None]
) -> int:
    """Make every table again and report each row that differs; how many rows follow from the states.

    Values of sealed columns cannot be made again, since the record holds commitments alone: they are counted,
    and said to be unproven.
    """
    unproven: Counter[str] = Counter()
    followed = 0
    with tempfile.TemporaryDirectory(prefix="commonhall-tables-") as name:
        made = Path(name)
        try:
            rebuilding.rebuild(folder, made, str(manifest.get("made_at", "")), None, step)
        except rebuilding.RebuildError as error:
            report.add("table_differs", f"the tables cannot be made from the states: {error}")
            return 0
        for table, dataset in exports.datasets().items():
            path = folder / "data" / f"{table}.jsonl"
            if not path.is_file():
                report.add("table_differs", "is missing", f"data/{table}.jsonl")
                continue
            sealed = [one.name for one in dataset.columns if one.sealed]
            followed += _compare(path, made / path.name, sealed, report, unproven)
        known = {f"{table}.jsonl" for table in exports.datasets()}
        for path in sorted((folder / "data").glob("*")):
            if path.name not in known:
                report.add("table_differs", "no table of this name is known", f"data/{path.name}")
    if report.counts["table_differs"] and manifest.get("version") != __version__:
        words = f"it was written by version {manifest.get('version')}, this is {__version__}"
        report.add("table_differs", words, "manifest.json")
    if unproven:
        told = ", ".join(f"{count:,} in {name}" for name, count in sorted(unproven.items()))
        words = f"{unproven.total():,} values are given as the hall says them, since they can be erased: {told}"
        report.add("unproven", words, severity="notice")
    return followed


def _compare(
    said: Path, made: Path, sealed: list[str], report: Report, unproven: Counter[str]
) -> int:
    """How many rows of one table are as the states give them."""
    followed = 0
    with said.open("rb") as ours, made.open("rb") as again:
        for number, (one, other) in enumerate(zip_longest(ours, again), 1):
            where = f"data/{said.name}, row {number}"
            if one is None or other is None:
                words = "is missing" if one is None else "follows from no state"
                report.add("table_differs", words, where)
            elif not sealed:
                if one == other:
                    followed += 1
                else:
                    report.add("table_differs", _difference(one, other, []), where)
            elif words := _difference(one, other, sealed):
                report.add("table_differs", words, where)
            else:
                followed += 1
                row = json.loads(one)
                for name in sealed:
                    if row.get(name) not in (None, ""):
                        unproven[f"{said.stem} {name}"] += 1
    return followed


def _difference(one: bytes, other: bytes, sealed: list[str]) -> str:
    """Which columns of a row differ, apart from sealed ones, and how; "" where none does."""
    try:
        row: Any = json.loads(one)
    except ValueError:
        row = None
    if not isinstance(row, dict):
        return "is no row of a table"
    expected: dict[str, Any] = json.loads(other)
    names = [
        name
        for name in [*expected, *(row.keys() - expected.keys())]
        if name not in sealed and row.get(name, _NONE) != expected.get(name, _NONE)
    ]
    if not names and not sealed:
        return "is written in another way"
    return "; ".join(
        f"{name} is {_short(row.get(name))}, the states say {_short(expected.get(name))}"
        for name in names
    )


_NONE = object()


def _short(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else text[:57] + "…"
