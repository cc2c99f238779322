"""`commonhall set-up`: a new link to the guided set-up of a hall that is not founded."""

from __future__ import annotations

import argparse

from commonhall.site.commands.migrate import prepare
from commonhall.ui.console import CommandError, emit, say

HELP = "print a new link to the guided set-up of a hall that is not founded"
NEEDS_DJANGO = True


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print the result as JSON")


def run(args: argparse.Namespace) -> int:
    """Print the link; earlier ones end, and what was answered so far stays."""
    from django.conf import settings

    from commonhall.pages.set_up import drafts

    prepare()
    if drafts.is_founded():
        raise CommandError("this hall is founded already")
    link = settings.SITE_URL + drafts.new_link()
    emit(args, {"link": link}, link)
    return 0


def say_link(site: str) -> None:
    """Where `commonhall serve` begins on an empty hall: say where it is set up."""
    from commonhall.pages.set_up import drafts

    if not drafts.is_founded():
        say(
            "This hall is not founded yet. Set it up here; the link is for you alone:\n"
            f"  {site}{drafts.new_link()}"
        )
