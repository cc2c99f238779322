"""The letter to residents of a place about what they are asked: one a day, about everything that began since."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from commonhall.actions import stopping
from commonhall.consultations.askings.models import ToldAccount
from commonhall.core import letter_samples, refs
from commonhall.people.accounts.models import Account
from commonhall.ui import hall, languages


def send_waiting() -> int:
    """One letter to each whose letters wait; who wants none gets none. Harmless to repeat."""
    waiting = ToldAccount.objects.filter(letter=True).select_related("account")
    count = 0
    rows = waiting.order_by("account_id", "pk").iterator()
    for _account, some in groupby(rows, lambda one: one.account_id):
        told = list(some)
        # Marked before it is sent: a letter too few is better than one twice.
        marked = ToldAccount.objects.filter(pk__in=[one.pk for one in told], letter=True)
        if marked.update(letter=False) and (reader := told[0].account).mail_notifications:
            count += _send(reader, [one.asking for one in told])
    return count


def _send(reader: Account, askings: list[str]) -> int:
    if not reader.is_active:
        return 0
    shown = refs.resolve(askings)
    with translation.override(languages.of(reader.language).code):
        stop = stopping.address(reader.pk)
        things = [(str(shown[one].title), settings.SITE_URL + shown[one].url) for one in askings]
        message = _message(things, stop)
        message.to, message.extra_headers = [reader.email], stopping.headers(stop)
        message.send()
    return 1


def _message(things: Iterable[tuple[str, str]], stop: str) -> EmailMessage:
    rows = list(things)
    subject = ngettext(
        "You are asked: %(title)s", "%(count)d things are asked where you live", len(rows)
    ) % {"title": rows[0][0], "count": len(rows)}
    body = render_to_string(
        "consultations/mail/asked.txt",
        {
            "things": rows,
            "site": hall.name(),
            "settings_address": settings.SITE_URL + "/me/",
            "stop_address": stop,
        },
    )
    return EmailMessage(subject=subject.replace("\n", " ")[:180], body=body)


@letter_samples.sample("consultations.asked", gettext_lazy("What residents are asked"))
def example() -> EmailMessage:
    message = _message(
        [(_("How light should it be?"), settings.SITE_URL + "/")],
        settings.SITE_URL + "/letters/stop/…/",
    )
    message.to = [letter_samples.NOBODY]
    return message
