"""The files that make a language: what a page must know of it beside its words.

A language is a locale folder with a `language.toml` (docs/add-a-language.md). Settings read this before
Django is up.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import snowballstemmer

SHIPPED = Path(__file__).parent / "locale"
# The source language's catalogue of what allauth and Django say: sign-in in our words too.
REWORDED = Path(__file__).parent / "reworded"
FILE = "language.toml"


class LanguageError(ValueError):
    """A language file, or a list of languages, that cannot be used; the message says what would be right."""


@dataclass(frozen=True)
class Language:
    """A language.

    code: Django's ("zh-hans"). tag: BCP 47, for `lang`. name: its own name for itself. whole: every string
    is translated. machine_made: by machine, and no speaker has signed it yet. source: the strings in the code
    are in it. decimal, group: the signs within a number; "" leaves them to Django's formats. big: (from how
    many, word), largest first. currency_signs: ISO 4217 code → sign where that currency is at home.
    money_after: the currency stands behind the amount. stemmer: what Snowball calls it, "" where it has none.
    """

    code: str
    tag: str
    name: str
    whole: bool = False
    machine_made: bool = False
    source: bool = False
    right_to_left: bool = False
    decimal: str = ""
    group: str = ""
    big: tuple[tuple[int, str], ...] = ()
    currency_signs: Mapping[str, str] = field(default_factory=dict)
    money_after: bool = False
    stemmer: str = ""


def code_of(folder: str) -> str:
    """The code of a locale folder: "zh_Hans" → "zh-hans"."""
    return folder.replace("_", "-").lower()


def read(file: Path) -> Language:
    """The language that a file describes."""
    try:
        said = tomllib.loads(file.read_text(encoding="utf-8"))
        numbers = said.get("numbers", {})
        return Language(
            code=code_of(file.parent.name),
            tag=said["tag"],
            name=said["name"],
            whole=said.get("whole", False),
            machine_made=said.get("machine_made", False),
            source=said.get("source", False),
            right_to_left=said.get("right_to_left", False),
            decimal=numbers.get("decimal", ""),
            group=numbers.get("group", ""),
            big=tuple((int(size), str(word)) for size, word in numbers.get("big", ())),
            currency_signs=said.get("currency_signs", {}),
            money_after=numbers.get("money_after", False),
            stemmer=_stemmer(said.get("stemmer", "")),
        )
    except KeyError as error:
        raise LanguageError(f"{file}: {error} is missing") from error
    except (tomllib.TOMLDecodeError, TypeError, ValueError, AttributeError) as error:
        raise LanguageError(f"{file}: {error}") from error


def _stemmer(name: str) -> str:
    if name and name not in snowballstemmer.algorithms():
        raise ValueError(f"Snowball has no stemmer {name!r}")
    return name


@lru_cache
def found_in(*folders: Path) -> dict[str, Language]:
    """Every language of these locale folders by its code; the source language first."""
    files = [file for folder in folders for file in sorted(folder.glob(f"*/{FILE}"))]
    found = [read(file) for file in files]
    return {one.code: one for one in sorted(found, key=lambda one: (not one.source, one.code))}


def chosen(written: str, can: Iterable[str]) -> tuple[str, ...]:
    """The codes of a list such as "en,zh-hans", once each. Raises LanguageError at one that cannot be had."""
    known = list(can)
    found = dict.fromkeys(code.strip().lower() for code in written.split(",") if code.strip())
    for code in found:
        if code not in known:
            raise LanguageError(f'"{code}" is none of the languages here: {", ".join(known)}')
    return tuple(found)
