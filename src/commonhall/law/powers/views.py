"""Pages of powers."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _

from commonhall.actions import registry
from commonhall.core import clock
from commonhall.law import duties, queries
from commonhall.law.instruments.models import Deadline, Right
from commonhall.law.page_sections import powers_of
from commonhall.law.powers import names, why
from commonhall.people.bodies.models import Body
from commonhall.record import wording as record
from commonhall.record.models import Entry
from commonhall.ui.pages import page


# --- what a body may and must do ------------------------------------------------------------------
@page(_("Powers and duties"), asks=("law.powers_of", "law.duties"))
def body(request: HttpRequest, number: int) -> HttpResponse:
    found = get_object_or_404(Body.objects.select_related("unit"), pk=number)
    today = clock.today()
    context = {
        **powers_of(found, today),
        "owed": duties.of_body(found, today),
    }
    return render(request, "law/body.html", context)


# --- what residents and organisations may and must do ---------------------------------------------
HOLDERS = {
    "person": _("What residents may do"),
    "organisation": _("What organisations may and must do"),
}


@page(_("Rights and duties"), asks=("law.powers_of", "law.duties"))
def rights(request: HttpRequest, holder: str) -> HttpResponse:
    """Every right of a kind of subject with its provision, and the days it must keep; three queries."""
    if holder not in HOLDERS:
        raise Http404
    today, known = clock.today(), names.titles()
    rows = Right.objects.filter(queries.granted(today), holder=holder)
    owed = [code for code, who in duties.KEPT_BY.items() if who == holder]
    days = Deadline.objects.filter(queries.granted(today), duty__in=owed, matter="")
    context = {
        "title": HOLDERS[holder],
        "rows": [
            {"called": known.get(row.right, [row.right]), "provision": row.provision}
            for row in rows.select_related("provision__instrument").order_by("provision", "right")
        ],
        "owed": [
            {"label": duties.label(row.duty), "row": row}
            for row in days.select_related("provision__instrument").order_by("provision", "duty")
        ],
    }
    return render(request, "law/rights.html", context)


# --- why ------------------------------------------------------------------------------------------
@page(_("Why may they do this?"), asks="law.why")
def why_entry(request: HttpRequest, identity: UUID) -> HttpResponse:
    entry = get_object_or_404(Entry.objects.select_related("parent"), pk=identity)
    names = [one for one in (entry, entry.parent) if one is not None]
    told = dict(zip([one.pk for one in names], record.describe_all(names), strict=True))
    context = {
        "why": why.of_entry(entry),
        "entry": entry,
        "description": told[entry.pk],
        "parent": told.get(entry.parent_id) if entry.parent_id else None,
    }
    return render(request, "law/why.html", context)


@page(_("Who may do this, and why?"), asks="law.why")
def who(request: HttpRequest, code: str) -> HttpResponse:
    action = registry.actions().get(code)
    if action is None or action.founding:
        raise Http404(_("There is no such act. Check the address."))
    context = {"action": action, "holders": why.who_may(action, clock.today())}
    return render(request, "law/who.html", context)
