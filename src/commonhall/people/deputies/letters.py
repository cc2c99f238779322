"""Letters to the two whom a deputyship ties, each in their language, if they have an account."""

from __future__ import annotations

from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from commonhall.core.jobs import job
from commonhall.people.deputies.models import Deputyship
from commonhall.ui import hall, languages


@job()
def say_named(number: int) -> int:
    """Tell both that one acts for the other from now on, and how that is ended."""
    return _write(number, "people/mail/deputy_named.txt", ended=False)


@job()
def say_ended(number: int) -> int:
    """Tell both that it has ended."""
    return _write(number, "people/mail/deputy_ended.txt", ended=True)


def _write(number: int, template: str, *, ended: bool) -> int:
    row = Deputyship.objects.select_related("person__account", "deputy__account").get(pk=number)
    told = 0
    for who in (row.person, row.deputy):
        if who is None or who.account is None or not who.account.is_active:
            continue
        with translation.override(languages.of(who.account.language).code):
            site = hall.name()
            subject = (
                _("%(site)s: a deputy was ended") if ended else _("%(site)s: a deputy was named")
            )
            said = {"site": site, "deputyship": row, "mine": who == row.deputy}
            EmailMessage(
                subject=subject % {"site": site},
                body=render_to_string(template, said),
                to=[who.account.email],
                headers={"Auto-Submitted": "auto-generated"},
            ).send()
            told += 1
    return told
