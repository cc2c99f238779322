"""`commonhall migrate`: bring the database to this version's shape."""

from __future__ import annotations

import argparse

from django.conf import settings
from django.core.management import call_command

from commonhall.core import fresh_database
from commonhall.ui.console import CommandError, emit

HELP = "bring the database to this version's shape"
NEEDS_DJANGO = True


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--search", action="store_true", help="also rebuild the search index from what is there"
    )
    parser.add_argument("--json", action="store_true", help="print the result as JSON")


def prepare() -> None:
    """Make the home and migrate; quiet, safe to repeat."""
    settings.COMMONHALL_HOME.mkdir(parents=True, exist_ok=True)
    fresh_database.make_tables()
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)


def refuse_unmigrated() -> None:
    """Raise CommandError where the database has not this version's shape."""
    from commonhall.core.condition import unapplied

    if waiting := unapplied():
        raise CommandError(
            f"the database has not this version's shape ({len(waiting)} migrations wait); run "
            "`commonhall migrate` once, on one machine"
        )


def run(args: argparse.Namespace) -> int:
    prepare()
    found = {}
    if args.search:
        from commonhall.core import search

        found = search.rebuild()
    name = str(settings.DATABASES["default"]["NAME"])
    emit(
        args, {"migrated": name, "indexed": found}, f"The database {name} has this version's shape."
    )
    return 0
