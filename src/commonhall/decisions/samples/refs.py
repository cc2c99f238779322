"""How surveys by lot are shown wherever a ref names one."""

from __future__ import annotations

from commonhall.core.refs import Described, describes
from commonhall.decisions.samples.models import Mailing, Sample


def _samples(numbers: list[int]) -> dict[int, Described]:
    return {
        row.pk: Described(row.ref, row.survey.name, row.get_absolute_url(), row.get_state_display())
        for row in Sample.objects.filter(pk__in=numbers).select_related("survey")
    }


def _mailings(numbers: list[int]) -> dict[int, Described]:
    rows = Mailing.objects.filter(pk__in=numbers).select_related("sample__survey")
    return {
        row.pk: Described(row.ref, f"{row.sample.survey.name}, {row.title}", row.get_absolute_url())
        for row in rows
    }


def register() -> None:
    describes("decisions.sample", _samples)
    describes("decisions.mailing", _mailings)
