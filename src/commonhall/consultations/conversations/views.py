"""Pages of conversations: list, open, one conversation, taking part, results, moderation."""

from __future__ import annotations

import secrets
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.actions import action_pages, pages, threads
from commonhall.actions.forms import form_for
from commonhall.actions.models import Follow
from commonhall.consultations.conversations import actions as conversation_actions
from commonhall.consultations.conversations import (
    opinions,
    presentation,
    queries,
)
from commonhall.consultations.conversations import participation as conversation_participation
from commonhall.consultations.conversations.models import PHASES, Conversation, Statement
from commonhall.consultations.statements import actions as statement_actions
from commonhall.consultations.statements import next_statement, votes
from commonhall.consultations.translations import presentation as translations
from commonhall.consultations.translations.queries import shown_of
from commonhall.core import clock, refs
from commonhall.core.paging import page_for
from commonhall.core.refusals import BadInput, Refused
from commonhall.people.actors import of_request
from commonhall.places.queries import units
from commonhall.ui.pages import page
from commonhall.ui.parts import Crumb, Tab


def wanted(request: HttpRequest) -> queries.Filter:
    """The filter in an address."""
    get = request.GET.get
    return queries.Filter(get("phase", ""), get("place", ""), get("q", "")[:200])


def sections(here: str) -> list[Tab]:
    """The ways of consulting, as tabs."""
    return [
        Tab(_("Conversations"), reverse("consultations:list"), here == "list"),
        Tab(_("Initiatives"), reverse("consultations:initiatives"), here == "initiatives"),
        Tab(_("Draft texts"), reverse("consultations:drafts"), here == "drafts"),
        Tab(_("Round tables"), reverse("consultations:tables"), here == "tables"),
        Tab(_("Surveys"), reverse("consultations:surveys"), here == "surveys"),
        Tab(_("Meetings"), reverse("consultations:meetings"), here == "meetings"),
    ]


@page(_("Conversations"), asks="consultations.conversations")
def conversation_list(request: HttpRequest) -> HttpResponse:
    narrowed = wanted(request)
    found, today = page_for(request, queries.conversations(narrowed)), clock.today()
    people = queries.people_in([row.pk for row in found.rows])
    context = {
        "page": found,
        "rows": [
            {"one": row, "badge": queries.badge_of(row, today), "people": people.get(row.pk, 0)}
            for row in found.rows
        ],
        "filter": narrowed,
        "query": request.GET.urlencode(),
        "phases": [(code, label) for code, (label, _tone) in PHASES.items()],
        "units": units(),
        "tabs": sections("list"),
        "open": conversation_actions.open_conversation,
        "refusal": action_pages.refusal_of(
            of_request(request), conversation_actions.open_conversation
        ),
    }
    return render(request, "consultations/list.html", context)


def _tabs(conversation: Conversation, here: str) -> list[Tab]:
    names = [
        ("conversation", _("Question and briefing")),
        ("results", _("Results")),
        ("statements", _("Statements")),
        ("moderation", _("Moderation")),
    ]
    return [
        Tab(label, reverse(f"consultations:{name}", args=[conversation.pk]), name == here)
        for name, label in names
    ]


def frame(request: HttpRequest, conversation: Conversation, here: str) -> dict[str, Any]:
    """What every page of a conversation shows."""
    return {
        "conversation": conversation,
        "badge": queries.badge_of(conversation, clock.today()),
        "running": conversation.runs(clock.today()),
        "tabs": _tabs(conversation, here),
        "crumbs": crumbs(conversation),
    }


def crumbs(conversation: Conversation) -> list[Crumb]:
    return [
        Crumb(_("Conversations"), reverse("consultations:list")),
        Crumb(conversation.title, conversation.get_absolute_url()),
    ]


@page(_("Conversation"), asks=("consultations.conversations", "actions.threads"))
def conversation_page(request: HttpRequest, number: int) -> HttpResponse:
    conversation = conversation_of(number)
    actor = of_request(request)
    takes_part = conversation_participation.participant_of(conversation, actor) is not None
    content = queries.content_of(conversation)
    about = conversation.about
    context = frame(request, conversation, "conversation") | {
        "arguments": list(conversation.arguments.order_by("pk")),
        "available_actions": [
            one
            for one in action_pages.available(actor, conversation)
            if not (takes_part and one.action is conversation_actions.take_part)
        ],
        "content": content,
        "ground": presentation.ground_rows(conversation, content, most=3),
        "matter": refs.resolve([about])[about] if about else None,
        "stations": threads.of(conversation.ref).stations,
        "follows": request.user.is_authenticated
        and Follow.objects.filter(account_id=request.user.pk or 0, ref=conversation.ref).exists(),
        "entries": reverse("record:list") + f"?subject={conversation.ref}",
    }
    return render(request, "consultations/conversation.html", context)


