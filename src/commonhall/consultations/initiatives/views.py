"""Pages of initiatives: the list, one initiative, and those who signed by name."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.actions import action_pages, pages, threads
from commonhall.actions.models import Follow
from commonhall.consultations.conversations.views import sections
from commonhall.consultations.initiatives import (
    actions,
    kinds,
    paper_actions,
    presentation,
    queries,
    signers,
)
from commonhall.consultations.initiatives.models import Initiative, PaperSheet
from commonhall.consultations.initiatives.signing_actions import sign_initiative
from commonhall.core import clock, refs
from commonhall.core.paging import page_for
from commonhall.people.actors import of_request
from commonhall.places.queries import units
from commonhall.ui.pages import page

NAMES_SHOWN, UPDATES_SHOWN = 12, 20


def wanted(request: HttpRequest) -> queries.Filter:
    """The filter in an address."""
    get = request.GET.get
    return queries.Filter(get("state", ""), get("place", ""), get("kind", ""), get("q", "")[:200])


@page(_("Initiatives"), asks="consultations.initiatives")
def initiative_list(request: HttpRequest) -> HttpResponse:
    narrowed, today = wanted(request), clock.today()
    found = page_for(request, queries.initiatives(narrowed))
    refused = action_pages.refusal_of(of_request(request), actions.begin_initiative)
    context = {
        "page": found,
        "rows": [
            {
                "one": row,
                "bar": presentation.bar(row),
                "left": presentation.left(row, today) if row.takes_signatures else "",
            }
            for row in found.rows
        ],
        "filter": narrowed,
        "query": request.GET.urlencode(),
        "states": Initiative.State.choices,
        "kinds": kinds.Kind.choices,
        "units": units(),
        "tabs": sections("initiatives"),
        "begin": actions.begin_initiative,
        "refusal": pages.show(refused) if refused else None,
    }
    return render(request, "consultations/initiatives.html", context)


def initiative_of(number: int) -> Initiative:
    rows = queries.initiatives(queries.Filter()).select_related("hidden_by", "decided_by")
    return get_object_or_404(rows, pk=number)


@page(_("Initiative"), asks=("consultations.initiatives", "actions.threads"))
def initiative_page(request: HttpRequest, number: int) -> HttpResponse:
    one = initiative_of(number)
    actor, today = of_request(request), clock.today()
    shown = refs.resolve([ref for ref in (one.about, one.led_to) if ref])
    names = queries.names(one)
    available = action_pages.available(actor, one)
    context = {
        "initiative": one,
        "sign": next(
            (row.url for row in available if row.action is sign_initiative and row.allowed), ""
        ),
        "sign_title": sign_initiative.title,
        "tally": one.tally,
        "bar": presentation.bar(one),
        "course": presentation.course(one),
        "left": presentation.left(one, today) if one.takes_signatures else "",
        "late": one.days_late(today),
        "mine": signers.own_signature(one, actor) if request.user.is_authenticated else None,
        "promoters": queries.promoters(one),
        "names": list(names.order_by("-pk")[:NAMES_SHOWN]),
        "updates": list(queries.updates(one)[:UPDATES_SHOWN]),
        "sheets": _sheets(request, one),
        "hiding": one.hiding(),
        "matter": shown.get(one.about),
        "led_to": shown.get(one.led_to),
        "available_actions": available,
        "stations": threads.of(one.ref).stations,
        "follows": request.user.is_authenticated
        and Follow.objects.filter(account_id=request.user.pk or 0, ref=one.ref).exists(),
        "entries": reverse("record:list") + f"?subject={one.ref}",
    }
    return render(request, "consultations/initiative.html", context)


def _sheets(request: HttpRequest, one: Initiative) -> list[dict[str, object]]:
    """Signatures on paper; whoever may count them again finds the way there."""
    actor, memo = of_request(request), {}  # type: ignore[var-annotated]
    doing = (paper_actions.confirm_signatures, paper_actions.refuse_signatures)
    return [
        {
            "sheet": sheet,
            "doing": [
                (action.title, action_pages.url_of(action, sheet))
                for action in doing
                if sheet.state == PaperSheet.State.ENTERED and action.check(actor, sheet, memo)
            ],
        }
        for sheet in queries.sheets(one)
    ]


@page(_("Who signed by name"), asks="consultations.initiatives")
def name_list(request: HttpRequest, number: int) -> HttpResponse:
    """Those who chose to be shown, newest first; nobody else is."""
    one = initiative_of(number)
    context = {"initiative": one, "page": page_for(request, queries.names(one))}
    return render(request, "consultations/initiative_names.html", context)
