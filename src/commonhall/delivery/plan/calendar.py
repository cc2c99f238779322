"""Calendar of plan."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from commonhall.core import clock, icalendar
from commonhall.delivery.plan.models import Milestone
from commonhall.delivery.shifts import queries
from commonhall.ui.pages import page

DATES = 300


@page(_("Dates as a calendar"), asks="delivery.shifts")
def calendar(request: HttpRequest) -> HttpResponse:
    """Promised days of the plan, and shifts to come."""
    return icalendar.answer(request, _dates(request))


def _dates(request: HttpRequest) -> Iterator[icalendar.Event]:
    since = clock.today() - timedelta(days=30)
    milestones = Milestone.objects.filter(due_on__gte=since).select_related("item__unit")
    for row in milestones.order_by("due_on")[:DATES]:
        yield icalendar.Event(
            f"milestone-{row.pk}",
            f"{row.item.name}: {row.name}",
            request.build_absolute_uri(row.item.get_absolute_url()),
            row.due_on,
            row.due_on + timedelta(days=1),
            row.item.unit.name,
            row.item.text,
        )
    coming = queries.shifts().filter(starts_at__gte=clock.now(), cancelled=False)
    for shift in coming.order_by("starts_at")[:DATES]:
        yield icalendar.Event(
            f"shift-{shift.pk}",
            shift.name,
            request.build_absolute_uri(shift.get_absolute_url()),
            shift.starts_at,
            shift.ends_at,
            shift.unit.name,
            shift.text,
        )
