"""What a deputyship is called wherever a ref names one: its number, and nobody's name."""

from __future__ import annotations

from commonhall.core.refs import Described, describes
from commonhall.people.deputies.models import Deputyship


def _deputyships(numbers: list[int]) -> dict[int, Described]:
    return {
        row.pk: Described(row.ref, str(row), row.get_absolute_url())
        for row in Deputyship.objects.filter(pk__in=numbers)
    }


def register() -> None:
    describes("people.deputyship", _deputyships)
