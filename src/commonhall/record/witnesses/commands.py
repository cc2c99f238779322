"""`commonhall witness …`: the logs of others that this hall cosigns."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from commonhall.ui.console import CommandError, emit

HELP = "cosign the logs of other halls: which ones, with which key, one request by hand"
NEEDS_DJANGO = True


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The subcommands and what they take."""
    parsers = parser.add_subparsers(dest="do", required=True, metavar="COMMAND")

    key = parsers.add_parser(
        "key", help="the key that others enter, to have this hall as a witness"
    )
    key.add_argument("--json", action="store_true")

    add = parsers.add_parser("add", help="cosign a log, or trust a further key of one")
    add.add_argument("origin", help="the log's name: the first line of its checkpoint")
    add.add_argument("key", help="its public key: name+id+key, best from a second place")
    add.add_argument("--json", action="store_true")

    remove = parsers.add_parser("remove", help="cosign a log no more; what was seen is kept")
    remove.add_argument("origin")
    remove.add_argument("--key", default="", help="only stop trusting this key of it")
    remove.add_argument("--json", action="store_true")

    listed = parsers.add_parser("list", help="the logs, and how far each was cosigned")
    listed.add_argument("--json", action="store_true")

    cosign = parsers.add_parser(
        "cosign", help="answer one request to cosign (C2SP add-checkpoint) by hand"
    )
    cosign.add_argument("request", nargs="?", default="-", help="a file with it; standard input")


def run(args: argparse.Namespace) -> int:
    """Do what was asked; 0 is well, 1 was not cosigned or shows evidence, 2 could not be done."""
    word = {"key": _key, "add": _add, "remove": _remove, "list": _list, "cosign": _cosign}
    return word[args.do](args)


def _key(args: argparse.Namespace) -> int:
    from commonhall.record import keys
    from commonhall.record.notes import COSIGNATURE

    own = str(keys.witness_signer().public(COSIGNATURE))
    emit(args, {"key": own}, own)
    return 0


def _add(args: argparse.Namespace) -> int:
    from commonhall.record.notes import NoteError, VerifierKey
    from commonhall.record.witnesses import cosigning

    try:
        log = cosigning.watch(args.origin, VerifierKey.parse(args.key))
    except (NoteError, cosigning.WatchError) as error:
        raise CommandError(str(error)) from error
    text = f"{log.origin} is cosigned from {log.size:,} entries on."
    emit(args, {"origin": log.origin, "size": log.size, "keys": log.keys.split()}, text)
    return 0


def _remove(args: argparse.Namespace) -> int:
    from commonhall.record.witnesses import cosigning

    if not cosigning.unwatch(args.origin, args.key):
        raise CommandError(f"{args.origin} is not cosigned here, or not under this key")
    emit(
        args,
        {"origin": args.origin},
        "What was cosigned is kept: if it comes back, it goes on from there.",
    )
    return 0


def _list(args: argparse.Namespace) -> int:
    from commonhall.record import configuration
    from commonhall.record.models import WatchedLog
    from commonhall.record.witnesses import cosigning

    rows, lines = [], []
    for log in WatchedLog.objects.filter(ended=False):
        kept = cosigning.evidence(log.origin)
        rows.append(
            {
                "origin": log.origin,
                "size": log.size,
                "keys": log.keys.split(),
                "evidence": [str(path) for path in kept],
            }
        )
        lines.append(f"{log.origin}: {log.size:,} entries cosigned")
        lines += [f"  ALARM it asked for what contradicts that: {path}" for path in kept]
    if not configuration.is_witness():
        lines.append("Nobody can ask by HTTP: COMMONHALL_WITNESS is off.")
    emit(args, rows, "\n".join(lines))
    return 1 if any(row["evidence"] for row in rows) else 0


def _cosign(args: argparse.Namespace) -> int:
    from commonhall.record.witnesses import cosigning

    try:
        data = sys.stdin.buffer.read() if args.request == "-" else Path(args.request).read_bytes()
    except OSError as error:
        raise CommandError(f"{args.request}: {error}") from error
    found = cosigning.answer(data)
    sys.stdout.write(found.body.decode())
    sys.stdout.flush()
    if found.status == 409:
        raise CommandError(f"not cosigned: we have seen {found.body.decode().strip()} entries")
    return 0 if found.status == 200 else 1
