"""`commonhall import …`: places, cases, budgets, conversations."""

from __future__ import annotations

import argparse
from pathlib import Path

from commonhall.core.imports import Invalid
from commonhall.core.refusals import BadInput, Refused
from commonhall.site.commands import found
from commonhall.site.commands.migrate import prepare
from commonhall.ui.console import CommandError, emit, say

HELP = "bring in places or cases from files"
NEEDS_DJANGO = True


def add_arguments(parser: argparse.ArgumentParser) -> None:
    kinds = parser.add_subparsers(dest="what", required=True)
    places = kinds.add_parser("places", help="territorial units from GeoJSON or TopoJSON")
    places.add_argument("file", type=Path)
    places.add_argument("--parent-digits", type=int, help="make parents from so many first digits")
    places.add_argument("--code", default="", help="property that holds the code")
    places.add_argument("--name", default="", help="property that holds the name")
    places.add_argument("--kind", default="district", help="what the units are called")
    cases = kinds.add_parser("cases", help="cases of another system, as reported facts")
    cases.add_argument("file", type=Path)
    cases.add_argument("--format", choices=["nyc311"], required=True)
    budget = kinds.add_parser(
        "budget", help="a counted budget from a Pabulib file, as reported facts"
    )
    budget.add_argument("file", type=Path)
    conversation = kinds.add_parser(
        "conversation", help="a Polis conversation from its folder, as reported facts"
    )
    conversation.add_argument("file", type=Path, metavar="DIR")
    conversation.add_argument("--place", default="", help="code of the place (default: all)")
    conversation.add_argument("--body", default="", help="code of the body it is brought in for")
    for parser_ in (places, cases, budget, conversation):
        parser_.add_argument("--json", action="store_true", help="print the result as JSON")


def run(args: argparse.Namespace) -> int:
    if args.what == "conversation":
        if not args.file.is_dir():
            raise CommandError(f"{args.file} is no folder; give the folder of a Polis export")
    elif not args.file.is_file():
        raise CommandError(f"there is no file {args.file}")
    prepare()
    if found.ensure():
        say("This hall was not founded yet: it was founded with the standard charter.")
    try:
        return {
            "places": _places, "cases": _cases, "budget": _budget, "conversation": _conversation,
        }[args.what](args)  # fmt: skip
    except (Invalid, Refused, BadInput) as error:
        raise CommandError(str(error)) from error


def _places(args: argparse.Namespace) -> int:
    from commonhall.core.imports import digest_of
    from commonhall.people.actors import system
    from commonhall.places import actions
    from commonhall.places.importers import boundaries
    from commonhall.places.models import Unit

    features = boundaries.read(args.file, args.code, args.name)
    root = Unit.objects.order_by("path").values_list("code", flat=True)[0]
    digits, names = boundaries.known_parents(features)
    if args.parent_digits is not None:
        digits = args.parent_digits
    rows = boundaries.unit_rows(
        features,
        root=root,
        parent_digits=digits,
        parent_names=names,
        kind=args.kind,
        name_property=args.name,
    )
    outcome = actions.import_units.perform(system(), rows=rows, source_sha256=digest_of(args.file))
    result = {"units": len(rows), "changed": outcome.result, "entry": str(outcome.entry.pk)}
    emit(args, result, f"{len(rows)} units, {outcome.result} rows changed.")
    return 0


def _cases(args: argparse.Namespace) -> int:
    from commonhall.cases.cases.importers import nyc311

    result = nyc311.run(args.file)
    emit(
        args,
        result,
        f"{result['rows']} cases in the file, {result['new']} new, {result['total']} in all from it."
        + (" It had been imported before." if result["repeated"] else ""),
    )
    return 0


def _budget(args: argparse.Namespace) -> int:
    from commonhall.decisions.votes.importers import pabulib

    result = pabulib.run(args.file)
    emit(
        args,
        result,
        f"{result['ballots']} ballots, {len(result['winners'])} projects won; vote {result['election']}."
        + (" It had been imported before." if result["repeated"] else ""),
    )
    return 0


SIGNS = {
    "confirmed": "+1 means agree, as the files' own counts confirm",
    "reversed": "in these files −1 means agree; the votes were turned round",
    "unverified": "no file can tell whether +1 means agree; it was taken so",
}


def _conversation(args: argparse.Namespace) -> int:
    from commonhall.consultations.conversations.importers import polis

    result = polis.run(args.file, args.place, args.body)
    emit(
        args,
        result,
        f"{result['statements']} statements and {result['votes']} votes of {result['participants']} "
        f"participants; conversation {result['conversation']}. {SIGNS[result['sign']]}."
        + (" It had been imported before." if result["repeated"] else ""),
    )
    return 0
