"""`commonhall found`: the founding act of an empty installation."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

from commonhall.core import clock
from commonhall.core.content import ContentError
from commonhall.core.refusals import Refused
from commonhall.law.founding import charter_templates
from commonhall.pages.set_up import hall_file
from commonhall.pages.set_up.founding import FOUNDER, found_by
from commonhall.record.models import Entry
from commonhall.site.commands.migrate import prepare
from commonhall.ui import languages
from commonhall.ui.console import CommandError, emit

HELP = "found a hall: its first law, bodies and offices, by one recorded act"
NEEDS_DJANGO = True


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", nargs="?", help="what the place is called")
    parser.add_argument(
        "--file",
        type=Path,
        metavar="HALL.TOML",
        help="everything it is founded with, in one file (docs/hall-file.md)",
    )
    parser.add_argument(
        "--check", action="store_true", help="with --file: only say whether it could be founded so"
    )
    parser.add_argument(
        "--name-in",
        action="append",
        default=[],
        metavar="LANGUAGE=NAME",
        help="its name in another language, for example de=Mühlbach; may be given again",
    )
    parser.add_argument(
        "--charter",
        default=charter_templates.STANDARD,
        help="its first law: one of "
        + ", ".join(charter_templates.templates())
        + ", or a folder with a charter of its own",
    )
    parser.add_argument("--json", action="store_true", help="print the result as JSON")


def _place_in_the_record() -> None:
    """Give the founding act its place at once: nothing may be serving yet."""
    from commonhall.record import sequencer

    sequencer.sequence_once()


def found(name: str, names: dict[str, str] | None = None, charter: str = "standard") -> str:
    """Found the hall with a charter; returns the entry's id. names: further languages → its name there.

    The name stands at the top of every page and in letters from then on.
    """
    from commonhall.law.founding.actions import found as action

    called = {languages.own().code: name, **(names or {})}
    plan = charter_templates.plan(charter_templates.read(charter), called, clock.today())
    named = replace(plan, settings={**plan.settings, "names": called})
    return str(action.perform(FOUNDER, plan=named).entry.pk)


def ensure(name: str = "Commonhall") -> bool:
    """Found the hall if nobody did; True when it was done now."""
    if Entry.objects.exists():
        return False
    found(name)
    return True


def run(args: argparse.Namespace) -> int:
    if bool(args.name) is bool(args.file):
        raise CommandError("give either the name of the place, or --file with everything")
    prepare()
    try:
        if args.file:
            return _by_file(args)
        entry = found(args.name, _names(args.name_in), args.charter)
    except (Refused, ContentError) as refusal:
        raise CommandError(str(refusal)) from refusal
    _place_in_the_record()
    emit(args, {"entry": entry, "name": args.name}, f"{args.name} was founded (entry {entry}).")
    return 0


def _by_file(args: argparse.Namespace) -> int:
    file = hall_file.read(args.file)
    name = next(iter(file.names.values()))
    if args.check:
        from commonhall.pages.set_up.planning import plan

        made = plan(file)
        counted = {
            "places": len(made.units),
            "bodies": len(made.bodies),
            "offices": len(made.offices),
            "articles": len(made.grants),
        }
        said = ", ".join(f"{count} {what}" for what, count in counted.items())
        emit(args, {"name": name, **counted}, f"{name} could be founded so: {said}.")
        return 0
    entry = found_by(file)
    _place_in_the_record()
    emit(args, {"entry": entry, "name": name}, f"{name} was founded (entry {entry}).")
    return 0


def _names(given: list[str]) -> dict[str, str]:
    found = {}
    for one in given:
        code, _sign, name = one.partition("=")
        if code not in languages.codes() or not name.strip():
            raise CommandError(
                f"--name-in {one}: write it like de=Mühlbach; the hall's languages are "
                + ", ".join(languages.codes())
            )
        found[code] = name.strip()
    return found
