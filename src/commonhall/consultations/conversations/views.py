"""Pages of conversations: list, open, one conversation, taking part, results, moderation."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.actions import pages, threads
from commonhall.actions.declaration import Action
from commonhall.actions.models import Follow
from commonhall.consultations.conversations import actions as conversation_actions
from commonhall.consultations.conversations import (
    closing_actions,
    forms,
    opinions,
    presentation,
    queries,
)
from commonhall.consultations.conversations import participation as conversation_participation
from commonhall.consultations.conversations.models import PHASES, Conversation, Statement
from commonhall.consultations.form_page import form_page
from commonhall.consultations.statements import actions as statement_actions
from commonhall.consultations.statements import next_statement, votes
from commonhall.core import clock, refs
from commonhall.core.paging import page_for
from commonhall.core.refusals import BadInput, Refused
from commonhall.people.actors import of_request
from commonhall.places.queries import units
from commonhall.ui.forms import HallForm
from commonhall.ui.pages import page
from commonhall.ui.parts import Crumb, Tab

# What may be done with a conversation, and with a statement: word in the address → act and form.
FORMS: dict[str, tuple[Action[..., Any], type[HallForm]]] = {
    "write": (statement_actions.write_statement, forms.StatementForm),
    "add-argument": (conversation_actions.add_argument, forms.ArgumentForm),
    "close": (closing_actions.close_conversation, forms.NothingForm),
}
WORDS = {
    "close": _(
        "Its time is over. What it brought is frozen as a report, all votes are named on the record "
        "by one root, and you owe an answer to each piece of common ground."
    ),
}


def wanted(request: HttpRequest) -> queries.Filter:
    """The filter in an address."""
    get = request.GET.get
    return queries.Filter(get("phase", ""), get("place", ""), get("q", "")[:200])


def sections(here: str) -> list[Tab]:
    """The ways of consulting, as tabs."""
    return [
        Tab(_("Conversations"), reverse("consultations:list"), here == "list"),
        Tab(_("Draft texts"), reverse("consultations:drafts"), here == "drafts"),
        Tab(_("Round tables"), reverse("consultations:tables"), here == "tables"),
        Tab(_("Surveys"), reverse("consultations:surveys"), here == "surveys"),
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
    given = {"conversation": conversation}
    offers = [
        pages.Offer(
            "vote", conversation_actions.take_part, reverse("consultations:vote", args=[number]), given
        ),
        *(
            pages.Offer(word, action, reverse("consultations:do", args=[number, word]), given)
            for word, (action, _form) in FORMS.items()
        ),
    ]  # fmt: skip
    content = queries.content_of(conversation)
    about = conversation.about
    context = frame(request, conversation, "conversation") | {
        "arguments": list(conversation.arguments.order_by("pk")),
        "available_actions": pages.available_actions(actor, offers),
        "content": content,
        "ground": presentation.ground_rows(conversation, content, most=3),
        "matter": refs.resolve([about])[about] if about else None,
        "stations": threads.of(conversation.ref).stations,
        "follows": request.user.is_authenticated
        and Follow.objects.filter(account_id=request.user.pk or 0, ref=conversation.ref).exists(),
        "entries": reverse("record:list") + f"?subject={conversation.ref}",
    }
    return render(request, "consultations/conversation.html", context)


@page(_("Open a conversation"), who="account", performs="consultations.open_conversation")
def open_conversation(request: HttpRequest) -> HttpResponse:
    """Ask those concerned; `?about=cases.source:3` names the matter."""
    about = request.GET.get("about", "")[:80]
    form = forms.OpenForm(request.POST or None, initial={"about": about})
    outcome = pages.attempt(
        request,
        of_request(request),
        conversation_actions.open_conversation,
        form,
        beside_form=(BadInput, Refused),
    )
    if outcome is not None:
        return redirect(outcome.result)
    unit = units().first()
    refused = (
        conversation_actions.open_conversation.permitted(of_request(request), unit=unit).refusal
        if unit
        else None
    )
    context = {"form": form, "refusal": pages.show(refused) if refused else None}
    return render(request, "consultations/open.html", context, status=400 if form.errors else 200)


# --- taking part ----------------------------------------------------------------------------------
@page(_("Take part"), who="account", performs="consultations.take_part")
def vote(request: HttpRequest, number: int) -> HttpResponse:
    """The briefing first; then one statement at a time."""
    conversation, actor = conversation_of(number), of_request(request)
    here = reverse("consultations:vote", args=[number])
    if request.method == "POST":
        return _voted(request, conversation, here)
    participant = conversation_participation.participant_of(conversation, actor)
    refused = conversation_actions.take_part.permitted(actor, conversation=conversation).refusal
    statement = place = None
    given = total = 0
    if participant is not None:
        statement = next_statement.next_for(conversation, participant)
        given = queries.votes_of(participant).count()
        shown = Statement.State.SHOWN
        total = Statement.objects.filter(conversation=conversation, state=shown).count()
        place = opinions.place_of(conversation, participant.pk)
    context = frame(request, conversation, "vote") | {
        "participant": participant,
        "refusal": pages.show(refused) if refused else None,
        "action": conversation_actions.take_part,
        "arguments": list(conversation.arguments.order_by("pk")),
        "statement": statement,
        "given": given,
        "total": total,
        "place": place,
        "form": forms.StatementForm(),
        "write_url": reverse("consultations:do", args=[number, "write"]),
        "as_whom": queries.speaker_label(participant.speaker) if participant else "",
    }
    return render(request, "consultations/vote.html", context)


def _voted(request: HttpRequest, conversation: Conversation, here: str) -> HttpResponse:
    actor = of_request(request)
    if "join" in request.POST:
        outcome = conversation_actions.take_part.perform(actor, conversation=conversation)
        pages.tell(request, conversation_actions.take_part, outcome, _("You take part."))
        return redirect(here)
    statement = _statement(request.POST.get("statement", ""), conversation)
    try:
        votes.cast(actor, statement, _value(request.POST.get("value", "")))
    except Refused as error:
        if error.code in ("not-taking-part", "hidden"):
            return redirect(here)
        raise
    # Who changes a vote comes from the list of their votes, and goes back to it.
    back = "consultations:mine" if "mine" in request.POST else "consultations:vote"
    return redirect(back, conversation.pk)


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
    content = queries.content_of(conversation) or {}
    tally = content.get("tally", {})
    context = frame(request, conversation, "statements") | {
        "page": found,
        "rows": [
            {"one": row, "bar": queries.Bar("", *tally.get(str(row.pk), [0, 0, 0]))}
            for row in found.rows
        ],
        "words": words,
    }
    return render(request, "consultations/statements.html", context)


@page(
    _("Do something with a conversation"),
    who="account",
    performs=(
        "consultations.write_statement",
        "consultations.close_conversation",
        "consultations.add_argument",
    ),
)
def do(request: HttpRequest, number: int, word: str) -> HttpResponse:
    if word not in FORMS:
        raise Http404
    action, form_class = FORMS[word]
    conversation = conversation_of(number)
    back = conversation.get_absolute_url()
    if word == "write":
        back = reverse("consultations:vote", args=[number])
    return form_page(
        request, action, form_class, {"conversation": conversation}, back, crumbs(conversation),
        conversation.question, words=WORDS.get(word, ""),
    )  # fmt: skip


@page(_("Answer the common ground"), who="account", performs="consultations.respond")
def respond(request: HttpRequest, number: int, statement: int) -> HttpResponse:
    conversation = conversation_of(number)
    found = get_object_or_404(Statement, pk=statement, conversation=conversation)
    return form_page(
        request, closing_actions.respond, forms.RespondForm,
        {"conversation": conversation, "statement": found},
        reverse("consultations:results", args=[number]), crumbs(conversation), found.shown,
    )  # fmt: skip


def conversation_of(number: int) -> Conversation:
    return get_object_or_404(queries.visible().select_related("unit", "body"), pk=number)
