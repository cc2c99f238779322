"""Pages of lotteries: list, one lottery, applying, what became of a ticket, drawing again."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.acts import registry, threads, web
from commonhall.acts.paging import page_for
from commonhall.acts.refusals import Refused
from commonhall.decide import draw_acts, draws, envelopes, lotteries, lottery_pages, queries
from commonhall.decide import forms_lotteries as forms
from commonhall.decide.models import Application, Lottery
from commonhall.look.forms import HouseForm
from commonhall.look.pages import page
from commonhall.people.actors import of_request
from commonhall.places.queries import units

State = Lottery.State
# What may be done with a lottery from a form: word in the address → act and form.
DOINGS: dict[str, tuple[Any, type[HouseForm]]] = {
    "withdraw": (lotteries.withdraw_application, HouseForm),
    "accept": (draw_acts.accept_place, forms.AcceptForm),
    "decline": (draw_acts.decline_place, HouseForm),
    "seed": (draw_acts.enter_seed, forms.SeedForm),
    "outcome": (draw_acts.link_outcome, forms.OutcomeForm),
    "annul": (draw_acts.annul_lottery, HouseForm),
}
# Which of them there is any point in offering, by state.
OFFERED = {
    State.OPEN: ("apply", "withdraw", "claims", "annul"),
    State.CLOSED: ("annul",),
    State.READY: ("seed", "annul"),
    State.DRAWN: ("accept", "decline", "outcome", "annul"),
    State.COMPLETE: ("outcome", "annul"),
}


@page(_("Lotteries"), asks="decide.lotteries")
def lottery_list(request: HttpRequest) -> HttpResponse:
    rows, state = queries.lotteries(), request.GET.get("state", "")
    if state in State.values:
        rows = rows.filter(state=state)
    given = {"unit": units().first()}
    offer = web.Offer("open", lotteries.open_lottery, reverse("decide:open_lottery"), given)
    context = {
        "page": page_for(request, rows),
        "state": state,
        "states": State.choices,
        "open": web.doings(of_request(request), [offer])[0],
    }
    return render(request, "decide/lotteries.html", context)


def _lottery(number: int) -> Lottery:
    return get_object_or_404(queries.lotteries(), pk=number)


@page(_("Lottery"), asks=("decide.lotteries", "acts.threads"))
def lottery_page(request: HttpRequest, number: int) -> HttpResponse:
    lottery, actor = _lottery(number), of_request(request)
    mine = queries.application(actor.person_id, lottery)
    ticket = lottery.tickets.filter(code=mine.code).first() if mine else None
    context = {
        "lottery": lottery,
        "about": registry.resolve([lottery.about])[lottery.about] if lottery.about else None,
        "applied": queries.applied(lottery),
        "mine": mine,
        "ticket": ticket,
        "chances": lottery_pages.chances(lottery),
        "quotas": lottery_pages.quotas(lottery),
        "criteria": lottery_pages.criteria(lottery),
        "given": lottery_pages.given(lottery),
        "turns": len(lottery.turns),
        "doings": _doings(lottery, actor, ticket),
        "stations": threads.of(lottery.ref).stations,
    }
    return render(request, "decide/lottery.html", context)


def _doings(lottery: Lottery, actor: Any, ticket: Any) -> list[web.Doing]:
    words = OFFERED.get(State(lottery.state), ())
    address = {
        "apply": reverse("decide:lottery_apply", args=[lottery.pk]),
        "claims": reverse("decide:lottery_claims", args=[lottery.pk]),
    }
    acts: dict[str, Any] = {
        "apply": lotteries.apply_for_lottery,
        "claims": lotteries.confirm_claims,
    }
    offers = [
        web.Offer(word, acts.get(word) or DOINGS[word][0],
                  address.get(word) or reverse("decide:lottery_do", args=[lottery.pk, word]),
                  {"lottery": lottery})
        for word in words
        if word != "claims" or lottery.criteria
        if word not in ("accept", "decline") or ticket is not None
        if word != "seed" or lottery.source == Lottery.Source.PUBLIC
    ]  # fmt: skip
    # What belongs to offices is shown to them only; a resident learns why applying is refused.
    found = web.doings(actor, offers)
    return [one for one in found if one.allowed or one.word == "apply"]


@page(_("Open a lottery"), who="account", performs="decide.open_lottery")
def open_lottery(request: HttpRequest) -> HttpResponse:
    start = {"about": request.GET.get("about", "")[:80]}
    form, actor = forms.LotteryForm(request.POST or None, initial=start), of_request(request)
    renamed = {
        "names": "name_en",
        "texts": "text_en",
        "draw_names": "public_draw",
    }
    outcome = web.attempt(request, actor, lotteries.open_lottery, form, renamed=renamed)
    if outcome is not None:
        return redirect(outcome.result)
    refused = lotteries.open_lottery.permitted(actor, unit=units().first()).refusal
    return _form(request, form, lotteries.open_lottery.title, refused, reverse("decide:lotteries"))


def _form(
    request: HttpRequest, form: Any, title: Any, refused: Refused | None, back: str, **more: Any
) -> HttpResponse:
    shown = web.show(refused) if refused else None
    context = {"form": form, "title": title, "refusal": shown, "back": back, **more}
    return render(request, "decide/form.html", context, status=400 if form.errors else 200)


@page(_("Apply"), who="account", performs="decide.apply_for_lottery")
def apply(request: HttpRequest, number: int) -> HttpResponse:
    """The application. The ticket is shown here, and again to its holder on the lottery's page."""
    lottery, actor = _lottery(number), of_request(request)
    form = forms.ApplyForm(request.POST if request.method == "POST" else None, lottery=lottery)
    outcome = web.attempt(request, actor, lotteries.apply_for_lottery, form, {"lottery": lottery})
    if outcome is not None:
        return redirect(lottery)
    refused = lotteries.apply_for_lottery.permitted(actor, lottery=lottery).refusal
    title, back = lotteries.apply_for_lottery.title, lottery.get_absolute_url()
    return _form(request, form, title, refused, back, lottery=lottery)


