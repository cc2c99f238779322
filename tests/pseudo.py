"""A language made out of the catalogues: what shows a string that was forgotten, a box too narrow, a page
that cannot turn round.

Each letter becomes another one, each string is framed and a third longer; placeholders and tags stay.
"""

from __future__ import annotations

import re
from pathlib import Path

import polib

import commonhall

APPS = Path(commonhall.__file__).parent
LEFT = str.maketrans("aeiouyncAEIOUYNC", "äëïöüÿñçÄËÏÖÜŸÑÇ")
RIGHT = str.maketrans("abcdefghijklmnopqrstuvwxyz", "אבגדהוזחטיכלמנסעפצקרשתםןףץ")
KEPT = re.compile(r"%\(\w+\)[a-z]|%[%sdn]|<[^>]+>|&\w+;|https?://\S+|\{[^}]*\}")
FRAME = ("⟦", "⟧")
DESCRIPTION = """\
name = "{name}"
tag = "{tag}"
right_to_left = {right_to_left}
"""


def disguised(text: str, right_to_left: bool) -> str:
    """The text as the pseudo-language has it."""
    signs = RIGHT if right_to_left else LEFT

    def written(words: str) -> str:
        return (words.lower() if right_to_left else words).translate(signs)

    parts, at = [], 0
    for found in KEPT.finditer(text):
        parts += [written(text[at : found.start()]), found[0]]
        at = found.end()
    longer = "~" * (len(text) // 3)
    body = "".join([*parts, written(text[at:])]) + longer
    # gettext wants a line's end where the string has one.
    start = "\n" if text.startswith("\n") else ""
    end = "\n" if text.endswith("\n") else ""
    return f"{start}{FRAME[0]}{body.strip()}{FRAME[1]}{end}"


def make(
    folder: Path, code: str, *, right_to_left: bool = False, name: str = "Pseudo", tag: str = ""
) -> None:
    """Write the language into a folder of locales: its description and one compiled catalogue."""
    place = folder / code / "LC_MESSAGES"
    place.mkdir(parents=True)
    said = DESCRIPTION.format(name=name, tag=tag or code, right_to_left=str(right_to_left).lower())
    (folder / code / "language.toml").write_text(said, encoding="utf-8")
    catalogue = polib.POFile()
    catalogue.metadata = {
        "Content-Type": "text/plain; charset=UTF-8",
        "Plural-Forms": "nplurals=2; plural=(n != 1);",
    }
    seen = set()
    for path in sorted(APPS.glob("*/locale/*/LC_MESSAGES/django.po")):
        for entry in polib.pofile(str(path)):
            key = (entry.msgctxt, entry.msgid)
            if entry.obsolete or key in seen:
                continue
            seen.add(key)
            both = {0: entry.msgid, 1: entry.msgid_plural}
            plural = {n: disguised(text, right_to_left) for n, text in both.items() if text}
            catalogue.append(
                polib.POEntry(
                    msgctxt=entry.msgctxt,
                    msgid=entry.msgid,
                    msgid_plural=entry.msgid_plural,
                    msgstr="" if entry.msgid_plural else plural[0],
                    msgstr_plural=plural if entry.msgid_plural else {},
                )
            )
    catalogue.save_as_mofile(str(place / "django.mo"))
