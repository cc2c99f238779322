"""How bodies, offices and organisations are shown wherever a ref names one."""

from __future__ import annotations

from django.db.models import Model
from django.urls import reverse
from django.utils.translation import gettext as _

from commonhall.actions import notifications
from commonhall.core.refs import Described, describes
from commonhall.people.bodies.models import Body, Office, OfficeTerm
from commonhall.people.interests.models import Interest
from commonhall.people.invitations.models import Invitation
from commonhall.people.organisations.models import Membership, Organisation
from commonhall.people.residents.models import Verification


def _bodies(numbers: list[int]) -> dict[int, Described]:
    return {
        body.pk: Described(body.ref, body.name, reverse("people:body", args=[body.pk]))
        for body in Body.objects.filter(pk__in=numbers)
    }


def _offices(numbers: list[int]) -> dict[int, Described]:
    rows = Office.objects.filter(pk__in=numbers).select_related("body")
    return {
        office.pk: Described(
            office.ref,
            f"{office.name} · {office.body.name}",
            reverse("people:body", args=[office.body_id]),
        )
        for office in rows
    }


def _organisations(numbers: list[int]) -> dict[int, Described]:
    return {
        row.pk: Described(
            row.ref,
            row.name,
            reverse("people:organisation", args=[row.pk]),
            row.get_state_display(),
        )
        for row in Organisation.objects.filter(pk__in=numbers)
    }


def _terms(numbers: list[int]) -> dict[int, Described]:
    rows = OfficeTerm.objects.filter(pk__in=numbers).select_related("office__body")
    return {
        row.pk: Described(
            row.ref,
            _called(row),
            row.get_absolute_url(),
        )
        for row in rows
    }


def _called(term: OfficeTerm) -> str:
    if term.stands_for_id is None:
        return _("Term of office: %(office)s") % {"office": term.office.name}
    said = {"office": term.office.name, "body": term.office.body.name}
    return _("%(office)s, by a stand-in · %(body)s") % said


def _invitations(numbers: list[int]) -> dict[int, Described]:
    rows = Invitation.objects.filter(pk__in=numbers).select_related("office")
    return {
        row.pk: Described(
            row.ref,
            _("Invitation to an office: %(office)s") % {"office": row.office.name},
            reverse("people:body", args=[row.office.body_id]),
        )
        for row in rows
    }


def _memberships(numbers: list[int]) -> dict[int, Described]:
    rows = Membership.objects.filter(pk__in=numbers).select_related("organisation")
    return {
        row.pk: Described(
            row.ref,
            _("Representative of %(organisation)s") % {"organisation": row.organisation.name},
            reverse("people:organisation", args=[row.organisation_id]),
        )
        for row in rows
    }


def _interests(numbers: list[int]) -> dict[int, Described]:
    rows = Interest.objects.filter(pk__in=numbers).select_related("office__body")
    return {
        row.pk: Described(
            row.ref,
            _("Declared interest: %(kind)s") % {"kind": row.get_kind_display()},
            reverse("people:body", args=[row.office.body_id]) if row.office else "",
        )
        for row in rows
    }


def _verifications(numbers: list[int]) -> dict[int, Described]:
    return {
        row.pk: Described(row.ref, _("Verification of a resident"), reverse("people:residents"))
        for row in Verification.objects.filter(pk__in=numbers)
    }


def register() -> None:
    notifications.wide("people.body")
    notifications.wide("people.organisation")
    kinds: list[tuple[type[Model], object]] = [
        (Body, _bodies),
        (Office, _offices),
        (Organisation, _organisations),
        (OfficeTerm, _terms),
        (Invitation, _invitations),
        (Membership, _memberships),
        (Interest, _interests),
        (Verification, _verifications),
    ]
    for model, describer in kinds:
        describes(model._meta.label_lower, describer)  # type: ignore[arg-type]
