"""Pages of a participatory budget with its proposals, and of one proposal."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.actions import action_pages, threads
from commonhall.actions.models import Follow
from commonhall.core import clock, kept_images, refs
from commonhall.core.paging import page_for
from commonhall.decisions.budgets import phases
from commonhall.decisions.budgets import queries as budget_queries
from commonhall.decisions.budgets.models import Budget
from commonhall.decisions.budgets.phases import Phase
from commonhall.decisions.proposals import (
    authors,
    editions,
    letters,
    merging_actions,
    paper_actions,
    presentation,
    queries,
)
from commonhall.decisions.proposals.actions import propose_project
from commonhall.decisions.proposals.models import Merger, PaperSupport, Proposal
from commonhall.decisions.proposals.support_actions import support_proposal
from commonhall.people.actors import of_request
from commonhall.places.queries import within
from commonhall.ui.pages import page


def wanted(request: HttpRequest, budget: Budget) -> queries.Filter:
    """The filter in an address."""
    get = request.GET.get
    return queries.Filter(
        budget.pk, get("state", ""), get("place", ""), get("category", ""), get("q", "")[:200]
    )


def budget_of(number: int) -> Budget:
    rows = budget_queries.budgets().select_related("election__result")
    return get_object_or_404(rows, pk=number)


def _listed(narrowed: queries.Filter) -> QuerySet[Proposal]:
    """What a list shows: all but what is gone, unless that is what one asks for."""
    rows = queries.proposals(narrowed)
    return rows if narrowed.state else rows.exclude(state__in=queries.GONE)


@page(_("Proposals on a map"), asks="decisions.proposals")
def points(request: HttpRequest, number: int) -> JsonResponse:
    """The newest proposals of a filter as GeoJSON points."""
    rows = queries.on_map(_listed(wanted(request, budget_of(number))))
    return JsonResponse(presentation.collection(rows))


@page(_("Participatory budget"), asks=("decisions.budgets", "actions.threads"))
def budget_page(request: HttpRequest, number: int) -> HttpResponse:
    budget, today, actor = budget_of(number), clock.today(), of_request(request)
    narrowed = wanted(request, budget)
    found = page_for(request, _listed(narrowed))
    now = budget.phase(today)
    # A stranger finds the button that leads on by signing in; what each rule says is for who is signed in.
    available = action_pages.available(actor, budget) if request.user.is_authenticated else []
    propose = next((row for row in available if row.action is propose_project), None)
    context = {
        "budget": budget,
        "phase": now,
        "now": phases.NOW[now],
        "steps": phases.steps(budget, today),
        "page": found,
        "rows": found.rows,
        "marks": presentation.marks(found.rows),
        "legend": presentation.legend(now),
        "points": f"{reverse('decisions:proposal_points', args=[budget.pk])}?{request.GET.urlencode()}",
        "filter": narrowed,
        "query": request.GET.urlencode(),
        "states": Proposal.State.choices,
        "units": list(within(budget.unit).filter(ended_on=None).order_by("path")),
        "propose": propose.url if propose and propose.allowed else "",
        "propose_title": propose_project.title,
        "ideas": now is Phase.IDEAS,
        # What belongs to offices is shown to them only; a resident learns why proposing is refused.
        "available_actions": [
            row for row in available if row.allowed or row.action is propose_project
        ],
        "entries": reverse("record:list") + f"?subject={budget.ref}",
        "follows": _follows(request, budget.ref),
    }
    return render(request, "decisions/budget.html", context)


def _follows(request: HttpRequest, ref: str) -> bool:
    if not request.user.is_authenticated:
        return False
    return Follow.objects.filter(account_id=request.user.pk or 0, ref=ref).exists()


@page(_("Proposal for a budget"), asks=("decisions.proposals", "actions.threads"))
def proposal_page(request: HttpRequest, number: int) -> HttpResponse:
    one = get_object_or_404(queries.one(number))
    actor, today = of_request(request), clock.today()
    available = action_pages.available(actor, one)
    item = refs.resolve([one.item]).get(one.item) if one.item else None
    support = next((row for row in available if row.action is support_proposal), None)
    phase = one.budget.phase(today)
    collects = one.state == Proposal.State.PROPOSED and phase is Phase.SUPPORT
    context = {
        "proposal": one,
        "budget": one.budget,
        "phase": phase,
        "late": one.days_late(today),
        "authors": queries.authors(one),
        "merged": queries.merged_into(one),
        "mergers": _mergers(request, one),
        "paper": _paper(request, one),
        "editions": editions.editions(one),
        "mine": authors.own_support(one, actor) if request.user.is_authenticated else None,
        "support": support.url if support and support.allowed else "",
        "support_title": support_proposal.title,
        "collects": collects,
        "lacked": letters.why_not_funded(one) if one.option and one.option.won is False else "",
        "item": item,
        "map": presentation.map_of_one(one),
        "available_actions": [
            row for row in available if row.allowed or (row is support and collects)
        ],
        "stations": threads.of(one.ref).stations,
        "follows": _follows(request, one.ref),
        "entries": reverse("record:list") + f"?subject={one.ref}",
    }
    return render(request, "decisions/proposal.html", context)


def _mergers(request: HttpRequest, one: Proposal) -> list[dict[str, Any]]:
    """Offers to merge it; whoever may answer one finds the way there."""
    actor, memo = of_request(request), {}  # type: ignore[var-annotated]
    doing = (merging_actions.agree_to_merger, merging_actions.decline_merger)
    return [
        {
            "merger": merger,
            "waits_for": merging_actions.waiting_for(merger)
            if merger.state == Merger.State.OFFERED
            else (),
            "doing": [
                (action.title, action_pages.url_of(action, merger))
                for action in doing
                if merger.state == Merger.State.OFFERED and action.check(actor, merger, memo)
            ],
        }
        for merger in queries.mergers(one)
    ]


def _paper(request: HttpRequest, one: Proposal) -> list[dict[str, Any]]:
    """Support on paper; whoever may count it again finds the way there."""
    actor, memo = of_request(request), {}  # type: ignore[var-annotated]
    doing = (paper_actions.confirm_supporters, paper_actions.refuse_supporters)
    return [
        {
            "sheet": sheet,
            "doing": [
                (action.title, action_pages.url_of(action, sheet))
                for action in doing
                if sheet.state == PaperSupport.State.ENTERED and action.check(actor, sheet, memo)
            ],
        }
        for sheet in queries.paper(one)
    ]


@page(_("Photo"), asks="decisions.proposals")
def picture(request: HttpRequest, number: int) -> HttpResponse | FileResponse:
    """The image; 404 once it was erased."""
    found = get_object_or_404(Proposal, pk=number)
    if not found.image:
        raise Http404
    return kept_images.sent(found.image, small=bool(request.GET.get("small")))
