"""What changed between two texts, word by word: <ins> and <del>, in any script."""

from __future__ import annotations

import difflib
import re

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

# A word, a run of blanks, or one sign; scripts without spaces go sign by sign.
_PIECES = re.compile(r"\s+|[^\W\u2e80-\u9fff\uf900-\ufaff\u3040-\u30ff]+|.", re.DOTALL)
MOST_PIECES = 4000


def pieces(text: str) -> list[str]:
    return _PIECES.findall(text)


def redline(before: str, after: str) -> SafeString:
    """The new text with what is struck out and what is put in. All of it is escaped."""
    old, new = pieces(before), pieces(after)
    if len(old) + len(new) > MOST_PIECES:
        # Comparing very long texts word by word takes too long for a page: whole lines then.
        old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    parts: list[tuple[SafeString]] = []
    for what, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            parts.append((format_html("{}", "".join(old[a:b])),))
            continue
        if b > a:
            parts.append((format_html("<del>{}</del>", "".join(old[a:b])),))
        if d > c:
            parts.append((format_html("<ins>{}</ins>", "".join(new[c:d])),))
    return format_html_join("", "{}", parts)
