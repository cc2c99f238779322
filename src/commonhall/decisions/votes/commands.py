"""`commonhall tellers`: make a vote's key, and open its envelopes together when it has closed."""

from __future__ import annotations

import argparse
import json
import os
from pathlib import Path

from commonhall.ui.console import CommandError, emit, say

HELP = "make the key of a vote, open and count its envelopes"
NEEDS_DJANGO = True


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parsers = parser.add_subparsers(dest="do", required=True, metavar="COMMAND")
    keys = parsers.add_parser(
        "keys", help="make a key: key.json to open the vote with, and a share for each teller"
    )
    keys.add_argument("--count", type=int, default=3, help="how many tellers (default 3)")
    keys.add_argument("--need", type=int, default=2, help="how many of them open it (default 2)")
    keys.add_argument("--out", type=Path, required=True, help="a new folder")
    keys.add_argument("--json", action="store_true")
    tally = parsers.add_parser(
        "tally", help="open the envelopes of a closed vote, count, publish, destroy the envelopes"
    )
    tally.add_argument("election", type=int, help="the vote's number, as in its address")
    tally.add_argument(
        "--share",
        action="append",
        type=Path,
        required=True,
        metavar="FILE",
        help="a teller's share",
    )
    tally.add_argument("--json", action="store_true")


def run(args: argparse.Namespace) -> int:
    return _keys(args) if args.do == "keys" else _tally(args)


def _keys(args: argparse.Namespace) -> int:
    from commonhall.decisions.votes import envelopes
    from commonhall.decisions.votes.secret_shares import ShareError

    if args.out.exists() and any(args.out.iterdir()):
        raise CommandError(f"{args.out} is not empty; a key is never written over another")
    try:
        made = envelopes.make_keys(args.need, args.count)
    except ShareError as error:
        raise CommandError(str(error)) from error
    args.out.mkdir(parents=True, exist_ok=True)
    public = {"public_key": made.public, "need": made.need, "prints": made.prints}
    (args.out / "key.json").write_text(json.dumps(public, indent=1) + "\n")
    files = []
    for number, share in enumerate(made.shares, start=1):
        path = args.out / f"share-{number}.txt"
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(share + "\n")
        files.append(str(path))
    emit(
        args,
        {"key": str(args.out / "key.json"), "shares": files, **public},
        f"{args.out / 'key.json'}: open the vote with it.\n"
        f"{len(files)} shares, {made.need} of which open the envelopes: give each to one teller, keep "
        "none, and delete this folder's copies.",
    )
    return 0


def _tally(args: argparse.Namespace) -> int:
    from commonhall.core.refusals import BadInput, Refused
    from commonhall.decisions.votes.models import Election
    from commonhall.decisions.votes.tally import tally

    election = Election.objects.filter(pk=args.election).first()
    if election is None:
        raise CommandError(f"there is no vote {args.election}")
    try:
        parts = [path.read_text(encoding="utf-8").strip() for path in args.share]
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"cannot read a share: {error}") from error
    try:
        result = tally(election, parts)
    except (BadInput, Refused) as error:
        raise CommandError(str(error.message)) from error
    winners = list(result.outcome["winners"])
    emit(
        args,
        {
            "election": election.pk,
            "ballots": result.ballots,
            "spoilt": result.spoilt,
            "winners": winners,
        },
        f"{result.ballots} ballots counted, {result.spoilt} spoilt. Won: {', '.join(winners) or '–'}.\n"
        "The envelopes are destroyed. Let every teller delete their share now.",
    )
    say("")
    return 0
