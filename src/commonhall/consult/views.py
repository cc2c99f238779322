"""Pages of conversations: list, open, one conversation, taking part, results, moderation."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.acts import clock, registry, threads, web
from commonhall.acts.gate import Act
from commonhall.acts.models import Follow
from commonhall.acts.paging import page_for
from commonhall.acts.refusals import BadInput, Refused
from commonhall.consult import (
    acts,
    ballots,
    choosing,
    closing,
    forms,
    opinions,
    queries,
    results,
)
from commonhall.consult.doing import act_page
from commonhall.consult.models import Conversation, Statement
from commonhall.consult.models.conversations import PHASES
from commonhall.look.forms import HouseForm
from commonhall.look.pages import page
from commonhall.look.parts import Crumb, Tab
from commonhall.people.actors import of_request
from commonhall.places.queries import units

# What may be done with a conversation, and with a statement: word in the address → act and form.
DOINGS: dict[str, tuple[Act[Any], type[HouseForm]]] = {
    "write": (acts.write_statement, forms.StatementForm),
    "add-argument": (acts.add_argument, forms.ArgumentForm),
    "close": (closing.close_conversation, forms.NothingForm),
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
        Tab(_("Conversations"), reverse("consult:list"), here == "list"),
        Tab(_("Draft texts"), reverse("consult:drafts"), here == "drafts"),
        Tab(_("Round tables"), reverse("consult:tables"), here == "tables"),
        Tab(_("Surveys"), reverse("consult:surveys"), here == "surveys"),
    ]


@page(_("Conversations"), asks="consult.conversations")
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
    return render(request, "consult/list.html", context)


def _tabs(conversation: Conversation, here: str) -> list[Tab]:
    names = [
        ("conversation", _("Question and briefing")),
        ("results", _("Results")),
        ("statements", _("Statements")),
        ("moderation", _("Moderation")),
    ]
    return [
        Tab(label, reverse(f"consult:{name}", args=[conversation.pk]), name == here)
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
        Crumb(_("Conversations"), reverse("consult:list")),
        Crumb(conversation.title, conversation.get_absolute_url()),
    ]


@page(_("Conversation"), asks=("consult.conversations", "acts.threads"))
def conversation_page(request: HttpRequest, number: int) -> HttpResponse:
    conversation = conversation_of(number)
    actor = of_request(request)
    given = {"conversation": conversation}
    offers = [
        web.Offer(
            "vote", acts.take_part, reverse("consult:vote", args=[number]), given
        ),
        *(
            web.Offer(word, act, reverse("consult:do", args=[number, word]), given)
            for word, (act, _form) in DOINGS.items()
        ),
    ]  # fmt: skip
    content = queries.content_of(conversation)
    about = conversation.about
    context = frame(request, conversation, "conversation") | {
        "arguments": list(conversation.arguments.order_by("pk")),
        "doings": web.doings(actor, offers),
        "content": content,
        "ground": results.ground_rows(conversation, content, most=3),
        "matter": registry.resolve([about])[about] if about else None,
        "stations": threads.of(conversation.ref).stations,
        "follows": request.user.is_authenticated
        and Follow.objects.filter(account_id=request.user.pk or 0, ref=conversation.ref).exists(),
        "entries": reverse("record:list") + f"?subject={conversation.ref}",
    }
    return render(request, "consult/conversation.html", context)


@page(_("Open a conversation"), who="account", performs="consult.open_conversation")
def open_conversation(request: HttpRequest) -> HttpResponse:
    """Ask those concerned; `?about=hear.source:3` names the matter."""
    about = request.GET.get("about", "")[:80]
    form = forms.OpenForm(request.POST or None, initial={"about": about})
    outcome = web.attempt(
        request, of_request(request), acts.open_conversation, form, beside_form=(BadInput, Refused)
    )
    if outcome is not None:
        return redirect(outcome.result)
    unit = units().first()
    refused = (
        acts.open_conversation.permitted(of_request(request), unit=unit).refusal if unit else None
    )
    context = {"form": form, "refusal": web.show(refused) if refused else None}
    return render(request, "consult/open.html", context, status=400 if form.errors else 200)


# --- taking part ----------------------------------------------------------------------------------
@page(_("Take part"), who="account", performs="consult.take_part")
def vote(request: HttpRequest, number: int) -> HttpResponse:
    """The briefing first; then one statement at a time."""
    conversation, actor = conversation_of(number), of_request(request)
    here = reverse("consult:vote", args=[number])
    if request.method == "POST":
        return _voted(request, conversation, here)
    participant = acts.participant_of(conversation, actor)
    refused = acts.take_part.permitted(actor, conversation=conversation).refusal
    statement = place = None
    given = total = 0
    if participant is not None:
        statement = choosing.next_for(conversation, participant)
        given = queries.votes_of(participant).count()
        shown = Statement.State.SHOWN
        total = Statement.objects.filter(conversation=conversation, state=shown).count()
        place = opinions.place_of(conversation, participant.pk)
    context = frame(request, conversation, "vote") | {
        "participant": participant,
        "refusal": web.show(refused) if refused else None,
        "act": acts.take_part,
        "arguments": list(conversation.arguments.order_by("pk")),
        "statement": statement,
        "given": given,
        "total": total,
        "place": place,
        "form": forms.StatementForm(),
        "write_url": reverse("consult:do", args=[number, "write"]),
        "as_whom": queries.speaker_label(participant.speaker) if participant else "",
    }
    return render(request, "consult/vote.html", context)


def _voted(request: HttpRequest, conversation: Conversation, here: str) -> HttpResponse:
    actor = of_request(request)
    if "join" in request.POST:
        outcome = acts.take_part.perform(actor, conversation=conversation)
        web.tell(request, acts.take_part, outcome, _("You take part."))
        return redirect(here)
    statement = _statement(request.POST.get("statement", ""), conversation)
    try:
        ballots.cast(actor, statement, _value(request.POST.get("value", "")))
    except Refused as error:
        if error.code in ("not-taking-part", "hidden"):
            return redirect(here)
        raise
    # Who changes a vote comes from the list of their votes, and goes back to it.
    back = "consult:mine" if "mine" in request.POST else "consult:vote"
    return redirect(back, conversation.pk)


def _value(text: str) -> int:
    if text not in ("1", "0", "-1"):
        raise BadInput("value", _("Agree, disagree or pass."))
    return int(text)


def _statement(text: str, conversation: Conversation) -> Statement:
    if not text.isascii() or not text.isdigit() or len(text) > 18:
        raise Http404
    return get_object_or_404(Statement, pk=int(text), conversation=conversation)


@page(_("My votes"), who="account", asks="consult.votes_of")
def mine(request: HttpRequest, number: int) -> HttpResponse:
    """One's own votes, to look at and change; after closing, what proves each is counted."""
    conversation = conversation_of(number)
    participant = acts.participant_of(conversation, of_request(request))
    rows = queries.votes_of(participant) if participant else None
    context = frame(request, conversation, "mine") | {
        "page": page_for(request, rows) if rows is not None else None,
        "report": results.report_of(conversation),
        "values": [(1, _("Agree")), (-1, _("Disagree")), (0, _("Pass"))],
    }
    return render(request, "consult/mine.html", context)


