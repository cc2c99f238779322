"""What of a text a hit shows: the line that holds most of the words asked for, cut round the first of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from commonhall.ui import fold

# So long an excerpt is, in characters; so much of it stands before the first word asked for.
LONG, BEFORE = 180, 50
_SPACE = re.compile(r"\s+")
# Signs of Markdown, which a hit shows as plain words.
_SIGNS = re.compile(r"\]\([^)\s]*\)|(?<!\w)[\[#>]+|[*`]+|(?<!\w)_+|_+(?!\w)")


@dataclass(frozen=True)
class Piece:
    """Part of an excerpt. hit: it is one of the words asked for."""

    text: str
    hit: bool = False


def excerpt(text: str, words: str, title: str = "") -> list[Piece]:
    """The excerpt in pieces; empty where the text says no more than the title.

    text: a line for each text. Lines that only repeat the title, or part of it, are not shown.
    """
    lines = [_SPACE.sub(" ", _SIGNS.sub("", line)).strip() for line in text.split("\n")]
    lines = [line for line in lines if line and line not in title]
    if not lines:
        return []
    terms = fold.query_terms(words)
    spans = [fold.spans(line, terms) for line in lines]
    best = max(range(len(lines)), key=lambda number: len(spans[number]))
    return _pieces(lines[best], spans[best])


def _pieces(line: str, spans: Sequence[tuple[int, int]]) -> list[Piece]:
    start, end = _window(line, spans[0][0] if spans else 0)
    marked = [False] * len(line)
    for first, last in spans:
        marked[first:last] = [True] * (last - first)
    pieces, at = [], start
    for hit, run in groupby(marked[start:end]):
        length = len(list(run))
        pieces.append(Piece(line[at : at + length], hit))
        at += length
    if start > 0:
        pieces.insert(0, Piece("… "))
    if end < len(line):
        pieces.append(Piece(" …"))
    return pieces


def _window(line: str, first: int) -> tuple[int, int]:
    """Where to cut: between words, where there are spaces."""
    start = max(0, first - BEFORE) if first + LONG - BEFORE > LONG else 0
    if start:
        space = line.find(" ", start, first)
        start = space + 1 if space >= 0 else start
    end = min(len(line), start + LONG)
    if end < len(line):
        space = line.rfind(" ", start + LONG // 2, end)
        end = space if space >= 0 else end
    return start, end