# --- taking part ----------------------------------------------------------------------------------
@page(
    _("Vote"),
    who="account",
    asks="consultations.statements",
    methods=("GET", "HEAD", "POST"),
)
def vote(request: HttpRequest, number: int) -> HttpResponse:
    """One statement at a time; who does not take part yet sees the briefing first."""
    conversation, actor = conversation_of(number), of_request(request)
    if request.method == "POST":
        return _voted(request, conversation)
    participant = conversation_participation.participant_of(conversation, actor)
    take_part, write = conversation_actions.take_part, statement_actions.write_statement
    if participant is None:
        return action_pages.show(request, take_part, conversation)
    refused = take_part.check(actor, conversation).refusal
    statement = next_statement.next_for(conversation, participant)
    context = frame(request, conversation, "vote") | {
        "refusal": pages.show(refused) if refused else None,
        "action": take_part,
        "statement": statement,
        "shown": shown_of([statement], actor).get(statement.ref) if statement else None,
        "twins": statement.twins.order_by("pk") if statement is not None else (),
        "given": queries.votes_of(participant).count(),
        "total": Statement.objects.filter(
            conversation=conversation, state=Statement.State.SHOWN
        ).count(),
        "place": opinions.place_of(conversation, participant.pk),
        "form": form_for(write, conversation, initial={"once": secrets.token_urlsafe(16)}),
        "write": write,
        "write_url": action_pages.url_of(write, conversation),
        "as_whom": queries.speaker_label(participant.speaker),
    }
    return render(request, "consultations/vote.html", context)


def _voted(request: HttpRequest, conversation: Conversation) -> HttpResponse:
    statement = _statement(request.POST.get("statement", ""), conversation)
    try:
        votes.cast(of_request(request), statement, _value(request.POST.get("value", "")))
    except Refused as error:
        if error.code in ("not-taking-part", "hidden"):
            return redirect("consultations:vote", conversation.pk)
        raise
    # Who changes a vote comes from the list of their votes, and goes back to it.
    if "mine" in request.POST:
        return redirect("consultations:mine", conversation.pk)
    # The keyboard goes on at the next statement, which a screen reader then reads.
    return redirect(reverse("consultations:vote", args=[conversation.pk]) + "#statement")


def _value(text: str) -> int:
    if text not in ("1", "0", "-1"):
        raise BadInput("value", _("Agree, disagree or pass."))
    return int(text)


def _statement(text: str, conversation: Conversation) -> Statement:
    if not text.isascii() or not text.isdigit() or len(text) > 18:
        raise Http404
    return get_object_or_404(Statement, pk=int(text), conversation=conversation)


@page(_("My votes"), who="account", asks="consultations.votes_of")
def mine(request: HttpRequest, number: int) -> HttpResponse:
    """One's own votes, to look at and change; after closing, what proves each is counted."""
    conversation = conversation_of(number)
    participant = conversation_participation.participant_of(conversation, of_request(request))
    rows = queries.votes_of(participant) if participant else None
    context = frame(request, conversation, "mine") | {
        "page": page_for(request, rows) if rows is not None else None,
        "report": presentation.report_of(conversation),
        "values": [(1, _("Agree")), (-1, _("Disagree")), (0, _("Pass"))],
    }
    return render(request, "consultations/mine.html", context)


# --- results --------------------------------------------------------------------------------------
@page(_("Results"), asks="consultations.content_of")
def result_page(request: HttpRequest, number: int) -> HttpResponse:
    conversation = conversation_of(number)
    content = queries.content_of(conversation)
    context = frame(request, conversation, "results") | {"content": content}
    if content is not None:
        context |= presentation.shown(request, conversation, content)
    return render(request, "consultations/results.html", context)


@page(_("Statements"), asks="consultations.statements")
def statement_list(request: HttpRequest, number: int) -> HttpResponse:
    from commonhall.consultations.statements import search

    conversation = conversation_of(number)
    words = request.GET.get("q", "")[:200]
    rows = queries.statements(conversation)
    if words:
        rows = search.statements_matching(rows, words)
    found = page_for(request, rows)
    actor = of_request(request)
    said, offers = shown_of(found.rows, actor), translations.offers(actor)
    content = queries.content_of(conversation) or {}
    tally = content.get("tally", {})
    context = frame(request, conversation, "statements") | {
        "page": found,
        "rows": [
            {
                "one": row,
                "bar": queries.Bar("", *tally.get(str(row.pk), [0, 0, 0])),
                "shown": said.get(row.ref),
                "offers": offers and row.ref not in said and row.state == "shown",
            }
            for row in found.rows
        ],
        "words": words,
    }
    return render(request, "consultations/statements.html", context)


def conversation_of(number: int) -> Conversation:
    return get_object_or_404(queries.visible().select_related("unit", "body"), pk=number)
