"""Paragraphs of a motion's words: named by their place and what stands there, changed one by one."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any

from commonhall.core.models import in_language
from commonhall.ui.text import excerpt

# Words by language.
Texts = dict[str, str]
BLANK = re.compile(r"\n\s*\n")
SHOWN = 90


def of(text: str) -> list[str]:
    """The paragraphs of a text: what blank lines part."""
    return [one.strip() for one in BLANK.split(text.strip()) if one.strip()]


def at(texts: Mapping[str, str], number: int) -> Texts:
    """What stands in a paragraph, counted from one, in each language that has it."""
    found = {}
    for language, text in texts.items():
        parts = of(text)
        if number <= len(parts):
            found[language] = parts[number - 1]
    return found


def count(texts: Mapping[str, str]) -> int:
    return max((len(of(text)) for text in texts.values()), default=0)


def key(texts: Mapping[str, str], number: int) -> str:
    """How a paragraph is named: its place, and a digest of its words, so that one that was changed meanwhile is told."""
    said = json.dumps(at(texts, number), sort_keys=True, ensure_ascii=False)
    return f"{number}-{hashlib.sha256(said.encode()).hexdigest()[:12]}"


def choices(texts: Mapping[str, str]) -> list[tuple[str, Any]]:
    """Every paragraph with its first words, in the reader's language."""
    found = []
    for number in range(1, count(texts) + 1):
        words = in_language(at(texts, number))
        found.append((key(texts, number), f"{number}. {excerpt(words, SHOWN)}"))
    return found


def changed(texts: Mapping[str, str], number: int, words: Mapping[str, str]) -> Texts:
    """The whole text with new words in one paragraph, in the languages in which they are given; all blank: without it."""
    out = not any(one.strip() for one in words.values())
    made = {}
    for language, text in texts.items():
        parts = of(text)
        if number <= len(parts) and (out or words.get(language, "").strip()):
            new = words.get(language, "").strip()
            parts[number - 1 : number] = [new] if new else []
            made[language] = "\n\n".join(parts)
        else:
            made[language] = text
    return made


def found_again(texts: Mapping[str, str], old: Mapping[str, str]) -> int | None:
    """Where a paragraph stands in other words of the motion; None where it is there no longer, or more than once."""
    places = [number for number in range(1, count(texts) + 1) if at(texts, number) == dict(old)]
    return places[0] if len(places) == 1 else None
