"""What elections, options, motions and lotteries are found by."""

from __future__ import annotations

from collections.abc import Iterator

from commonhall.core import search
from commonhall.decisions.lotteries.models import Lottery
from commonhall.decisions.motions.models import Motion
from commonhall.decisions.votes.models import Election, Option


def words_of(thing: Election | Option | Motion | Lottery) -> str:
    return "\n".join([*thing.names.values(), *thing.texts.values()])


def index_election(election: Election) -> None:
    search.index("decisions.election", [(election.pk, words_of(election))])


def index_option(option: Option) -> None:
    search.index("decisions.option", [(option.pk, words_of(option))])


def _lines(
    model: type[Election] | type[Option] | type[Motion] | type[Lottery],
) -> Iterator[search.Line]:
    for row in model.objects.order_by("pk").iterator(chunk_size=2000):
        yield row.pk, words_of(row)


def register() -> None:
    search.searchable("decisions.election", lambda: _lines(Election))
    search.searchable("decisions.option", lambda: _lines(Option))
    search.searchable("decisions.motion", lambda: _lines(Motion))
    search.searchable("decisions.lottery", lambda: _lines(Lottery))
