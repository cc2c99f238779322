"""Pages of the plan: the tree, one item, what may be done with it, promises."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.actions import pages, threads
from commonhall.actions.declaration import Action
from commonhall.core import clock
from commonhall.delivery.functions import queries as function_queries
from commonhall.delivery.plan import actions, forms
from commonhall.delivery.plan import queries as plan_queries
from commonhall.delivery.plan.models import Milestone
from commonhall.delivery.shifts import queries as shift_queries
from commonhall.people.actors import of_request
from commonhall.people.bodies.models import Body
from commonhall.places.queries import units
from commonhall.ui.forms import HallForm
from commonhall.ui.pages import page

# What may be done with an item: word in the address → act and form.
FORMS: dict[str, tuple[Action[..., Any], type[HallForm]]] = {
    "start": (actions.start_item, forms.DayForm),
    "finish": (actions.finish_item, HallForm),
    "stop": (actions.stop_item, HallForm),
    "milestone": (actions.add_milestone, forms.MilestoneForm),
    "pay": (actions.record_payment, forms.PaymentForm),
    "confirm": (actions.confirm_item, forms.WordForm),
}
# Dry runs need what an action is told; these amounts decide nothing.
ASKED: dict[str, dict[str, Any]] = {"pay": {"amount": 1}}


@page(_("Plan"), asks="delivery.tree")
def plan(request: HttpRequest) -> HttpResponse:
    offer = pages.Offer(
        "adopt", actions.adopt_item, reverse("delivery:adopt"), {"unit": units().first()}
    )
    carried, services = function_queries.carried_by_organisations()
    context = {
        "tree": plan_queries.tree(),
        "adopt": pages.available_actions(of_request(request), [offer])[0],
        "promises": plan_queries.promises(clock.today()),
        "carried": carried,
        "services": services,
        "today": clock.today(),
    }
    return render(request, "delivery/plan.html", context)


@page(_("Part of the plan"), asks="delivery.items")
def item_page(request: HttpRequest, number: int) -> HttpResponse:
    item = get_object_or_404(plan_queries.with_money(plan_queries.items()), pk=number)
    today = clock.today()
    offers = [
        pages.Offer(word, action, reverse("delivery:do", args=[number, word]),
                  {"item": item, **ASKED.get(word, {})})
        for word, (action, _form) in FORMS.items()
    ]  # fmt: skip
    offers.append(
        pages.Offer(
            "amend", actions.amend_item, reverse("delivery:amend", args=[number]), {"item": item}
        )
    )
    milestones = item.milestones.order_by("due_on", "pk")
    context = {
        "item": item,
        "late": item.days_late(today),
        "milestones": [{"milestone": one, "late": one.days_late(today)} for one in milestones],
        "payments": item.payments.select_related("organisation").order_by("-on", "-pk")[:50],
        "amendments": item.amendments.select_related("body").order_by("-pk")[:20],
        "children": item.children.order_by("pk"),
        "contracts": item.contracts.order_by("-pk"),
        "shifts": shift_queries.shifts().filter(item=item, cancelled=False).order_by("starts_at"),
        "words": plan_queries.words(item),
        "available_actions": pages.available_actions(of_request(request), offers),
        "stations": threads.of(item.ref).stations,
        "share": round(100 * (item.paid or 0) / item.budget) if item.budget else None,  # type: ignore[attr-defined]
    }
    return render(request, "delivery/item.html", context)


def perform(
    request: HttpRequest,
    action: Action[..., Any],
    form: Any,
    back: str,
    given: dict[str, Any] | None = None,
    asked: dict[str, Any] | None = None,
    title: Any = "",
) -> HttpResponse:
    """Show a form, perform its action with `given` and what was typed, go where its result is."""
    renamed = {"names": f"name_{settings.LANGUAGE_CODE}", "standards": "text_en"}
    return pages.form_page(
        request, of_request(request), action, form, back, "delivery/form.html", given=given, asked=asked,
        renamed=renamed, title=title,
    )  # fmt: skip


def posted(request: HttpRequest) -> Any:
    """What a form without fields needs to count as sent."""
    return request.POST if request.method == "POST" else None


@page(_("Put it into the plan"), who="account", performs="delivery.adopt_item")
def adopt(request: HttpRequest) -> HttpResponse:
    start = {"parent": request.GET.get("parent", ""), "about": request.GET.get("about", "")[:80]}
    form = forms.ItemForm(request.POST or None, initial=start)
    asked = {"unit": units().first()}
    return perform(request, actions.adopt_item, form, reverse("delivery:plan"), asked=asked)


@page(_("Amend the plan"), who="account", performs="delivery.amend_item")
def amend(request: HttpRequest, number: int) -> HttpResponse:
    item = get_object_or_404(plan_queries.items(), pk=number)
    form = forms.AmendForm(posted(request), item=item)
    return perform(request, actions.amend_item, form, item.get_absolute_url(), {"item": item})


@page(
    _("Do something with a part of the plan"),
    who="account",
    performs=("delivery.start_item", "delivery.finish_item", "delivery.confirm_item"),
)
def do(request: HttpRequest, number: int, word: str) -> HttpResponse:
    if word not in FORMS:
        raise Http404
    action, form_class = FORMS[word]
    item = get_object_or_404(plan_queries.items(), pk=number)
    form = form_class(posted(request))
    return perform(request, action, form, item.get_absolute_url(), {"item": item}, ASKED.get(word))


@page(_("Milestone is done"), who="account", performs="delivery.finish_milestone")
def milestone_done(request: HttpRequest, number: int) -> HttpResponse:
    milestone = get_object_or_404(Milestone.objects.select_related("item"), pk=number)
    given = {"item": milestone.item, "milestone": milestone}
    form = forms.ProofForm(request.POST or None)
    back = milestone.item.get_absolute_url()
    return perform(request, actions.finish_milestone, form, back, given)


@page(_("Promises"), asks="delivery.promises")
def promise_list(request: HttpRequest) -> HttpResponse:
    """Promises kept and broken, body by body."""
    today = clock.today()
    bodies = Body.objects.filter(ended_on=None).exclude(kind="system").order_by("code")
    by_body = plan_queries.promises_by_body(today)
    rows = [{"body": body, "promises": by_body[body.pk]} for body in bodies if body.pk in by_body]
    late = [
        {"item": item, "late": item.days_late(today)}
        for item in plan_queries.items()
        .filter(state="running", due_on__lt=today)
        .order_by("due_on")[:30]
    ]
    context = {"rows": rows, "all": plan_queries.sum_of(by_body.values()), "late": late}
    return render(request, "delivery/promises.html", context)
