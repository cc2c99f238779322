"""Pages of projects that residents run: the list, and one with its group, steps and money."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.actions import action_pages, threads
from commonhall.actions.actors import Actor
from commonhall.actions.models import Follow
from commonhall.core import clock
from commonhall.core.paging import page_for
from commonhall.delivery.plan import queries as plan_queries
from commonhall.delivery.projects import actions, contradicting_actions, queries, running_actions
from commonhall.delivery.projects.models import Project, ProjectStep
from commonhall.law.promises.models import TONES
from commonhall.law.promises.views import strip_of
from commonhall.people.actors import of_request
from commonhall.ui.pages import page

# Why one of joining and leaving is refused where the other is what one can do.
THE_OTHER_ONE = {"joined", "not-yours"}
SPENDINGS = 100


@page(_("Projects run by residents"), asks="delivery.projects")
def project_list(request: HttpRequest) -> HttpResponse:
    wanted = queries.Filter(request.GET.get("state", ""), request.GET.get("place", ""))
    context = {
        "page": page_for(request, queries.projects(wanted)),
        "filter": wanted,
        "states": Project.State.choices,
        "found": actions.found_project,
        "found_url": action_pages.url_of(actions.found_project),
    }
    return render(request, "delivery/projects.html", context)


@page(_("Project of residents"), asks=("delivery.projects", "actions.threads"))
def project_page(request: HttpRequest, number: int) -> HttpResponse:
    """What the group does, promises and spends; whoever is in it finds what is to be done beside each line."""
    one: Any = get_object_or_404(queries.projects(), pk=number)
    actor, today, memo = of_request(request), clock.today(), {}  # type: ignore[var-annotated]
    one.group = queries.people(one)
    steps = list(queries.steps(one))
    mine = queries.membership(one, actor)
    promised = one.agreed is not None
    available = action_pages.available(actor, one, memo)
    context = {
        "project": one,
        "thanked": [row.name for row in queries.members(one).exclude(name="")],
        "mine": mine,
        "steps": [_step(actor, row, today, bool(mine), memo) for row in steps],
        "promised": promised,
        "strip": strip_of(queries.counted(steps, today), linked=False) if promised else "",
        "spendings": [
            {"one": row, "strike": _strike(actor, row, bool(mine), memo)}
            for row in one.spendings.order_by("-on", "-pk")[:SPENDINGS]
        ],
        "contradictions": [
            {"one": row, "answer": _answer(actor, row, bool(mine), memo)}
            for row in (queries.contradictions(one) if one.contradicted else ())
        ],
        "share": round(100 * one.spent / one.agreed) if one.agreed else None,
        "words": plan_queries.words(one.item) if one.item and one.state == one.State.DONE else None,
        "available_actions": [
            row
            for row in available
            if row.allowed or (mine and row.code not in THE_OTHER_ONE) or row.code == "not-verified"
        ],
        "stations": threads.of(one.ref).stations,
        "follows": request.user.is_authenticated
        and Follow.objects.filter(account_id=request.user.pk or 0, ref=one.ref).exists(),
        "entries": reverse("record:list") + f"?subject={one.ref}",
    }
    return render(request, "delivery/project.html", context)


def _step(
    actor: Actor, step: ProjectStep, today: Any, member: bool, memo: dict[Any, Any]
) -> dict[str, Any]:
    """A step with what became of it, and what a member may do with it."""
    fate = step.fate(today)
    doing = (
        actions.move_project_step,
        actions.drop_project_step,
        running_actions.finish_project_step,
        running_actions.explain_project_step,
    )
    return {
        "one": step,
        "fate": fate.label,
        "tone": TONES[fate],
        "late": step.days_late(today),
        "doing": [
            (action.title, action_pages.url_of(action, step))
            for action in doing
            if member and action.check(actor, step, memo).allowed
        ],
    }


def _strike(actor: Actor, spending: Any, member: bool, memo: dict[Any, Any]) -> str:
    action = running_actions.strike_project_spending
    if not member or not action.check(actor, spending, memo).allowed:
        return ""
    return action_pages.url_of(action, spending)


def _answer(actor: Actor, said: Any, member: bool, memo: dict[Any, Any]) -> str:
    """Where a member answers a body's contradiction."""
    action = contradicting_actions.answer_contradiction
    if not member or not action.check(actor, said, memo).allowed:
        return ""
    return action_pages.url_of(action, said)
