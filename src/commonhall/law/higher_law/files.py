"""Instruments as Markdown files: a title, then a heading before each provision.

    # Act on Local Self-Government

    ## Article 18 – Powers of the council
    1. The council adopts …

A heading is the provision's number, up to a dash or a colon; what follows is the first line of its text.
"""

from __future__ import annotations

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from commonhall.law.inputs import Numbered, checked
from commonhall.ui import languages

HEADING = re.compile(r"^(#{1,6})\s+(.+?)\s*#*$")
CUT = re.compile(r"\s*(?:[–—:：]|\s-\s)\s*")
MOST_BYTES = 1_000_000


def read_file(file: Any) -> list[Numbered]:
    """The provisions of an uploaded Markdown file, in the hall's own language. Raises ValidationError."""
    raw = file.read(MOST_BYTES + 1)
    if len(raw) > MOST_BYTES:
        raise ValidationError(_("Enter a file of at most 1 MB."))
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ValidationError(_("This file is not UTF-8 text.")) from error
    return read_text(text)


def read_text(text: str) -> list[Numbered]:
    """The provisions of a text. Raises ValidationError."""
    code = languages.own().code
    found: list[tuple[str, list[str]]] = []
    for place, line in enumerate(text.replace("\x00", "").splitlines()):
        heading = HEADING.match(line)
        if heading is None:
            if found:
                found[-1][1].append(line)
        elif found or place > 0 or len(heading.group(1)) > 1:
            number, _cut, rest = _divided(heading.group(2))
            found.append((number, [rest] if rest else []))
    # A heading without words of its own, such as of a chapter, is no provision.
    rows = [(number, "\n".join(lines).strip()) for number, lines in found]
    rows = [(number, words) for number, words in rows if words]
    if not rows:
        raise ValidationError(
            _("No provision was found. Begin each with a heading such as “## Article 1”.")
        )
    return checked([(number, {code: words}) for number, words in rows])


def _divided(heading: str) -> tuple[str, str, str]:
    cut = CUT.search(heading)
    if cut is None:
        return heading, "", ""
    return heading[: cut.start()].strip(), cut.group(), heading[cut.end() :].strip()
