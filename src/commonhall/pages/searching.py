"""The search page: what is known by name first, then the newest hits, each with the words that were found."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.functional import cached_property
from django.utils.html import format_html, format_html_join
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from commonhall.core import refs, search
from commonhall.core.excerpts import Piece, excerpt
from commonhall.places.models import Unit
from commonhall.places.queries import units
from commonhall.ui.parts import Tab

SIZE, NAMED = 20, 6
LAST = 2**62


@dataclass(frozen=True)
class Row:
    """A hit as it is shown. said: an excerpt, the words asked for marked; place: its name, "" where it has none;
    day: when it began."""

    thing: refs.Described
    said: SafeString
    place: str
    day: date | None


class Search:
    """One search, from the address asked for; anything it cannot read is taken as not asked."""

    def __init__(self, asked: dict[str, str]) -> None:
        self.words = asked.get("q", "")[:200].strip()
        kind, below = asked.get("kind", ""), asked.get("below", "")
        self.kind = kind if kind in search.kinds() else ""
        self.start = int(below) if below.isascii() and below.isdigit() and len(below) < 19 else LAST
        self.units = list(units())
        self.since, self.until = _day(asked.get("from", "")), _day(asked.get("until", ""))
        self.place = next((one for one in self.units if one.code == asked.get("place")), None)

    @property
    def _within(self) -> list[int]:
        """The place chosen and all that lies within it; empty: everywhere."""
        # The whole is no choice: what has no place belongs to it, too.
        if self.place is None or self.place.parent_id is None:
            return []
        return [one.pk for one in self.units if one.path.startswith(self.place.path)]

    def _among(self, kinds: Sequence[str]) -> search.Among:
        return search.Among(kinds, self._within, self.since, self.until)

    @cached_property
    def _small(self) -> set[str]:
        return set(search.small_kinds())

    @cached_property
    def _found(self) -> list[search.Hit]:
        chosen = [self.kind] if self.kind else sorted({*search.kinds()} - self._small)
        among = self._among(chosen)
        return search.hits(self.words, self.start, SIZE + 1, among) if self.words else []

    @cached_property
    def named(self) -> list[refs.Described]:
        """Things known by their name, such as bodies and categories, on the first page."""
        narrowed = self.kind or self._within or self.since or self.until
        if not self.words or narrowed or self.start < LAST:
            return []
        found = search.hits(self.words, count=NAMED, among=search.Among(sorted(self._small)))
        return list(refs.resolve(one.ref for one in found).values())

    def rows(self) -> list[Row]:
        found = self._found[:SIZE]
        things = refs.resolve(one.ref for one in found)
        places = {one.pk: one.name for one in self.units}
        return [
            Row(
                things[one.ref],
                _marked(excerpt(one.text, self.words, str(things[one.ref].title))),
                places.get(one.unit or 0, ""),
                one.day,
            )
            for one in found
        ]

    def tabs(self) -> list[Tab]:
        """The kinds that hold hits, with how many; none where there is nothing to choose between."""
        if not self.words:
            return []
        counted = search.counts(self.words, self._among(()))
        shown = {kind: number for kind, number in counted.items() if kind not in self._small}
        if self.kind:
            shown.setdefault(self.kind, counted.get(self.kind, 0))
        if len(shown) < 2:
            return []
        every = Tab(_("all"), self._address(kind=""), not self.kind, sum(shown.values()))
        kinds = sorted(((_name(kind), kind) for kind in shown), key=lambda one: one[0].casefold())
        return [
            every,
            *(
                Tab(name, self._address(kind=kind), kind == self.kind, shown[kind])
                for name, kind in kinds
            ),
        ]

    def _address(self, **other: str) -> str:
        asked = {
            "q": self.words,
            "kind": self.kind,
            "place": self.place.code if self.place else "",
            "from": self.since.isoformat() if self.since else "",
            "until": self.until.isoformat() if self.until else "",
        }
        return "?" + urlencode({name: one for name, one in (asked | other).items() if one})

    def older(self) -> str:
        return (
            self._address(below=str(self._found[SIZE - 1].key)) if len(self._found) > SIZE else ""
        )

    def first(self) -> str:
        return self._address() if self.start < LAST else ""

    def likely(self) -> str:
        """What was meant, where nothing holds the words as they were written."""
        return (
            search.likely(self.words) if self.words and not self._found and not self.named else ""
        )

    def context(self) -> dict[str, Any]:
        return {
            "words": self.words,
            "kind": self.kind,
            "place": self.place,
            "since": self.since.isoformat() if self.since else "",
            "until": self.until.isoformat() if self.until else "",
            "units": _offered(self.units),
            "tabs": self.tabs(),
            "named": self.named,
            "rows": self.rows(),
            "likely": self.likely(),
            "older": self.older(),
            "first": self.first(),
        }


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None


def _marked(pieces: Iterable[Piece]) -> SafeString:
    marked = (format_html("<mark>{}</mark>", one.text) if one.hit else one.text for one in pieces)
    return format_html_join("", "{}", ((one,) for one in marked))


def _name(kind: str) -> str:
    name = str(refs.kind_name(kind) or kind)
    return name[:1].upper() + name[1:]


def _offered(known: Iterable[Unit]) -> list[Unit]:
    """Places one may choose, where there is more than the whole."""
    every = list(known)
    return every if len(every) > 1 else []
