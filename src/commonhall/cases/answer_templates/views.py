"""Pages of answer templates: a body's own, and those that fit a case, filled in for it."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _

from commonhall.actions import action_pages
from commonhall.actions.actors import Kind
from commonhall.actions.declaration import Action
from commonhall.cases.answer_templates import actions, queries
from commonhall.cases.answer_templates.filling import filled, language_of
from commonhall.cases.answer_templates.models import AnswerTemplate
from commonhall.cases.cases import actions as case_actions
from commonhall.cases.cases import queries as case_queries
from commonhall.cases.cases import state_actions
from commonhall.cases.cases.models import Case
from commonhall.people.actors import of_request
from commonhall.ui import languages
from commonhall.ui.pages import page

# What a template's words are for: kind → action, and the input that takes them.
SAYS: dict[str, tuple[Action[..., Any], str]] = {
    "answer": (case_actions.answer_case, "text"),
    "planned": (state_actions.plan_case, "text"),
    "partly": (state_actions.part_done, "text"),
    "cannot": (state_actions.decline_case, "reason"),
    "asked": (state_actions.ask_raiser, "question"),
    "done": (case_actions.mark_done, "text"),
}


@page(_("Answer templates"), who="account", asks="cases.answer_templates")
def template_list(request: HttpRequest) -> HttpResponse:
    """The templates of the body one acts for."""
    actor = of_request(request)
    office = actor.kind is Kind.OFFICE
    make = actions.set_answer_template
    context = {
        "templates": queries.of_body(actor.body_id) if office else [],
        "office": office,
        "make": "" if action_pages.refusal_of(actor, make) else action_pages.url_of(make),
    }
    return render(request, "cases/answer_templates.html", context)


@page(_("Answer with a template"), who="account", asks="cases.answer_templates")
def for_case(request: HttpRequest, number: int) -> HttpResponse:
    """The templates that fit a case, as they would be sent."""
    actor = of_request(request)
    rows = case_queries.complete().select_related("category", "unit", "body", "person__account")
    case = get_object_or_404(rows, pk=number)
    if actor.kind is not Kind.OFFICE or actor.body != case.body_id:
        raise Http404
    memo: dict[Any, Any] = {}
    shown = []
    for template in queries.fitting(case):
        action, _name = SAYS[template.kind]
        if action.check(actor, case, memo):
            address = f"{action_pages.url_of(action, case)}?template={template.pk}"
            shown.append(
                {"template": template, "text": filled(template.texts, case), "url": address}
            )
    language = languages.of(language_of(case))
    context = {"case": case, "shown": shown, "language": language}
    return render(request, "cases/templates_for_case.html", context)


def _begin(action: Action[..., Any], name: str, kind: str) -> None:
    def start(request: HttpRequest, thing: Any) -> dict[str, Any]:
        """The words of the template that the address names, filled in for the case."""
        number, actor = request.GET.get("template", ""), of_request(request)
        if not (isinstance(thing, Case) and number.isdecimal() and len(number) <= 18):
            return {}
        if actor.kind is not Kind.OFFICE or actor.body != thing.body_id:
            return {}
        found = AnswerTemplate.objects.filter(pk=int(number), body=actor.body, kind=kind).first()
        return {name: filled(found.texts, thing)} if found else {}

    action_pages.begin(action, start)


for _kind, (_action, _input) in SAYS.items():
    _begin(_action, _input, _kind)
