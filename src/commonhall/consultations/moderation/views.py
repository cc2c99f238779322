"""Pages of moderation: the log, and a statement."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.actions import action_pages
from commonhall.actions.actors import Actor, Kind
from commonhall.consultations.conversations import presentation, queries
from commonhall.consultations.conversations.models import Moderation, Statement
from commonhall.consultations.conversations.views import conversation_of, frame
from commonhall.consultations.moderation import originals, report_actions, reports
from commonhall.consultations.moderation import queries as moderation_queries
from commonhall.consultations.moderation.models import Hiding
from commonhall.consultations.moderation.queries import HIDES
from commonhall.consultations.moderation.withheld_actions import decide_withheld
from commonhall.consultations.statements import next_statement
from commonhall.consultations.translations import presentation as translations
from commonhall.consultations.translations.queries import shown_of
from commonhall.core import clock, refs
from commonhall.core.paging import page_for
from commonhall.law.queries import competences
from commonhall.people.actors import of_request
from commonhall.ui.pages import page


@page(_("Moderation"), asks="consultations.moderations")
def moderation_log(request: HttpRequest, number: int) -> HttpResponse:
    conversation = conversation_of(number)
    context = frame(request, conversation, "moderation") | {
        "page": page_for(request, queries.moderations(conversation)),
        "reasons": Moderation.Reason.choices,
    }
    return render(request, "consultations/moderation.html", context)


@page(_("Statement"), asks=("consultations.statements", "consultations.moderations"))
def statement_page(request: HttpRequest, number: int) -> HttpResponse:
    statement = _seen_statement(number)
    conversation, actor = statement.conversation, of_request(request)
    content = queries.content_of(conversation)
    context = frame(request, conversation, "") | {
        "statement": statement,
        "chart": presentation.statement_chart(content, str(number)),
        "moderations": queries.moderations(conversation).filter(statement=statement).order_by("pk"),
        "response": queries.responses(conversation).get(str(number)),
        "available_actions": action_pages.available(actor, statement),
        "twins": statement.twins.order_by("pk"),
        "own": statement.said_by(actor),
        "shown": shown_of([statement], actor).get(statement.ref),
        "translations": translations.beside(actor, statement),
        "shown_to": next_statement.reach([statement.pk]).get(statement.pk, 0),
    }
    return render(request, "consultations/statement.html", context)


def _seen_statement(number: int) -> Statement:
    rows = Statement.objects.filter(conversation__in=queries.visible())
    names = (
        "joined_to",
        "conversation__unit",
        "conversation__body",
        "organisation",
        "office__body",
    )
    found: Statement = get_object_or_404(rows.select_related(*names), pk=number)
    return found


@page(_("What moderation has hidden"), asks="consultations.moderations")
def log_of_all(request: HttpRequest) -> HttpResponse:
    """The public log: every act by which words were hidden, of whatever kind, and what became of it."""
    found = page_for(request, moderation_queries.hidings(), ("-id",))
    subjects = [one.subject for one in found.rows]
    now, shown = moderation_queries.now_of(subjects), refs.resolve(subjects)
    context = {
        "rows": [
            {
                "entry": one,
                "thing": shown[one.subject],
                "kind": refs.kind_name(one.subject.partition(":")[0]),
                "now": now.get(one.subject),
            }
            for one in found.rows
        ],
        "page": found,
        "reasons": Hiding.Reason.choices,
        "moderates": moderates(of_request(request)),
        "title": _("What moderation has hidden"),
    }
    return render(request, "consultations/moderation_of_all.html", context)


@page(_("Hidden by moderation"), asks="consultations.moderations")
def withheld_page(request: HttpRequest, number: int) -> HttpResponse:
    """What was hidden in a case or of an organisation: why, the appeal; the words to those who may read them."""
    found = get_object_or_404(moderation_queries.withheld(), pk=number)
    thing, actor = refs.thing(found.about), of_request(request)
    reads = originals.may_read(actor, found, thing) or decide_withheld.check(actor, found).allowed
    context = {
        "hidden": found,
        "about": refs.resolve([found.about])[found.about],
        "words": originals.words_of(found) if reads and found.shown_at is None else [],
        "available_actions": action_pages.available(actor, found),
        "title": _("Hidden by moderation"),
    }
    return render(request, "consultations/withheld.html", context)


def moderates(actor: Actor) -> bool:
    """Does somebody act in an office whose body moderates?"""
    if actor.kind is not Kind.OFFICE:
        return False
    power = {report_actions.set_aside_words_report.power}
    return bool(competences(actor.body_id, power, clock.today()))


def _hide_url(ref: str) -> str:
    """Where the words that a ref names are hidden."""
    kind, number = refs.split(ref)
    (code,) = (code for code, one in HIDES.items() if one == kind)
    return reverse(f"{kind.partition('.')[0]}:{code.partition('.')[2]}", args=[number])


@page(_("Reported words"), who="account", asks="consultations.reports")
def reported_words(request: HttpRequest) -> HttpResponse:
    """What people reported and nobody has looked at, for the offices that moderate."""
    actor = of_request(request)
    rows = reports.waiting() if moderates(actor) else None
    context = {
        "rows": [{"one": row, "hide": _hide_url(row.thing.ref)} for row in rows or ()],
        "moderates": rows is not None,
        "title": _("Reported words"),
    }
    return render(request, "consultations/reported_words.html", context)
