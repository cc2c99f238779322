"""What offers to mentor are found by."""

from __future__ import annotations

from collections.abc import Iterator

from commonhall.core import search
from commonhall.delivery.mentoring.models import MentorOffer

OFFER = "delivery.mentoroffer"


def _line(one: MentorOffer) -> search.Line:
    said = "" if one.ended_on else f"{one.heading}\n{one.text}"
    return one.pk, said


def index_offer(one: MentorOffer) -> None:
    search.index(OFFER, [_line(one)])


def _lines() -> Iterator[search.Line]:
    yield from map(_line, MentorOffer.objects.select_related("organisation").order_by("pk"))


def register() -> None:
    search.searchable(OFFER, _lines)
