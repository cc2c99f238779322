"""The plan as a feed: what was taken up, calls and awards."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.actions.models import Version
from commonhall.core.feeds import NEWEST, Item, atom
from commonhall.delivery.contracts import queries as contract_queries
from commonhall.delivery.plan import queries as plan_queries
from commonhall.record.models import Entry
from commonhall.ui.pages import page


@page(_("The plan as a feed"), asks="delivery.items")
def plan(request: HttpRequest) -> HttpResponse:
    """Parts of the plan by the day they last changed, and calls by the day they were published."""
    rows = list(plan_queries.items().order_by("-pk")[:NEWEST])
    moments = _changed([row.pk for row in rows])
    items = [
        Item(
            f"{row.name}: {row.get_state_display()}",
            row.get_absolute_url(),
            moments[row.pk],
            row.text,
        )
        for row in rows
        if row.pk in moments
    ]
    items += [
        Item(
            f"{row.name}: {row.get_state_display()}",
            row.get_absolute_url(),
            row.published_on,
            updated=row.awarded_on,
        )
        for row in contract_queries.contracts().order_by("-pk")[:NEWEST]
    ]
    return atom(request, _("Plan"), reverse("delivery:plan"), items)


def _changed(numbers: list[int]) -> dict[int, datetime]:
    """When each was changed last, as the record says; two queries."""
    versions = Version.objects.filter(type="delivery.item", object_id__in=numbers).order_by(
        "version"
    )
    newest = dict(versions.values_list("object_id", "entry"))
    moments = dict(Entry.objects.filter(pk__in=newest.values()).values_list("pk", "occurred_at"))
    return {number: moments[entry] for number, entry in newest.items() if entry in moments}
