"""`commonhall dump`: everything public, signed, for whoever wants to check it."""

from __future__ import annotations

import argparse
from pathlib import Path

from commonhall.ui.console import CommandError, emit, progress

HELP = "write everything public into one signed dump"
NEEDS_DJANGO = True


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("to", type=Path, help="a new folder, or a file ending in .zip")
    parser.add_argument("--json", action="store_true", help="print the result as JSON")


def run(args: argparse.Namespace) -> int:
    from commonhall.open_data import dump

    try:
        with progress(0, "Dumping") as bar:
            manifest = dump.write(args.to, bar.advance)
    except FileExistsError as error:
        raise CommandError(str(error)) from error
    except OSError as error:
        raise CommandError(f"cannot write {args.to}: {error.strerror}") from error
    rows = sum(manifest["tables"].values())
    result = {"to": str(args.to), "states": manifest["states"], "rows": rows}
    emit(
        args,
        {**result, "tables": manifest["tables"]},
        f"{args.to}: {manifest['states']:,} states, {rows:,} rows in {len(manifest['tables'])} tables. "
        f"Check it with: commonhall verify {args.to}",
    )
    return 0
