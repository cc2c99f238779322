"""Disputes of one person: as a side, or as the mediator."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from commonhall.disputes.disputes import parties
from commonhall.disputes.disputes.models import Dispute, Party
from commonhall.disputes.mediators.models import Candidate
from commonhall.disputes.sealing import keys
from commonhall.people.residents.models import Person


def of_marks(marks: list[str]) -> QuerySet[Dispute]:
    sides = Party.objects.filter(mark__in=marks).exclude(mark="")
    return Dispute.objects.filter(pk__in=sides.values("dispute"))


def as_side(person: int) -> QuerySet[Dispute]:
    """Where a person, or what they speak for, is a side; none where there is no key to find them by."""
    if not keys.is_here():
        return Dispute.objects.none()
    return of_marks(parties.marks_of(person))


def as_mediator(person: int) -> QuerySet[Dispute]:
    chosen = Candidate.objects.filter(chosen=True, mediator__person=person)
    return Dispute.objects.filter(pk__in=chosen.values("dispute"))


def own(person: Person) -> QuerySet[Dispute]:
    """For their page: in their own name, or as the mediator; one query."""
    if not keys.is_here():
        return as_mediator(person.pk)
    sides = Party.objects.filter(mark=parties.mark_of(person.ref)).exclude(mark="")
    chosen = Candidate.objects.filter(chosen=True, mediator__person=person)
    return Dispute.objects.filter(
        Q(pk__in=sides.values("dispute")) | Q(pk__in=chosen.values("dispute"))
    )
