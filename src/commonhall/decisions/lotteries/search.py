"""What lotteries are found by."""

from __future__ import annotations

from commonhall.core import search
from commonhall.decisions.lotteries.models import Lottery
from commonhall.decisions.votes.search import words_of


def index_lottery(lottery: Lottery) -> None:
    search.index("decisions.lottery", [(lottery.pk, words_of(lottery))])
