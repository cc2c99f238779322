"""`commonhall tellers`: what a teller's page does in the browser, with files, for those who have a shell."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from commonhall.ui.console import CommandError, emit

HELP = "make a teller's key, open a teller's parts of the envelopes"
NEEDS_DJANGO = False


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parsers = parser.add_subparsers(dest="do", required=True, metavar="COMMAND")
    key = parsers.add_parser(
        "key", help="make a key: a key file to keep, and its public half to join the vote with"
    )
    key.add_argument("vote", type=int, help="the vote's number, as in its address")
    key.add_argument("--out", type=Path, required=True, help="the key file, which must not exist")
    key.add_argument("--json", action="store_true")
    parts = parsers.add_parser(
        "open", help="open your parts of a vote's envelopes: a parts file to hand in"
    )
    parts.add_argument("envelopes", type=Path, help="the envelopes file from your teller's page")
    parts.add_argument("--key", type=Path, required=True, metavar="FILE", help="your key file")
    parts.add_argument("--out", type=Path, required=True, help="the parts file")
    parts.add_argument("--json", action="store_true")
    signed = parsers.add_parser(
        "sign", help="open all envelopes and sign the ballots in them: a signature file to hand in"
    )
    signed.add_argument("envelopes", type=Path, help="all envelopes with all parts, from your page")
    signed.add_argument("--key", type=Path, required=True, metavar="FILE", help="your key file")
    signed.add_argument("--out", type=Path, required=True, help="the signature file")
    signed.add_argument("--json", action="store_true")


def run(args: argparse.Namespace) -> int:
    return {"key": _key, "open": _open, "sign": _sign}[args.do](args)


def _key(args: argparse.Namespace) -> int:
    from commonhall.decisions.votes import teller_files

    key = teller_files.make_key()
    try:
        with os.fdopen(os.open(args.out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(key.written(f"decisions.election:{args.vote}"))
    except FileExistsError as error:
        raise CommandError(f"{args.out} exists; a key is never written over another") from error
    except OSError as error:
        raise CommandError(f"cannot write {args.out}: {error.strerror}") from error
    emit(
        args,
        {"key": str(args.out), "public_key": key.public},
        f"{args.out}: your key. Keep it until the vote is counted, and show it to nobody.\n"
        f"Join the vote with its public half:\n{key.public}",
    )
    return 0


def _open(args: argparse.Namespace) -> int:
    from commonhall.decisions.votes import teller_files

    try:
        key = teller_files.read_key(args.key.read_text(encoding="utf-8"))
        parts = teller_files.open_parts(key, args.envelopes.read_text(encoding="utf-8"))
        args.out.write_text(parts.written(), encoding="utf-8")
    except (OSError, UnicodeDecodeError, teller_files.FileError) as error:
        raise CommandError(str(error)) from error
    count = len(teller_files.cut_parts(parts.parts))
    emit(
        args,
        {"parts": str(args.out), "vote": parts.vote, "teller": parts.teller, "envelopes": count},
        f"{args.out}: your parts of {count} envelopes. Hand the file in on your teller's page.",
    )
    return 0


def _sign(args: argparse.Namespace) -> int:
    from commonhall.decisions.votes import teller_files

    try:
        key = teller_files.read_key(args.key.read_text(encoding="utf-8"))
        made = teller_files.sign_ballots(key, args.envelopes.read_text(encoding="utf-8"))
        args.out.write_text(made.written(), encoding="utf-8")
    except (OSError, UnicodeDecodeError, teller_files.FileError) as error:
        raise CommandError(str(error)) from error
    emit(
        args,
        {
            "signature": str(args.out),
            "vote": made.vote,
            "teller": made.teller,
            "set": made.set,
            "ballots": made.ballots,
            "number": made.number,
        },
        f"{args.out}: you signed {made.number} ballots with the root\n{made.ballots}\n"
        f"out of the envelopes with the root\n{made.set}\n"
        "Compare both with the record and with other tellers, then hand the file in on your teller's page.",
    )
    return 0
