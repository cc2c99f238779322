"""Letters 180, 90 and 30 days before something stops; a file now and then, to see that photos can be kept."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import date

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonhall.core import beats, clock, files, letter_samples
from commonhall.core.doctor import Finding, examine
from commonhall.core.models import Reminder
from commonhall.core.timers import every
from commonhall.law.instruments.models import Competence
from commonhall.law.queries import granted
from commonhall.people.accounts.models import Account
from commonhall.people.actors import in_term
from commonhall.people.bodies import caretaking
from commonhall.people.bodies.models import OfficeTerm
from commonhall.ui import hall, languages

log = logging.getLogger(__name__)
BEFORE = (180, 90, 30)
# Whoever may fill the gap hears of it.
POWERS = ("fill-offices", "give-mandates", "enter-results", "confirm-results")


@every(60)
def prove_files() -> bool:
    """See whether photos can be kept, and say so to whoever measures (`condition.files`)."""
    if fault := files.prove():
        log.error("Files cannot be kept: %s", fault)
        return False
    beats.note("files")
    return True


@every(3600)
def remind() -> int:
    """Write what stops soon to those who can prevent it and those whose it is, once for each of the days; how many
    letters."""
    today, sent = clock.today(), 0
    findings = examine(today)
    for days in BEFORE:
        due = [one for one in findings if one.day and _is_due(one.day, today, days)]
        new = [one for one in due if _once(one, days)]
        if new:
            sent += _write(new, today)
    return sent


def _is_due(day: date, today: date, days: int) -> bool:
    """At this distance or nearer, but not as near as the next one."""
    nearer = max((one for one in BEFORE if one < days), default=-1)
    return nearer < (day - today).days <= days


def _once(finding: Finding, days: int) -> bool:
    key = f"{finding.code} {finding.about} {finding.mend} {finding.day} {days}"[:200]
    return Reminder.objects.get_or_create(key=key)[1]


def _write(findings: list[Finding], today: date) -> int:
    """All of it to those who can prevent it; to the others what is about their own body."""
    told = dict.fromkeys(_who(today), findings)
    for account, bodies in _whose(findings, today).items():
        mine = [one for one in findings if bodies & set(one.bodies)]
        told.setdefault(account, mine)
    for account, mine in told.items():
        with translation.override(languages.of(account.language).code):
            _message(mine, account.email).send()
    return len(told)


def _whose(findings: list[Finding], today: date) -> dict[Account, set[int]]:
    """Who holds an office in the bodies that findings are about, or held it last."""
    bodies = {one for finding in findings for one in finding.bodies}
    held = OfficeTerm.objects.filter(in_term(today), office__body__in=bodies)
    last = caretaking.followed_by_nobody(today).filter(office__body__in=bodies)
    found: dict[Account, set[int]] = {}
    for rows in (held, last):
        for term in rows.select_related("person__account", "office"):
            if term.person.account is not None and term.person.account.is_active:
                found.setdefault(term.person.account, set()).add(term.office.body_id)
    return found


def _message(findings: list[Finding], address: str) -> EmailMessage:
    site = hall.name()
    return EmailMessage(
        subject=_("%(site)s: something is about to stop working") % {"site": site},
        body=render_to_string(
            "pages/mail/reminder.txt",
            {"findings": findings, "site": site, "address": settings.SITE_URL},
        ),
        to=[address],
        headers={"Auto-Submitted": "auto-generated"},
    )


@letter_samples.sample("pages.reminder", gettext_lazy("Something is about to stop working"))
def example() -> EmailMessage:
    found = Finding("example", "soon", _("An office is vacant."), "/bodies/", clock.today())
    return _message([found], letter_samples.NOBODY)


def _who(today: date) -> Iterator[Account]:
    """Accounts of those who hold an office of a body that may fill offices, give mandates, or enter elections."""
    bodies = Competence.objects.filter(granted(today), power__in=POWERS).values("body")
    held = Q(person__terms__in=OfficeTerm.objects.filter(in_term(today), office__body__in=bodies))
    last = Q(person__terms__in=caretaking.followed_by_nobody(today).filter(office__body__in=bodies))
    yield from Account.objects.filter(held | last, is_active=True).distinct()
