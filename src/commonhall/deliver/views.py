"""Pages of the plan: the tree, one item, what may be done with it, promises."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.acts import clock, threads, web
from commonhall.acts.gate import Act
from commonhall.deliver import acts, forms, queries
from commonhall.deliver.models import Milestone
from commonhall.look.forms import HouseForm
from commonhall.look.pages import page
from commonhall.people.actors import of_request
from commonhall.people.models import Body
from commonhall.places.queries import units

# What may be done with an item: word in the address → act and form.
DOINGS: dict[str, tuple[Act[Any], type[HouseForm]]] = {
    "start": (acts.start_item, forms.DayForm),
    "finish": (acts.finish_item, HouseForm),
    "stop": (acts.stop_item, HouseForm),
    "milestone": (acts.add_milestone, forms.MilestoneForm),
    "pay": (acts.record_payment, forms.PaymentForm),
    "confirm": (acts.confirm_item, forms.WordForm),
}
# Dry runs need what an act is told; these amounts decide nothing.
ASKED: dict[str, dict[str, Any]] = {"pay": {"amount": 1}}


@page(_("Plan"), asks="deliver.tree")
def plan(request: HttpRequest) -> HttpResponse:
    offer = web.Offer("adopt", acts.adopt_item, reverse("deliver:adopt"), {"unit": units().first()})
    carried, services = queries.carried_by_organisations()
    context = {
        "tree": queries.tree(),
        "adopt": web.doings(of_request(request), [offer])[0],
        "promises": queries.promises(clock.today()),
        "carried": carried,
        "services": services,
        "today": clock.today(),
    }
    return render(request, "deliver/plan.html", context)


@page(_("Part of the plan"), asks="deliver.items")
def item_page(request: HttpRequest, number: int) -> HttpResponse:
    item = get_object_or_404(queries.with_money(queries.items()), pk=number)
    today = clock.today()
    offers = [
        web.Offer(word, act, reverse("deliver:do", args=[number, word]),
                  {"item": item, **ASKED.get(word, {})})
        for word, (act, _form) in DOINGS.items()
    ]  # fmt: skip
    offers.append(
        web.Offer("amend", acts.amend_item, reverse("deliver:amend", args=[number]), {"item": item})
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
        "shifts": queries.shifts().filter(item=item, cancelled=False).order_by("starts_at"),
        "words": queries.words(item),
        "doings": web.doings(of_request(request), offers),
        "stations": threads.of(item.ref).stations,
        "share": round(100 * (item.paid or 0) / item.budget) if item.budget else None,  # type: ignore[attr-defined]
    }
    return render(request, "deliver/item.html", context)


def perform(
    request: HttpRequest,
    act: Act[Any],
    form: Any,
    back: str,
    given: dict[str, Any] | None = None,
    asked: dict[str, Any] | None = None,
    title: Any = "",
) -> HttpResponse:
    """Show a form, perform its act with `given` and what was typed, go where its result is."""
    renamed = {"names": f"name_{settings.LANGUAGE_CODE}", "standards": "text_en"}
    return web.form_page(
        request, of_request(request), act, form, back, "deliver/form.html", given=given, asked=asked,
        renamed=renamed, title=title,
    )  # fmt: skip


def posted(request: HttpRequest) -> Any:
    """What a form without fields needs to count as sent."""
    return request.POST if request.method == "POST" else None


@page(_("Put it into the plan"), who="account", performs="deliver.adopt_item")
def adopt(request: HttpRequest) -> HttpResponse:
    start = {"parent": request.GET.get("parent", ""), "about": request.GET.get("about", "")[:80]}
    form = forms.ItemForm(request.POST or None, initial=start)
    asked = {"unit": units().first()}
    return perform(request, acts.adopt_item, form, reverse("deliver:plan"), asked=asked)


@page(_("Amend the plan"), who="account", performs="deliver.amend_item")
def amend(request: HttpRequest, number: int) -> HttpResponse:
    item = get_object_or_404(queries.items(), pk=number)
    form = forms.AmendForm(posted(request), item=item)
    return perform(request, acts.amend_item, form, item.get_absolute_url(), {"item": item})


@page(
    _("Do something with a part of the plan"),
    who="account",
    performs=("deliver.start_item", "deliver.finish_item", "deliver.confirm_item"),
)
def do(request: HttpRequest, number: int, doing: str) -> HttpResponse:
    if doing not in DOINGS:
        raise Http404
    act, form_class = DOINGS[doing]
    item = get_object_or_404(queries.items(), pk=number)
    form = form_class(posted(request))
    return perform(request, act, form, item.get_absolute_url(), {"item": item}, ASKED.get(doing))


@page(_("Milestone is done"), who="account", performs="deliver.finish_milestone")
def milestone_done(request: HttpRequest, number: int) -> HttpResponse:
    milestone = get_object_or_404(Milestone.objects.select_related("item"), pk=number)
    given = {"item": milestone.item, "milestone": milestone}
    form = forms.ProofForm(request.POST or None)
    back = milestone.item.get_absolute_url()
    return perform(request, acts.finish_milestone, form, back, given)


@page(_("Promises"), asks="deliver.promises")
def promise_list(request: HttpRequest) -> HttpResponse:
    """Promises kept and broken, body by body."""
    today = clock.today()
    bodies = Body.objects.filter(ended_on=None).exclude(kind="system").order_by("code")
    by_body = queries.promises_by_body(today)
    rows = [{"body": body, "promises": by_body[body.pk]} for body in bodies if body.pk in by_body]
    late = [
        {"item": item, "late": item.days_late(today)}
        for item in queries.items()
        .filter(state="running", due_on__lt=today)
        .order_by("due_on")[:30]
    ]
    context = {"rows": rows, "all": queries.sum_of(by_body.values()), "late": late}
    return render(request, "deliver/promises.html", context)
