"""The languages of a hall: which can be had, and which it has installed.

A language can be had when a locale folder holds its `language.toml`; adding one touches no code
(docs/add-a-language.md). Installed are those a hall has chosen: stored by an action of its own, else
named by COMMONHALL_LANGUAGES, else every language that is whole. The first is the hall's own: it is used
where nobody's wish is known.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from django.conf import settings

from commonhall.ui import hall
from commonhall.ui.language_files import SHIPPED, Language, found_in


def available() -> dict[str, Language]:
    """Every language that can be had, by its code."""
    return _found(tuple(settings.LOCALE_PATHS))


@lru_cache
def _found(more: tuple[str, ...]) -> dict[str, Language]:
    """Asked for at each number on a page: no path is made for it twice."""
    return found_in(SHIPPED, *map(Path, more))


def source() -> Language:
    """The language of the strings in the code."""
    return next(one for one in available().values() if one.source)


# --- installed ------------------------------------------------------------------------------------
def installed() -> list[Language]:
    """The hall's languages, its own first."""
    can = available()
    return [can[code] for code in hall.stored().languages if code in can] or at_first()


def at_first() -> list[Language]:
    """Those of a hall that has stored no choice; asks no database."""
    can = available()
    named = [can[code] for code in settings.HALL_LANGUAGES if code in can]
    return named or [one for one in can.values() if one.whole]


def codes() -> list[str]:
    """The codes of the hall's languages, its own first."""
    return [one.code for one in installed()]


def own() -> Language:
    """The hall's own language."""
    return installed()[0]


def of(code: str | None) -> Language:
    """The language of a code: "en-gb" is shown as "en"; an unknown or empty one as the hall's own."""
    can, wanted = available(), (code or "").lower()
    return can.get(wanted) or can.get(wanted.split("-")[0]) or own()
