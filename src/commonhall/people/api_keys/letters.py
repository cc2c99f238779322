"""The letter to somebody whose program's key was ended by an office."""

from __future__ import annotations

from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from commonhall.core.jobs import job
from commonhall.people.accounts.models import Account
from commonhall.ui import hall, languages


@job()
def say_ended(account: int, name: str, reason: str, by: str) -> None:
    """Tell the owner which key was ended, by whom and why."""
    owner = Account.objects.filter(pk=account, is_active=True).first()
    if owner is None:
        return
    with translation.override(languages.of(owner.language).code):
        site = hall.name()
        EmailMessage(
            subject=_("%(site)s: one of your keys was ended") % {"site": site},
            body=render_to_string(
                "people/mail/key_ended.txt",
                {"name": name, "reason": reason, "by": by, "site": site},
            ),
            to=[owner.email],
            headers={"Auto-Submitted": "auto-generated"},
        ).send()
