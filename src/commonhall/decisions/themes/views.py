"""Pages of the theme of the month: all rounds, one with what became of it, and the page on which a resident chooses."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _

from commonhall.actions import action_pages, threads
from commonhall.core import clock, refs
from commonhall.core.paging import page_for
from commonhall.decisions.ranking_form import Words, ranking_page
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
    round_ = _round(number)
    own = queries.own(round_, of_request(request).person_id)
    response = ranking_page(
        request,
        round_,
        queries.themes(round_),
        performs=rank_themes,
        given=own.order if own else (),
        order_of=lambda chosen: [one.pk for one in chosen],
        words=Words(
            list_title=_("Theme of the month"),
            list_url="decisions:themes",
            lead=_("Enter 1 for the theme you want most, 2 for the next, and 3 for one more."),
            note=_(
                "The hall knows your order until it is counted, and shows it to nobody. The orders are then published without names."
            ),
            explanation=stages.explanation_of(counting.RULE),
        ),
        most=counting.MOST_RANKS,
    )
    response["Cache-Control"] = "no-store"
    return response


rank.action = rank_themes  # type: ignore[attr-defined]
