"""What is done by the clock: telling residents that their confirmation ends."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonhall.core import clock, letter_samples
from commonhall.core.timers import every
from commonhall.people.residents import queries
from commonhall.people.residents.models import ExpiryLetter, Verification
from commonhall.ui import hall, languages

TOGETHER = 500


@every(3600)
def tell_of_ends() -> int:
    """Write to everybody whose confirmation ends within the days of warning, once; how many letters."""
    told = 0
    for verification in queries.ending_unsaid()[:TOGETHER]:
        with transaction.atomic():
            # The letter waits in the database: it exists exactly when it is noted.
            _row, new = ExpiryLetter.objects.get_or_create(verification=verification)
            if new:
                _write(verification)
                told += 1
    return told


def _write(verification: Verification) -> None:
    account = verification.person.account if verification.person else None
    if account is None:
        return
    with translation.override(languages.of(account.language).code):
        _message(verification.unit.name, verification.ends, account.email).send()


def _message(unit: str, day: date, address: str) -> EmailMessage:
    context = {
        "site": hall.name(),
        "unit": unit,
        "day": day,
        "address": settings.SITE_URL + reverse("people:me"),
    }
    return EmailMessage(
        subject=_("%(site)s: your confirmation as a resident ends soon") % context,
        body=render_to_string("people/mail/expiry.txt", context),
        to=[address],
        headers={"Auto-Submitted": "auto-generated"},
    )


@letter_samples.sample("people.expiry", gettext_lazy("Confirmation as a resident ends soon"))
def example() -> EmailMessage:
    return _message(hall.name(), clock.today(), letter_samples.NOBODY)
