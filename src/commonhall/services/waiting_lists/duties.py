"""Days of waiting lists that the law sets."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from commonhall.law import duties
from commonhall.services.waiting_lists import rules


def register() -> None:
    duties.time(
        rules.ASKS, _("Time until people on a waiting list are asked whether they still want it")
    )
    duties.time(rules.ANSWERS, _("Time to say that one still waits"))
