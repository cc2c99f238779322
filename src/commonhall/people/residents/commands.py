"""`commonhall roll`: the keys under which the roll of residents is hashed and second factors are sealed."""

from __future__ import annotations

import argparse
from typing import Any

from commonhall.ui.console import CommandError, emit

HELP = "show, rotate and let go the keys of the roll of residents and of second factors"
NEEDS_DJANGO = True


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parsers = parser.add_subparsers(dest="do", required=True, metavar="COMMAND")
    status = parsers.add_parser("status", help="the keys, and how much is hashed under each")
    rotate = parsers.add_parser(
        "rotate", help="make a new key; then bring the list in again, so that it comes under it"
    )
    forget = parsers.add_parser("forget", help="let an older key go once nothing needs it")
    forget.add_argument("name", help="the key's name, as `commonhall roll status` shows it")
    forget.add_argument(
        "--lose-unused",
        action="store_true",
        help="also lines, letters and slips under it that nobody has used: they stop working",
    )
    reseal = parsers.add_parser(
        "reseal", help="seal second factors under the newest key (rotate does it, too)"
    )
    for one in (status, rotate, forget, reseal):
        one.add_argument("--json", action="store_true", help="print the result as JSON")


def run(args: argparse.Namespace) -> int:
    from commonhall.people.residents import roll_keys

    if args.do == "rotate":
        _refuse_setting()
        roll_keys.rotate()
        _reseal()
    elif args.do == "reseal":
        _reseal()
    elif args.do == "forget":
        _refuse_setting()
        _forget(args.name, args.lose_unused)
    found = _figures()
    emit(args, {"keys": found}, "\n".join(map(_told, found)))
    return 0


def _reseal() -> None:
    from commonhall.core.refusals import Refused
    from commonhall.people.accounts import seeds

    try:
        seeds.reseal()
    except Refused as error:
        raise CommandError(
            f"a second factor is sealed under a key that is not here, or was changed: {error}"
        ) from error


def _refuse_setting() -> None:
    from django.conf import settings

    if settings.ROLL_KEYS:
        raise CommandError(
            "the keys stand in the setting COMMONHALL_ROLL_KEYS: change them there, the newest first"
        )


def _forget(name: str, lose_unused: bool) -> None:
    from commonhall.people.residents import roll_keys
    from commonhall.people.residents.models import (
        CensusEntry,
        LetterCode,
        ProviderIdentity,
        Slip,
    )
    from commonhall.people.rolls.models import RollChangeLine
    from commonhall.people.rolls.queries import lines_under

    known = [key.name for key in roll_keys.every()]
    if name not in known:
        raise CommandError(f"there is no key {name}; there are {', '.join(known)}")
    if name == known[0]:
        raise CommandError(f"key {name} is the newest; make another first: commonhall roll rotate")
    for reason in roll_keys.needed(name):
        raise CommandError(reason)
    lines = CensusEntry.objects.filter(roll_key=name)
    identities = ProviderIdentity.objects.filter(roll_key=name).count()
    if identities:
        raise CommandError(
            f"{identities} persons confirmed by a sign-in provider are known under key {name} only; each "
            "comes under the newest key when the provider confirms them again"
        )
    if used := lines.exclude(used_by=None).count():
        raise CommandError(
            f"{used} lines under key {name} have confirmed somebody. Without it they could confirm "
            "somebody else: bring the list in again first"
        )
    if waiting := lines_under(name):
        raise CommandError(
            f"{waiting} lines under key {name} wait for a second body: let it decide first"
        )
    letters = LetterCode.objects.filter(roll_key=name, used_on=None)
    slips = Slip.objects.filter(roll_key=name, joined_on=None)
    if not lose_unused and (lines.exists() or letters.exists() or slips.exists()):
        raise CommandError(
            f"{lines.count()} lines, {letters.count()} letters and {slips.count()} slips under key "
            f"{name} are still to be used: wait, or give --lose-unused"
        )
    RollChangeLine.objects.filter(roll_key=name).delete()
    for rows in (letters, slips, lines):
        rows.delete()
    roll_keys.forget(name)


def _figures() -> list[dict[str, Any]]:
    from commonhall.people.accounts import seeds
    from commonhall.people.residents import roll_keys
    from commonhall.people.residents.models import CensusEntry, LetterCode, Slip

    factors = seeds.under()
    return [
        {
            "name": key.name,
            "newest": place == 0,
            "lines": CensusEntry.objects.filter(roll_key=key.name).count(),
            "lines_used": CensusEntry.objects.filter(roll_key=key.name)
            .exclude(used_by=None)
            .count(),
            "letters_open": LetterCode.objects.filter(roll_key=key.name, used_on=None).count(),
            "slips_open": Slip.objects.filter(roll_key=key.name, joined_on=None).count(),
            "second_factors": factors[key.name],
        }
        for place, key in enumerate(roll_keys.every())
    ]


def _told(row: dict[str, Any]) -> str:
    which = "newest" if row["newest"] else "older"
    return (
        f"key {row['name']} ({which}): {row['lines']} lines, {row['lines_used']} of them used; "
        f"{row['letters_open']} letters and {row['slips_open']} slips still to be used; "
        f"{row['second_factors']} second factors"
    )
