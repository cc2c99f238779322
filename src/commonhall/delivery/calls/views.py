"""Pages of calls and their offers."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _

from commonhall.actions import action_pages, threads
from commonhall.actions.actors import Actor, Kind
from commonhall.core.money import Money
from commonhall.core.paging import page_for
from commonhall.decisions.votes import teller_files
from commonhall.delivery.calls import queries, reading
from commonhall.delivery.calls.deciding_actions import winner_of
from commonhall.delivery.calls.models import Call, CallDocument, Offer, Opener
from commonhall.delivery.calls.opening_actions import envelopes_for
from commonhall.delivery.calls.preparing_actions import prepare_call
from commonhall.delivery.contracts.actions import award_contract
from commonhall.people.actors import of_request
from commonhall.ui.pages import page

State = Call.State
STATES = (State.OPEN, State.OPENED, State.ANNOUNCED, State.AWARDED, State.ENDED)


def narrowed(request: HttpRequest, actor: Actor) -> QuerySet[Call]:
    """Calls as the reader wants them. What is in preparation is seen by offices, who prepare it and hold its keys."""
    rows = queries.calls() if actor.kind is Kind.OFFICE else queries.published()
    state = request.GET.get("state", "")
    return rows.filter(state=state) if state in State.values else rows


@page(_("Calls for offers"), asks="delivery.calls")
def call_list(request: HttpRequest) -> HttpResponse:
    actor = of_request(request)
    found = page_for(request, narrowed(request, actor))
    context = {
        "page": found,
        "states": [(one.value, one.label) for one in STATES],
        "wanted": request.GET.get("state", ""),
        "prepare": prepare_call,
        "prepare_url": action_pages.url_of(prepare_call),
        "prepare_refusal": action_pages.refusal_of(actor, prepare_call),
    }
    return render(request, "delivery/calls.html", context)


def _seen(number: int) -> Call:
    rows = queries.calls().select_related("item", "again", "by_office")
    return get_object_or_404(rows, pk=number)


@page(_("Call for offers"), asks="delivery.calls")
def call_page(request: HttpRequest, number: int) -> HttpResponse:
    call, actor = _seen(number), of_request(request)
    mine = queries.offer_of(actor, call)
    context = {
        "call": call,
        "mine": mine if mine is not None and mine.state == Offer.State.SEALED else None,
        "opener": queries.opener_of(actor, call) if actor.kind is Kind.OFFICE else None,
        "documents": list(call.documents.filter(ended_on=None).order_by("pk")),
        "openers": list(queries.openers(call)),
        "scorers": list(queries.scorers(call)),
        "questions": list(call.questions.order_by("pk")[:200]),
        "offers": _offers(actor, call),
        "appeals": list(queries.waiting_appeals(call)) if call.ranking else [],
        "again": call.called.order_by("-pk").first(),
        "award_url": _award_url(actor, call),
        "available_actions": action_pages.available(actor, call),
        "stations": threads.of(call.ref).stations,
    }
    return render(request, "delivery/call.html", context)


def _offers(actor: Actor, call: Call) -> list[dict[str, Any]]:
    """Offers once they are opened: in the order of the ranking, else by price; two queries however many."""
    if call.state in (State.DRAFT, State.OPEN, State.CLOSED):
        return []
    places = {one["offer"]: (at, one) for at, one in enumerate(call.ranking, start=1)}
    scorer = queries.scorer_of(actor, call) if actor.kind is Kind.OFFICE else None
    rows = queries.opened(call).prefetch_related("scores__scorer")
    found = []
    for row in rows:
        if row.state == Offer.State.SEALED:
            continue
        row.call = call
        at, place = places.get(row.pk, (0, {}))
        scores = queries.counted(row)
        found.append(
            {
                "offer": row,
                "place": at,
                "points": place,
                "scored": len(scores),
                "to_score": scorer is not None
                and row.state == Offer.State.OPENED
                and all(one.scorer_id != scorer.pk for one in scores),
            }
        )
    return sorted(found, key=lambda one: one["place"] or 10**6)


def _award_url(actor: Actor, call: Call) -> str:
    if call.state != State.ANNOUNCED or call.contract is None or actor.body != call.body_id:
        return ""
    return action_pages.url_of(award_contract, call.contract)


# --- offers ---------------------------------------------------------------------------------------
def _offer(number: int) -> Offer:
    """An offer that was opened. Before, it has no page: nobody learns that it is there."""
    rows = Offer.objects.select_related("call__body", "call__unit", "offerer")
    offer: Offer = get_object_or_404(rows, pk=number)
    if not offer.is_open:
        raise Http404
    return offer


@page(_("Offer"), asks="delivery.calls")
def offer_page(request: HttpRequest, number: int) -> HttpResponse:
    offer, actor = _offer(number), of_request(request)
    rows = offer.scores.select_related("scorer__office").order_by("scorer__number")
    scores = [one for one in rows if one.told and one.ended_on is None]
    ranking = {one["offer"]: one for one in offer.call.ranking}
    context = {
        "offer": offer,
        "call": offer.call,
        "reads": reading.reads_text(actor, offer),
        "scores": [
            {
                "score": one,
                "points": [(line, one.told.get(line["code"])) for line in offer.call.criteria],
                "total": Decimal(str(one.total)) if one.total is not None else None,
            }
            for one in scores
        ],
        "points": ranking.get(offer.pk),
        "available_actions": action_pages.available(actor, offer),
    }
    return render(request, "delivery/offer.html", context)


@page(_("Attachment of an offer"), asks="delivery.calls")
def attachment(request: HttpRequest, number: int) -> FileResponse:
    offer = _offer(number)
    if not offer.file or not reading.reads_text(of_request(request), offer):
        raise Http404
    return _sent(offer.file, f"offer-{offer.pk}.pdf")


@page(_("Document of a call"), asks="delivery.calls")
def document(request: HttpRequest, number: int) -> FileResponse:
    found = get_object_or_404(CallDocument, pk=number, ended_on=None)
    ending = str(found.file.name).rpartition(".")[2]
    return _sent(found.file, f"call-{found.call_id}-{found.pk}.{ending}")


def _sent(file: Any, name: str) -> FileResponse:
    """Saved, never shown as a page of the hall: it comes from somebody else."""
    return FileResponse(
        file.open("rb"),
        as_attachment=True,
        filename=name,
        content_type="application/octet-stream",
    )


# --- for openers ----------------------------------------------------------------------------------
@page(_("Envelopes for an opener"), who="account", asks="delivery.envelopes")
def envelopes(request: HttpRequest, number: int) -> HttpResponse:
    """What an opener's key opens, after the hour; nobody else gets an envelope, sealed as it is."""
    call, actor = _seen(number), of_request(request)
    opener: Opener | None = queries.opener_of(actor, call) if actor.kind is Kind.OFFICE else None
    if opener is None or not call.is_over:
        raise Http404
    pairs = envelopes_for(call, opener, request.GET.get("after", "")[:64])
    said = teller_files.envelopes_said(call.ref, opener.number, opener.public_key, pairs)
    answer: HttpResponse
    if request.GET.get("all"):
        answer = HttpResponse(json.dumps(said), content_type="application/json")
        name = f"envelopes-{call.pk}-{opener.number}.json"
        answer["Content-Disposition"] = f'attachment; filename="{name}"'
    else:
        answer = JsonResponse({"envelopes": said["envelopes"], "next": ""})
    answer["Cache-Control"] = "no-store"
    return answer


