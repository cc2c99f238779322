"""Pages of lotteries: list, one lottery, applying, what became of a ticket, drawing again."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.actions import pages, threads
from commonhall.core import refs
from commonhall.core.paging import page_for
from commonhall.core.refusals import Refused
from commonhall.decisions.lotteries import (
    actions,
    draw_actions,
    drawing,
    forms,
    presentation,
    queries,
)
from commonhall.decisions.lotteries.models import Application, Lottery
from commonhall.decisions.votes import envelopes
from commonhall.people.actors import of_request
from commonhall.places.queries import units
from commonhall.ui.forms import HallForm
from commonhall.ui.pages import page

State = Lottery.State
# What may be done with a lottery from a form: word in the address → act and form.
FORMS: dict[str, tuple[Any, type[HallForm]]] = {
    "withdraw": (actions.withdraw_application, HallForm),
    "accept": (draw_actions.accept_place, forms.AcceptForm),
    "decline": (draw_actions.decline_place, HallForm),
    "seed": (draw_actions.enter_seed, forms.SeedForm),
    "outcome": (draw_actions.link_outcome, forms.OutcomeForm),
    "annul": (draw_actions.annul_lottery, HallForm),
}
# Which of them there is any point in offering, by state.
OFFERED = {
    State.OPEN: ("apply", "withdraw", "claims", "annul"),
    State.CLOSED: ("annul",),
    State.READY: ("seed", "annul"),
    State.DRAWN: ("accept", "decline", "outcome", "annul"),
    State.COMPLETE: ("outcome", "annul"),
}


@page(_("Lotteries"), asks="decisions.lotteries")
def lottery_list(request: HttpRequest) -> HttpResponse:
    rows, state = queries.lotteries(), request.GET.get("state", "")
    if state in State.values:
        rows = rows.filter(state=state)
    given = {"unit": units().first()}
    offer = pages.Offer("open", actions.open_lottery, reverse("decisions:open_lottery"), given)
    context = {
        "page": page_for(request, rows),
        "state": state,
        "states": State.choices,
        "open": pages.available_actions(of_request(request), [offer])[0],
    }
    return render(request, "decisions/lotteries.html", context)


def _lottery(number: int) -> Lottery:
    return get_object_or_404(queries.lotteries(), pk=number)


@page(_("Lottery"), asks=("decisions.lotteries", "actions.threads"))
def lottery_page(request: HttpRequest, number: int) -> HttpResponse:
    lottery, actor = _lottery(number), of_request(request)
    mine = queries.application(actor.person_id, lottery)
    ticket = lottery.tickets.filter(code=mine.code).first() if mine else None
    context = {
        "lottery": lottery,
        "about": refs.resolve([lottery.about])[lottery.about] if lottery.about else None,
        "applied": queries.applied(lottery),
        "mine": mine,
        "ticket": ticket,
        "chances": presentation.chances(lottery),
        "quotas": presentation.quotas(lottery),
        "criteria": presentation.criteria(lottery),
        "given": presentation.given(lottery),
        "turns": len(lottery.turns),
        "available_actions": _available_actions(lottery, actor, ticket),
        "stations": threads.of(lottery.ref).stations,
    }
    return render(request, "decisions/lottery.html", context)


def _available_actions(lottery: Lottery, actor: Any, ticket: Any) -> list[pages.AvailableAction]:
    words = OFFERED.get(State(lottery.state), ())
    address = {
        "apply": reverse("decisions:lottery_apply", args=[lottery.pk]),
        "claims": reverse("decisions:lottery_claims", args=[lottery.pk]),
    }
    with_own_pages: dict[str, Any] = {
        "apply": actions.apply_for_lottery,
        "claims": actions.confirm_claims,
    }
    offers = [
        pages.Offer(word, with_own_pages.get(word) or FORMS[word][0],
                  address.get(word) or reverse("decisions:lottery_do", args=[lottery.pk, word]),
                  {"lottery": lottery})
        for word in words
        if word != "claims" or lottery.criteria
        if word not in ("accept", "decline") or ticket is not None
        if word != "seed" or lottery.source == Lottery.Source.PUBLIC
    ]  # fmt: skip
    # What belongs to offices is shown to them only; a resident learns why applying is refused.
    found = pages.available_actions(actor, offers)
    return [one for one in found if one.allowed or one.word == "apply"]


@page(_("Open a lottery"), who="account", performs="decisions.open_lottery")
def open_lottery(request: HttpRequest) -> HttpResponse:
    start = {"about": request.GET.get("about", "")[:80]}
    form, actor = forms.LotteryForm(request.POST or None, initial=start), of_request(request)
    renamed = {
        "names": "name_en",
        "texts": "text_en",
        "draw_names": "public_draw",
    }
    outcome = pages.attempt(request, actor, actions.open_lottery, form, renamed=renamed)
    if outcome is not None:
        return redirect(outcome.result)
    refused = actions.open_lottery.permitted(actor, unit=units().first()).refusal
    return _form(request, form, actions.open_lottery.title, refused, reverse("decisions:lotteries"))


def _form(
    request: HttpRequest, form: Any, title: Any, refused: Refused | None, back: str, **more: Any
) -> HttpResponse:
    shown = pages.show(refused) if refused else None
    context = {"form": form, "title": title, "refusal": shown, "back": back, **more}
    return render(request, "decisions/form.html", context, status=400 if form.errors else 200)


@page(_("Apply"), who="account", performs="decisions.apply_for_lottery")
def apply(request: HttpRequest, number: int) -> HttpResponse:
    """The application. The ticket is shown here, and again to its holder on the lottery's page."""
    lottery, actor = _lottery(number), of_request(request)
    form = forms.ApplyForm(request.POST if request.method == "POST" else None, lottery=lottery)
    outcome = pages.attempt(request, actor, actions.apply_for_lottery, form, {"lottery": lottery})
    if outcome is not None:
        return redirect(lottery)
    refused = actions.apply_for_lottery.permitted(actor, lottery=lottery).refusal
    title, back = actions.apply_for_lottery.title, lottery.get_absolute_url()
    return _form(request, form, title, refused, back, lottery=lottery)


