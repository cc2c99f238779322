"""Pages of waiting lists: the list of lists, one list, one place on it, proofs, and what waits for an office."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _

from commonhall.actions import action_pages, threads
from commonhall.actions.actors import Actor, Kind
from commonhall.core import clock, page_sections
from commonhall.core import refs as core_refs
from commonhall.core.models import in_language
from commonhall.core.paging import page_for
from commonhall.decisions.lotteries import orders
from commonhall.law.appeals.actions import file_appeal
from commonhall.methods import allocation
from commonhall.people.actors import of_request
from commonhall.services.applications.actions import APPLICANTS
from commonhall.services.applications.views import private, saved
from commonhall.services.waiting_lists import keeping_actions, queries, rules
from commonhall.services.waiting_lists.models import (
    EntryProof,
    PlaceOffer,
    WaitingEntry,
    WaitingList,
    WaitingRule,
)
from commonhall.ui.pages import page

# How many of an order a page shows, and how many exceptions.
SHOWN, EXCEPTIONS = 60, 30
# What stands there even if it is refused, so that residents learn why.
TOLD = ("services.join_waiting_list",)


@page(_("Waiting lists"), asks="services.waiting_lists")
def waiting_lists(request: HttpRequest) -> HttpResponse:
    get = request.GET.get
    wanted = queries.Filter(get("q", "")[:200], get("place", ""), get("open", ""))
    found = page_for(request, queries.lists(wanted))
    named, today = queries.rules_of(found.rows), clock.today()
    actor = of_request(request)
    context = {
        "page": found,
        "lines": [(one, named[one.pk], one.takes(today)) for one in found.rows],
        "filter": wanted,
        "narrows": wanted != queries.Filter(),
        "open": keeping_actions.open_waiting_list,
        "open_url": action_pages.url_of(keeping_actions.open_waiting_list),
        "open_refusal": action_pages.refusal_of(actor, keeping_actions.open_waiting_list),
    }
    return render(request, "services/waiting_lists.html", context)


@page(_("Waiting list"), asks=("services.waiting_lists", "actions.threads"))
def waiting_list_page(request: HttpRequest, number: int) -> HttpResponse:
    rows = WaitingList.objects.select_related("body", "unit", "service")
    waiting_list = get_object_or_404(rows, pk=number)
    actor, today = of_request(request), clock.today()
    editions = list(
        waiting_list.editions.select_related("provision__instrument", "body").order_by("-number")
    )
    rule = next(one for one in editions if one.ended_on is None)
    order = rules.order(waiting_list, rule)
    figures = queries.figures(waiting_list, rule, today)
    available = action_pages.available(actor, waiting_list, action_pages.memo_of(request))
    about = waiting_list.about
    mine = queries.here(actor, waiting_list)
    told = () if mine else TOLD
    context = {
        "waiting_list": waiting_list,
        "takes": waiting_list.takes(today),
        "about": core_refs.resolve([about]).get(about) if about else None,
        "rule": rule,
        "criteria": criteria(rule),
        "earlier": [(one, criteria(one)) for one in editions if one.pk != rule.pk],
        "changes": list(waiting_list.changes.order_by("-pk")[:EXCEPTIONS]),
        "figures": figures,
        "exceptions": _exceptions(waiting_list, actor),
        "lottery": orders.of(waiting_list) if rule.rule == WaitingRule.Rule.LOTTERY else None,
        "order": numbers(order[:SHOWN]) if order else [],
        "more": max(0, len(order or ()) - SHOWN),
        "turn": figures.free > 0 and bool(order) and actor.body == waiting_list.body_id,
        "mine": mine,
        "available_actions": [one for one in available if one.allowed or one.action.code in told],
        "panels": page_sections.of("services.waitinglist", request, waiting_list),
        "stations": threads.of(waiting_list.ref).stations,
    }
    return render(request, "services/waiting_list.html", context)


def numbers(order: list[allocation.Waiting]) -> list[WaitingEntry]:
    """Entries of an order as everybody may see them: their numbers."""
    return [WaitingEntry(pk=one.number) for one in order]


@dataclass(frozen=True)
class Criterion:
    """A criterion as people read it."""

    words: str
    points: int
    proofs: str


def criteria(rule: WaitingRule) -> list[Criterion]:
    return [
        Criterion(in_language(one["names"]), one["points"], in_language(one.get("proofs") or {}))
        for one in rule.criteria
    ]


def appeal_url(entry: str) -> str:
    """Where an entry of the record is appealed."""
    return f"{action_pages.url_of(file_appeal)}?entry={entry}" if entry else ""


def _exceptions(waiting_list: WaitingList, actor: Actor) -> list[tuple[PlaceOffer, str]]:
    """Offers out of order, and where people and organisations appeal them."""
    may = actor.kind in APPLICANTS
    rows = queries.exceptions(waiting_list)[:EXCEPTIONS]
    return [(one, appeal_url(one.made_in) if may else "") for one in rows]


# --- one place on a list --------------------------------------------------------------------------
@page(_("Place on a waiting list"), asks="services.waiting_lists")
def entry_page(request: HttpRequest, number: int) -> HttpResponse:
    entry, actor = get_object_or_404(queries.entries(), pk=number), of_request(request)
    offer = queries.open_offer(entry)
    available = action_pages.available(actor, entry)
    if offer is not None:
        available = [*action_pages.available(actor, offer), *available]
    context: dict[str, Any] = {
        "entry": entry,
        "waiting_list": entry.waiting_list,
        "available_actions": [one for one in available if one.allowed],
    }
    if not rules.reads(actor, entry):
        return private(render(request, "services/private_waiting_entry.html", context))
    own, today = rules.own(actor, entry), clock.today()
    rule = rules.rule_of(entry.waiting_list)
    before = entry.waiting_list.editions.exclude(pk=rule.pk).order_by("-number").first()
    context |= {
        "own": own,
        "rule": rule,
        "lines": lines(entry, rule, own),
        "former": (before, before.points(entry.claims)) if before and rule.criteria else None,
        "standing": queries.standing(entry, rule, today) if entry.waits else None,
        "position": None,
        "offer": offer,
        "offers": list(entry.offers.order_by("-pk")[:EXCEPTIONS]),
        "held": entry.offers.filter(state=PlaceOffer.State.ACCEPTED, free_on=None).first(),
        "proofs": [
            (one, rule.words.get(one.need, "")) for one in entry.proofs.filter(ended_on=None)
        ],
        "today": today,
    }
    if (standing := context["standing"]) is not None and standing.ahead is not None:
        context["position"] = standing.ahead + 1
        context["wait"] = standing.wait
    held = context["held"]
    if held is not None and actor.kind is Kind.OFFICE:
        context["available_actions"] += [
            one for one in action_pages.available(actor, held) if one.allowed
        ]
    return private(render(request, "services/waiting_entry.html", context))


@dataclass(frozen=True)
class PointsLine:
    """What somebody said applies to them, and what became of it. tone: of its state; worth: by the rule that holds.

    reasons, first: of the second look, and of the first.
    """

    words: str
    worth: int
    state: Any
    tone: str
    reasons: str
    first: str
    proofs: str
    appeal: str = ""


def lines(entry: WaitingEntry, rule: WaitingRule, own: bool) -> list[PointsLine]:
    """Their points line by line, with reasons; what the rule no longer counts is left out."""
    found = []
    proofs = {one["code"]: one for one in rule.criteria}
    for one in entry.claims or ():
        if (code := one["code"]) not in rule.worth:
            continue
        holds = one.get("holds")
        if holds is not None:
            state, tone = (_("confirmed"), "good") if holds else (_("not confirmed"), "bad")
        elif one.get("seen_on"):
            state, tone = _("looked at once, waits for a second look"), "waiting"
        else:
            state, tone = _("waits for a look at the proof"), "waiting"
        found.append(
            PointsLine(
                rule.words[code],
                rule.worth[code],
                state,
                tone,
                one.get("why", ""),
                # The first look is shown to them once the second has decided.
                one.get("seen_why", "") if holds is not None or not own else "",
                in_language(proofs[code].get("proofs") or {}),
                appeal_url(one.get("made_in", "")) if own and holds is not None else "",
            )
        )
    return found


@page(_("Proof for a waiting list"), asks="services.waiting_lists")
def proof(request: HttpRequest, number: int) -> FileResponse:
    """Saved, never shown as a page of the hall: it comes from somebody else."""
    rows = EntryProof.objects.select_related("entry__waiting_list")
    found = get_object_or_404(rows, pk=number, ended_on=None)
    if not found.file or not rules.reads(of_request(request), found.entry):
        raise Http404
    return saved(found, f"proof-{found.entry_id}-{found.pk}")


# --- what waits for an office ---------------------------------------------------------------------
@page(_("Waiting lists at your desk"), who="account", asks="services.waiting_lists")
def desk(request: HttpRequest) -> HttpResponse:
    """Claims that wait for an officer, and free places that wait for an offer."""
    actor = of_request(request)
    free = list(queries.with_a_turn(actor.body_id)[:EXCEPTIONS]) if actor.body else []
    context = {
        "actor": actor,
        "page": page_for(request, queries.desk(actor), ("id",)),
        "free": [(one, one.places - one.held) for one in free],
    }
    return private(render(request, "services/waiting_desk.html", context))
