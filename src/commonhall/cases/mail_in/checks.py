"""Does mail come in?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from commonhall.cases.mail_in.timers import BEAT
from commonhall.core import beats
from commonhall.core.doctor import Finding, check

LATE_SECONDS = 3600


@check
def mailbox(_today: date) -> Iterator[Finding]:
    """A mailbox that was not read for an hour, or never."""
    if not settings.MAIL_IN["host"]:
        return
    ago = beats.seconds_since(BEAT)
    if ago is None:
        yield Finding("mailbox-never-read", "note", _("The mailbox has not been read yet."))
    elif ago > LATE_SECONDS:
        yield Finding(
            "mailbox-away", "fault", _("The mailbox has not been readable for more than an hour.")
        )
