"""How sources are shown wherever a ref names one."""

from __future__ import annotations

from commonhall.cases.sources.models import Candidate, Source
from commonhall.core.refs import Described, describes


def _sources(numbers: list[int]) -> dict[int, Described]:
    return {
        row.pk: Described(
            row.ref, row.title, row.get_absolute_url(), row.get_state_display(), "source"
        )
        for row in Source.objects.filter(pk__in=numbers)
    }


def _candidates(numbers: list[int]) -> dict[int, Described]:
    rows = Candidate.objects.filter(pk__in=numbers).select_related("source")
    return {
        row.pk: Described(
            row.ref, row.source.title, row.get_absolute_url(), row.get_state_display()
        )
        for row in rows
    }


def register() -> None:
    describes("cases.source", _sources)
    describes("cases.candidate", _candidates)