@page(
    _("Lottery"),
    who="account",
    performs=(
        "decisions.withdraw_application", "decisions.accept_place", "decisions.decline_place",
        "decisions.enter_seed", "decisions.link_outcome", "decisions.annul_lottery",
    ),
)  # fmt: skip
def do(request: HttpRequest, number: int, word: str) -> HttpResponse:
    if word not in FORMS:
        raise Http404
    lottery, actor = _lottery(number), of_request(request)
    action, kind = FORMS[word]
    form = kind(request.POST if request.method == "POST" else None)
    if pages.attempt(request, actor, action, form, {"lottery": lottery}) is not None:
        return redirect(lottery)
    refused = action.permitted(actor, lottery=lottery).refusal
    return _form(request, form, action.title, refused, lottery.get_absolute_url(), lottery=lottery)


@page(_("Claims to confirm"), who="account", asks="decisions.lotteries")
def claims(request: HttpRequest, number: int) -> HttpResponse:
    """Whose claims are to be confirmed: shown to the office that may, with the names it needs."""
    lottery, actor = _lottery(number), of_request(request)
    refused = actions.confirm_claims.permitted(actor, lottery=lottery).refusal
    rows = lottery.applications.exclude(person=None).select_related("person").order_by("pk")
    context = {
        "lottery": lottery,
        "rows": [] if refused else list(rows[:200]),
        "refusal": pages.show(refused) if refused else None,
        "title": actions.confirm_claims.title,
    }
    return render(request, "decisions/claims.html", context)


@page(_("Confirm what was claimed"), who="account", performs="decisions.confirm_claims")
def confirm(request: HttpRequest, number: int, application: int) -> HttpResponse:
    lottery, actor, action = _lottery(number), of_request(request), actions.confirm_claims
    refused = action.permitted(actor, lottery=lottery).refusal
    row = get_object_or_404(Application, pk=application, lottery=lottery)
    form: HallForm = forms.ClaimsForm(
        request.POST if request.method == "POST" else None, application=row
    )
    given = {"lottery": lottery, "application": row.pk}
    back = reverse("decisions:lottery_claims", args=[number])
    if pages.attempt(request, actor, action, form, given) is not None:
        return redirect(back)
    if refused:
        form = HallForm()
    return _form(request, form, action.title, refused, back, lottery=lottery)


@page(_("What happened to my ticket"), asks="decisions.lotteries", methods=("GET", "HEAD", "POST"))
def ticket(request: HttpRequest, number: int) -> HttpResponse:
    """From a ticket to what became of it and why; it is sent in the body, never in an address."""
    lottery, found = _lottery(number), None
    form = forms.TicketForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        code = envelopes.tidy_tracker(form.cleaned_data["code"])
        found = lottery.tickets.filter(code=code).first()
        if found is None:
            waits = lottery.applications.filter(code=code).exists()
            form.add_error(
                "code",
                _("This ticket is in. The list is published when applications close.")
                if waits
                else _("No ticket of this lottery has this number."),
            )
    context = {
        "lottery": lottery,
        "form": form,
        "ticket": found,
        "why": presentation.why(lottery, found) if found else "",
    }
    response = render(request, "decisions/ticket.html", context, status=400 if form.errors else 200)
    response["Cache-Control"] = "no-store"
    return response


@page(_("Draw it again"), asks="decisions.published_draw")
def again(request: HttpRequest, number: int) -> HttpResponse:
    """Draw from the published list and seed, now, and compare."""
    lottery = _lottery(number)
    said = queries.published_draw(lottery) if lottery.root else None
    outcome = drawing.replay(said) if said and lottery.drawn_at else None
    context = {
        "lottery": lottery,
        "outcome": outcome,
        "same": outcome is not None and presentation.same(lottery, outcome),
        "root_holds": said is not None
        and drawing.root_of(drawing.row_of(one) for one in said["tickets"]) == lottery.root,
    }
    return render(request, "decisions/draw_again.html", context)


@page(_("Published draw"), asks="decisions.published_draw")
def published(request: HttpRequest, number: int) -> HttpResponse:
    """Everything that is needed to draw again, as JSON."""
    lottery = _lottery(number)
    if not lottery.root:
        raise Http404
    answer = JsonResponse(
        queries.published_draw(lottery), json_dumps_params={"ensure_ascii": False}
    )
    answer["Content-Disposition"] = f'attachment; filename="lottery-{lottery.pk}.json"'
    return answer
