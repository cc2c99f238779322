"""Finding things by words in any script: one index for all apps, the same hits on both databases.

Apps index what they show, inside the action that changes it, and say in `AppConfig.ready()` how the index
of a kind is built anew (`searchable`). SQLite keeps an FTS5 table beside the tokens, PostgreSQL a GIN
index over them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from functools import lru_cache
from itertools import islice
from typing import Any, TypeVar

from django.apps import apps
from django.db import connection
from django.db.models import Model, QuerySet
from django.db.models.expressions import RawSQL

from commonhall.core.models import SearchText
from commonhall.ui import fold

M = TypeVar("M", bound=Model)
Line = tuple[int, str]
NOTHING = "NULL"
_sources: dict[str, Callable[[], Iterable[Line]]] = {}
_words: dict[str, Callable[[Any], str]] = {}
CHUNK = 2000
# Where nothing is found: words like those asked for are looked for in so many of the newest texts.
NEWEST, LIKE = 500, 0.75

# What a line says after this is found, and not shown: the names of what the thing belongs to.
UNSHOWN = "\f"
# So much of a text is kept for showing, in characters.
SHOWN = 4000
# Among so many of the newest hits the kinds are counted.
COUNTED = 2000

# Of a thing's days the one on which it began is the first of these that it has.
BEGAN = (
    *("raised_at", "tabled_at", "at", "opened_on", "published_on", "opens_at", "opens_on"),
    *("starts_at", "adopted_on", "starts", "set_on", "founded_on"),
)

_UPSERT = (
    "INSERT INTO core_searchtext (kind, object_id, tokens, text, unit, day) VALUES {} "
    "ON CONFLICT (kind, object_id) DO UPDATE SET tokens = excluded.tokens, text = excluded.text, "
    "unit = excluded.unit, day = excluded.day"
)
_MATCH = {
    # CROSS JOIN: the words are looked up once. SQLite would else ask the index again for every thing of the kind.
    "sqlite": (
        "SELECT t.object_id FROM core_searchfts f CROSS JOIN core_searchtext t ON t.id = f.rowid "
        "WHERE core_searchfts MATCH %s AND t.kind = %s"
    ),
    "postgresql": (
        "SELECT t.object_id FROM core_searchtext t "
        "WHERE array_to_tsvector(string_to_array(t.tokens, ' ')) @@ %s::tsquery AND t.kind = %s"
    ),
}
_EVERYTHING = {
    "sqlite": (
        "SELECT t.id, t.kind, t.object_id, t.text, t.unit, t.day FROM core_searchfts f JOIN core_searchtext t "
        "ON t.id = f.rowid WHERE core_searchfts MATCH %s AND t.id < %s{} "
        "ORDER BY f.rowid DESC LIMIT %s"
    ),
    "postgresql": (
        "SELECT t.id, t.kind, t.object_id, t.text, t.unit, t.day FROM core_searchtext t WHERE "
        "array_to_tsvector(string_to_array(t.tokens, ' ')) @@ %s::tsquery "
        "AND t.id < %s{} ORDER BY t.id DESC LIMIT %s"
    ),
}


def searchable(kind: str, lines: Callable[[], Iterable[Line]]) -> None:
    """Say how the index of a kind ("cases.case") is built anew: (id, text) of everything public."""
    _sources[kind] = lines


def found_by(model: type[Model], words: Callable[[Any], str]) -> None:
    """Say what every thing of a model is found by, from the moment an action or an import saves it."""
    _words[model._meta.label_lower] = words
    rows = model._default_manager.order_by("pk")
    searchable(
        model._meta.label_lower, lambda: ((thing.pk, words(thing)) for thing in rows.iterator())
    )


def saved(things: Sequence[Model]) -> None:
    """Things of one model were saved: index them, where `found_by` says how."""
    words = _words.get(things[0]._meta.label_lower) if things else None
    if words is not None:
        index(things[0]._meta.label_lower, [(thing.pk, words(thing)) for thing in things])


def index(kind: str, lines: Iterable[Line]) -> None:
    """(Re)write what things of a kind are found by."""
    rows = [(kind, number, fold.index_text(text), _shown(text)) for number, text in lines]
    if not rows:
        return
    facts = _facts(kind, connection.vendor)
    values = f"(%s, %s, %s, %s, {', '.join(facts)})"
    keys = sum(fact != NOTHING for fact in facts)
    # SQLite takes at most 32,766 parameters in a statement.
    for start in range(0, len(rows), CHUNK):
        part = rows[start : start + CHUNK]
        given: list[Any] = []
        for row in part:
            given += [*row, *[row[1]] * keys]
        with connection.cursor() as cursor:
            cursor.execute(_UPSERT.format(", ".join([values] * len(part))), given)


def _shown(text: str) -> str:
    return text.partition(UNSHOWN)[0].replace("\x00", "").strip()[:SHOWN]


@lru_cache(maxsize=256)
def _facts(kind: str, vendor: str) -> tuple[str, str]:
    """What gives the place and the day of a thing of this kind in SQL, each by its number."""
    try:
        model = apps.get_model(kind)
    except (LookupError, ValueError):
        return NOTHING, NOTHING
    columns = {field.attname for field in model._meta.concrete_fields}
    began = next((one for one in BEGAN if one in columns), "")
    table, key = model._meta.db_table, model._meta.pk.column

    def of_the_thing(what: str) -> str:
        return f'(SELECT {what} FROM "{table}" WHERE "{key}" = %s)'  # noqa: S608

    day = f"date({began})" if vendor == "sqlite" else f"CAST({began} AS date)"
    return (
        of_the_thing("unit_id") if "unit_id" in columns else NOTHING,
        of_the_thing(day) if began else NOTHING,
    )


def matching(rows: QuerySet[M], kind: str, words: str) -> QuerySet[M]:
    """Of `rows` (things of `kind`) those that hold every word; all when there is no word."""
    asked = _asked(words)
    if asked is None:
        return rows
    return rows.filter(pk__in=RawSQL(_MATCH[connection.vendor], [asked, kind]))  # noqa: S611


@dataclass(frozen=True)
class Hit:
    """One thing that was found. key: pages go on below it; text: its words, a line for each; unit: its place;
    day: when it began."""

    key: int
    ref: str
    text: str
    unit: int | None
    day: date | None = None


@dataclass(frozen=True)
class Among:
    """Where to look: kinds of things, places by their numbers, days on which things began; empty: everywhere."""

    kinds: Sequence[str] = ()
    units: Sequence[int] = ()
    since: date | None = None
    until: date | None = None

    def condition(self) -> tuple[str, list[Any]]:
        """As SQL after WHERE …, and what it asks for."""
        parts = [
            f" AND t.{column} IN ({', '.join(['%s'] * len(values))})"
            for column, values in (("kind", self.kinds), ("unit", self.units))
            if values
        ]
        days = [(sign, day) for sign, day in ((">=", self.since), ("<=", self.until)) if day]
        parts += [f" AND t.day {sign} %s" for sign, _day in days]
        return "".join(parts), [*self.kinds, *self.units, *[day.isoformat() for _sign, day in days]]


def hits(words: str, below: int = 2**62, count: int = 20, among: Among = Among()) -> list[Hit]:
    """Things of any kind that hold every word, newest indexed first, keys below `below`."""
    asked = _asked(words)
    if asked is None:
        return []
    condition, values = among.condition()
    with connection.cursor() as cursor:
        query = _EVERYTHING[connection.vendor].format(condition)
        cursor.execute(query, [asked, below, *values, count])
        return [
            Hit(key, f"{kind}:{number}", text, unit, _day(day))
            for key, kind, number, text, unit, day in cursor.fetchall()
        ]


def _day(value: date | str | None) -> date | None:
    """SQLite's days are text."""
    return date.fromisoformat(value) if isinstance(value, str) else value


