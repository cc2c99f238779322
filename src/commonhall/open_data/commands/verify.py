"""`commonhall verify`: derive every published number again from a dump, offline."""

from __future__ import annotations

import argparse
from pathlib import Path

from commonhall.record.witnesses import arguments
from commonhall.ui.console import CommandError, emit, progress

HELP = "derive every published number again from a dump, offline"
NEEDS_DJANGO = True


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("dump", type=Path, help="a folder or .zip made by commonhall dump")
    parser.add_argument(
        "--key",
        action="append",
        default=[],
        metavar="KEY",
        help="a public key to trust: name+id+key, or a keys.json you kept",
    )
    arguments.add(parser)
    parser.add_argument("--json", action="store_true", help="print the report as JSON")


def run(args: argparse.Namespace) -> int:
    from commonhall.open_data import dump_verification
    from commonhall.record.commands import read_keys

    if not args.dump.exists():
        raise CommandError(f"there is nothing at {args.dump}")
    keys = [key for text in args.key for key in read_keys(text)]
    try:
        with progress(0, "Checking the dump") as bar:
            report, derived = dump_verification.checked(
                args.dump,
                keys,
                bar.advance,
                lambda offered: arguments.demanded(args, offered),
            )
    except dump_verification.DumpError as error:
        raise CommandError(str(error)) from error
    lines = [f"  {count:>6,} {name}" for name, count in derived.items()]
    text = report.as_text() + "\nDerived again from published data:\n" + "\n".join(lines)
    text += "\nEverything follows." if report.ok else "\nThe dump does NOT hold."
    emit(args, {**report.as_dict(), "derived": derived}, text)
    return 0 if report.ok else 1
