"""Pages of moderation: the log, a statement, and what may be done with statements and comments."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.acts import web
from commonhall.acts.gate import Act
from commonhall.acts.paging import page_for
from commonhall.consult import acts, forms, moderation, queries, results
from commonhall.consult.doing import act_page
from commonhall.consult.draft_views import draft_crumbs
from commonhall.consult.models import Comment, Moderation, Statement
from commonhall.consult.views import conversation_of, crumbs, frame
from commonhall.look.forms import HouseForm
from commonhall.look.pages import page
from commonhall.look.parts import Crumb
from commonhall.people.actors import of_request

Doings = dict[str, tuple[Act[Any], type[HouseForm]]]
# What may be done: word in the address → act and form.
STATEMENT_DOINGS: Doings = {
    "withdraw": (acts.withdraw_statement, forms.NothingForm),
    "moderate": (moderation.moderate_statement, forms.ModerateForm),
    "appeal": (moderation.appeal_moderation, forms.AppealForm),
    "decide-appeal": (moderation.decide_appeal, forms.VerdictForm),
}
COMMENT_DOINGS: Doings = {
    "hide": (moderation.hide_comment, forms.HideForm),
    "appeal": (moderation.appeal_comment, forms.AppealForm),
    "decide-appeal": (moderation.decide_comment_appeal, forms.VerdictForm),
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


@page(_("Moderation"), asks="consult.moderations")
def moderation_log(request: HttpRequest, number: int) -> HttpResponse:
    conversation = conversation_of(number)
    context = frame(request, conversation, "moderation") | {
        "page": page_for(request, queries.moderations(conversation)),
        "reasons": Moderation.Reason.choices,
    }
    return render(request, "consult/moderation.html", context)


@page(_("Statement"), asks=("consult.statements", "consult.moderations"))
def statement_page(request: HttpRequest, number: int) -> HttpResponse:
    statement = _seen_statement(number)
    conversation, actor = statement.conversation, of_request(request)
    offers = [
        web.Offer(
            word,
            act,
            reverse("consult:do_statement", args=[number, word]),
            {"statement": statement},
        )
        for word, (act, _form) in STATEMENT_DOINGS.items()
    ]
    content = queries.content_of(conversation)
    context = frame(request, conversation, "") | {
        "statement": statement,
        "chart": results.statement_chart(content, str(number)),
        "moderations": queries.moderations(conversation).filter(statement=statement).order_by("pk"),
        "response": queries.responses(conversation).get(str(number)),
        "doings": web.doings(actor, offers),
        "own": statement.said_by(actor),
    }
    return render(request, "consult/statement.html", context)


@page(
    _("Do something with a statement"),
    who="account",
    performs=(
        "consult.withdraw_statement", "consult.moderate_statement", "consult.appeal_moderation",
        "consult.decide_appeal",
    ),
)  # fmt: skip
def do_statement(request: HttpRequest, number: int, doing: str) -> HttpResponse:
    statement = _seen_statement(number)
    way = crumbs(statement.conversation)
    return _do(request, STATEMENT_DOINGS, doing, {"statement": statement}, way)


@page(
    _("Do something with a comment"),
    who="account",
    performs=("consult.hide_comment", "consult.appeal_comment", "consult.decide_comment_appeal"),
)
def do_comment(request: HttpRequest, number: int, doing: str) -> HttpResponse:
    rows = Comment.objects.select_related("paragraph__draft__unit", "hidden_by")
    comment = get_object_or_404(rows, pk=number)
    way = draft_crumbs(comment.paragraph.draft)
    return _do(request, COMMENT_DOINGS, doing, {"comment": comment}, way)


def _do(
    request: HttpRequest, doings: Doings, doing: str, given: dict[str, Any], way: list[Crumb]
) -> HttpResponse:
    if doing not in doings:
        raise Http404
    act, form_class = doings[doing]
    (words,) = given.values()
    # Who decides an appeal, or wrote it, must see the words it is about.
    allowed = act.permitted(of_request(request), **given).refusal is None
    quoted = words.text if allowed else words.shown
    found = words.hiding()
    if doing == "decide-appeal" and found is not None and allowed:
        quoted = f"{quoted}\n\n> {found.appeal}"
    return act_page(
        request, act, form_class, given, words.get_absolute_url(), way, quoted,
        words=WORDS.get(doing, ""),
    )  # fmt: skip


def _seen_statement(number: int) -> Statement:
    rows = Statement.objects.filter(conversation__in=queries.visible())
    names = ("conversation__unit", "conversation__body", "organisation", "office__body")
    found: Statement = get_object_or_404(rows.select_related(*names), pk=number)
    return found
