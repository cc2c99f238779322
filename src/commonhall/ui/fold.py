"""Search folding for any script: words where there are spaces, bigrams where there are none.

Beside its words, a text is found by their stems in the languages of the hall (Snowball), so that "lights" finds
"light", and a word of three letters and more finds what begins with it. The same tokens go into SQLite's FTS5 and
PostgreSQL's tsvector, so both find the same.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

import snowballstemmer

from commonhall.ui import languages

# Letters of scripts written without spaces between words: Han, Kana, Hangul, Thai, Lao, Khmer.
_RUNS = (
    "\u1100-\u11ff\u2e80-\u2fdf\u3005-\u3007\u3040-\u30ff\u3130-\u318f\u31a0-\u31ff\u3400-\u4dbf"
    "\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003fffd"
    "\u0e00-\u0e7f\u0e80-\u0eff\u1780-\u17ff"
)
_PIECE = re.compile(f"([{_RUNS}]+)|([^\\W_{_RUNS}]+)")
# A word as it was written, with its marks, or a run without spaces.
_WORD = re.compile(f"[{_RUNS}]+|(?:(?![{_RUNS}])[\\w\u0300-\u036f])+")
_RUN = re.compile(f"[{_RUNS}]+")
# English's "lamp's" is a lamp.
_OWNERS = re.compile("['’]s\\b")
# A token is cut here: no word is longer, and databases bound what they index.
LONGEST = 60
# Stands before a stem, so that it is never taken for a word. Both databases read it as a letter.
STEM = "\ue001"
# So long a word finds what begins with it.
BEGINS = 3
_KEEP_MARKS = re.compile(f"[{_RUNS}]")
# Latin letters whose stroke or tie Unicode does not take apart: many keyboards lack them.
_STROKES = str.maketrans(
    {
        "ł": "l",
        "ø": "o",
        "đ": "d",
        "ħ": "h",
        "ŧ": "t",
        "ı": "i",
        "æ": "ae",
        "œ": "oe",
        "þ": "th",
        "ð": "d",
    }
)


def fold(text: str) -> str:
    """One form for equal texts: NFKC, case folded, accents and strokes stripped.

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
    plain = "".join(kept).translate(_STROKES)
    return unicodedata.normalize("NFKC", plain).casefold()


def tokens(text: str) -> list[str]:
    """Tokens in order, for the index: words; for runs without spaces all bigrams and singles.

    >>> tokens("Clean the Straße 噪音扰民")
    ['clean', 'the', 'strasse', '噪音', '音扰', '扰民', '噪', '音', '扰', '民']
    """
    found: list[str] = []
    for run, word in _PIECE.findall(_OWNERS.sub("", fold(text))):
        if word:
            found.append(word[:LONGEST])
        else:
            found.extend(_bigrams(run))
            if len(run) > 1:
                found.extend(run)
    return found


def index_text(text: str) -> str:
    """What goes into the index's column: the tokens and the stems of the words, joined by spaces."""
    found, stemmers = tokens(text), _stemmers()
    marked = dict.fromkeys(stem for one in found for stem in _stems(one, stemmers))
    return " ".join([*found, *marked])


def _stems(word: str, stemmers: list[str]) -> list[str]:
    """The word's stems, marked; none for what is no word of letters."""
    if len(word) < BEGINS or word.isdigit() or _KEEP_MARKS.match(word):
        return []
    return [STEM + stemmed(one, word) for one in stemmers]


def _stemmers() -> list[str]:
    """Of the languages of the hall; asked for once a text."""
    return list(dict.fromkeys(one.stemmer for one in languages.installed() if one.stemmer))


@lru_cache(maxsize=50_000)
def stemmed(stemmer: str, word: str) -> str:
    """A folded word's stem, folded; stemmer: as Snowball calls its language."""
    return fold(str(snowballstemmer.stemmer(stemmer).stemWord(word)))


@dataclass(frozen=True)
class Term:
    """One thing a hit must hold: the token, or, where it is a word, what begins with it, or one of its stems."""

    token: str
    begins: bool = False
    stems: tuple[str, ...] = ()


def query_terms(query: str) -> list[Term]:
    """What must all be present in a hit, each once, in order.

    A run of two and more asks for its bigrams only; a single character asks for itself.
    """
    found: dict[str, Term] = {}
    stemmers = _stemmers()
    for run, word in _PIECE.findall(_OWNERS.sub("", fold(query))):
        if word:
            token = word[:LONGEST]
            found[token] = Term(token, len(token) >= BEGINS, tuple(_stems(token, stemmers)))
        else:
            found.update((token, Term(token)) for token in _bigrams(run))
    return list(found.values())


def query_tokens(query: str) -> list[str]:
    """The tokens of `query_terms`, alone."""
    return [term.token for term in query_terms(query)]


def holds(document: str, query: str) -> bool:
    """Would a text of these words be found by this query? As both databases answer it."""
    held = index_text(document).split(" ")
    return all(
        term.token in held
        or (term.begins and any(one.startswith(term.token) for one in held))
        or any(stem in held for stem in term.stems)
        for term in query_terms(query)
    )


def spans(text: str, terms: list[Term]) -> list[tuple[int, int]]:
    """Where in a text, as written, the terms stand: (first, after the last) characters, in order, none twice.

    >>> spans("Clean the Straße", query_terms("strasse"))
    [(10, 16)]
    """
    stemmers = _stemmers()
    found: list[tuple[int, int]] = []
    for match in _WORD.finditer(text):
        said = fold(match[0])
        if _RUN.fullmatch(said):
            found += _inside(match[0], match.start(), terms)
        elif any(_means(term, one, stemmers) for term in terms for one in tokens(said)):
            found.append((match.start(), match.end()))
    return found


def _means(term: Term, word: str, stemmers: list[str]) -> bool:
    begins = term.begins and word.startswith(term.token)
    return word == term.token or begins or not {*term.stems}.isdisjoint(_stems(word, stemmers))


def _inside(run: str, start: int, terms: list[Term]) -> Iterator[tuple[int, int]]:
    """Where terms stand inside a run without spaces; those that touch are one."""
    marked = [False] * len(run)
    for term in terms:
        at = run.find(term.token)
        while at >= 0:
            marked[at : at + len(term.token)] = [True] * len(term.token)
            at = run.find(term.token, at + 1)
    at = start
    for hit, group in groupby(marked):
        length = len(list(group))
        if hit:
            yield at, at + length
        at += length


def _bigrams(run: str) -> list[str]:
    if len(run) == 1:
        return [run]
    return [run[i : i + 2] for i in range(len(run) - 1)]
