"""Asking about mentoring. A list costs the same number of queries however long it is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from commonhall.actions.actors import Actor, Kind
from commonhall.core import clock
from commonhall.delivery.mentoring.models import (
    Field,
    MentorMeeting,
    MentorOffer,
    MentorPair,
    MentorSuggestion,
)
from commonhall.people.actors import in_force
from commonhall.people.organisations.models import Membership, Organisation

State = MentorPair.State
RECOGNISED = Organisation.State.RECOGNISED
# Pairs that everybody reads of; what was only asked for, declined or withdrawn is between the two.
SHOWN = (State.RUNNING, State.ENDED)


@dataclass(frozen=True)
class Filter:
    """What the list of offers is narrowed to; empty values narrow nothing."""

    field: str = ""
    place: str = ""


def all_offers() -> QuerySet[MentorOffer]:
    """Every offer, with `free`: its places less the pairs under way."""
    taken = MentorPair.objects.filter(mentor=OuterRef("organisation"), state=State.RUNNING)
    counted = taken.order_by().values("mentor").annotate(many=Count("pk")).values("many")
    rows: QuerySet[MentorOffer] = MentorOffer.objects.select_related("organisation", "unit")
    return rows.annotate(free=F("places") - Coalesce(Subquery(counted), 0))


def offers(wanted: Filter | None = None) -> QuerySet[MentorOffer]:
    """Offers that stand, of organisations that have standing."""
    rows = all_offers().filter(ended_on=None, organisation__state=RECOGNISED)
    if wanted and wanted.field:
        rows = rows.filter(fields__contains=f" {wanted.field} ")
    if wanted and wanted.place:
        rows = rows.filter(unit__code=wanted.place)
    return rows


def is_full(offer: MentorOffer) -> bool:
    """Does the mentor have as many pairs under way as it offered?"""
    running = MentorPair.objects.filter(mentor=offer.organisation_id, state=State.RUNNING)
    return running.count() >= offer.places


def pairs() -> QuerySet[MentorPair]:
    """Pairs that everybody reads of, with `met`: how often they met."""
    return _with_meetings().filter(state__in=SHOWN)


def _with_meetings() -> QuerySet[MentorPair]:
    noted = MentorMeeting.objects.filter(pair=OuterRef("pk"), struck_on=None)
    counted = noted.order_by().values("pair").annotate(many=Count("pk")).values("many")
    rows: QuerySet[MentorPair] = MentorPair.objects.select_related(
        "mentor", "learner", "offer__unit"
    )
    return rows.annotate(met=Coalesce(Subquery(counted), 0))


def own(organisations: Iterable[int]) -> QuerySet[MentorPair]:
    """All pairs of organisations, those that wait or came to nothing among them."""
    mine = list(organisations)
    return _with_meetings().filter(Q(mentor__in=mine) | Q(learner__in=mine))


def spoken_for(actor: Actor) -> set[int]:
    """Organisations in whose name the actor acts, or could: numbers."""
    if actor.kind is Kind.ORGANISATION and actor.organisation is not None:
        return {actor.organisation}
    if actor.kind is not Kind.PERSON or actor.person is None:
        return set()
    rows = Membership.objects.filter(in_force(clock.today()), person_id=actor.person)
    return set(rows.values_list("organisation_id", flat=True))


def seen_by(mine: set[int]) -> QuerySet[MentorPair]:
    """What somebody reads who speaks for these organisations: the public ones and their own."""
    return _with_meetings().filter(
        Q(state__in=SHOWN) | Q(mentor__in=list(mine)) | Q(learner__in=list(mine))
    )


def meetings(pair: MentorPair) -> QuerySet[MentorMeeting]:
    return pair.meetings.filter(struck_on=None).select_related("by").order_by("-on", "-pk")


def suggestions(offer: MentorOffer) -> QuerySet[MentorSuggestion]:
    """What a body suggests and nobody has answered."""
    rows = offer.suggestions.filter(state=MentorSuggestion.State.OPEN)
    return rows.select_related("learner", "body").order_by("pk")


def over(today: date) -> QuerySet[MentorPair]:
    """Pairs whose last day is past."""
    return MentorPair.objects.filter(state=State.RUNNING, until__lt=today).order_by("until", "pk")


def figures() -> list[dict[str, Any]]:
    """How many pairs run and ended, by field; only fields in which there are any; one query."""
    rows = MentorPair.objects.filter(state__in=SHOWN).order_by().values("field")
    found = rows.annotate(
        running=Count("pk", filter=Q(state=State.RUNNING)),
        ended=Count("pk", filter=Q(state=State.ENDED)),
    )
    return [{**row, "label": Field(row["field"]).label} for row in found.order_by("field")]


def told(row: Any) -> dict[str, Any]:
    """What is public of a pair, besides what both wish to say at its end."""
    return {
        "id": row.pk,
        "ref": row.ref,
        "state": row.state,
        "mentor": row.mentor_id,
        "learner": row.learner_id,
        "field": row.field,
        "began_on": row.answered_on,
        "until": row.until,
        "ended_on": row.ended_on,
        "meetings": row.met,
    }


def told_offer(row: Any) -> dict[str, Any]:
    """What is public of an offer, besides its words."""
    return {
        "id": row.pk,
        "ref": row.ref,
        "organisation": row.organisation_id,
        "fields": row.codes,
        "place": row.unit.code,
        "places": row.places,
        "free": max(0, row.free),
        "since": row.at.date(),
        "ended_on": row.ended_on,
    }
