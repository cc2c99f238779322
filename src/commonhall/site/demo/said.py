"""The made-up town's words in every language that has them: `words/`, one file a language, by the English."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path

from commonhall.core.content import Texts
from commonhall.ui import languages

FOLDER = Path(__file__).parent / "words"


@lru_cache
def translations() -> dict[str, dict[str, str]]:
    """Language → English → its words, of every language that has a file."""
    return {
        file.stem: tomllib.loads(file.read_text(encoding="utf-8"))
        for file in sorted(FOLDER.glob("*.toml"))
    }


def said(english: str, **parts: object) -> Texts:
    """These words in every language of the hall that has them. parts: what stands for %(name)s, the same in each.

    A hall in none of the town's languages has them in English, as its own.
    """
    known = {languages.source().code: english}
    known |= {code: table[english] for code, table in translations().items() if english in table}
    # The town stores no choice, and is asked before it has a database.
    mine = [one.code for one in languages.at_first()]
    found = {code: known[code] for code in mine if code in known} or {mine[0]: english}
    return {code: words % parts if parts else words for code, words in found.items()}


def composed(english: str, **parts: Texts) -> Texts:
    """Words made of words: each part in the language of the whole, or in English."""
    return {
        code: words
        % {name: part.get(code) or next(iter(part.values())) for name, part in parts.items()}
        for code, words in said(english).items()
    }


def elsewhere(english: str) -> str:
    """These words in another language, as somebody says them who does not speak English; else in English."""
    return next(reversed(said(english).values()))
