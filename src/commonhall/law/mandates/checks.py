"""Which body's mandate has ended, or will."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.core.doctor import AHEAD, Finding, check
from commonhall.law.instruments.models import Competence
from commonhall.law.mandates.models import Mandate
from commonhall.law.queries import granted, mandate_runs
from commonhall.people.bodies.models import Body


@check
def mandates(today: date) -> Iterator[Finding]:
    """A body with powers whose mandate does not run, or ends within half a year without a next one."""
    powerful = set(
        Competence.objects.filter(granted(today)).values_list("body_id", flat=True).distinct()
    )
    last: dict[int, date] = {}
    for row in Mandate.objects.filter(mandate_runs(today)):
        ends = min(row.ends, row.recalled_on) if row.recalled_on else row.ends
        last[row.body_id] = max(last.get(row.body_id, date.min), ends)
    next_ones = Mandate.objects.filter(starts__gt=today, recalled_on=None)
    following = set(next_ones.values_list("body_id", flat=True))
    for body in Body.objects.filter(pk__in=powerful, ended_on=None).order_by("code"):
        page = reverse("law:body", args=[body.pk])
        said = {"body": body.name}
        if body.pk not in last:
            text = _("%(body)s has powers, and no mandate: it can use none of them.") % said
            yield Finding("no-mandate", "fault", text, page)
        elif last[body.pk] <= today + AHEAD and body.pk not in following:
            text = _("The mandate of %(body)s ends; none follows yet.") % said
            yield Finding("mandate-ends", "soon", text, page, last[body.pk])
