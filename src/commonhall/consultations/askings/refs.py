"""What askings tell the law, and how their reports are shown where a ref names one."""

from __future__ import annotations

from commonhall.consultations.askings.models import AskingReport
from commonhall.consultations.askings.reading import askings_about
from commonhall.core import refs
from commonhall.core.refs import Described
from commonhall.law.asking import readers


def _reports(ids: list[int]) -> dict[int, Described]:
    rows = dict(AskingReport.objects.filter(pk__in=ids).values_list("pk", "asking"))
    shown = refs.resolve(rows.values())
    return {
        number: Described(AskingReport.ref_of(number), shown[asking].title, shown[asking].url)
        for number, asking in rows.items()
    }


def register() -> None:
    readers.register(askings_about)
    refs.describes("consultations.askingreport", _reports)
