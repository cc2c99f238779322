"""What provisions, appeals, challenges and petitions for recall are found by."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from commonhall.core import search
from commonhall.law.appeals.models import Appeal
from commonhall.law.challenges.models import Challenge
from commonhall.law.instruments.models import Instrument, Provision
from commonhall.law.recalls.models import Recall

Demand = Appeal | Challenge | Recall


def _provision(row: Provision) -> search.Line:
    titles = row.instrument.titles.values()
    return row.pk, "\n".join([*titles, row.number, *row.texts.values()])


def index_provisions(instrument: Instrument) -> None:
    rows = instrument.provisions.select_related("instrument").order_by("pk")
    search.index("law.provision", map(_provision, rows))


def index_demand(thing: Demand) -> None:
    """By what was written on both sides; words that were erased are found no more."""
    search.index(thing._meta.label_lower, [(thing.pk, f"{thing.text}\n{thing.answer}")])


def _demands(model: type[Any]) -> Iterator[search.Line]:
    for row in model.objects.order_by("pk").iterator(chunk_size=2000):
        yield row.pk, f"{row.text}\n{row.answer}"


def register() -> None:
    provisions = Provision.objects.select_related("instrument").order_by("pk")
    search.searchable("law.provision", lambda: map(_provision, provisions.all()))
    search.searchable("law.appeal", lambda: _demands(Appeal))
    search.searchable("law.challenge", lambda: _demands(Challenge))
    search.searchable("law.recall", lambda: _demands(Recall))
