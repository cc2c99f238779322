"""`commonhall found`: the founding act of an empty installation."""

from __future__ import annotations

import argparse

from commonhall.actions.actors import Actor, Kind
from commonhall.core import clock
from commonhall.core.refusals import Refused
from commonhall.record.models import Entry
from commonhall.site.commands.migrate import prepare
from commonhall.ui.console import CommandError, emit

HELP = "found a hall: its first law, bodies and offices, by one recorded act"
NEEDS_DJANGO = True
FOUNDER = Actor(Kind.SYSTEM, "law.founding:1")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", help="what the place is called")
    parser.add_argument("--name-zh", default="", help="its name in Chinese")
    parser.add_argument("--json", action="store_true", help="print the result as JSON")


def found(name: str, name_zh: str = "") -> str:
    """Found the hall with the standard charter; returns the entry's id."""
    from commonhall.law.founding.actions import found as action
    from commonhall.site import charters

    names = {"en": name, **({"zh-hans": name_zh} if name_zh else {})}
    return str(action.perform(FOUNDER, plan=charters.standard(names, clock.today())).entry.pk)


def ensure(name: str = "Commonhall") -> bool:
    """Found the hall if nobody did; True when it was done now."""
    if Entry.objects.exists():
        return False
    found(name)
    return True


def run(args: argparse.Namespace) -> int:
    prepare()
    try:
        entry = found(args.name, args.name_zh)
    except Refused as refusal:
        raise CommandError(str(refusal)) from refusal
    emit(args, {"entry": entry, "name": args.name}, f"{args.name} was founded (entry {entry}).")
    return 0
