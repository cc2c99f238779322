"""Asking about calls, their offers and who does what with them."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from commonhall.actions.actors import Actor, Kind
from commonhall.core import clock
from commonhall.decisions.votes.envelope_set import root_of
from commonhall.delivery.calls.models import Call, Offer, Opener, Score, Scorer
from commonhall.delivery.calls.ranking import Scored
from commonhall.law.appeals.models import Appeal
from commonhall.people.actors import in_term, office_of
from commonhall.people.bodies.models import Office, OfficeTerm

State = Call.State


def calls() -> QuerySet[Call]:
    """Every call, with what a line shows of it."""
    return Call.objects.select_related("body", "unit", "contract__organisation")


def published() -> QuerySet[Call]:
    return calls().exclude(state=State.DRAFT)


def open_now() -> QuerySet[Call]:
    """Calls that take offers, the one that closes first on top."""
    rows = published().filter(state=State.OPEN, closes_at__gt=clock.now())
    return rows.order_by("closes_at", "pk")


def ended() -> QuerySet[Call]:
    """Calls that ended without an award: these can be called again."""
    return Call.objects.filter(state=State.ENDED).order_by("-pk")


# --- offers -------------------------------------------------------------------------------------------
def standing(call: Call) -> QuerySet[Offer]:
    """Sealed offers that were not withdrawn, in the order in which openers go through them."""
    rows: QuerySet[Offer] = call.offer_rows.filter(state=Offer.State.SEALED)
    return rows.order_by("digest")


def set_of(call: Call) -> tuple[list[str], str]:
    """Digests of all that stand, and the Merkle root over them."""
    found = list(standing(call).values_list("digest", flat=True))
    return found, root_of(found)


def offer_of(actor: Actor, call: Call) -> Offer | None:
    """The offer of the organisation for which somebody acts."""
    if actor.kind is not Kind.ORGANISATION:
        return None
    found: Offer | None = call.offer_rows.filter(organisation=actor.organisation).first()
    return found


def opened(call: Call) -> QuerySet[Offer]:
    """Offers as they came out of their envelopes, the lowest price first."""
    rows: QuerySet[Offer] = call.offer_rows.exclude(state=Offer.State.WITHDRAWN)
    return rows.select_related("offerer").order_by("price", "digest")


def to_score(call: Call) -> list[Offer]:
    """Offers that take part: opened and not excluded; with their scores."""
    rows = call.offer_rows.filter(state=Offer.State.OPENED).order_by("pk")
    return list(rows.select_related("offerer").prefetch_related("scores__scorer"))


def counted(offer: Offer) -> list[Score]:
    """Scores that no review has set aside; those of a scorer who was set aside do not count either."""
    rows = offer.scores.all()
    return [one for one in rows if one.ended_on is None and one.scorer.ended_on is None]


def scored(offer: Offer) -> Scored:
    """An offer with the points of its scorers, by their numbers."""
    rows = sorted(counted(offer), key=lambda one: one.scorer.number)
    return Scored(offer.pk, offer.digest, offer.price or 0, [one.points for one in rows])


def weights(call: Call) -> dict[str, int]:
    return {one["code"]: one["weight"] for one in call.criteria}


# --- who ----------------------------------------------------------------------------------------------
def openers(call: Call) -> QuerySet[Opener]:
    rows: QuerySet[Opener] = call.openers.filter(ended_on=None)
    return rows.select_related("office__body").order_by("number")


def scorers(call: Call) -> QuerySet[Scorer]:
    rows: QuerySet[Scorer] = call.scorers.filter(ended_on=None)
    return rows.select_related("office__body").order_by("number")


def opener_of(actor: Actor, call: Call) -> Opener | None:
    found: Opener | None = openers(call).filter(person=actor.person_id).first()
    return found


def scorer_of(actor: Actor, call: Call) -> Scorer | None:
    """Who acts as a scorer: in the office that was named, and as the person who held it then."""
    office = office_of(actor)
    found: Scorer | None = scorers(call).filter(office=office, person=actor.person_id).first()
    return found if office else None


def sits_in(person: int | None, bodies: Iterable[int | None]) -> bool:
    """Does a person hold an office of one of these bodies today?"""
    terms = OfficeTerm.objects.filter(in_term(clock.today()), person=person or 0)
    return terms.filter(office__body__in=[one for one in bodies if one]).exists()


def offices() -> QuerySet[Office]:
    """Offices that somebody may hold."""
    rows = Office.objects.filter(ended_on=None, body__ended_on=None).select_related("body")
    return rows.order_by("pk")


# --- what holds an award up ---------------------------------------------------------------------------
def waiting_appeals(call: Call) -> QuerySet[Appeal]:
    """Appeals against what was done with the call or one of its offers, not decided yet."""
    about = [call.ref, *(Offer.ref_of(one) for one in call.offer_rows.values_list("pk", flat=True))]
    if call.contract_id:
        about.append(f"delivery.contract:{call.contract_id}")
    held = Q(state=Appeal.State.WAITING) | Q(
        state=Appeal.State.SENT_BACK, anew_by__isnull=False, anew_on=None
    )
    return Appeal.objects.filter(held, about__in=about).order_by("pk")
