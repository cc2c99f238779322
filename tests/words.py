"""Words for tests in every language Commonhall ships, so that no test knows which languages those are."""

from __future__ import annotations

import pytest
from django.utils import translation

from commonhall.ui import language_files

SHIPPED = list(language_files.found_in(language_files.SHIPPED).values())
CODES = [one.code for one in SHIPPED]
# The language of the strings in the code, and the one that is furthest from it in the list.
SOURCE, OTHER = SHIPPED[0].code, SHIPPED[-1].code
# Each for a test that is quick; where pages are opened by the hundred, those between wait for `make test-full`.
EACH = [
    code if code in {SOURCE, OTHER} else pytest.param(code, marks=pytest.mark.full)
    for code in CODES
]
# A page on a wide screen in the one, on a phone in the other.
WIDE_AND_NARROW = [(SOURCE, 1280), (OTHER, 390)]


def texts(words: str) -> dict[str, str]:
    """Words that somebody wrote in each language: {"en": "Parks", …: "Parks (…)"}."""
    return {one.code: in_(one.code, words) for one in SHIPPED}


def in_(language: str, words: str) -> str:
    """What somebody wrote in a language: "Parks" in the source language, else "Parks (its code)"."""
    return words if language == SOURCE else f"{words} ({language})"


def shown(language: str, message: str) -> str:
    """A string of the pages as this language shows it."""
    with translation.override(language):
        return translation.gettext(message)


def tag(language: str) -> str:
    """The language as a page's `lang` has it."""
    return next(one.tag for one in SHIPPED if one.code == language)


def box(name: str, language: str = OTHER) -> str:
    """The box of a form in which a language's text is asked for: "names_en"."""
    return f"{name}_{language.replace('-', '_')}"


def texts_in(name: str, words: str) -> dict[str, str]:
    """The boxes of every language, filled: {"names_en": "Parks", …}."""
    return {box(name, code): text for code, text in texts(words).items()}
