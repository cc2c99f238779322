"""`commonhall export`: what is public, as files anybody can work with."""

from __future__ import annotations

import argparse
from pathlib import Path

from commonhall.core import export_formats, exports
from commonhall.ui.console import CommandError, emit, progress

HELP = "write what is public as files anybody can work with"
NEEDS_DJANGO = True


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "what", help="a table such as cases.cases; “all”; or “list” to see which there are"
    )
    parser.add_argument(
        "to",
        nargs="?",
        type=Path,
        help=f"a file ending in {_endings()}; for all: a folder",
    )
    parser.add_argument(
        "--format",
        choices=list(export_formats.formats()),
        help="else the file's ending says; all: csv",
    )
    parser.add_argument("--json", action="store_true", help="print the result as JSON")


def _endings() -> str:
    """`.csv, .parquet or .jsonl`."""
    *first, last = [f".{ending}" for ending in export_formats.formats()]
    return f"{', '.join(first)} or {last}"


def run(args: argparse.Namespace) -> int:
    known = exports.datasets()
    if args.what == "list":
        rows = {name: str(one.title) for name, one in known.items()}
        emit(args, rows, "\n".join(f"  {name:<24}{title}" for name, title in rows.items()))
        return 0
    if args.to is None:
        raise CommandError("say where to: a file, or a folder for “all”")
    if args.what != "all" and args.what not in known:
        raise CommandError(f"there is no table {args.what!r}; there are: {', '.join(known)}, all")
    wanted = known if args.what == "all" else {args.what: known[args.what]}
    if args.what == "all":
        form = args.format or "csv"
        args.to.mkdir(parents=True, exist_ok=True)
        paths = {name: args.to / f"{name}.{form}" for name in wanted}
    else:
        form = args.format or args.to.suffix.lstrip(".")
        if form not in export_formats.formats():
            raise CommandError(f"{args.to.name}: the name should end in {_endings()}")
        paths = {args.what: args.to}
    written = {}
    try:
        for name, dataset in wanted.items():
            with progress(0, name) as bar:
                written[name] = export_formats.write(dataset, paths[name], form, bar.advance)
    except OSError as error:
        raise CommandError(f"cannot write {error.filename}: {error.strerror}") from error
    result = {name: {"file": str(paths[name]), "rows": rows} for name, rows in written.items()}
    lines = [f"  {rows:>9,} rows  {paths[name]}" for name, rows in written.items()]
    emit(args, result, "\n".join(lines))
    return 0
