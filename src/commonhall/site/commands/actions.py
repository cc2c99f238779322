"""`commonhall actions`: every action with its doors, and the reason where one is missing."""

from __future__ import annotations

import argparse

from commonhall.ui.console import emit

HELP = "list every action: who may do it, on what it rests, by which doors"
NEEDS_DJANGO = True


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print the result as JSON")
    parser.add_argument("--markdown", action="store_true", help="print the reference page of docs/")


def run(args: argparse.Namespace) -> int:
    from commonhall.open_data import action_list

    if args.markdown:
        print(action_list.markdown(), end="")  # noqa: T201
        return 0
    rows = action_list.rows()
    lines = [f"  {row['code']:<44}{row['title']}" for row in rows]
    emit(args, rows, "\n".join(lines))
    return 0
