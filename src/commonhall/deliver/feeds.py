"""The plan as a feed: what was taken up, calls and awards."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.acts.feeds import NEWEST, Item, atom
from commonhall.acts.models import Version
from commonhall.deliver import queries
from commonhall.look.pages import page
from commonhall.record.models import Entry


@page(_("The plan as a feed"), asks="deliver.items")
def plan(request: HttpRequest) -> HttpResponse:
    """Parts of the plan by the day they last changed, and calls by the day they were published."""
    rows = list(queries.items().order_by("-pk")[:NEWEST])
    moments = _changed([row.pk for row in rows])
    items = [
        Item(f"{row.name}: {row.get_state_display()}", row.get_absolute_url(), moments[row.pk],
             row.text)
        for row in rows
        if row.pk in moments
    ]  # fmt: skip
    items += [
        Item(f"{row.name}: {row.get_state_display()}", row.get_absolute_url(), row.published_on,
             updated=row.awarded_on)
        for row in queries.contracts().order_by("-pk")[:NEWEST]
    ]  # fmt: skip
    return atom(request, _("Plan"), reverse("deliver:plan"), items)


def _changed(numbers: list[int]) -> dict[int, datetime]:
    """When each was changed last, as the record says; two queries."""
    versions = Version.objects.filter(type="deliver.item", object_id__in=numbers).order_by(
        "version"
    )
    newest = dict(versions.values_list("object_id", "entry"))
    moments = dict(Entry.objects.filter(pk__in=newest.values()).values_list("pk", "occurred_at"))
    return {number: moments[entry] for number, entry in newest.items() if entry in moments}
