"""Pages of surveys: the list, one survey with its results, filling it in."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _

from commonhall.actions import action_pages, pages, threads
from commonhall.consultations.conversations.views import sections
from commonhall.consultations.surveys import actions, forms, presentation, queries
from commonhall.consultations.surveys.models import Survey
from commonhall.core.paging import page_for
from commonhall.core.refusals import BadInput
from commonhall.people.actors import of_request
from commonhall.ui.pages import page


@page(_("Surveys"), asks="consultations.surveys")
def survey_list(request: HttpRequest) -> HttpResponse:
    rows = queries.counted(queries.surveys())
    context = {
        "page": page_for(request, rows),
        "tabs": sections("surveys"),
        "open": actions.open_survey,
        "refusal": action_pages.refusal_of(of_request(request), actions.open_survey),
    }
    return render(request, "consultations/surveys.html", context)


def _survey(number: int) -> Survey:
    return get_object_or_404(queries.counted(queries.surveys()), pk=number)


def _offered(survey: Survey, available: list[pages.AvailableAction]) -> list[pages.AvailableAction]:
    """What is open to one; while the survey runs, also why one cannot answer."""
    asked = survey.state == Survey.State.OPEN
    return [one for one in available if one.allowed or (asked and one.word == "answer")]


@page(_("Survey"), asks=("consultations.surveys", "actions.threads"))
def survey_page(request: HttpRequest, number: int) -> HttpResponse:
    survey, actor = _survey(number), of_request(request)
    available = action_pages.available(actor, survey)
    waves = queries.waves(survey) if survey.closed_at else []
    estimates = next((w.estimates for w in waves if w.survey_id == survey.pk), None)
    context = {
        "survey": survey,
        "available_actions": _offered(survey, available),
        "mine": actions.took_part(actor.person_id, survey),
        "results": presentation.results(survey, waves) if estimates else [],
        "estimates": estimates,
        "effect": estimates["effect"] / 10_000 if estimates else None,
        "response": presentation.response(survey, estimates)
        if estimates and survey.drawn
        else None,
        "changes": presentation.changes(survey, waves) if estimates else None,
        "stations": threads.of(survey.ref).stations,
    }
    return render(request, "consultations/survey.html", context)


@page(_("Take part"), who="account", performs="consultations.answer_survey")
def answer(request: HttpRequest, number: int) -> HttpResponse:
    """The questions of the survey; no program may send answers, so that no key ever knows one."""
    survey, actor, action = _survey(number), of_request(request), actions.answer_survey
    form = forms.AnswerForm(request.POST if request.method == "POST" else None, survey=survey)
    if request.method == "POST" and form.is_valid():
        try:
            answers, features = form.given()
            coming = action.coming(door="page")
            outcome = coming.perform(actor, survey=survey, answers=answers, features=features)
        except BadInput as error:
            form.add_error(form.field_of(error.field), str(error.message))
        else:
            pages.tell(request, action, outcome, action.told(survey) if action.told else "")
            return redirect(survey)
    refused = action.check(actor, survey).refusal
    context = {
        "form": form,
        "title": action.title,
        "survey": survey,
        "refusal": pages.show(refused) if refused else None,
        "back": survey.get_absolute_url(),
    }
    response = render(
        request, "consultations/survey_form.html", context, status=400 if form.errors else 200
    )
    response["Cache-Control"] = "no-store"
    return response


answer.action = actions.answer_survey  # type: ignore[attr-defined]
