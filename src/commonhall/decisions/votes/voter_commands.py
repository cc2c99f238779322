"""`commonhall ballot`: what a voter checks on their own computer, with files."""

from __future__ import annotations

import argparse
from pathlib import Path

from commonhall.ui.console import CommandError, emit

HELP = "check an envelope that was opened as a test: does it hold what the voter chose?"
NEEDS_DJANGO = False


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parsers = parser.add_subparsers(dest="do", required=True, metavar="COMMAND")
    check = parsers.add_parser("check", help="say what an envelope holds that was opened as a test")
    check.add_argument("opened", type=Path, help="the file that the ballot's page saved")
    check.add_argument(
        "--paper", type=Path, required=True, metavar="FILE", help="the vote's ballot paper"
    )
    check.add_argument("--json", action="store_true")


def run(args: argparse.Namespace) -> int:
    from commonhall.decisions.votes import ballot_paper

    try:
        paper, names = ballot_paper.read_paper(args.paper.read_text(encoding="utf-8"))
        found = ballot_paper.check(paper, args.opened.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, ValueError) as error:
        raise CommandError(str(error)) from error
    if not found.own_tracker:
        raise CommandError(
            "its tracker was not made as it should be: do not vote on that device, and tell the tellers"
        )
    chosen = [f"  {names.get(code, code)}: {value}" for code, value in found.choices]
    emit(
        args,
        {
            "digest": found.digest,
            "tracker": found.tracker,
            "choices": [list(one) for one in found.choices],
            "paper": paper.digest,
        },
        "\n".join(
            [
                "It is sealed to the tellers of the vote, and holds:",
                *(chosen or ["  nothing"]),
                f"Fingerprint: {found.digest}",
                "Compare the fingerprint with the one you wrote down before the envelope was opened,",
                f"and the tellers' keys with the record. SHA-256 of the ballot paper: {paper.digest}",
            ]
        ),
    )
    return 0
