"""What elections, options, motions and lotteries are found by."""

from __future__ import annotations

from collections.abc import Iterator

from commonhall.acts import search
from commonhall.decide.models import Election, Lottery, Motion, Option


def _words(thing: Election | Option | Motion | Lottery) -> str:
    return " ".join([*thing.names.values(), *thing.texts.values()])


def index_election(election: Election) -> None:
    search.index("decide.election", [(election.pk, _words(election))])


def index_option(option: Option) -> None:
    search.index("decide.option", [(option.pk, _words(option))])


def index_motion(motion: Motion) -> None:
    search.index("decide.motion", [(motion.pk, _words(motion))])


def index_lottery(lottery: Lottery) -> None:
    search.index("decide.lottery", [(lottery.pk, _words(lottery))])


def _lines(
    model: type[Election] | type[Option] | type[Motion] | type[Lottery],
) -> Iterator[search.Line]:
    for row in model.objects.order_by("pk").iterator(chunk_size=2000):
        yield row.pk, _words(row)


def register() -> None:
    search.searchable("decide.election", lambda: _lines(Election))
    search.searchable("decide.option", lambda: _lines(Option))
    search.searchable("decide.motion", lambda: _lines(Motion))
    search.searchable("decide.lottery", lambda: _lines(Lottery))
