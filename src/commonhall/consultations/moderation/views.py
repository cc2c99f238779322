"""Pages of moderation: the log, a statement, and what may be done with statements and comments."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.actions import pages
from commonhall.actions.declaration import Action
from commonhall.consultations.conversations import forms as conversation_forms
from commonhall.consultations.conversations import presentation, queries
from commonhall.consultations.conversations.models import Moderation, Statement
from commonhall.consultations.conversations.views import conversation_of, crumbs, frame
from commonhall.consultations.drafts.models import Comment
from commonhall.consultations.drafts.views import draft_crumbs
from commonhall.consultations.form_page import form_page
from commonhall.consultations.moderation import actions as moderation_actions
from commonhall.consultations.moderation import forms as moderation_forms
from commonhall.consultations.statements import actions
from commonhall.core.paging import page_for
from commonhall.people.actors import of_request
from commonhall.ui.forms import HallForm
from commonhall.ui.pages import page
from commonhall.ui.parts import Crumb

ActionForms = dict[str, tuple[Action[..., Any], type[HallForm]]]
# What may be done: word in the address → act and form.
STATEMENT_FORMS: ActionForms = {
    "withdraw": (actions.withdraw_statement, conversation_forms.NothingForm),
    "moderate": (moderation_actions.moderate_statement, moderation_forms.ModerateForm),
    "appeal": (moderation_actions.appeal_moderation, moderation_forms.AppealForm),
    "decide-appeal": (moderation_actions.decide_appeal, moderation_forms.VerdictForm),
}
COMMENT_FORMS: ActionForms = {
    "hide": (moderation_actions.hide_comment, moderation_forms.HideForm),
    "appeal": (moderation_actions.appeal_comment, moderation_forms.AppealForm),
    "decide-appeal": (moderation_actions.decide_comment_appeal, moderation_forms.VerdictForm),
}
_HIDDEN = _(
    "Its words are hidden, not deleted; the reason stands in the public log. Whoever wrote it is "
    "told and may appeal once to another body."
)
WORDS = {
    "withdraw": _("Its words and its votes are then shown and counted no more."),
    "moderate": _HIDDEN,
    "hide": _HIDDEN,
}


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
    offers = [
        pages.Offer(
            word,
            action,
            reverse("consultations:do_statement", args=[number, word]),
            {"statement": statement},
        )
        for word, (action, _form) in STATEMENT_FORMS.items()
    ]
    content = queries.content_of(conversation)
    context = frame(request, conversation, "") | {
        "statement": statement,
        "chart": presentation.statement_chart(content, str(number)),
        "moderations": queries.moderations(conversation).filter(statement=statement).order_by("pk"),
        "response": queries.responses(conversation).get(str(number)),
        "available_actions": pages.available_actions(actor, offers),
        "own": statement.said_by(actor),
    }
    return render(request, "consultations/statement.html", context)


@page(
    _("Do something with a statement"),
    who="account",
    performs=(
        "consultations.withdraw_statement", "consultations.moderate_statement", "consultations.appeal_moderation",
        "consultations.decide_appeal",
    ),
)  # fmt: skip
def do_statement(request: HttpRequest, number: int, word: str) -> HttpResponse:
    statement = _seen_statement(number)
    way = crumbs(statement.conversation)
    return _do(request, STATEMENT_FORMS, word, {"statement": statement}, way)


@page(
    _("Do something with a comment"),
    who="account",
    performs=(
        "consultations.hide_comment",
        "consultations.appeal_comment",
        "consultations.decide_comment_appeal",
    ),
)
def do_comment(request: HttpRequest, number: int, word: str) -> HttpResponse:
    rows = Comment.objects.select_related("paragraph__draft__unit", "hidden_by")
    comment = get_object_or_404(rows, pk=number)
    way = draft_crumbs(comment.paragraph.draft)
    return _do(request, COMMENT_FORMS, word, {"comment": comment}, way)


def _do(
    request: HttpRequest,
    available_actions: ActionForms,
    word: str,
    given: dict[str, Any],
    way: list[Crumb],
) -> HttpResponse:
    if word not in available_actions:
        raise Http404
    action, form_class = available_actions[word]
    (words,) = given.values()
    # Who decides an appeal, or wrote it, must see the words it is about.
    allowed = action.permitted(of_request(request), **given).refusal is None
    quoted = words.text if allowed else words.shown
    found = words.hiding()
    if word == "decide-appeal" and found is not None and allowed:
        quoted = f"{quoted}\n\n> {found.appeal}"
    return form_page(
        request, action, form_class, given, words.get_absolute_url(), way, quoted,
        words=WORDS.get(word, ""),
    )  # fmt: skip


def _seen_statement(number: int) -> Statement:
    rows = Statement.objects.filter(conversation__in=queries.visible())
    names = ("conversation__unit", "conversation__body", "organisation", "office__body")
    found: Statement = get_object_or_404(rows.select_related(*names), pk=number)
    return found
