"""What letters to people drawn from the roll share, of panels and of surveys: matched with a list, numbered, opened.

The roll holds no names, so the office uploads its list with names and addresses; nothing of it is kept. Number and code
are printed; the code is kept as a keyed hash.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from commonhall.core.refusals import BadInput
from commonhall.people.residents import census, codes, letter_codes, roll_keys
from commonhall.people.residents.census import Line
from commonhall.people.residents.roll_keys import RollKey

CODE, NUMBER = 12, 10


def matched(lines: list[Line], letters: Iterable[Any], nobody: str) -> list[tuple[Line, Any]]:
    """Lines of a list with the letters to them. letters: with `entry_id`, each a line of the roll. nobody: what is said
    where none of these gets one. Raises BadInput."""
    if len(lines) > letter_codes.MOST:
        told = _("You can create up to %(most)d letters at a time. Split the list.")
        raise BadInput("file", told % {"most": letter_codes.MOST})
    entries = census.found(lines)
    drawn = {one.entry_id: one for one in letters}
    wanted = [
        (line, drawn[entry.pk])
        for line in lines
        if (entry := entries.get(line.key)) is not None and entry.pk in drawn
    ]
    if not wanted:
        raise BadInput("file", nobody)
    return wanted


def new_numbers(model: Any, count: int) -> list[str]:
    """So many numbers that no letter of this kind has."""
    found: dict[str, None] = {}
    while len(found) < count:
        tried = [codes.new_number(NUMBER) for _one in range(count - len(found))]
        for part in census.chunks(tried):
            there = model.objects.filter(number__in=part).values_list("number", flat=True)
            found.update(dict.fromkeys(set(part) - set(there)))
    return list(found)


def digest(key: RollKey, kind: str, number: str, code: str) -> str:
    """The keyed hash under which a letter's code is kept. kind: of letter, such as "panel"."""
    return key.digest(kind, number, codes.folded(code))


def opens(kind: str, number: str, kept: Iterable[str], code: str) -> bool:
    """Is this a code of the letter with this number? kept: its hashes."""
    tried = roll_keys.digests(kind, number, codes.folded(code))
    return any(hmac.compare_digest(one, other) for one in kept for other in tried)