def everything(
    words: str, below: int = 2**62, count: int = 20, kinds: Sequence[str] = ()
) -> list[tuple[int, str]]:
    """(key, ref) of `hits` of these kinds."""
    return [(one.key, one.ref) for one in hits(words, below, count, Among(kinds))]


def counts(words: str, among: Among = Among()) -> dict[str, int]:
    """How many things of each kind hold every word, among the newest `COUNTED` hits."""
    asked = _asked(words)
    if asked is None:
        return {}
    condition, values = among.condition()
    newest = _EVERYTHING[connection.vendor].format(condition)
    query = f"SELECT kind, COUNT(*) FROM ({newest}) hits GROUP BY kind ORDER BY kind"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(query, [asked, 2**62, *values, COUNTED])
        return dict(cursor.fetchall())


def kinds() -> list[str]:
    """Every kind of thing that is found by its words."""
    return sorted(_sources)


def small_kinds() -> list[str]:
    """Kinds of which there are few, such as bodies and categories: people look for them by name."""
    return sorted(_words)


def likely(words: str) -> str:
    """The words with those nobody wrote replaced by ones like them; "" where there are none."""
    rows = SearchText.objects.filter(kind__in=small_kinds()).values_list("tokens", flat=True)
    newest = SearchText.objects.order_by("-pk").values_list("tokens", flat=True)[:NEWEST]
    known = {one for text in [*rows, *newest] for one in text.split() if one[0] != fold.STEM}
    found = [
        next(iter(get_close_matches(token, known, 1, LIKE)), "")
        for token in fold.query_tokens(words)
    ]
    return " ".join(found) if found and all(found) else ""


def _asked(words: str) -> str | None:
    """What was asked for in the database's own words; None: nothing was."""
    terms = fold.query_terms(words)
    if not terms:
        # Signs that are no word of any script find nothing, rather than everything.
        return None if not words.strip() else _word(fold.Term("\ue000"))
    return " AND ".join(map(_word, terms)) if _sqlite() else " & ".join(map(_word, terms))


def _word(term: fold.Term) -> str:
    """One term; tokens hold letters, digits and marks only, nothing that either database would read."""
    quote, begins, either = ('"', "*", " OR ") if _sqlite() else ("'", ":*", " | ")
    found = [f"{quote}{term.token}{quote}{begins if term.begins else ''}"]
    found += [f"{quote}{stem}{quote}" for stem in term.stems]
    return f"({either.join(found)})"


def _sqlite() -> bool:
    return connection.vendor == "sqlite"


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
