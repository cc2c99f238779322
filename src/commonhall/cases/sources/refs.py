"""How sources are shown wherever a ref names one."""

from __future__ import annotations

from commonhall.cases.sources.models import Source
from commonhall.core.refs import Described, describes


def _sources(numbers: list[int]) -> dict[int, Described]:
    return {
        row.pk: Described(
            row.ref, row.title, row.get_absolute_url(), row.get_state_display(), "source"
        )
        for row in Source.objects.filter(pk__in=numbers)
    }


def register() -> None:
    describes("cases.source", _sources)
