"""What elections, options, motions and lotteries are found by."""

from __future__ import annotations

from collections.abc import Iterator

from commonhall.acts import search
from commonhall.decide.models import Election, Lottery, Motion, Option


def words_of(thing: Election | Option | Motion | Lottery) -> str:
    return " ".join([*thing.names.values(), *thing.texts.values()])


def index_election(election: Election) -> None:
    search.index("decide.election", [(election.pk, words_of(election))])


def index_option(option: Option) -> None:
    search.index("decide.option", [(option.pk, words_of(option))])


def index_motion(motion: Motion) -> None:
    search.index("decide.motion", [(motion.pk, words_of(motion))])


def index_lottery(lottery: Lottery) -> None:
    search.index("decide.lottery", [(lottery.pk, words_of(lottery))])


def _lines(
    model: type[Election] | type[Option] | type[Motion] | type[Lottery],
) -> Iterator[search.Line]:
    for row in model.objects.order_by("pk").iterator(chunk_size=2000):
        yield row.pk, words_of(row)


def register() -> None:
    search.searchable("decide.election", lambda: _lines(Election))
    search.searchable("decide.option", lambda: _lines(Option))
    search.searchable("decide.motion", lambda: _lines(Motion))
    search.searchable("decide.lottery", lambda: _lines(Lottery))
