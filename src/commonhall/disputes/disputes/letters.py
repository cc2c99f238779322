"""Letters about disputes. Neither subject nor text says what it is about: only that something waits, and where."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonhall.core import clock, letter_samples
from commonhall.core.jobs import job
from commonhall.disputes.disputes import parties
from commonhall.disputes.disputes.models import SECOND, Dispute, Party
from commonhall.people.accounts.models import Account
from commonhall.people.actors import in_force, in_term
from commonhall.people.bodies.models import OfficeTerm
from commonhall.people.organisations.models import Membership
from commonhall.ui import hall, languages


def invite(dispute: Dispute) -> None:
    """Queue the invitation; the job is given the dispute's number alone."""
    send_invitation.enqueue(dispute.pk)


def news(dispute: Dispute) -> None:
    """Queue a letter to everybody in the dispute: something has changed."""
    send_news.enqueue(dispute.pk)


@job()
def send_invitation(number: int) -> int:
    """Write to the other side, where an address is known; how many letters."""
    dispute = Dispute.objects.get(pk=number)
    if dispute.state != Dispute.State.INVITED:
        return 0
    party = parties.of(dispute, SECOND)
    said = parties.said_of(party)
    known = _accounts(party)
    written = _send(known, dispute.get_absolute_url())
    email = str(said.get("email", ""))
    if email and email.lower() not in {one.email.lower() for one in known}:
        path = reverse("disputes:invitation", args=[parties.token_of(party)])
        with translation.override(languages.own().code):
            _message(email, path).send()
        written += 1
    return written


@job()
def send_news(number: int) -> int:
    """Write to both sides and to the mediator that something waits for them; how many letters."""
    dispute = Dispute.objects.get(pk=number)
    accounts = [one for party in dispute.parties.order_by("side") for one in _accounts(party)]
    chosen = dispute.candidates.filter(chosen=True).exclude(mediator__person=None)
    for one in chosen.select_related("mediator__person__account"):
        person = one.mediator.person
        if person is not None and person.account is not None:
            accounts.append(person.account)
    return _send(accounts, dispute.get_absolute_url())


def _accounts(party: Party) -> list[Account]:
    """Who speaks for a side and has an account."""
    kind, _colon, number = str(parties.said_of(party).get("ref", "")).partition(":")
    if not number.isdecimal():
        return []
    day = clock.today()
    if kind == "people.person":
        return list(Account.objects.filter(person=int(number), is_active=True))
    if kind == "people.organisation":
        rows = Membership.objects.filter(in_force(day), organisation=int(number))
    else:
        rows = OfficeTerm.objects.filter(in_term(day), office__body=int(number))
    people = rows.values_list("person", flat=True)
    return list(Account.objects.filter(person__in=list(people), is_active=True).order_by("pk"))


def _send(accounts: list[Account], path: str) -> int:
    for account in dict.fromkeys(accounts):
        with translation.override(languages.of(account.language).code):
            _message(account.email, path).send()
    return len(set(accounts))


def _message(address: str, path: str) -> EmailMessage:
    site = hall.name()
    return EmailMessage(
        subject=_("%(site)s: a confidential letter is waiting for you") % {"site": site},
        body=render_to_string(
            "disputes/mail/waiting.txt", {"site": site, "link": settings.SITE_URL + path}
        ),
        to=[address],
        headers={"Auto-Submitted": "auto-generated"},
    )


@letter_samples.sample("disputes.waiting", gettext_lazy("A confidential letter is waiting"))
def example() -> EmailMessage:
    return _message(letter_samples.NOBODY, "/disputes/invitation/…/")
