"""Search folding for any script: words where there are spaces, bigrams where there are none.

The same tokens go into SQLite's FTS5 and PostgreSQL's tsvector('simple'), so both find the same.
"""

from __future__ import annotations

import re
import unicodedata

# Letters of scripts written without spaces between words: Han, Kana, Hangul, Thai, Lao, Khmer.
_RUNS = (
    "\u1100-\u11ff\u2e80-\u2fdf\u3005-\u3007\u3040-\u30ff\u3130-\u318f\u31a0-\u31ff\u3400-\u4dbf"
    "\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003fffd"
    "\u0e00-\u0e7f\u0e80-\u0eff\u1780-\u17ff"
)
_PIECE = re.compile(f"([{_RUNS}]+)|([^\\W_{_RUNS}]+)")
_KEEP_MARKS = re.compile(f"[{_RUNS}]")


def fold(text: str) -> str:
    """One form for equal texts: NFKC, case folded, accents stripped.

    Marks that are letters in their script (Thai vowels, Hangul parts, voiced Kana) stay.
    """
    folded = unicodedata.normalize("NFKC", text).casefold()
    kept = []
    for character in unicodedata.normalize("NFD", folded):
        if unicodedata.category(character) == "Mn" and not _KEEP_MARKS.match(character):
            # The dakuten of Kana makes another letter, not another accent.
            if character in "\u3099\u309a":
                kept.append(character)
            continue
        kept.append(character)
    return unicodedata.normalize("NFKC", "".join(kept)).casefold()


def tokens(text: str) -> list[str]:
    """Tokens in order, for the index: words; for runs without spaces all bigrams and singles.

    >>> tokens("Clean the Straße 噪音扰民")
    ['clean', 'the', 'strasse', '噪音', '音扰', '扰民', '噪', '音', '扰', '民']
    """
    found: list[str] = []
    for run, word in _PIECE.findall(fold(text)):
        if word:
            found.append(word)
        else:
            found.extend(_bigrams(run))
            if len(run) > 1:
                found.extend(run)
    return found


def index_text(text: str) -> str:
    """What goes into the index's column: the tokens joined by spaces."""
    return " ".join(tokens(text))


def query_tokens(query: str) -> list[str]:
    """Tokens that must all be present in a hit, each once, in order.

    A run of two and more asks for its bigrams only; a single character asks for itself.
    """
    found: dict[str, None] = {}
    for run, word in _PIECE.findall(fold(query)):
        for token in [word] if word else _bigrams(run):
            found[token] = None
    return list(found)


def _bigrams(run: str) -> list[str]:
    if len(run) == 1:
        return [run]
    return [run[i : i + 2] for i in range(len(run) - 1)]
