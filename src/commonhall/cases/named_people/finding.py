"""People named in a text: pointed out to its writer before it is public. The writer decides.

What leads to a person differs by language and country, and is data: a file a language in `patterns/`, whose entries
are regular expressions and forms of address. Found is what the files describe, nothing is guessed: a name alone,
without a form of address, is not. Names of people who hold an office today are left out: what they do there is public.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from commonhall.core import clock
from commonhall.people.actors import in_term
from commonhall.people.bodies.models import OfficeTerm

FOLDER = Path(__file__).parent / "patterns"
PERSON = "person"
LABELS = {
    PERSON: _("a person's name"),
    "email": _("an e-mail address"),
    "phone": _("a telephone number"),
    "plate": _("a number plate"),
    "number": _("a personal number"),
}
_ORDER = ("email", "number", "plate", "phone", PERSON)
# So many are shown; a text that names more is told the same.
MOST = 12
# A surname after a form of address: it begins with a capital, and may be double.
_SURNAME = r"(?P<name>[^\W\d_][\w’'-]*( [^\W\d_a-z][\w’'-]+)?)"


@dataclass(frozen=True)
class Found:
    """Words of a text that lead to a person. kind: a key of LABELS."""

    kind: str
    words: str

    @property
    def label(self) -> Any:
        return LABELS[self.kind]


@dataclass(frozen=True)
class _Pattern:
    kind: str
    find: re.Pattern[str]
    digits: tuple[int, int] = (0, 99)


@cache
def _patterns() -> tuple[_Pattern, ...]:
    """Of all languages: people write in other languages than the hall's, too."""
    found = []
    for file in sorted(FOLDER.glob("*.toml")):
        said = tomllib.loads(file.read_text(encoding="utf-8"))
        for one in said.get("patterns", ()):
            digits = tuple(one.get("digits", (0, 99)))
            found.append(_Pattern(one["kind"], re.compile(one["find"]), (digits[0], digits[1])))
        if before := said.get("before"):
            words = "|".join(sorted(map(re.escape, before), key=len, reverse=True))
            find = rf"(?<!\w)(?i:{words})\.?\s+(?=[^\W\d_a-z]){_SURNAME}"
            found.append(_Pattern(PERSON, re.compile(find)))
        if after := said.get("after"):
            find = rf"(?P<name>[\u4e00-\u9fff])(?:{'|'.join(map(re.escape, after))})"
            found.append(_Pattern(PERSON, re.compile(find)))
    # The long before the short: a personal number looks like a telephone number, too.
    return tuple(sorted(found, key=lambda one: _ORDER.index(one.kind)))


def _in_office() -> set[str]:
    """Words of the names of people who hold an office today, folded; one query."""
    rows = OfficeTerm.objects.filter(in_term(clock.today())).values_list("person__name", flat=True)
    return {word.casefold() for name in rows for word in str(name or "").split()}


def named_in(text: str) -> list[Found]:
    """What leads to a person, each once."""
    found: dict[str, Found] = {}
    known: set[str] | None = None
    taken: list[tuple[int, int]] = []
    for pattern in _patterns():
        for match in pattern.find.finditer(text):
            start, end = match.span()
            digits = sum(sign.isdigit() for sign in match[0])
            if not pattern.digits[0] <= digits <= pattern.digits[1]:
                continue
            if any(start < other and begun < end for begun, other in taken):
                continue
            if pattern.kind == PERSON:
                known = _in_office() if known is None else known
                name = match["name"]
                if any(word.casefold() in known for word in name.split()):
                    continue
                # Of the letter that looks like a capital in no script, nothing is said.
                if name[0].islower():
                    continue
            taken.append((start, end))
            words = " ".join(match[0].split())
            found.setdefault(words, Found(pattern.kind, words))
    return list(found.values())[:MOST]
