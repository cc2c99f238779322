"""Sittings for calendars: one, those of a body, or all."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonhall.core import clock, icalendar
from commonhall.decisions.motions.models import Motion
from commonhall.decisions.sittings import queries
from commonhall.decisions.sittings.models import Sitting
from commonhall.people.bodies.models import Body
from commonhall.ui.pages import page

# How long a sitting is taken to last; nobody knows beforehand.
LASTS = timedelta(hours=2)
SINCE, MOST = timedelta(days=90), 300


def _answer(request: HttpRequest, rows: Iterable[Sitting]) -> HttpResponse:
    """Each with its agenda and address in the description, its room as the place."""
    events = []
    for row in rows:
        matters = [f"{place}. {one.name}" for place, one in enumerate(row.motions.all(), 1)]
        events.append(
            icalendar.Event(
                f"sitting-{row.pk}",
                _("Sitting: %(body)s") % {"body": row.body.name},
                request.build_absolute_uri(row.get_absolute_url()),
                row.starts_at,
                max(row.closed_at or row.starts_at, row.starts_at + LASTS)
                if row.state == Sitting.State.CLOSED
                else row.starts_at + LASTS,
                place=row.where,
                text="\n".join(filter(None, [row.text, *matters])),
                cancelled=row.state == Sitting.State.CALLED_OFF,
            )
        )
    return icalendar.answer(request, events)


def _with_agenda(rows: QuerySet[Sitting]) -> QuerySet[Sitting]:
    order = Motion.objects.order_by("order", "pk")
    return rows.prefetch_related(Prefetch("motions", order))[:MOST]


@page(gettext_lazy("Sitting for a calendar"), asks="decisions.sittings")
def sitting(request: HttpRequest, number: int) -> HttpResponse:
    found = get_object_or_404(queries.sittings(), pk=number)
    return _answer(request, _with_agenda(queries.sittings().filter(pk=found.pk)))


@page(gettext_lazy("Sittings of a body as a calendar"), asks="decisions.sittings")
def of_body(request: HttpRequest, number: int) -> HttpResponse:
    body = get_object_or_404(Body, pk=number)
    since = clock.today() - SINCE
    return _answer(request, _with_agenda(queries.shown_in_calendars(since, body=body)))


@page(gettext_lazy("Sittings as a calendar"), asks="decisions.sittings")
def all_sittings(request: HttpRequest) -> HttpResponse:
    return _answer(request, _with_agenda(queries.shown_in_calendars(clock.today() - SINCE)))
