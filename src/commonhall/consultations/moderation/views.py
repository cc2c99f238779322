"""Pages of moderation: the log, and a statement."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _

from commonhall.actions import action_pages
from commonhall.consultations.conversations import presentation, queries
from commonhall.consultations.conversations.models import Moderation, Statement
from commonhall.consultations.conversations.views import conversation_of, frame
from commonhall.consultations.statements import next_statement
from commonhall.core.paging import page_for
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
        "own": statement.said_by(actor),
        "shown_to": next_statement.reach([statement.pk]).get(statement.pk, 0),
    }
    return render(request, "consultations/statement.html", context)


def _seen_statement(number: int) -> Statement:
    rows = Statement.objects.filter(conversation__in=queries.visible())
    names = ("conversation__unit", "conversation__body", "organisation", "office__body")
    found: Statement = get_object_or_404(rows.select_related(*names), pk=number)
    return found