# --- what forms begin with ------------------------------------------------------------------------
def _award_begins(_request: HttpRequest, contract: Any) -> dict[str, Any]:
    call = Call.objects.filter(contract=contract.pk).first()
    winner = winner_of(call) if call is not None else None
    if call is None or winner is None:
        return {}
    return {
        "organisation": winner.offerer_id,
        "amount": Money(winner.price or 0, winner.currency).main,
        "bids": call.offers,
    }


def _again_begins(request: HttpRequest, _thing: Any) -> dict[str, Any]:
    """A call that repeats another begins with what was wanted there."""
    number = request.GET.get("again", "")
    found = queries.ended().filter(pk=number).first() if number.isdecimal() else None
    if found is None:
        return {}
    lines = "\n".join(f"{one['weight']} {one['name']}" for one in found.criteria)
    return {
        "names": found.names,
        "texts": found.texts,
        "unit": found.unit_id,
        "item": found.item_id,
        "grant": found.grant,
        "price_weight": found.price_weight,
        "criteria": lines,
        "shown": found.shown,
        "apart": found.apart,
        "estimate": found.estimated.main if found.estimated else None,
    }


def register_beginnings() -> None:
    action_pages.begin(award_contract, _award_begins)
    action_pages.begin(prepare_call, _again_begins)


register_beginnings()
