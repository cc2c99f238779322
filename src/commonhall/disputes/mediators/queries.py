"""Who is on the roll, and who of it is free of interests in a dispute."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from commonhall.disputes.disputes import parties
from commonhall.disputes.disputes.models import Dispute
from commonhall.disputes.mediators.models import Candidate, Mediator
from commonhall.people.actors import in_force
from commonhall.people.interests.models import Interest


def in_term(day: date) -> Q:
    return Q(starts__lte=day, ends__gte=day) & (Q(ended_on=None) | Q(ended_on__gt=day))


def roll(day: date) -> QuerySet[Mediator]:
    """The mediators in their term, by name."""
    rows = Mediator.objects.filter(in_term(day)).exclude(person=None).select_related("body")
    return rows.order_by("name", "pk")


def free(dispute: Dispute, day: date) -> list[Mediator]:
    """Mediators with no part and no declared interest in either side; two queries beside the roll's."""
    refs = {str(parties.said_of(one).get("ref", "")) for one in dispute.parties.all()} - {""}
    declared = Interest.objects.filter(in_force(day), target__in=refs)
    recused = set(declared.values_list("person_id", flat=True))
    return [
        one
        for one in roll(day)
        if one.person_id not in recused and not refs & set(parties.refs_of(one.person_id or 0))
    ]


def left(dispute: Dispute) -> list[Candidate]:
    """Who neither side struck and who did not decline, by number."""
    rows = dispute.candidates.filter(out=False, struck_by_first=False, struck_by_second=False)
    return list(rows.select_related("mediator").order_by("mediator_id"))


def mediator_of(dispute: Dispute) -> Mediator | None:
    found = dispute.candidates.filter(chosen=True).select_related("mediator__person__account")
    one = found.first()
    return one.mediator if one is not None else None
