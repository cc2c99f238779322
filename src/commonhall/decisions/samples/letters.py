"""Codes by e-mail: to those drawn whose line of the roll confirmed an account. Nobody sees the code but them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonhall.actions.context import Context
from commonhall.actions.subscriptions import on
from commonhall.core import clock, letter_samples
from commonhall.core.jobs import job
from commonhall.decisions.samples import invitations
from commonhall.decisions.samples.models import Mailing, Sample, SampleLetter
from commonhall.people.residents import roll_keys
from commonhall.ui import hall, languages


@on("decisions.draw_sample")
@on("decisions.remind_sample")
def letters_go_out(_ctx: Context, _result: Any, arguments: dict[str, Any]) -> None:
    """With each mailing, those who have an account are written to."""
    sample: Sample = arguments["sample"]
    last = sample.mailings.order_by("-number").values_list("pk", flat=True).first()
    if last is not None:
        mail_codes.enqueue(last)


@job()
def mail_codes(mailing: int) -> int:
    """Write to those drawn who have an account and have not answered, once a mailing. How many letters."""
    sent = Mailing.objects.select_related("sample__survey").get(pk=mailing)
    rows = SampleLetter.objects.filter(
        sample=sent.sample, answered=False, entry__used_by__account__is_active=True
    ).exclude(mailed__gte=sent.number)
    told = 0
    for number in rows.order_by("pk").values_list("pk", flat=True):
        told += _mail(number, sent)
    return told


def _mail(number: int, sent: Mailing) -> bool:
    """Noted first, so that nobody is written to twice where the mail server fails after it took the letter."""
    with transaction.atomic():
        locked = SampleLetter.objects.select_for_update(of=("self",))
        rows = locked.select_related("entry__used_by__account")
        letter = rows.filter(pk=number, answered=False).exclude(mailed__gte=sent.number).first()
        if letter is None or letter.entry is None:
            return False
        person = letter.entry.used_by
        account = person.account if person else None
        if account is None:
            return False
        code = invitations.new_code(letter, roll_keys.newest())
        letter.mailed = sent.number
        letter.save(update_fields=["keys", "mailed"])
    survey = sent.sample.survey
    with translation.override(languages.of(account.language).code):
        _message(account.email, survey.name, (letter.number, code), survey.closes_at).send()
    return True


@letter_samples.sample("decisions.drawn_for_survey", gettext_lazy("You were drawn for a survey"))
def example() -> EmailMessage:
    made = ("1234-5678-90", "ABCD-EFGH-JKLM")
    return _message(letter_samples.NOBODY, _("How is it here?"), made, clock.now())


def _message(address: str, survey: str, made: tuple[str, str], closes: datetime) -> EmailMessage:
    context = {
        "site": hall.name(),
        "survey": survey,
        "number": made[0],
        "code": made[1],
        "closes": closes,
        "address": settings.SITE_URL + reverse("decisions:survey_letter"),
    }
    return EmailMessage(
        subject=_("%(site)s: you were drawn to answer a survey") % context,
        body=render_to_string("decisions/mail/drawn_for_survey.txt", context),
        to=[address],
        headers={"Auto-Submitted": "auto-generated"},
    )
