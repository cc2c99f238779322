#!/usr/bin/env python3
"""Name phrases that must not come back into what people read: the strings of pages and letters, and the docs.

    python3 tools/plain_words.py    # 1 where one is found, each with its place and what to say instead

Write as GOV.UK does: the reader's word, the subject first, one thought a sentence, and errors that say
what to do. The list holds what this project once wrote again and again. docs/ui.md#words
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import polib

ROOT = Path(__file__).resolve().parent.parent
CATALOGUES = "src/commonhall/*/locale/*/LC_MESSAGES/django.po"
# Made from strings and from the names of tests, which are checked or read by programmers alone.
GENERATED = {"actions.md", "security.md"}
CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)


class Phrase(NamedTuple):
    """What is not written, what to write, and whether the docs are searched for it too."""

    pattern: re.Pattern[str]
    say: str
    docs: bool = True


def _phrase(pattern: str, say: str, docs: bool = True) -> Phrase:
    return Phrase(re.compile(pattern), say, docs)


THINGS = (
    "JSON|XML|CSV|UTF-8|text|number|date|day|hour|picture|image|photo|file|table|list|language|place"
    "|address|reference|name|key|answer|panel|option|degrees"
)
PHRASES = (
    _phrase(r"\b[Ww]hoever\b", "people who, anybody who, the person who"),
    _phrase(r"\b[Nn]ought\b", "zero"),
    _phrase(r"(?<!-)\b[Aa]new\b", "again"),
    _phrase(r"\blies? with\b", "name who decides: The council decides"),
    _phrase(r"\bfrom (?:two|three|five|ten|\d+) on\b", "once ten people have answered"),
    _phrase(r"\b(?:A|a|One|one|thing) (?:a line|line an? \w+)\b", "one per line"),
    _phrase(r"\b[Ll]eave (?:it|this) empty\b|^Empty: ", "Leave blank"),
    _phrase(r"\bat (?:the|their) wish\b", "at their request"),
    _phrase(r"\b[Nn]ear by\b", "nearby"),
    _phrase(r"\b[Hh]ands (?:wanted|needed|asked)\b|\bfor hands\b", "volunteers needed"),
    _phrase(r"\bsays who raised\b", "according to the person who raised it"),
    _phrase(rf"(?<![Tt]here )\b(?:is|are) no (?:{THINGS})\b", "is not a number, is not valid JSON"),
    _phrase(
        r"\b(?:is|are|was|were|been) \w+(?:ed|en) already\b|\balready there already\b",
        "has already been decided",
    ),
    _phrase(r"\b[Cc]ompetent\b", "responsible"),
    _phrase(r"\bbear(?:s|ing)? (?:the|a|on)\b", "say it plainly: show, pay, affect"),
    _phrase(r"\b[Oo]ne (?:can see|sees|may)\b", "you, people", docs=False),
    _phrase(r"\b[Bb]r(?:ing|ought) (?:it |them )?in\b", "import, add", docs=False),
    _phrase(r"\b[Mm]end(?:s|ed|ing)?\b", "fix, put right", docs=False),
    _phrase(r"\b[Mm]eanwhile\b", "since you opened it", docs=False),
    _phrase(r"\b[Ss]hall\b", "will, should, must", docs=False),
    _phrase(r"\b[Oo]wed\b|\bowes\b", "due, must", docs=False),
    _phrase(r"^No \w+ fits?\b", "No cases match", docs=False),
    _phrase(r"^At most\b", "Up to 500 characters", docs=False),
    _phrase(r"^Give (?!each\b|your\b).*\.$", "Enter a name for the vote.", docs=False),
    _phrase(r"^Write (?:the|what|how|your)\b.*\.$", "Enter the text.", docs=False),
    _phrase(r"\bneeds (?:words|a name)\.", "Enter a comment.", docs=False),
    _phrase(r"\bTh(?:is|e) field is required\b", "say what to enter", docs=False),
    _phrase(
        r"\bTake (?:it|them) (?:back|away|with you)\b",
        "Withdraw, Remove, Download",
        docs=False,
    ),
    _phrase(r"\bpresent state does not allow\b", "You cannot do this while …", docs=False),
    _phrase(r"\b\w+ (?:signs|letters) read best\b", "About 140 is easiest to read", docs=False),
    _phrase(
        r"\b(?:organi|recogni|authori|summari)z|\bcolor\b|\bcenter\b",
        "British spelling",
        docs=False,
    ),
)


def found(text: str, docs: bool) -> Iterator[tuple[str, str]]:
    """Phrases in a text, each with what to say instead."""
    for one in PHRASES:
        if (one.docs or not docs) and (hit := one.pattern.search(text)):
            yield hit[0], one.say


def in_catalogues(root: Path) -> Iterator[str]:
    """Phrases in strings; a string that is in the catalogues of several languages is named once."""
    seen: set[str] = set()
    for path in sorted(root.glob(CATALOGUES)):
        for entry in polib.pofile(str(path)):
            texts = {entry.msgid, entry.msgid_plural} - seen - {""}
            seen |= texts
            if entry.obsolete:
                continue
            for text in sorted(texts):
                for phrase, say in found(text, docs=False):
                    yield f"{path.relative_to(root).parts[2]}: {text!r}: {phrase!r}. Say: {say}"


def in_docs(root: Path) -> Iterator[str]:
    """Phrases in the docs, by file and line. Code is left out."""
    for path in sorted([*root.glob("docs/**/*.md"), *root.glob("README.md")]):
        if path.name in GENERATED:
            continue
        text = CODE.sub(lambda code: "\n" * code[0].count("\n"), path.read_text(encoding="utf-8"))
        for number, line in enumerate(text.splitlines(), 1):
            for phrase, say in found(line, docs=True):
                yield f"{path.relative_to(root)}:{number}: {phrase!r}. Say: {say}"


def main() -> int:
    """Name every phrase; 1 where there is one."""
    faults = [*in_catalogues(ROOT), *in_docs(ROOT)]
    print(*faults, sep="\n", end="\n" if faults else "")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
