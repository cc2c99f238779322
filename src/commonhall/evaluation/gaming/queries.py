"""Questions about the gaming watch: who may read what is not public yet, and what is."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from commonhall.actions.actors import Actor, Kind
from commonhall.core import clock
from commonhall.evaluation.gaming.models import GamingSignal
from commonhall.law.instruments.models import Competence
from commonhall.law.queries import competences, granted
from commonhall.people.actors import in_term
from commonhall.people.bodies.models import Body, OfficeTerm
from commonhall.places.models import Unit

WATCHES, REVIEWS, ANSWERS = "watch-gaming", "review-gaming", "answer-gaming"
REVIEW_DAYS, ANSWER_DAYS = "review-gaming", "answer-gaming"
State, Verdict = GamingSignal.State, GamingSignal.Verdict


def public(body: str = "") -> QuerySet[GamingSignal]:
    """What everybody may read; order and page are the caller's."""
    rows = GamingSignal.objects.filter(state=State.PUBLIC).select_related("shown_body")
    return rows.filter(shown_body__code=body) if body else rows


def reviews(actor: Actor) -> bool:
    """Does the actor hold an office of a body that reviews signals?"""
    if actor.kind is not Kind.OFFICE or actor.stand_in is not None:
        return False
    return competences(actor.body_id, [REVIEWS], clock.today()).exists()


def belongs(person: int, body: int) -> bool:
    """Does a person hold any office of a body?"""
    rows = OfficeTerm.objects.filter(in_term(clock.today()), office__body=body, person=person)
    return rows.exists()


def may_review(actor: Actor, signal: GamingSignal) -> bool:
    """A reviewer reads what is not public, unless they belong to the body it is about, or act for it."""
    about = signal.about_id or 0
    return (
        signal.state in (State.REVIEW, State.HEARD)
        and reviews(actor)
        and actor.body_id != about
        and not belongs(actor.person_id, about)
    )


def may_answer(actor: Actor, signal: GamingSignal) -> bool:
    """The body it is about reads it from the day it is heard."""
    return (
        signal.state == State.HEARD
        and actor.kind is Kind.OFFICE
        and actor.body_id == signal.about_id
    )


def may_read(actor: Actor, signal: GamingSignal) -> bool:
    return signal.public or may_review(actor, signal) or may_answer(actor, signal)


def waiting_for(actor: Actor) -> list[GamingSignal]:
    """What is not public and the actor may read, the oldest first."""
    if actor.kind is not Kind.OFFICE:
        return []
    rows = GamingSignal.objects.exclude(state=State.PUBLIC).select_related("about")
    return [one for one in rows.order_by("raised_on", "pk")[:200] if may_read(actor, one)]


def holders(bodies: Iterable[int], besides: int | None = None) -> set[int]:
    """Accounts of those in office in some bodies, without those who also belong to another."""
    today = clock.today()
    rows = OfficeTerm.objects.filter(in_term(today), office__body__in=list(bodies))
    if besides is not None:
        both = OfficeTerm.objects.filter(in_term(today), office__body=besides)
        rows = rows.exclude(person__in=both.values("person"))
    found = rows.exclude(person__account=None).values_list("person__account", flat=True)
    return {one for one in found if one is not None}


def reviewing(day: date, about: int) -> set[int]:
    """Bodies that review signals, without the one a signal is about."""
    rows = Competence.objects.filter(granted(day), power=REVIEWS).exclude(body=about)
    return set(rows.values_list("body", flat=True))


@dataclass(frozen=True)
class Precision:
    """How often a signal meant something, as the reviewer found."""

    found: int
    confirmed: int
    open: int


def precision() -> Precision:
    said = public().aggregate(
        confirmed=Count("pk", filter=Q(verdict=Verdict.CONFIRMED)),
        explained=Count("pk", filter=Q(verdict=Verdict.EXPLAINED)),
        all=Count("pk"),
    )
    found = said["confirmed"] + said["explained"]
    return Precision(found, said["confirmed"], said["all"] - found)


def confirmed(starts: date, ends: date) -> list[GamingSignal]:
    """Confirmed signals of months within a span."""
    rows = public().filter(
        verdict=Verdict.CONFIRMED, month__gte=starts.replace(day=1), month__lt=ends
    )
    return list(rows.order_by("month", "pk"))


def standing(rows: Collection[GamingSignal], thing: Body | Unit) -> list[GamingSignal]:
    """Those of a body, or of the bodies of a place."""
    if isinstance(thing, Body):
        return [one for one in rows if one.shown_body_id == thing.pk]
    return [one for one in rows if one.shown_body and one.shown_body.unit_id == thing.pk]
