"""Letters about stand-ins: to who is asked, and to both when it is accepted or has ended."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from commonhall.core.jobs import job
from commonhall.law.stand_ins import queries
from commonhall.law.stand_ins.models import StandIn
from commonhall.people.accounts.models import Account
from commonhall.people.residents.models import Person
from commonhall.ui import hall, languages


@job()
def ask(number: int) -> int:
    """Ask the person named, unless it has ended meanwhile."""
    row = queries.stand_ins().get(pk=number)
    if row.accepted or row.ended_on is not None:
        return 0
    return _write(row, (row.person,), "ask")


@job()
def say_accepted(number: int) -> int:
    """Tell the holder who stands in for them, and the stand-in how they act."""
    row = queries.stand_ins().get(pk=number)
    return _write(row, (row.person, row.holder.person), "accepted")


@job()
def say_ended(number: int) -> int:
    """Tell both that it has ended, or that nobody stands in."""
    row = queries.stand_ins().get(pk=number)
    return _write(row, (row.person, row.holder.person), "ended")


def _write(row: StandIn, people: tuple[Person | None, ...], what: str) -> int:
    told = 0
    for who in people:
        account = who.account if who is not None else None
        if account is None or not account.is_active:
            continue
        with translation.override(languages.of(account.language).code):
            _message(row, account, what, mine=who == row.person).send()
        told += 1
    return told


def _message(row: StandIn, account: Account, what: str, mine: bool) -> EmailMessage:
    site, office = hall.name(), row.holder.office.name
    subject = {
        "ask": _("%(site)s: will you stand in for the office %(office)s?"),
        "accepted": _("%(site)s: a stand-in for the office %(office)s"),
        "ended": _("%(site)s: nobody stands in for the office %(office)s any more"),
    }[what]
    said = {
        "site": site,
        "row": row,
        "office": row.holder.office,
        "what": what,
        "mine": mine,
        "link": settings.SITE_URL + row.get_absolute_url(),
    }
    return EmailMessage(
        subject=subject % {"site": site, "office": office},
        body=render_to_string("law/mail/stand_in.txt", said),
        to=[account.email],
        headers={"Auto-Submitted": "auto-generated"},
    )
