"""Pages of panels: the list, one panel, a recommendation, a letter and its answer, letters printed, what members need."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.actions import action_pages, pages, threads
from commonhall.actions.actors import Actor, Kind
from commonhall.consultations.meetings.actions import announce_meeting
from commonhall.consultations.meetings.models import Meeting
from commonhall.core import page_sections, refs
from commonhall.core.paging import page_for
from commonhall.decisions.panels import (
    actions,
    becoming,
    choosing,
    presentation,
    queries,
)
from commonhall.decisions.panels.letter_actions import join_panel
from commonhall.decisions.panels.models import Panel
from commonhall.decisions.panels.spoken_models import Recommendation, RecommendationVote
from commonhall.law.promises import queries as promise_queries
from commonhall.people.actors import of_request
from commonhall.ui.pages import page
from commonhall.ui.parts import Crumb

SHOWN = 30
State = Panel.State


@page(_("Panels"), asks="decisions.panels")
def panel_list(request: HttpRequest) -> HttpResponse:
    rows, state = queries.panels(), request.GET.get("state", "")
    if state in State.values:
        rows = rows.filter(state=state)
    actor, commission, join = of_request(request), actions.commission_panel, join_panel
    refused = action_pages.refusal_of(actor, commission)
    context = {
        "page": page_for(request, rows),
        "state": state,
        "states": State.choices,
        "commission": "" if refused else action_pages.url_of(commission),
        "label": commission.title,
        "join": "" if action_pages.refusal_of(actor, join) else action_pages.url_of(join),
        "join_label": join.title,
    }
    return render(request, "decisions/panels.html", context)


def crumbs(panel: Panel) -> list[Crumb]:
    return [
        Crumb(_("Panels"), reverse("decisions:panels")),
        Crumb(panel.name, panel.get_absolute_url()),
    ]


@page(_("Panel"), asks=("decisions.panels", "actions.threads"))
def panel_page(request: HttpRequest, number: int) -> HttpResponse:
    """Everything a panel is, on one page: at most some hundred rows, each kind in one query."""
    panel, actor = get_object_or_404(queries.panels(), pk=number), of_request(request)
    members = queries.members(panel)
    rows = presentation.seats(panel, members) if panel.draw.drawn_at else []
    waves = queries.responses([panel.pk])[panel.pk]
    member = queries.member_of(actor, panel)
    meetings = Meeting.objects.filter(panel=panel.ref).order_by("starts_at")
    materials = list(panel.materials.filter(withdrawn_on=None).select_related("member__ticket"))
    named = refs.resolve([one.about for one in materials if one.about] + [panel.about or panel.ref])
    context = {
        "panel": panel,
        "crumbs": crumbs(panel)[:1],
        "matter": named.get(panel.about),
        "waves": waves,
        "answered": presentation.answered(waves),
        "seats": rows,
        "strata": presentation.strata(rows),
        "mirrors": presentation.mirrors(panel, members),
        "sitting": sum(one.left_on is None for one in members),
        "member": member,
        "meetings": list(meetings[:SHOWN]),
        "meets": _where_it_meets(panel, actor),
        "materials": [(one, named.get(one.about)) for one in materials],
        "witnesses": list(
            panel.proposed_witnesses.select_related("organisation", "office__body").order_by("pk")
        ),
        "said": len(choosing.said(panel)) if member else 0,
        "recommendations": presentation.standing(panel),
        "owed": queries.owed(panel) if panel.pay else None,
        "mine": queries.owed_to(member) if member and panel.pay else [],
        "in_office": actor.kind is Kind.OFFICE,
        "office": actor.kind is Kind.OFFICE and actor.body == panel.body_id,
        "sections": page_sections.of("decisions.panel", request, panel),
        "available_actions": _own_actions(actor, panel),
        "stations": threads.of(panel.ref).stations,
        "entries": reverse("record:list") + f"?subject={panel.ref}",
    }
    return render(request, "decisions/panel.html", context)


def _own_actions(actor: Actor, panel: Panel) -> list[pages.AvailableAction]:
    """What may be done; what belongs to the office or to members is shown to them only."""
    return [one for one in action_pages.available(actor, panel) if one.allowed]


def _where_it_meets(panel: Panel, actor: Actor) -> str:
    """Where the office sets a meeting of the panel."""
    if panel.state != State.WORKING or actor.body != panel.body_id:
        return ""
    given = {
        "panel": panel.ref,
        "about": panel.about or panel.ref,
        "unit": panel.unit_id,
        "title": panel.name,
    }
    return f"{action_pages.url_of(announce_meeting)}?{urlencode(given)}"


@page(_("Recommendation"), asks=("decisions.recommendations", "actions.threads"))
def recommendation_page(request: HttpRequest, number: int) -> HttpResponse:
    one, actor = get_object_or_404(queries.recommendations(), pk=number), of_request(request)
    member = queries.member_of(actor, one.panel_id)
    votes = RecommendationVote.objects.filter(recommendation=one)
    later = getattr(one, "follow_up", None)
    found = promise_queries.of_things([one.ref, *([later.ref] if later else [])])
    context = {
        "one": one,
        "panel": one.panel,
        "crumbs": crumbs(one.panel),
        "member": member,
        "my_vote": votes.filter(member=member).first() if member else None,
        "cast": votes.count() if one.state == Recommendation.State.VOTING else 0,
        "sitting": queries.sitting(one.panel_id).count(),
        "notes": list(one.notes.order_by("pk")) if one.public or member else [],
        "promise": found.get(one.ref),
        "later": later,
        "later_promise": found.get(later.ref) if later else None,
        "led_to": refs.resolve([one.led_to]).get(one.led_to) if one.led_to else None,
        "ways_on": becoming.ways_on(actor, one),
        "sections": page_sections.of("decisions.recommendation", request, one),
        "available_actions": [
            act
            for act in action_pages.available(actor, one)
            if act.allowed and act.action not in becoming.ways()
        ],
        "stations": threads.of(one.ref).stations,
    }
    return render(request, "decisions/recommendation.html", context)
