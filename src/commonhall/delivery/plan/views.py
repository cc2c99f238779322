"""Pages of the plan: the tree, one item with what may be done with it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _

from commonhall.actions import action_pages, threads
from commonhall.core import clock
from commonhall.delivery import money, splitting
from commonhall.delivery.functions import queries as function_queries
from commonhall.delivery.plan import actions, milestone_actions, timeline
from commonhall.delivery.plan import queries as plan_queries
from commonhall.delivery.shifts import queries as shift_queries
from commonhall.law.promises import queries as promise_queries
from commonhall.law.promises.views import strip_of
from commonhall.people.actors import of_request
from commonhall.ui.pages import page


@page(_("Plan"), asks="delivery.tree")
def plan(request: HttpRequest) -> HttpResponse:
    carried, services = function_queries.carried_by_organisations()
    today, tree = clock.today(), plan_queries.tree()
    rows = promise_queries.promises(today).filter(kind__in=("plan-item", "milestone"))
    promised = list(rows.select_related(None))
    context = {
        "tree": tree,
        "timeline": timeline.of_tree(tree, promised, today),
        "adopt": actions.adopt_item,
        "adopt_url": action_pages.url_of(actions.adopt_item),
        "adopt_refusal": action_pages.refusal_of(of_request(request), actions.adopt_item),
        "strip": strip_of(promise_queries.of_rows(promised, today), linked=False),
        "carried": carried,
        "services": services,
        "today": today,
    }
    return render(request, "delivery/plan.html", context)


@page(_("Part of the plan"), asks="delivery.items")
def item_page(request: HttpRequest, number: int) -> HttpResponse:
    item = get_object_or_404(plan_queries.items(), pk=number)
    today = clock.today()
    actor, memo = of_request(request), {}  # type: ignore[var-annotated]
    steps = list(item.milestones.order_by("due_on", "pk"))
    promised = promise_queries.of_things((item.ref, *(one.ref for one in steps)))
    promise = promised.pop(item.ref, None)
    milestones = [
        {
            "milestone": one,
            "promise": promised.get(one.ref),
            "late": one.days_late(today),
            "done": milestone_actions.finish_milestone.check(actor, one, memo).allowed,
        }
        for one in steps
    ]
    payments = list(
        item.payments.select_related("organisation", "contract", "line").order_by("-on", "-pk")
    )
    rolled = money.whole(item)
    known = [one for one in (promise, *promised.values()) if one]
    pictures = list(item.pictures.exclude(image="").order_by("pk"))
    context = {
        "item": item,
        "before": [one for one in pictures if one.when == "before"],
        "after": [one for one in pictures if one.when == "after"],
        "timeline": timeline.of_item(item, steps, known, today) if steps else "",
        "promise": promise,
        "late": promise.days_late(today) if promise and item.state != "stopped" else 0,
        "milestones": milestones,
        "finish": milestone_actions.finish_milestone,
        "payments": payments[:50],
        "beside": splitting.without_award(item, payments),
        "rolled": rolled,
        "split": splitting.near_items(item),
        "amendments": item.amendments.select_related("body").order_by("-pk")[:20],
        "children": [] if item.level == item.Level.PROJECT else item.children.order_by("pk"),
        "contracts": item.contracts.order_by("-pk"),
        "shifts": shift_queries.shifts().filter(item=item, cancelled=False).order_by("starts_at"),
        "words": plan_queries.words(item),
        "available_actions": action_pages.available(actor, item, memo),
        "stations": threads.of(item.ref).stations,
        "share": round(100 * rolled.together.paid / item.budget) if item.budget else None,
    }
    return render(request, "delivery/item.html", context)
