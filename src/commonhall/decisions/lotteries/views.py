"""Pages of lotteries: list, one lottery, applying, what became of a ticket, drawing again."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _

from commonhall.actions import action_pages, pages, threads
from commonhall.actions.actors import Actor
from commonhall.consultations.meetings.actions import announce_meeting
from commonhall.core import refs
from commonhall.core.paging import page_for
from commonhall.decisions.lotteries import (
    actions,
    drawing,
    forms,
    opening_actions,
    panels,
    presentation,
    queries,
    sources,
)
from commonhall.decisions.lotteries.models import Application, Lottery
from commonhall.decisions.votes import envelopes
from commonhall.people.actors import of_request
from commonhall.ui.pages import page

State = Lottery.State
# What stands there even if it is refused, so that residents learn why; by state.
TOLD = {State.OPEN: (actions.apply_for_lottery,)}


@page(_("Lotteries"), asks="decisions.lotteries")
def lottery_list(request: HttpRequest) -> HttpResponse:
    rows, state = queries.lotteries(), request.GET.get("state", "")
    if state in State.values:
        rows = rows.filter(state=state)
    refused = action_pages.refusal_of(of_request(request), opening_actions.open_lottery)
    context = {
        "page": page_for(request, rows),
        "state": state,
        "states": State.choices,
        "open": "" if refused else action_pages.url_of(opening_actions.open_lottery),
        "label": opening_actions.open_lottery.title,
    }
    return render(request, "decisions/lotteries.html", context)


def _lottery(number: int) -> Lottery:
    return get_object_or_404(queries.lotteries(), pk=number)


def _of_tickets(number: int) -> Lottery:
    """A lottery with a public list of tickets; letters to the roll have none."""
    lottery = _lottery(number)
    if lottery.kind == Lottery.Kind.LETTERS:
        raise Http404
    return lottery


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
        "decides": presentation.decides(lottery),
        "held_again": list(lottery.held_again.order_by("pk")),
        "meets": _where_it_meets(lottery, actor),
        "available_actions": _available_actions(lottery, actor),
        "stations": threads.of(lottery.ref).stations,
    }
    return render(request, "decisions/lottery.html", context)


def _where_it_meets(lottery: Lottery, actor: Actor) -> str:
    """Where a panel's office invites it to meet, once its members have accepted."""
    if panels.find(lottery.pk) is None or actor.body != lottery.body_id:
        return ""
    address = action_pages.url_of(announce_meeting)
    return f"{address}?{urlencode({'panel': lottery.ref, 'about': lottery.about})}"


def _available_actions(lottery: Lottery, actor: Actor) -> list[pages.AvailableAction]:
    """What may be done. What belongs to offices is shown to them only."""
    told = TOLD.get(State(lottery.state), ())
    return [
        one
        for one in action_pages.available(actor, lottery)
        if one.allowed or one.action in told
        if one.action is not actions.confirm_claims or lottery.criteria
    ]


@page(_("Claims to confirm"), who="account", performs="decisions.confirm_claims")
def confirm_claims(request: HttpRequest, number: int) -> HttpResponse:
    """Whose claims are to be confirmed, and one's claims: shown to the office that may, with the names
    it needs."""
    lottery, actor = _lottery(number), of_request(request)
    refused = actions.confirm_claims.check(actor, lottery).refusal
    wanted = request.GET.get("application", "")
    if wanted and not refused:
        if not wanted.isdecimal() or len(wanted) > 18:
            raise Http404
        row = get_object_or_404(Application, pk=int(wanted), lottery=lottery)
        return _confirm(request, actor, lottery, row)
    rows = lottery.applications.exclude(person=None).select_related("person").order_by("pk")
    context = {
        "lottery": lottery,
        "rows": [] if refused else list(rows[:200]),
        "refusal": pages.show(refused) if refused else None,
        "title": actions.confirm_claims.title,
    }
    return render(request, "decisions/claims.html", context)


confirm_claims.action = actions.confirm_claims  # type: ignore[attr-defined]


def _confirm(
    request: HttpRequest, actor: Actor, lottery: Lottery, row: Application
) -> HttpResponse:
    sent = request.POST if request.method == "POST" else None
    form, back = forms.ClaimsForm(sent, application=row), request.path
    given = {"lottery": lottery, "application": row.pk}
    if pages.attempt(request, actor, actions.confirm_claims, form, given) is not None:
        return redirect(back)
    title = actions.confirm_claims.title
    context = {"form": form, "title": title, "back": back, "lottery": lottery}
    return render(request, "decisions/form.html", context, status=400 if form.errors else 200)


@page(_("What happened to my ticket"), asks="decisions.lotteries", methods=("GET", "HEAD", "POST"))
def ticket(request: HttpRequest, number: int) -> HttpResponse:
    """From a ticket to what became of it and why; it is sent in the body, never in an address."""
    lottery, found = _of_tickets(number), None
    form = forms.TicketForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        code = envelopes.tidy_tracker(form.cleaned_data["code"])
        found = lottery.tickets.filter(code=code).first()
        if found is None:
            waits = lottery.applications.filter(code=code).exists()
            form.add_error(
                "code",
                _("This ticket has been entered. The list is published when applications close.")
                if waits
                else _("No ticket in this lottery has this number. Check it and try again."),
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


@page(_("Repeat the draw"), asks="decisions.published_draw")
def again(request: HttpRequest, number: int) -> HttpResponse:
    """Draw from the published list and seed, now, and compare."""
    lottery = _of_tickets(number)
    said = queries.published_draw(lottery) if lottery.root else None
    outcome = drawing.replay(said) if said and lottery.drawn_at else None
    context = {
        "lottery": lottery,
        "decides": presentation.decides(lottery),
        "value": sources.value_of(said) if said else "",
        "seed_holds": said is not None
        and not list(sources.faults(said))
        and drawing.seed_of(lottery.root, sources.value_of(said)) == lottery.seed,
        "outcome": outcome,
        "same": outcome is not None and presentation.same(lottery, outcome),
        "root_holds": said is not None
        and drawing.root_of(drawing.row_of(one) for one in said["tickets"]) == lottery.root,
    }
    return render(request, "decisions/draw_again.html", context)


@page(_("Published draw"), asks="decisions.published_draw")
def published(request: HttpRequest, number: int) -> HttpResponse:
    """Everything that is needed to draw again, as JSON."""
    lottery = _of_tickets(number)
    if not lottery.root:
        raise Http404
    answer = JsonResponse(
        queries.published_draw(lottery), json_dumps_params={"ensure_ascii": False}
    )
    answer["Content-Disposition"] = f'attachment; filename="lottery-{lottery.pk}.json"'
    return answer
