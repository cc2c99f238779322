"""The letter that invites somebody to an office, and the code in it."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.signing import Signer
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonhall.core import clock, letter_samples
from commonhall.core.jobs import job
from commonhall.people.bodies.models import Body, Office
from commonhall.people.invitations.models import Invitation
from commonhall.ui import hall, languages


def code_of(invitation: Invitation) -> str:
    """The code that only the letter carries: made of the hall's secret, kept nowhere."""
    signer = Signer(salt="people.invitation")
    return signer.signature(f"{invitation.pk} {invitation.email.lower()}")


def fits(invitation: Invitation, code: str) -> bool:
    """Is this the code of its letter?"""
    return constant_time_compare(code_of(invitation), code.strip())


def link(invitation: Invitation) -> str:
    """Where the letter leads."""
    path = reverse("people:invitation", args=[invitation.pk])
    return f"{settings.SITE_URL}{path}?code={code_of(invitation)}"


@job()
def send_invitation(number: int) -> None:
    """Send the letter of an invitation, unless it has ended meanwhile."""
    invitation = Invitation.objects.select_related("office__body").get(pk=number)
    if not invitation.is_open:
        return
    with translation.override(languages.own().code):
        _message(invitation, link(invitation)).send()


def _message(invitation: Invitation, leads_to: str) -> EmailMessage:
    site = hall.name()
    return EmailMessage(
        subject=_("%(site)s: you are invited to hold an office") % {"site": site},
        body=render_to_string(
            "people/mail/invitation.txt",
            {"invitation": invitation, "site": site, "link": leads_to},
        ),
        to=[invitation.email],
        headers={"Auto-Submitted": "auto-generated"},
    )


@letter_samples.sample("people.invitation", gettext_lazy("Invitation to an office"))
def example() -> EmailMessage:
    office = Office.objects.filter(ended_on=None).select_related("body").order_by("pk").first()
    day = clock.today()
    invitation = Invitation(
        office=office or Office(body=Body()),
        email=letter_samples.NOBODY,
        starts=day,
        ends=day + timedelta(days=365),
    )
    return _message(invitation, settings.SITE_URL + "/invitations/1/?code=…")
