"""Who acts for whom today."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from commonhall.core import clock
from commonhall.people.deputies.models import Deputyship
from commonhall.people.residents.models import Person

# What a deputy may do for somebody, by the right it rests on. One's own voice is not among it: votes, signatures,
# statements, comments, surveys and lots are nobody else's.
RIGHTS = frozenset(
    {"raise-cases", "apply-for-services", "join-waiting-lists", "book-assets", "appeal"}
)

MEMO = "_commonhall_deputyships"


def in_force(day: date) -> Q:
    """Deputyships that hold on a day, and whose two people are both still known."""
    return Q(starts__lte=day, ends__gte=day, person__isnull=False, deputy__isnull=False) & (
        Q(ended_on=None) | Q(ended_on__gt=day)
    )


def ties(person: Person) -> list[Deputyship]:
    """Who acts for somebody today, and for whom they act; asked for once per person that was read."""
    known: list[Deputyship] | None = getattr(person, MEMO, None)
    if known is None:
        known = list(all_in_force().filter(Q(person=person) | Q(deputy=person)).order_by("pk"))
        setattr(person, MEMO, known)
    return known


def held_by(person: Person) -> list[Deputyship]:
    """For whom somebody acts today."""
    return [one for one in ties(person) if one.deputy_id == person.pk]


def of(person: Person) -> Deputyship | None:
    """Who acts for somebody today."""
    return all_in_force().filter(person=person).first()


def all_in_force() -> QuerySet[Deputyship]:
    return Deputyship.objects.filter(in_force(clock.today())).select_related("person", "deputy")
