"""What `people` answers at the gate: identity, standing, interests."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commonhall.acts.actors import Kind
from commonhall.acts.refusals import Refused
from commonhall.acts.stages import ActRequest, Reliance
from commonhall.people.actors import in_force, in_term
from commonhall.people.models import (
    Interest,
    Membership,
    OfficeTerm,
    Organisation,
    Person,
    Verification,
)

ROOM = "people"


def identity(request: ActRequest) -> Iterable[Reliance]:
    """Is the subject who it says: an active person, in office today, entitled to speak for it?"""
    actor, day = request.actor, timezone.localdate(request.at)
    key = ("identity", actor, day)
    if key in request.memo:
        known: Refused | None = request.memo[key]
        if known:
            raise known
        return []
    refusal = None
    if actor.kind is Kind.SYSTEM:
        refusal = None if actor.body else _unknown()
    elif actor.person is None:
        refusal = Refused("identity", "not-signed-in", _("Please sign in first."))
    elif actor.kind is Kind.OFFICE:
        held = OfficeTerm.objects.filter(
            in_term(day),
            person_id=actor.person,
            office_id=int(actor.ref.partition(":")[2]),
            office__body_id=actor.body_id,
        )
        if not held.exists():
            refusal = Refused(
                "identity",
                "not-in-office",
                _("You do not hold this office today: its term has not begun, or has ended."),
            )
    elif actor.kind is Kind.ORGANISATION:
        speaks = Membership.objects.filter(
            in_force(day), person_id=actor.person, organisation_id=actor.organisation or 0
        )
        if not speaks.exists():
            refusal = Refused(
                "identity",
                "not-a-representative",
                _("You are not named as somebody who speaks for this organisation."),
            )
    elif not Person.objects.filter(pk=actor.person).exclude(account__is_active=False).exists():
        refusal = _unknown()
    request.memo[key] = refusal
    if refusal:
        raise refusal
    return []


def _unknown() -> Refused:
    return Refused("identity", "unknown", _("The hall does not know who this is."))


def standing(request: ActRequest) -> Iterable[Reliance]:
    """Are persons verified where the act asks for residents; is an organisation recognised?"""
    actor, day = request.actor, timezone.localdate(request.at)
    if actor.kind is Kind.PERSON and request.act.verified:
        key = ("verified", actor.person, day)
        if key not in request.memo:
            request.memo[key] = Verification.objects.filter(
                starts__lte=day, ends__gte=day, person_id=actor.person_id
            ).exists()
        if not request.memo[key]:
            raise Refused(
                "standing",
                "not-verified",
                _("This is for verified residents. You can be verified online or at an office."),
            )
    if actor.kind is Kind.ORGANISATION:
        known = ("recognised", actor.organisation)
        if known not in request.memo:
            request.memo[known] = (
                Organisation.objects.filter(pk=actor.organisation or 0)
                .values_list("state", flat=True)
                .first()
            )
        if request.memo[known] != Organisation.State.RECOGNISED:
            raise Refused(
                "standing",
                "not-recognised",
                _("This organisation has no standing yet: it must be recognised first."),
            )
    return []


def interests(request: ActRequest) -> Iterable[Reliance]:
    """Does the person behind public power have an interest in somebody concerned?"""
    actor = request.actor
    if not request.act.power or actor.person is None or not request.concerned:
        return []
    own = f"people.person:{actor.person}"
    if own in request.concerned:
        raise Refused(
            "interests",
            "own-matter",
            _("Nobody decides in their own matter: hand it to a colleague."),
        )
    day = timezone.localdate(request.at)
    key = ("interests", actor.person, day)
    if key not in request.memo:
        request.memo[key] = set(
            Interest.objects.filter(in_force(day), person_id=actor.person).values_list(
                "target", flat=True
            )
        )
    if request.memo[key] & set(request.concerned):
        raise Refused(
            "interests",
            "recused",
            _("A declared interest forbids you to act in this matter: hand it to a colleague."),
        )
    return []
