"""What a thing is about, as far as a picture can say it: from codes, names and words in the languages we know."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

DEFAULT = "town"
_FILE = Path(__file__).with_name("themes.toml")
# Scripts written without spaces: a word is found wherever it stands.
_RUNS = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")


def theme_of(*words: object, default: str = DEFAULT) -> str:
    """The first theme that one of the words names, the words in their order; else the default.

    Codes come before names: "street-lamps" is asked before "Before the school it is dark".
    """
    for one in words:
        folded = _said(one).casefold().replace("-", " ").replace("_", " ")
        found = next((theme for theme, sign in _signs().items() if sign.search(folded)), "")
        if found:
            return found
    return default


def _said(words: object) -> str:
    """Words as they are; of names in several languages all, so that no reader's language changes the picture."""
    return " ".join(map(str, words.values())) if isinstance(words, Mapping) else str(words)


@cache
def _signs() -> Mapping[str, re.Pattern[str]]:
    listed = tomllib.loads(_FILE.read_text())["themes"]
    return {theme: re.compile("|".join(map(_sign, words))) for theme, words in listed.items()}


def _sign(word: str) -> str:
    if _RUNS.search(word):
        return re.escape(word)
    ending = r"\w*" if word.endswith("*") else "(?:s|es)?"
    return rf"\b{re.escape(word.rstrip('*'))}{ending}\b"
