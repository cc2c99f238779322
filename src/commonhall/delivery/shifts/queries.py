"""Questions about shifts."""

from __future__ import annotations

from django.db.models import Count, Q, QuerySet

from commonhall.delivery.shifts.models import Shift, Volunteer


def shifts() -> QuerySet[Shift]:
    rows: QuerySet[Shift] = Shift.objects.select_related("unit", "organisation", "body", "item")
    return rows.annotate(signed_up=Count("hands", filter=Q(hands__left_on=None)))


def hands_of(shift: Shift) -> QuerySet[Volunteer]:
    """Who is signed up now."""
    return Volunteer.objects.filter(shift=shift, left_on=None)


def volunteer_of(person: int, shift: Shift) -> Volunteer | None:
    return hands_of(shift).filter(person_id=person).first() if person else None
