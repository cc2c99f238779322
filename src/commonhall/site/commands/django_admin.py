"""`commonhall django …`: Django's own commands, for developers."""

from __future__ import annotations

import argparse

from django.core.management import execute_from_command_line

HELP = "Django's own commands, for developers (makemigrations, shell, …)"
NEEDS_DJANGO = True


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "words", nargs=argparse.REMAINDER, help="the Django command and its options"
    )


def run(args: argparse.Namespace) -> int:
    execute_from_command_line(["commonhall django", *args.words])
    return 0
