"""Law as files: what is read from one, whatever its format, and Markdown.

    # Act on Local Self-Government

    ## Article 18 – Powers of the council
    1. The council adopts …

A heading is the provision's number, up to a dash or a colon; what follows is the first line of its text. A file that
begins with "<" is Akoma Ntoso (`akoma_ntoso`). What a page shows before it is entered, it keeps packed.
"""

from __future__ import annotations

import base64
import binascii
import re
import zlib
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from commonhall.law.higher_law import akoma_ntoso
from commonhall.law.higher_law.legal_act import Act, provisions
from commonhall.law.inputs import Numbered

HEADING = re.compile(r"^(#{1,6})\s+(.+?)\s*#*$")
CUT = re.compile(r"\s*(?:[–—:：]|\s-\s)\s*")
PACKED = "packed:"
MOST_BYTES, MOST_PACKED = 4 * 1024 * 1024, 1_800_000


def read_file(file: Any) -> Act:
    """The law in an uploaded file. Raises ValidationError."""
    return read_bytes(file.read(MOST_BYTES + 1))


def read_lines(lines: str) -> Act | None:
    """The law in a text that was pasted, or in one that a page kept packed. Raises ValidationError."""
    if not lines.startswith(PACKED):
        return read_bytes(lines.encode()) if lines.strip() else None
    try:
        unpacking = zlib.decompressobj()
        raw = unpacking.decompress(
            base64.b64decode(lines.removeprefix(PACKED), validate=True), MOST_BYTES + 1
        )
    except (binascii.Error, zlib.error, ValueError) as error:
        raise ValidationError(_("Choose the file again.")) from error
    return read_bytes(raw)


def read_bytes(raw: bytes) -> Act:
    """The law in a file's bytes. Raises ValidationError."""
    packed = PACKED + base64.b64encode(zlib.compress(raw, 9)).decode()
    if len(raw) > MOST_BYTES or len(packed) > MOST_PACKED:
        raise ValidationError(_("Choose a file of up to 4 MB."))
    if akoma_ntoso.is_xml(raw):
        return akoma_ntoso.read(raw, packed)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ValidationError(
            _("This file is not UTF-8 text. Save it as UTF-8 and try again.")
        ) from error
    return Act(read_text(text), title=_title(text), packed=packed)


def _title(text: str) -> str:
    """The first line, where it is the heading of the whole."""
    first = HEADING.match(text.split("\n", 1)[0].rstrip())
    return first.group(2)[:160] if first and len(first.group(1)) == 1 else ""


def read_text(text: str) -> list[Numbered]:
    """The provisions of a Markdown text. Raises ValidationError."""
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
    return provisions([(number, words) for number, words in rows if words])


def _divided(heading: str) -> tuple[str, str, str]:
    cut = CUT.search(heading)
    if cut is None:
        return heading, "", ""
    return heading[: cut.start()].strip(), cut.group(), heading[cut.end() :].strip()
