"""What changed between two texts, word by word: <ins> and <del>, in any script."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

# A word, a run of blanks, or one sign; scripts without spaces go sign by sign.
_PIECES = re.compile(r"\s+|[^\W\u2e80-\u9fff\uf900-\ufaff\u3040-\u30ff]+|.", re.DOTALL)
MOST_PIECES = 4000


def pieces(text: str) -> list[str]:
    return _PIECES.findall(text)


Change = tuple[bool, str, str]


def _changes(before: str, after: str) -> Iterator[Change]:
    """Runs of both texts in order: are they the same, what stood there, what stands there now."""
    old, new = pieces(before), pieces(after)
    if len(old) + len(new) > MOST_PIECES:
        # Comparing very long texts word by word takes too long for a page: whole lines then.
        old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    for what, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        yield what == "equal", "".join(old[a:b]), "".join(new[c:d])


def _joined(parts: Iterable[SafeString]) -> SafeString:
    return format_html_join("", "{}", ((one,) for one in parts))


def redline(before: str, after: str) -> SafeString:
    """The new text with what is struck out and what is put in. All of it is escaped."""
    parts: list[SafeString] = []
    for same, old, new in _changes(before, after):
        if same:
            parts.append(format_html("{}", new))
            continue
        if old:
            parts.append(format_html("<del>{}</del>", old))
        if new:
            parts.append(format_html("<ins>{}</ins>", new))
    return _joined(parts)


def beside(before: str, after: str) -> tuple[SafeString, SafeString]:
    """The old text with what went struck out, and the new one with what came underlined: to stand side by side."""
    left: list[SafeString] = []
    right: list[SafeString] = []
    for same, old, new in _changes(before, after):
        if old:
            left.append(format_html("{}" if same else "<del>{}</del>", old))
        if new:
            right.append(format_html("{}" if same else "<ins>{}</ins>", new))
    return _joined(left), _joined(right)
