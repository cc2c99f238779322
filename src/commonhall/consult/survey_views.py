"""Pages of surveys: list, one survey with its results, filling it in, opening and closing."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.acts import threads, web
from commonhall.acts.paging import page_for
from commonhall.acts.refusals import BadInput
from commonhall.consult import survey_acts, survey_forms, survey_pages, survey_queries
from commonhall.consult.models import Survey
from commonhall.consult.views import sections
from commonhall.look.forms import HouseForm
from commonhall.look.pages import page
from commonhall.people.actors import of_request
from commonhall.places.queries import units


@page(_("Surveys"), asks="consult.surveys")
def survey_list(request: HttpRequest) -> HttpResponse:
    given = {"unit": units().first()}
    offer = web.Offer("open", survey_acts.open_survey, reverse("consult:open_survey"), given)
    rows = survey_queries.counted(survey_queries.surveys())
    context = {
        "page": page_for(request, rows),
        "tabs": sections("surveys"),
        "open": web.doings(of_request(request), [offer])[0],
    }
    return render(request, "consult/surveys.html", context)


def _survey(number: int) -> Survey:
    return get_object_or_404(survey_queries.counted(survey_queries.surveys()), pk=number)


@page(_("Survey"), asks=("consult.surveys", "acts.threads"))
def survey_page(request: HttpRequest, number: int) -> HttpResponse:
    survey, actor = _survey(number), of_request(request)
    given = {"survey": survey}
    offers = [
        web.Offer("answer", survey_acts.answer_survey, reverse("consult:answer_survey", args=[number]), given),
        web.Offer("close", survey_acts.close_survey, reverse("consult:close_survey", args=[number]), given),
    ]  # fmt: skip
    doings = web.doings(actor, offers) if survey.state == Survey.State.OPEN else []
    waves = survey_queries.waves(survey) if survey.closed_at else []
    context = {
        "survey": survey,
        "doings": [one for one in doings if one.allowed or one.word == "answer"],
        "mine": survey_acts.took_part(actor.person_id, survey),
        "results": survey_pages.results(survey, waves) if waves else [],
        "estimates": next((w.estimates for w in waves if w.survey_id == survey.pk), None),
        "effect": next((w.estimates["effect"] / 10_000 for w in waves if w.survey_id == survey.pk), None),
        "stations": threads.of(survey.ref).stations,
    }  # fmt: skip
    return render(request, "consult/survey.html", context)


@page(_("Take part"), who="account", performs="consult.answer_survey")
def answer(request: HttpRequest, number: int) -> HttpResponse:
    survey, actor, act = _survey(number), of_request(request), survey_acts.answer_survey
    form = survey_forms.AnswerForm(
        request.POST if request.method == "POST" else None, survey=survey
    )
    if request.method == "POST" and form.is_valid():
        try:
            answers, features = form.given()
            outcome = act.perform(actor, survey=survey, answers=answers, features=features)
        except BadInput as error:
            form.add_error(None, str(error.message))
        else:
            web.tell(request, act, outcome, _("Thank you. Your answers lie apart from your name."))
            return redirect(survey)
    return _form(request, form, act, survey, act.permitted(actor, survey=survey).refusal)


def _form(
    request: HttpRequest, form: Any, act: Any, survey: Survey | None, refused: Any
) -> HttpResponse:
    back = survey.get_absolute_url() if survey else reverse("consult:surveys")
    shown = web.show(refused) if refused else None
    context = {"form": form, "title": act.title, "survey": survey, "refusal": shown, "back": back}
    response = render(
        request, "consult/survey_form.html", context, status=400 if form.errors else 200
    )
    response["Cache-Control"] = "no-store"
    return response


@page(_("Open a survey"), who="account", performs="consult.open_survey")
def open_survey(request: HttpRequest) -> HttpResponse:
    start = {"about": request.GET.get("about", "")[:80]}
    form, actor, act = survey_forms.SurveyForm(request.POST or None, initial=start), of_request(request), survey_acts.open_survey  # fmt: skip
    renamed = {"names": "name_en", "texts": "text_en"}
    outcome = web.attempt(request, actor, act, form, renamed=renamed)
    if outcome is not None:
        return redirect(outcome.result)
    return _form(request, form, act, None, act.permitted(actor, unit=units().first()).refusal)


@page(_("Close it with its results"), who="account", performs="consult.close_survey")
def close(request: HttpRequest, number: int) -> HttpResponse:
    survey, actor, act = _survey(number), of_request(request), survey_acts.close_survey
    form = HouseForm(request.POST if request.method == "POST" else None)
    if web.attempt(request, actor, act, form, {"survey": survey}) is not None:
        return redirect(survey)
    return _form(request, form, act, survey, act.permitted(actor, survey=survey).refusal)
