"""Finding things by words in any script: one index for all apps, the same hits on both databases.

Apps index what they show, inside the action that changes it, and say in `AppConfig.ready()` how the index
of a kind is built anew (`searchable`). SQLite keeps an FTS5 table beside the tokens, PostgreSQL a GIN
index over them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, TypeVar

from django.db import connection
from django.db.models import Model, QuerySet
from django.db.models.expressions import RawSQL

from commonhall.core.models import SearchText
from commonhall.ui import fold

M = TypeVar("M", bound=Model)
Line = tuple[int, str]
_sources: dict[str, Callable[[], Iterable[Line]]] = {}
CHUNK = 2000

_UPSERT = (
    "INSERT INTO core_searchtext (kind, object_id, tokens) VALUES {} "
    "ON CONFLICT (kind, object_id) DO UPDATE SET tokens = excluded.tokens"
)
_MATCH = {
    "sqlite": (
        "SELECT t.object_id FROM core_searchfts f JOIN core_searchtext t ON t.id = f.rowid "
        "WHERE core_searchfts MATCH %s AND t.kind = %s"
    ),
    "postgresql": (
        "SELECT t.object_id FROM core_searchtext t "
        "WHERE string_to_array(t.tokens, ' ') @> %s::text[] AND t.kind = %s"
    ),
}
_EVERYTHING = {
    "sqlite": (
        "SELECT t.id, t.kind, t.object_id FROM core_searchfts f JOIN core_searchtext t "
        "ON t.id = f.rowid WHERE core_searchfts MATCH %s AND t.id < %s ORDER BY f.rowid DESC LIMIT %s"
    ),
    "postgresql": (
        "SELECT t.id, t.kind, t.object_id FROM core_searchtext t "
        "WHERE string_to_array(t.tokens, ' ') @> %s::text[] AND t.id < %s ORDER BY t.id DESC LIMIT %s"
    ),
}


def searchable(kind: str, lines: Callable[[], Iterable[Line]]) -> None:
    """Say how the index of a kind ("cases.case") is built anew: (id, text) of everything public."""
    _sources[kind] = lines


def index(kind: str, lines: Iterable[Line]) -> None:
    """(Re)write what things of a kind are found by."""
    rows = [(kind, number, fold.index_text(text)) for number, text in lines]
    if not rows:
        return
    # SQLite takes at most 32,766 parameters in a statement.
    for start in range(0, len(rows), CHUNK):
        part = rows[start : start + CHUNK]
        marks = ", ".join(["(%s, %s, %s)"] * len(part))
        with connection.cursor() as cursor:
            cursor.execute(_UPSERT.format(marks), [value for row in part for value in row])


def matching(rows: QuerySet[M], kind: str, words: str) -> QuerySet[M]:
    """Of `rows` (things of `kind`) those that hold every word; all when there is no word."""
    asked = _asked(words)
    if asked is None:
        return rows
    return rows.filter(pk__in=RawSQL(_MATCH[connection.vendor], [asked, kind]))  # noqa: S611


def everything(words: str, below: int = 2**62, count: int = 20) -> list[tuple[int, str]]:
    """(key, ref) of things of any kind that hold every word, newest indexed first, keys below `below`."""
    asked = _asked(words)
    if asked is None:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_EVERYTHING[connection.vendor], [asked, below, count])
        return [(key, f"{kind}:{number}") for key, kind, number in cursor.fetchall()]


def _asked(words: str) -> Any:
    tokens = fold.query_tokens(words)
    if not tokens:
        # Signs that are no word of any script find nothing, rather than everything.
        return None if not words.strip() else _nothing()
    if connection.vendor == "sqlite":
        return " ".join(f'"{token}"' for token in tokens)
    return tokens


def _nothing() -> Any:
    return '"\ue000"' if connection.vendor == "sqlite" else ["\ue000"]


def rebuild(kinds: Sequence[str] = ()) -> dict[str, int]:
    """Write the index anew from what the apps say; how many things of each kind."""
    counts = {}
    for kind in kinds or sorted(_sources):
        SearchText.objects.filter(kind=kind).delete()
        lines: Iterator[Line] = iter(_sources[kind]())
        counts[kind] = 0
        while part := list(islice(lines, CHUNK)):
            index(kind, part)
            counts[kind] += len(part)
    return counts
