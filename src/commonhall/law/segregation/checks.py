"""Does the charter bind power over power at all?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.core.doctor import Finding, check
from commonhall.law.instruments.models import Competence
from commonhall.law.queries import granted
from commonhall.law.segregation.models import PowerOverPower, Reviewing


@check
def power_over_power(today: date) -> Iterator[Finding]:
    """A charter of somebody's own may say nothing about it: then bodies can fill and judge themselves."""
    if not Competence.objects.exists():
        return
    page = reverse("law:list")
    if not PowerOverPower.objects.filter(granted(today)).exists():
        text = _(
            "No provision says what nobody may do for themselves: bodies can appoint and judge themselves."
        )
        yield Finding("power-unbound", "note", text, page)
    elif not Reviewing.objects.filter(granted(today)).exists():
        text = _(
            "No provision says who reviews whom: a body can appoint and remove whoever reviews it."
        )
        yield Finding("nobody-reviews", "note", text, page)
