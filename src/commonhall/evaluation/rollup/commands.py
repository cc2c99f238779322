"""`commonhall rates`: the roll-up of rates, built anew or checked against the cases themselves."""

from __future__ import annotations

import argparse

from commonhall.ui.console import emit, progress

HELP = "rebuild the roll-up of rates, or check it against the cases"
NEEDS_DJANGO = True
MOST_SHOWN = 50


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parsers = parser.add_subparsers(dest="do", required=True, metavar="COMMAND")
    for name, about in (
        (
            "rebuild",
            "delete the roll-up and count every case again; pages stay right in the meantime",
        ),
        ("check", "compare every cell with counting from the cases; exit code 1 if one differs"),
    ):
        one = parsers.add_parser(name, help=about)
        one.add_argument("--json", action="store_true")


def run(args: argparse.Namespace) -> int:
    return _rebuild(args) if args.do == "rebuild" else _check(args)


def _rebuild(args: argparse.Namespace) -> int:
    from commonhall.evaluation.rollup import folding

    with progress(folding.forget(), "Folding cases") as bar:
        count = folding.fold_all(bar.advance)
    emit(args, {"cases": count}, f"{count:,} cases were folded.")
    return 0


def _check(args: argparse.Namespace) -> int:
    from commonhall.evaluation.rollup import reading

    months, wrong, cells = reading.all_months(), [], 0
    with progress(len(months), "Checking rates") as bar:
        for month in months:
            differing, count = reading.compare(month)
            wrong += differing
            cells += count
            bar.advance()
    lines = [str(one) for one in wrong[:MOST_SHOWN]]
    if len(wrong) > MOST_SHOWN:
        lines.append(f"… and {len(wrong) - MOST_SHOWN:,} more")
    lines.append(
        f"{len(wrong):,} of {cells:,} cells differ from the cases: run `commonhall rates rebuild`."
        if wrong
        else f"{cells:,} cells in {len(months):,} months are what counting the cases gives."
    )
    data = {"cells": cells, "months": len(months), "wrong": [str(one) for one in wrong]}
    emit(args, data, "\n".join(lines))
    return 1 if wrong else 0
