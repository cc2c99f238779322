"""The letter that says that a case has arrived: its number, who answers it until when, and how to go on."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import formats, timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonhall.actions import stopping
from commonhall.actions.context import Context
from commonhall.cases.by_letter import addresses
from commonhall.cases.cases.models import Case
from commonhall.core import clock, letter_samples
from commonhall.core.jobs import job
from commonhall.people.accounts.models import Account
from commonhall.people.bodies.models import Body
from commonhall.ui import hall, languages

# What was brought in afterwards is no news to whoever raised it.
NEWS = timedelta(days=2)


def queue(ctx: Context, case: Case, _arguments: dict[str, Any]) -> None:
    """Queue it inside the action's transaction."""
    if ctx.actor.account and ctx.occurred_at > timezone.now() - NEWS:
        acknowledge.enqueue(case.pk, ctx.actor.account)


@job()
def acknowledge(number: int, to: int) -> int:
    """Write it to whoever raised the case, unless they want no letters; 1 if it was written."""
    case = Case.objects.select_related("body").get(pk=number)
    account = Account.objects.filter(pk=to, is_active=True, mail_notifications=True).first()
    if account is None:
        return 0
    stop = stopping.address(account.pk, case.ref)
    with translation.override(languages.of(account.language).code):
        _message(case, account.email, stop, addresses.reply_to(account, case)).send()
    return 1


def _message(case: Case, address: str, stop: str, reply_to: str) -> EmailMessage:
    said = {
        "number": case.pk,
        "title": case.heading,
        "body": case.body.name,
        "day": formats.date_format(case.due_on, "DATE_FORMAT") if case.due_on else "",
        "code": f"{case.receipt[:4]} {case.receipt[4:]}".strip(),
        "address": settings.SITE_URL + case.get_absolute_url(),
        "site": hall.name(),
        "settings_address": settings.SITE_URL + "/me/",
        "stop_address": stop,
    }
    return EmailMessage(
        subject=_("Case %(number)d has arrived: %(title)s") % said,
        body=render_to_string("cases/mail/arrived.txt", said),
        to=[address],
        reply_to=[reply_to] if reply_to else None,
        headers=stopping.headers(stop),
    )


@letter_samples.sample("cases.arrived", gettext_lazy("Your case has arrived"))
def example() -> EmailMessage:
    body = Body.objects.exclude(kind=Body.Kind.SYSTEM).order_by("pk").first() or Body()
    due = clock.today() + timedelta(days=14)
    case = Case(
        pk=1, title=_("The street light outside number 12 is broken"), body=body, due_on=due
    )
    return _message(case, letter_samples.NOBODY, settings.SITE_URL + "/letters/stop/…/", "")
