"""The founding period, in public."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from commonhall.actions import action_pages
from commonhall.core import clock
from commonhall.law.founding import queries
from commonhall.law.founding.models import FoundingPeriod
from commonhall.law.powers import names
from commonhall.people.actors import of_request
from commonhall.record.models import Entry
from commonhall.record.wording import Description, describe_all
from commonhall.ui.pages import page


@page(_("Founding period"), asks="law.founding_period")
def founding_period(request: HttpRequest) -> HttpResponse:
    """Which office could do what alone, until when, what it did, and what became of it."""
    period = queries.founding_period()
    if period is None:
        raise Http404
    entries, known = queries.done(period), names.titles()
    told = describe_all(entries)
    context = {
        "period": period,
        "runs": period.closed_on is None and period.ends >= clock.today(),
        "powers": [names.called(one, known) for one in queries.named_powers(period)],
        "steps": [_step(period, entry, one) for entry, one in zip(entries, told, strict=True)],
        "available_actions": action_pages.available(of_request(request), period),
    }
    return render(request, "law/founding_period.html", context)


def _step(period: FoundingPeriod, entry: Entry, told: Description) -> dict[str, Any]:
    state = "lapsed" if str(entry.pk) in period.lapsed else "confirmed"
    return {"entry": entry, "told": told, "state": state if period.closed_on else "waiting"}
