"""Asking about applications. Every list costs the same number of queries however long it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from statistics import median

from django.db.models import Count, F, Q, QuerySet

from commonhall.actions.actors import Actor, Kind
from commonhall.disputes.disputes.figures import FEWEST, shown
from commonhall.services.applications.models import WAITING, Application, ServiceQuestion
from commonhall.services.services.models import Service

State = Application.State
DECIDED = (State.GRANTED, State.REFUSED)


def questions_of(service: Service) -> QuerySet[ServiceQuestion]:
    """What a service asks of those who apply today, in order."""
    return ServiceQuestion.objects.filter(service=service, ended_on=None).order_by("order", "pk")


def applications() -> QuerySet[Application]:
    return Application.objects.select_related("service", "body", "unit", "person", "organisation")


def whens(today: date) -> dict[str, Q]:
    """What a desk is narrowed to."""
    waiting = Q(state__in=WAITING)
    return {
        "": waiting,
        "late": waiting & Q(due_on__lt=today),
        "asked": Q(state=State.ASKED),
        "decided": Q(state__in=DECIDED),
    }


def desk(actor: Actor, when: str, today: date) -> QuerySet[Application]:
    """Applications to the body one acts for; the caller puts the latest first."""
    rows = applications()
    if actor.kind is not Kind.OFFICE:
        return rows.none()
    chosen = whens(today)
    return rows.filter(chosen.get(when, chosen[""]), body=actor.body_id)


def counts(actor: Actor, today: date) -> dict[str, int]:
    """How many each of `whens` holds; one query."""
    rows = Application.objects.filter(body=actor.body_id)
    found: dict[str, int] = rows.aggregate(
        **{name or "all": Count("pk", filter=which) for name, which in whens(today).items()}
    )
    return found


def own(actor: Actor) -> QuerySet[Application]:
    """What a person, or an organisation, applied for."""
    if actor.kind is Kind.ORGANISATION:
        return applications().filter(organisation=actor.organisation)
    if actor.kind is not Kind.PERSON or actor.person is None:
        return applications().none()
    return applications().filter(person=actor.person)


def open_one(actor: Actor, service: Service) -> Application | None:
    """The application of an actor for a service that waits for its answer."""
    return own(actor).filter(service=service, state__in=WAITING).first()


@dataclass(frozen=True)
class Figures:
    """What everybody may know of a service's applications; None: too few. in_time: per cent of the answers.

    granted, refused: only where both, or neither, can be told; else one could be worked out from the others.
    """

    handed_in: int | None
    granted: int | None = None
    refused: int | None = None
    in_time: int | None = None
    days: int | None = None


def figures(service: Service) -> Figures:
    """Of all applications for a service that were not withdrawn; two queries."""
    rows = Application.objects.filter(service=service).exclude(state=State.WITHDRAWN)
    decided = Q(state__in=DECIDED)
    found = rows.aggregate(
        handed_in=Count("pk"),
        granted=Count("pk", filter=Q(state=State.GRANTED)),
        refused=Count("pk", filter=Q(state=State.REFUSED)),
        in_time=Count("pk", filter=decided & (Q(due_on=None) | Q(decided_on__lte=F("due_on")))),
    )
    answered = found["granted"] + found["refused"]
    if answered < FEWEST:
        return Figures(shown(found["handed_in"]))
    both = min(found["granted"], found["refused"]) >= FEWEST
    days = [
        (end - start).days
        for start, end in rows.filter(decided).values_list("applied_on", "decided_on")
        if end is not None
    ]
    return Figures(
        found["handed_in"],
        found["granted"] if both else None,
        found["refused"] if both else None,
        round(100 * found["in_time"] / answered),
        round(median(days)) if days else None,
    )