@page(
    _("Lottery"),
    who="account",
    performs=(
        "decide.withdraw_application", "decide.accept_place", "decide.decline_place",
        "decide.enter_seed", "decide.link_outcome", "decide.annul_lottery",
    ),
)  # fmt: skip
def do(request: HttpRequest, number: int, doing: str) -> HttpResponse:
    if doing not in DOINGS:
        raise Http404
    lottery, actor = _lottery(number), of_request(request)
    act, kind = DOINGS[doing]
    form = kind(request.POST if request.method == "POST" else None)
    if web.attempt(request, actor, act, form, {"lottery": lottery}) is not None:
        return redirect(lottery)
    refused = act.permitted(actor, lottery=lottery).refusal
    return _form(request, form, act.title, refused, lottery.get_absolute_url(), lottery=lottery)


@page(_("Claims to confirm"), who="account", asks="decide.lotteries")
def claims(request: HttpRequest, number: int) -> HttpResponse:
    """Whose claims are to be confirmed: shown to the office that may, with the names it needs."""
    lottery, actor = _lottery(number), of_request(request)
    refused = lotteries.confirm_claims.permitted(actor, lottery=lottery).refusal
    rows = lottery.applications.exclude(person=None).select_related("person").order_by("pk")
    context = {
        "lottery": lottery,
        "rows": [] if refused else list(rows[:200]),
        "refusal": web.show(refused) if refused else None,
        "title": lotteries.confirm_claims.title,
    }
    return render(request, "decide/claims.html", context)


@page(_("Confirm what was claimed"), who="account", performs="decide.confirm_claims")
def confirm(request: HttpRequest, number: int, application: int) -> HttpResponse:
    lottery, actor, act = _lottery(number), of_request(request), lotteries.confirm_claims
    refused = act.permitted(actor, lottery=lottery).refusal
    row = get_object_or_404(Application, pk=application, lottery=lottery)
    form: HouseForm = forms.ClaimsForm(
        request.POST if request.method == "POST" else None, application=row
    )
    given = {"lottery": lottery, "application": row.pk}
    back = reverse("decide:lottery_claims", args=[number])
    if web.attempt(request, actor, act, form, given) is not None:
        return redirect(back)
    if refused:
        form = HouseForm()
    return _form(request, form, act.title, refused, back, lottery=lottery)


@page(_("What happened to my ticket"), asks="decide.lotteries", methods=("GET", "HEAD", "POST"))
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
        "why": lottery_pages.why(lottery, found) if found else "",
    }
    response = render(request, "decide/ticket.html", context, status=400 if form.errors else 200)
    response["Cache-Control"] = "no-store"
    return response


@page(_("Draw it again"), asks="decide.published_draw")
def again(request: HttpRequest, number: int) -> HttpResponse:
    """Draw from the published list and seed, now, and compare."""
    lottery = _lottery(number)
    said = queries.published_draw(lottery) if lottery.root else None
    outcome = draws.replay(said) if said and lottery.drawn_at else None
    context = {
        "lottery": lottery,
        "outcome": outcome,
        "same": outcome is not None and lottery_pages.same(lottery, outcome),
        "root_holds": said is not None
        and draws.root_of(draws.row_of(one) for one in said["tickets"]) == lottery.root,
    }
    return render(request, "decide/draw_again.html", context)


@page(_("Published draw"), asks="decide.published_draw")
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
