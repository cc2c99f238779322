"""Pages of appeals."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _

from commonhall.actions import action_pages
from commonhall.core import clock, refs
from commonhall.law import entries
from commonhall.law.appeals import effect, queries
from commonhall.law.appeals.models import Appeal
from commonhall.law.demands.views import demand_context, demand_list
from commonhall.methods.beacons import rounds
from commonhall.people.actors import of_request
from commonhall.people.bodies.models import Office
from commonhall.record import wording as record
from commonhall.record.models import Entry
from commonhall.ui.pages import page


# --- appeals --------------------------------------------------------------------------------------
@page(_("Appeals"), asks="law.appeals")
def appeal_list(request: HttpRequest) -> HttpResponse:
    today = clock.today()
    rows = queries.appeals(request.GET.get("state", ""), today)
    states = [
        *Appeal.State.choices,
        ("late", _("decision overdue")),
        ("anew", _("to be decided again")),
    ]
    late = queries.appeals("late", today).order_by("due_on")
    shown = refs.resolve([row.ref for row in late[:20]])
    more = {
        "overdue": [
            {"shown": shown[row.ref], "thing": row, "late": row.days_late(today)}
            for row in late[:20]
        ]
    }
    return demand_list(request, "law/appeals.html", rows, states, more)


@page(_("Appeal"), asks=("law.appeals", "actions.threads"))
def appeal_page(request: HttpRequest, number: int) -> HttpResponse:
    rows = queries.appeals().select_related(
        "organisation", "body", "unit", "decided_by", "suspension__instrument", "drawn__body"
    )
    appeal = get_object_or_404(rows, pk=number)
    entry = get_object_or_404(Entry, pk=appeal.entry)
    shown = refs.resolve([appeal.about, appeal.ref])
    made = effect.appealed(appeal)
    context = {
        **demand_context(appeal),
        "effect": _shown_effect(appeal),
        "nobody": appeal.decided_at is None and not _may_decide(appeal),
        "owed": made.remedy if made is not None else "",
        **_lot(appeal),
        "shown": shown[appeal.ref],
        "about": shown[appeal.about],
        "entry": entry,
        "description": record.describe(entry),
        "available_actions": [
            one
            for one in action_pages.available(of_request(request), appeal)
            if one.allowed or not appeal.decided_at
        ],
    }
    return render(request, "law/appeal.html", context)


def _may_decide(appeal: Appeal) -> bool:
    return bool(queries.reviewers(entries.parties(appeal), clock.today()))


def _lot(appeal: Appeal) -> dict[str, Any]:
    """Who is in the lot that decides who reviews, and by which round; {} where there is none."""
    if not appeal.among:
        return {}
    known = {one.code: one for one in Office.objects.filter(code__in=appeal.among)}
    number = appeal.beacon["round"]
    drawn = appeal.drawn.code if appeal.drawn else ""
    return {
        "among": [known[code] for code in appeal.among],
        "round": number,
        "draws_at": appeal.draws_at,
        "beacon_page": rounds.page_of(appeal.beacon, number),
        "known": appeal.draws_at is not None and appeal.draws_at <= clock.now(),
        "drawn_number": appeal.among.index(drawn) + 1 if drawn else 0,
    }


WORDS = {
    "undone": _("Undone"),
    "changed": _("Changed by others since, so left as it is"),
    "left": _("Could not be undone"),
    "rests": _("Based on it"),
}


def _shown_effect(appeal: Appeal) -> list[dict[str, Any]]:
    """What a granted appeal did, as headings with things; one look-up for all."""
    shown = refs.resolve({ref for found in appeal.effect.values() for ref in found})
    return [
        {"title": WORDS[name], "things": [shown[ref] for ref in appeal.effect[name]]}
        for name in WORDS
        if appeal.effect.get(name)
    ]
