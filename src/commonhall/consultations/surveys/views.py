"""Pages of surveys: list, one survey with its results, filling it in, opening and closing."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.actions import pages, threads
from commonhall.consultations.conversations.views import sections
from commonhall.consultations.surveys import actions, forms, presentation, queries
from commonhall.consultations.surveys.models import Survey
from commonhall.core.paging import page_for
from commonhall.core.refusals import BadInput
from commonhall.people.actors import of_request
from commonhall.places.queries import units
from commonhall.ui.forms import HallForm
from commonhall.ui.pages import page


@page(_("Surveys"), asks="consultations.surveys")
def survey_list(request: HttpRequest) -> HttpResponse:
    given = {"unit": units().first()}
    offer = pages.Offer("open", actions.open_survey, reverse("consultations:open_survey"), given)
    rows = queries.counted(queries.surveys())
    context = {
        "page": page_for(request, rows),
        "tabs": sections("surveys"),
        "open": pages.available_actions(of_request(request), [offer])[0],
    }
    return render(request, "consultations/surveys.html", context)


def _survey(number: int) -> Survey:
    return get_object_or_404(queries.counted(queries.surveys()), pk=number)


@page(_("Survey"), asks=("consultations.surveys", "actions.threads"))
def survey_page(request: HttpRequest, number: int) -> HttpResponse:
    survey, actor = _survey(number), of_request(request)
    given = {"survey": survey}
    offers = [
        pages.Offer("answer", actions.answer_survey, reverse("consultations:answer_survey", args=[number]), given),
        pages.Offer("close", actions.close_survey, reverse("consultations:close_survey", args=[number]), given),
    ]  # fmt: skip
    available_actions = (
        pages.available_actions(actor, offers) if survey.state == Survey.State.OPEN else []
    )
    waves = queries.waves(survey) if survey.closed_at else []
    context = {
        "survey": survey,
        "available_actions": [one for one in available_actions if one.allowed or one.word == "answer"],
        "mine": actions.took_part(actor.person_id, survey),
        "results": presentation.results(survey, waves) if waves else [],
        "estimates": next((w.estimates for w in waves if w.survey_id == survey.pk), None),
        "effect": next((w.estimates["effect"] / 10_000 for w in waves if w.survey_id == survey.pk), None),
        "stations": threads.of(survey.ref).stations,
    }  # fmt: skip
    return render(request, "consultations/survey.html", context)


@page(_("Take part"), who="account", performs="consultations.answer_survey")
def answer(request: HttpRequest, number: int) -> HttpResponse:
    survey, actor, action = _survey(number), of_request(request), actions.answer_survey
    form = forms.AnswerForm(request.POST if request.method == "POST" else None, survey=survey)
    if request.method == "POST" and form.is_valid():
        try:
            answers, features = form.given()
            outcome = action.perform(actor, survey=survey, answers=answers, features=features)
        except BadInput as error:
            form.add_error(None, str(error.message))
        else:
            pages.tell(
                request, action, outcome, _("Thank you. Your answers lie apart from your name.")
            )
            return redirect(survey)
    return _form(request, form, action, survey, action.permitted(actor, survey=survey).refusal)


def _form(
    request: HttpRequest, form: Any, action: Any, survey: Survey | None, refused: Any
) -> HttpResponse:
    back = survey.get_absolute_url() if survey else reverse("consultations:surveys")
    shown = pages.show(refused) if refused else None
    context = {
        "form": form,
        "title": action.title,
        "survey": survey,
        "refusal": shown,
        "back": back,
    }
    response = render(
        request, "consultations/survey_form.html", context, status=400 if form.errors else 200
    )
    response["Cache-Control"] = "no-store"
    return response


@page(_("Open a survey"), who="account", performs="consultations.open_survey")
def open_survey(request: HttpRequest) -> HttpResponse:
    start = {"about": request.GET.get("about", "")[:80]}
    form, actor, action = forms.SurveyForm(request.POST or None, initial=start), of_request(request), actions.open_survey  # fmt: skip
    renamed = {"names": "name_en", "texts": "text_en"}
    outcome = pages.attempt(request, actor, action, form, renamed=renamed)
    if outcome is not None:
        return redirect(outcome.result)
    return _form(request, form, action, None, action.permitted(actor, unit=units().first()).refusal)


@page(_("Close it with its results"), who="account", performs="consultations.close_survey")
def close(request: HttpRequest, number: int) -> HttpResponse:
    survey, actor, action = _survey(number), of_request(request), actions.close_survey
    form = HallForm(request.POST if request.method == "POST" else None)
    if pages.attempt(request, actor, action, form, {"survey": survey}) is not None:
        return redirect(survey)
    return _form(request, form, action, survey, action.permitted(actor, survey=survey).refusal)
