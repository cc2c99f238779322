"""Pages of the law: what is in force, what ends, what a body may and must do, and why."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _

from commonhall.actions import action_pages
from commonhall.actions.actors import Actor
from commonhall.core import clock, kept
from commonhall.law import duties
from commonhall.law import queries as law_queries
from commonhall.law.asking import judging
from commonhall.law.challenges import queries as challenge_queries
from commonhall.law.challenges.actions import challenge_rule
from commonhall.law.founding.queries import founding_period
from commonhall.law.hall_settings.actions import (
    set_languages,
    set_working_days,
    settle_name_and_colour,
    write_hall_page,
)
from commonhall.law.higher_law import writing
from commonhall.law.higher_law.actions import enter_higher_law
from commonhall.law.instruments import earlier, kinds
from commonhall.law.instruments.actions import adopt_instrument
from commonhall.law.instruments.granting_actions import end_competence
from commonhall.law.instruments.models import (
    Competence,
    Instrument,
    Prohibition,
    Provision,
    slug_of,
)
from commonhall.law.powers import names
from commonhall.law.powers.rules import RULES
from commonhall.law.reviews import queries as review_queries
from commonhall.people.actors import of_request
from commonhall.ui.pages import page
from commonhall.ui.text import colon


@page(_("Law"), asks="law.instruments")
def instruments(request: HttpRequest) -> HttpResponse:
    actor = of_request(request)
    context = {
        "founding_period": founding_period(),
        "instruments": law_queries.instruments(),
        "rules": RULES.values(),
        "possible": [
            (one, action_pages.url_of(one))
            for one in (
                adopt_instrument,
                enter_higher_law,
                set_languages,
                set_working_days,
                settle_name_and_colour,
                write_hall_page,
            )
            if not action_pages.refusal_of(actor, one)
        ],
    }
    return render(request, "law/list.html", context)


@page(_("Instrument"), asks="law.instruments")
def eli(request: HttpRequest, kind: str, year: int, code: str, provision: str = "") -> HttpResponse:
    """The address that stays leads to the instrument's page, and there to the provision it names."""
    found = get_object_or_404(Instrument, code=code, starts__year=year)
    if not unquote(request.path).startswith(unquote(found.eli)):
        raise Http404
    if not provision:
        return redirect(found)
    rows = found.provisions.order_by("pk")
    named = next((one for one in rows if slug_of(one.number) == provision), None)
    if named is None:
        raise Http404
    return redirect(named)


@page(_("Instrument"), asks=("law.instruments", "law.grants_of"))
def instrument(request: HttpRequest, number: int) -> HttpResponse:
    found = get_object_or_404(Instrument.objects.select_related("adopted_by"), pk=number)
    provisions = list(found.provisions.order_by("pk"))
    for row in provisions:
        row.instrument = found
    grants = law_queries.grants_of([row.pk for row in provisions])
    titles = names.titles()
    named = dict(duties.divided()) if any(one.matter for one in grants["deadlines"]) else {}
    # What the law says is asked again only once something new stands on the record.
    actor, memo = of_request(request), {kept.AT: kept.head()}
    words = action_pages.available(actor, found, memo)
    before = earlier.texts(provisions)
    rules = kinds.sentences(provisions, grants, titles)
    waiting = challenge_queries.challenges().filter(provision__in=provisions).order_by("-pk")
    context = {
        "instrument": found,
        "provisions": [
            {
                "provision": row,
                "challenges": [one for one in waiting if one.provision_id == row.pk],
                "actions": [
                    *_possible(actor, row, memo),
                    *_endable(actor, found, row, grants["competences"], titles, memo),
                ],
                "earlier": before.get(row.pk, []),
                **_granted(row.pk, grants, titles, named),
                "rules": [sentence for _kind, sentence in rules[row.pk]],
                "any": any(one.provision_id == row.pk for rows in grants.values() for one in rows)
                or bool(rules[row.pk]),
            }
            for row in provisions
        ],
        "meanings": kinds.meanings(_kinds(found, provisions, grants, rules)),
        "reconsidered": review_queries.reconsidered(found)[:30],
        "available_actions": [one for one in words if one.allowed],
        "today": clock.today(),
        "files": [(one, found.file_in(one)) for one in writing.said_in(provisions)],
    }
    return render(request, "law/instrument.html", context)


def _kinds(
    found: Instrument,
    provisions: list[Provision],
    grants: dict[str, list[Any]],
    rules: dict[int, list[tuple[str, str]]],
) -> set[str]:
    """The kinds of rule that occur in an instrument."""
    there = {kind for kind, rows in grants.items() if rows}
    there |= {kind for said in rules.values() for kind, _sentence in said}
    there |= {"entrenched"} if any(one.entrenched for one in provisions) else set()
    ends = found.ends is not None or any(one.ends is not None for one in provisions)
    return there | ({"ends"} if ends else set())


def _possible(actor: Actor, provision: Provision, memo: dict[Any, Any]) -> list[dict[str, Any]]:
    """What one can do with a provision, besides challenging it, which stands under each."""
    return [
        {"title": one.title, "url": url}
        for one, url in action_pages.open_to(actor, provision, memo)
        if one is not challenge_rule
    ]


def _endable(
    actor: Actor,
    found: Instrument,
    provision: Provision,
    competences: list[Competence],
    titles: Any,
    memo: dict[Any, Any],
) -> list[dict[str, Any]]:
    """Competences that whoever looks may end, each with its page; asked in one's own body's law only."""
    if actor.body is None or found.adopted_by_id != actor.body:
        return []
    rows = []
    for one in competences:
        if one.provision_id != provision.pk:
            continue
        one.provision = provision
        if end_competence.check(actor, one, memo).allowed:
            called = f"{one.body.name}{colon()}{names.called(one.power, titles)}"
            title = f"{end_competence.title} ({called})"
            rows.append({"title": title, "url": action_pages.url_of(end_competence, one)})
    return rows


def _granted(
    number: int, grants: dict[str, list[Any]], titles: Any, named: dict[str, Any]
) -> dict[str, Any]:
    """What one provision grants, forbids and demands: named, and together where it is the same."""
    mine = {
        kind: [one for one in rows if one.provision_id == number] for kind, rows in grants.items()
    }
    limits = ("unit_id", "most", "others")
    powers = names.together(mine["competences"], "power", *limits)
    rights = names.together(mine["rights"], "right")
    for one in powers:
        one["called"] = names.called(one["first"].power, titles)
    for one in rights:
        one["called"] = names.called(one["first"].right, titles)
    return {
        "competences": names.joined(powers, *limits),
        "rights": names.joined(rights),
        "mandates": names.together(mine["mandates"], "origin", "starts", "ends"),
        "prohibitions": [
            {
                "grant": one,
                "called": names.called(one.power, titles),
                "holders": [Prohibition.Holder(who).label for who in one.holders],
            }
            for one in mine["prohibitions"]
        ],
        "deadlines": [
            {"grant": one, "called": duties.label(one.duty, one.matter, named)}
            for one in mine["deadlines"]
        ],
        "thresholds": mine["thresholds"],
        "asking_rules": [
            {"rule": one, "called": names.called(one.power, titles), "numbers": judging.shown(one)}
            for one in mine["asking_rules"]
        ],
    }
