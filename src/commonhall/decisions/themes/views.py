"""Pages of the theme of the month: all rounds, one with what became of it, and the page on which a resident chooses."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _

from commonhall.actions import action_pages, pages, threads
from commonhall.core import clock, refs
from commonhall.core.paging import page_for
from commonhall.core.refusals import BadInput
from commonhall.decisions.ranking_form import RankingForm
from commonhall.decisions.themes import counting, queries
from commonhall.decisions.themes.actions import (
    nominate_theme,
    open_theme_round,
    plan_theme,
    rank_themes,
)
from commonhall.decisions.themes.models import ThemeRound
from commonhall.decisions.votes import stages
from commonhall.law.promises import ledger
from commonhall.people.actors import of_request
from commonhall.ui.pages import page


@page(_("Theme of the month"), asks="decisions.themes")
def theme_list(request: HttpRequest) -> HttpResponse:
    refused = action_pages.refusal_of(of_request(request), open_theme_round)
    context = {
        "page": page_for(request, queries.rounds()),
        "begin": "" if refused else action_pages.url_of(open_theme_round),
        "label": open_theme_round.title,
    }
    return render(request, "decisions/themes.html", context)


def _round(number: int) -> ThemeRound:
    return get_object_or_404(queries.rounds(), pk=number)


@page(_("Theme of the month"), asks="decisions.themes")
def theme_round(request: HttpRequest, number: int) -> HttpResponse:
    round_, actor, today = _round(number), of_request(request), clock.today()
    themes = queries.themes(round_)
    codes = queries.by_code(themes)
    shown: set[Any] = {nominate_theme} if round_.nominating(today) else set()
    shown |= {rank_themes} if round_.ranking(today) else set()
    waits = round_.state in (ThemeRound.State.CHOSEN, ThemeRound.State.PLANNED)
    shown |= {plan_theme} if waits and actor.body == round_.body_id else set()
    chosen = queries.chosen_of(round_) if round_.chosen_id else None
    promise = ledger.of(chosen.ref if chosen and round_.done_by else round_.ref)
    context = {
        "round": round_,
        "themes": themes,
        "chosen": chosen,
        "staged": stages.show(counting.RULE, round_.outcome, codes),
        "laws": [line.strip() for line in round_.laws.splitlines() if line.strip()],
        "plan": refs.resolve([round_.plan]).get(round_.plan) if round_.plan else None,
        "promise": promise,
        "nominating": round_.nominating(today),
        "ranking": round_.ranking(today),
        "available_actions": [
            one
            for one in action_pages.available(actor, round_)
            if one.allowed or one.action in shown
        ],
        "stations": threads.of(round_.ref).stations,
    }
    return render(request, "decisions/theme_round.html", context)


@page(_("Put the themes in order"), who="account", performs="decisions.rank_themes")
def rank(request: HttpRequest, number: int) -> HttpResponse:
    """A number for up to three themes; what is wrong is said beside it."""
    round_, actor = _round(number), of_request(request)
    themes = queries.themes(round_)
    own = queries.own(round_, actor.person_id)
    before = {f"m{pk}": at for at, pk in enumerate(own.order if own else (), 1)}
    form = RankingForm(
        request.POST or None, things=themes, most=counting.MOST_RANKS, initial=before
    )
    refused = rank_themes.check(actor, round_).refusal
    if request.method == "POST" and form.is_valid():
        try:
            order = [one.pk for one in form.order()]
            rank_themes.coming(door="page").perform(actor, round_, order=order)
        except BadInput as error:
            form.add_error(None, str(error.message))
        else:
            return redirect(round_)
    context = {
        "thing": round_,
        "list_title": _("Theme of the month"),
        "list_url": "decisions:themes",
        "title": rank_themes.title,
        "lead": _("Enter 1 for the theme you want most, 2 for the next, and 3 for one more."),
        "note": _(
            "The hall knows your order until it is counted, and shows it to nobody. The orders are then published without names."
        ),
        "explanation": stages.explanation_of(counting.RULE),
        "form": form,
        "rows": form.rows(),
        "most": counting.MOST_RANKS,
        "refusal": pages.show(refused) if refused else None,
    }
    response = render(
        request, "decisions/put_in_order.html", context, status=400 if form.errors else 200
    )
    response["Cache-Control"] = "no-store"
    return response


rank.action = rank_themes  # type: ignore[attr-defined]
