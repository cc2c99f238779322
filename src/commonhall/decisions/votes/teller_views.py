"""Pages of tellers: who they are and what they have to do, the envelopes to open, the file for working offline."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _

from commonhall.actions import action_pages, pages
from commonhall.actions.actors import Actor
from commonhall.decisions.votes import queries, tally, teller_files
from commonhall.decisions.votes.copy_actions import (
    compare_copy,
    confirm_copy_deleted,
    take_copy,
)
from commonhall.decisions.votes.models import Election, Teller
from commonhall.decisions.votes.teller_actions import (
    hand_in_parts,
    join_as_teller,
    name_teller,
    release_teller,
    sign_ballots,
    step_down_as_teller,
)
from commonhall.people.actors import of_request
from commonhall.ui.pages import page

State = Election.State
PAGE = 500


def _election(number: int) -> Election:
    return get_object_or_404(queries.elections(), pk=number)


@page(_("Tellers for the vote"), asks="decisions.tellers")
def tellers(request: HttpRequest, number: int) -> HttpResponse:
    """Who opens the ballots together, how far they are, and what the reader can do next."""
    election, actor = _election(number), of_request(request)
    rows = queries.tellers(election)
    mine = queries.teller_of(actor.person_id, election)
    # Whoever may release one sees who they are, as does whoever named them.
    holds = bool(release_teller.check(actor, election)) or (
        actor.body is not None and actor.body == election.body_id
    )
    offered = (
        take_copy,
        compare_copy,
        confirm_copy_deleted,
        join_as_teller,
        sign_ballots,
        hand_in_parts,
        name_teller,
        release_teller,
        step_down_as_teller,
    )
    missing = tally.missing(election) if election.state == State.CLOSED else 0
    context = {
        "election": election,
        "rows": rows,
        "released": election.tellers.filter(released=True).exclude(reasons="").order_by("number"),
        "mine": mine,
        "named": holds or mine is not None,
        "joined": sum(bool(one.public_key) for one in rows),
        "missing": missing,
        "unsigned": tally.unsigned(election) if election.state == State.CLOSED else 0,
        "may_open": mine is not None and election.state == State.CLOSED and not missing,
        "steps": _steps(actor, election, offered),
        "may_fetch": mine is not None and election.state == State.CLOSED,
    }
    return render(request, "decisions/tellers.html", context)


def _steps(actor: Actor, election: Election, offered: tuple[Any, ...]) -> list[dict[str, Any]]:
    memo: dict[Any, Any] = {}
    return [
        {"title": one.title, "url": action_pages.url_of(one, election)}
        for one in offered
        if one.check(actor, election, memo)
    ]


def _teller(request: HttpRequest, election: Election) -> Teller:
    """The reader as a teller of a closed vote; nobody else gets an envelope, sealed as it is."""
    teller = queries.teller_of(of_request(request).person_id, election)
    if teller is None or election.state != State.CLOSED:
        raise Http404
    return teller


@page(_("Envelopes for a teller"), who="account", asks="decisions.envelopes")
def envelopes(request: HttpRequest, number: int) -> HttpResponse:
    """What the teller's key opens, page by page (?after=), or all of it as a file to carry away (?all=1)."""
    election = _election(number)
    teller = _teller(request, election)
    answer: HttpResponse
    if request.GET.get("all"):
        pairs = queries.envelopes_for(election, teller)
        said = teller_files.envelopes_said(election.ref, teller.number, teller.public_key, pairs)
        answer = HttpResponse(json.dumps(said), content_type="application/json")
        name = f"envelopes-{election.pk}-{teller.number}.json"
        answer["Content-Disposition"] = f'attachment; filename="{name}"'
    else:
        after = request.GET.get("after", "")[:64]
        pairs = queries.envelopes_for(election, teller, after, PAGE)
        said = teller_files.envelopes_said(election.ref, teller.number, teller.public_key, pairs)
        more = pairs[-1][0] if len(pairs) == PAGE else ""
        answer = JsonResponse({"envelopes": said["envelopes"], "next": more})
    answer["Cache-Control"] = "no-store"
    return answer


@page(_("All envelopes, to open them"), who="account", asks="decisions.envelopes")
def whole_envelopes(request: HttpRequest, number: int) -> HttpResponse:
    """Once enough tellers have handed in: all envelopes with the parts that open them, without a name; as above."""
    election = _election(number)
    teller = _teller(request, election)
    if len(queries.parts_given(election)) < election.need:
        raise Http404
    answer: HttpResponse
    if request.GET.get("all"):
        said = queries.whole_file(election, teller)
        answer = HttpResponse(json.dumps(said), content_type="application/json")
        name = f"whole-envelopes-{election.pk}-{teller.number}.json"
        answer["Content-Disposition"] = f'attachment; filename="{name}"'
    else:
        rows = queries.whole_envelopes(election, request.GET.get("after", "")[:64], PAGE)
        more = rows[-1][0] if len(rows) == PAGE else ""
        said = {**queries.whole_head(election, teller), "envelopes": teller_files.rows_said(rows)}
        answer = JsonResponse({**said, "next": more})
    answer["Cache-Control"] = "no-store"
    return answer


@page(_("Take a copy of the envelopes"), who="account", performs="decisions.take_copy")
def take_a_copy(request: HttpRequest, number: int) -> HttpResponse:
    """The copy is the answer: it is made and put on the record in one step."""
    election, actor = _election(number), of_request(request)
    if request.method == "POST":
        made = take_copy.coming(door="page").perform(actor, election).result
        answer = HttpResponse(made.written(), content_type="application/json")
        name = f"envelopes-copy-{election.pk}-{made.teller}.json"
        answer["Content-Disposition"] = f'attachment; filename="{name}"'
        answer["Cache-Control"] = "no-store"
        return answer
    refused = take_copy.check(actor, election).refusal
    context = {"election": election, "refusal": pages.show(refused) if refused else None}
    return render(request, "decisions/take_copy.html", context)


take_a_copy.action = take_copy  # type: ignore[attr-defined]


@page(_("Open envelopes offline"), asks="decisions.tellers")
def offline(request: HttpRequest) -> HttpResponse:
    """One file with everything in it: a teller opens their parts on a device without a network."""
    return _carried(request, "decisions/offline.html", "tellers.js", "commonhall-teller.html")


@page(_("Check an opened envelope offline"), asks="decisions.paper")
def check_offline(request: HttpRequest) -> HttpResponse:
    """The same for a voter: what an envelope holds that was opened as a test."""
    template = "decisions/check_offline.html"
    return _carried(request, template, "checking.js", "commonhall-check.html")


def _carried(request: HttpRequest, template: str, script: str, name: str) -> HttpResponse:
    """A page to be saved and opened elsewhere: no page of the hall itself has script inside."""
    kind = "application/octet-stream"
    context = {"script": _script("envelopes.js") + _script(script)}
    answer = render(request, template, context, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@cache
def _script(name: str) -> str:
    path = finders.find(f"decisions/{name}")
    if not isinstance(path, str):
        raise FileNotFoundError(name)
    return Path(path).read_text(encoding="utf-8")
