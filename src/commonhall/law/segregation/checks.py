"""Does the charter bind power over power at all?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db.models import Value
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.core.doctor import Finding, check
from commonhall.law.instruments.models import Competence
from commonhall.law.queries import granted
from commonhall.law.segregation.models import PowerOverPower, Reviewing


@check
def power_over_power(today: date) -> Iterator[Finding]:
    """A charter of somebody's own may say nothing about it: then bodies can fill and judge themselves."""
    page = reverse("law:list")
    reviews = Reviewing.objects.filter(granted(today)).values_list(Value("reviews"))
    over = PowerOverPower.objects.filter(granted(today)).values_list(Value("over"))
    found = {one for (one,) in over.union(reviews)}
    if len(found) == 2 or not Competence.objects.exists():
        return
    if "over" not in found:
        text = _(
            "No provision says what bodies may not do for themselves, so they can appoint and judge themselves."
        )
        yield Finding("power-unbound", "note", text, page)
    else:
        text = _(
            "No provision says who reviews whom, so a body can appoint and remove its own reviewer."
        )
        yield Finding("nobody-reviews", "note", text, page)