# --- results --------------------------------------------------------------------------------------
@page(_("Results"), asks="consult.content_of")
def result_page(request: HttpRequest, number: int) -> HttpResponse:
    conversation = conversation_of(number)
    content = queries.content_of(conversation)
    context = frame(request, conversation, "results") | {"content": content}
    if content is not None:
        context |= results.shown(request, conversation, content)
    return render(request, "consult/results.html", context)


@page(_("Statements"), asks="consult.statements")
def statement_list(request: HttpRequest, number: int) -> HttpResponse:
    from commonhall.consult import search

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
    return render(request, "consult/statements.html", context)


@page(
    _("Do something with a conversation"),
    who="account",
    performs=("consult.write_statement", "consult.close_conversation", "consult.add_argument"),
)
def do(request: HttpRequest, number: int, doing: str) -> HttpResponse:
    if doing not in DOINGS:
        raise Http404
    act, form_class = DOINGS[doing]
    conversation = conversation_of(number)
    back = conversation.get_absolute_url()
    if doing == "write":
        back = reverse("consult:vote", args=[number])
    return act_page(
        request, act, form_class, {"conversation": conversation}, back, crumbs(conversation),
        conversation.question, words=WORDS.get(doing, ""),
    )  # fmt: skip


@page(_("Answer the common ground"), who="account", performs="consult.respond")
def respond(request: HttpRequest, number: int, statement: int) -> HttpResponse:
    conversation = conversation_of(number)
    found = get_object_or_404(Statement, pk=statement, conversation=conversation)
    return act_page(
        request, closing.respond, forms.RespondForm,
        {"conversation": conversation, "statement": found},
        reverse("consult:results", args=[number]), crumbs(conversation), found.shown,
    )  # fmt: skip


def conversation_of(number: int) -> Conversation:
    return get_object_or_404(queries.visible().select_related("unit", "body"), pk=number)
