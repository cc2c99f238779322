"""Pages of disputes: how it works, one dispute as its reader may see it, and somebody's own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonhall.actions import action_pages
from commonhall.actions.actors import Actor, Kind
from commonhall.core import clock
from commonhall.core.paging import page_for
from commonhall.disputes.between_bodies.actions import bring_before_arbiter
from commonhall.disputes.between_bodies.queries import body_disputes
from commonhall.disputes.disputes import parties, queries, reading
from commonhall.disputes.disputes.actions import open_dispute
from commonhall.disputes.disputes.figures import FEWEST, figures
from commonhall.disputes.disputes.models import FIRST, SECOND, WITHOUT, Dispute, Words
from commonhall.disputes.intake.actions import record_word, take_in_dispute
from commonhall.disputes.mediators import queries as mediators
from commonhall.disputes.mediators.actions import appoint_mediator
from commonhall.disputes.sealing import keys
from commonhall.disputes.ways_on.actions import add_way_on
from commonhall.disputes.ways_on.queries import ways
from commonhall.people.actors import of_request
from commonhall.ui.pages import page
from commonhall.ui.parts import Event
from commonhall.ui.text import markdown

State, Kinds = Dispute.State, Words.Kind


@page(_("Disputes"), asks="disputes.figures")
def start(request: HttpRequest) -> HttpResponse:
    """How mediation works here, what came of it in figures, and the ways to it."""
    actor = of_request(request)
    context = {
        "figures": figures(),
        "fewest": FEWEST,
        "open": open_dispute,
        "open_url": action_pages.url_of(open_dispute),
        "may_take_in": bool(take_in_dispute.check(actor)),
        "take_in_url": action_pages.url_of(take_in_dispute),
        "mediators": mediators.roll(clock.today()).count(),
        "ways": ways(),
        "between": body_disputes().order_by("-pk")[:3],
        "has_own": request.user.is_authenticated,
        "tasks": [
            (one.title, action_pages.url_of(one))
            for one in (bring_before_arbiter, appoint_mediator, add_way_on)
            if actor.kind is Kind.OFFICE and one.check(actor)
        ],
    }
    return render(request, "disputes/start.html", context)


@page(_("My disputes"), who="account", asks="disputes.mine")
def mine(request: HttpRequest) -> HttpResponse:
    """Where the reader, or what they speak for, is a side; and the desk of a mediator."""
    actor = of_request(request)
    person = actor.person_id
    context = {
        "page": page_for(request, queries.as_side(person)),
        "mediated": list(queries.as_mediator(person).order_by("ended_on", "-opened_on", "pk")[:50]),
        "on_roll": mediators.roll(clock.today()).filter(person=person).exists(),
    }
    response = render(request, "disputes/mine.html", context)
    response["Cache-Control"] = "no-store"
    return response


@page(_("Dispute"), asks="disputes.dispute")
def dispute(request: HttpRequest, number: int) -> HttpResponse:
    """To its people, what they may read; to everybody else the number, the kind and the stations."""
    found = get_object_or_404(Dispute, pk=number)
    actor = of_request(request)
    missing = False
    try:
        context = _context(request, actor, found)
    except keys.KeyMissing:
        context, missing = {}, True
    base = {
        "dispute": found,
        "stations": stations(found),
        "missing": missing,
        "help": found.state == State.STOPPED,
        "ways": ways() if found.state in WITHOUT else [],
    }
    response = render(request, "disputes/dispute.html", {**base, **context})
    response["Cache-Control"] = "no-store"
    return response


def _context(request: HttpRequest, actor: Actor, found: Dispute) -> dict[str, Any]:
    role = parties.role_of(actor, found)
    said = reading.words(role, found)
    settlements = [one for one in said if one.kind == Kinds.SETTLEMENT]
    context: dict[str, Any] = {
        "role": role,
        "published": bool(found.published and settlements),
        "word": record_word,
        "word_url": action_pages.url_of(record_word, found)
        if record_word.check(actor, found)
        else "",
        "settlement": _dated(settlements[-1].words) if settlements else {},
        "available_actions": action_pages.available(actor, found)
        if request.user.is_authenticated
        else [],
    }
    if role is None or role.recused:
        return context
    sides = {one.side: one for one in found.parties.all()}
    names = {side: parties.said_of(one).get("name", "") for side, one in sides.items()}
    mediator = mediators.mediator_of(found)
    return context | {
        "names": names,
        "mine": role.party,
        "invited": role.side == SECOND and found.state == State.INVITED,
        "asks": names.get(FIRST, ""),
        "other": names.get(FIRST if role.side == SECOND else SECOND, ""),
        "mediator": mediator,
        "candidates": list(found.candidates.select_related("mediator").order_by("mediator_id"))
        if found.state == State.CHOOSING
        else [],
        "events": [_event(one, names) for one in said if one.kind in SHOWN],
        "sessions": [_session(one) for one in said if one.kind == Kinds.SESSION],
        "matter": next((one.words.get("text") for one in said if one.kind == Kinds.MATTER), ""),
        "signed": [names.get(one.side, "") for one in sides.values() if one.signed_on],
        "lot": next((one.words for one in reversed(said) if one.kind == Kinds.LOT), {}),
        "code": parties.spaced(parties.code_of(role.party)) if role.party else "",
        "reads": reading.has_begun(found) or role.side == FIRST,
    }


def _dated(said: dict[str, Any]) -> dict[str, Any]:
    """The words of an agreement with their days as days."""
    days = {
        name: date.fromisoformat(said[name]) for name in ("first_by", "second_by") if said.get(name)
    }
    return {**said, **days}


SHOWN = (Kinds.OFFER, Kinds.NOTE, Kinds.END)


@dataclass(frozen=True)
class Session:
    begins: datetime | None
    where: str


def _session(one: reading.Said) -> Session:
    return Session(parse_datetime(one.words["begins"]), one.words["where"])


def _event(one: reading.Said, names: dict[int, str]) -> Event:
    if one.kind == Kinds.NOTE:
        what, who = gettext("Your note"), ""
    elif one.kind == Kinds.OFFER:
        what, who = gettext("Offer"), names.get(one.side, "")
    else:
        what, who = gettext("How it ended"), gettext("Mediator")
    return Event(when=one.at, text=what, who=who, body=markdown(one.words.get("text", "")))


def stations(found: Dispute) -> list[tuple[str, date]]:
    """What everybody may know: which station on which day."""
    known: list[tuple[Any, date | None]] = [
        (_("opened"), found.opened_on),
        (_("accepted"), found.accepted_on),
        (_("a mediator was found"), found.mediated_on),
        (_("agreed"), found.agreed_on),
        (_("followed up"), found.followed_on),
        (_("ended"), found.ended_on),
        (_("words destroyed"), found.destroyed_on),
    ]
    return [(label, day) for label, day in known if day is not None]
