"""Keeping what somebody wrote without an account until they confirm it from their letter."""

from __future__ import annotations

import hashlib
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonhall.cases.cases.raising import check_given
from commonhall.cases.mail_in import answers
from commonhall.cases.mail_in.models import DraftPhoto, MailDraft
from commonhall.core import letter_samples
from commonhall.ui import hall

PLAIN = ("kind", "address", "answers")
NUMBERS = ("", "_2", "_3", "_4", "_5", "_6")


def keep(address: str, given: dict[str, Any], once: str) -> MailDraft | None:
    """Keep it and write the letter, both or neither. None: it was kept before. Raises `BadInput`."""
    check_given(given)
    key = hashlib.sha256(f"{address}|{once}".encode()).hexdigest() if once else None
    if key and MailDraft.objects.filter(once=key).exists():
        return None
    point = given.get("point")
    kept = {
        **{name: given[name] for name in PLAIN if given.get(name)},
        "category": given["category"].pk,
        "unit": given["unit"].pk if given.get("unit") else None,
        "point": [str(one) for one in point] if point else None,
    }
    with transaction.atomic():
        draft = MailDraft.objects.create(
            address=address,
            title=given["title"],
            text=given.get("text", ""),
            given=kept,
            once=key,
            at=timezone.now(),
        )
        for number in NUMBERS:
            if image := given.get(f"photo{number}"):
                DraftPhoto.objects.create(
                    draft=draft, image=image, words=given.get(f"photo{number}_words", "")
                )
        _letter(address, settings.SITE_URL + answers.path(draft)).send()
    return draft


def _letter(to: str, address: str) -> EmailMessage:
    """Nothing of what was written stands in it: it may go to somebody who wrote nothing."""
    said = {"site": hall.name(), "days": answers.LASTS.days, "address": address}
    return EmailMessage(
        subject=_("Please confirm your case for %(site)s") % {"site": hall.name()},
        body=render_to_string("cases/mail/written.txt", said),
        to=[to],
        headers={"Auto-Submitted": "auto-generated"},
    )


@letter_samples.sample(
    "cases.written", gettext_lazy("A case written without an account: please confirm it")
)
def example() -> EmailMessage:
    return _letter(letter_samples.NOBODY, settings.SITE_URL + "/cases/by-mail/…/")
