"""Does the founding period wait for the council?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.core.doctor import Finding, check
from commonhall.law.founding.queries import founding_period


@check
def period(today: date) -> Iterator[Finding]:
    """Its powers end on a day; what was done in it waits until the council closes it."""
    found = founding_period()
    if found is None or found.closed_on:
        return
    page = reverse("law:founding_period")
    if found.ends < today:
        text = _(
            "The founding period is over, but the council has not confirmed what was done in it."
        )
        yield Finding("founding-over", "note", text, page)
    else:
        text = _(
            "The founding period is ending: one office then loses the powers it has used alone."
        )
        yield Finding("founding-ends", "soon", text, page, found.ends)
