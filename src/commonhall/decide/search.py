"""What elections, options and motions are found by."""

from __future__ import annotations

from collections.abc import Iterator

from commonhall.acts import search
from commonhall.decide.models import Election, Motion, Option


def _words(thing: Election | Option | Motion) -> str:
    return " ".join([*thing.names.values(), *thing.texts.values()])


def index_election(election: Election) -> None:
    search.index("decide.election", [(election.pk, _words(election))])


def index_option(option: Option) -> None:
    search.index("decide.option", [(option.pk, _words(option))])


def index_motion(motion: Motion) -> None:
    search.index("decide.motion", [(motion.pk, _words(motion))])


def _lines(model: type[Election] | type[Option] | type[Motion]) -> Iterator[search.Line]:
    for row in model.objects.order_by("pk").iterator(chunk_size=2000):
        yield row.pk, _words(row)


def register() -> None:
    search.searchable("decide.election", lambda: _lines(Election))
    search.searchable("decide.option", lambda: _lines(Option))
    search.searchable("decide.motion", lambda: _lines(Motion))
