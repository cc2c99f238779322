"""Pages of sittings: list, and one sitting with its agenda, from which members vote."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _

from commonhall.actions import action_pages
from commonhall.core.paging import page_for
from commonhall.decisions.agenda_order import presentation as agenda_order
from commonhall.decisions.motions.models import RollCallVote
from commonhall.decisions.sittings import chairs, queries
from commonhall.decisions.sittings.actions import call_sitting
from commonhall.decisions.sittings.models import Sitting
from commonhall.law.agenda.page_sections import on_the_agenda
from commonhall.people.actors import of_request, office_of
from commonhall.ui.pages import page


@page(_("Sittings"), asks="decisions.sittings")
def sitting_list(request: HttpRequest) -> HttpResponse:
    refused = action_pages.refusal_of(of_request(request), call_sitting)
    context = {
        "page": page_for(request, queries.sittings(), keys=("-starts_at", "-id")),
        "call": "" if refused else action_pages.url_of(call_sitting),
        "label": call_sitting.title,
    }
    return render(request, "decisions/sittings.html", context)


@page(_("Sitting"), asks="decisions.agenda")
def sitting_page(request: HttpRequest, number: int) -> HttpResponse:
    sitting = get_object_or_404(queries.sittings(), pk=number)
    actor = of_request(request)
    member = actor.body == sitting.body_id
    over = sitting.state in (Sitting.State.CLOSED, Sitting.State.CALLED_OFF)
    agenda = queries.agenda(sitting, office_of(actor))
    context = {
        "sitting": sitting,
        "agenda": agenda,
        "wanted": agenda_order.of(sitting),
        "now": queries.now(sitting, agenda),
        "attending": queries.attending(sitting),
        "put_off": queries.put_off(sitting),
        "keeps": member and not over and chairs.keeps(actor, sitting),
        "by_law": "" if over else on_the_agenda(request, sitting.body),
        "waiting": [] if over else queries.waiting(sitting)[:20],
        "votes": member and sitting.state == Sitting.State.OPEN,
        "choices": RollCallVote.Choice.choices,
        "available_actions": action_pages.available(actor, sitting),
    }
    return render(request, "decisions/sitting.html", context)
