"""Pages of surveys by lot: answered by code, letters printed, answer sheets entered."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _

from commonhall.actions import pages
from commonhall.consultations.surveys.forms import choices
from commonhall.core.models import in_language
from commonhall.core.refusals import BadInput, Refused
from commonhall.decisions.lotteries import letter_pages
from commonhall.decisions.lotteries.letter_forms import LetterForm
from commonhall.decisions.samples import actions, forms, invitations, paper_actions
from commonhall.decisions.samples.models import Mailing, Sample, SampleLetter
from commonhall.people.actors import of_request, system
from commonhall.people.residents.letter_codes import Printed
from commonhall.ui.pages import by_secret_address, page


# --- by code --------------------------------------------------------------------------------------
@page(_("Answer a survey by letter"), performs="decisions.answer_by_code")
def survey_letter(request: HttpRequest) -> HttpResponse:
    """Number and code open it; both are sent in the body and stand in no address."""
    given = request.POST if request.method == "POST" else None
    opening = LetterForm(given, initial={"letter": request.GET.get("letter", "")[:30]})
    context: dict[str, Any] = {"form": opening}
    if given is None or not opening.is_valid():
        return _shown(request, context, 400 if opening.errors else 200)
    said = opening.cleaned_data["letter"], opening.cleaned_data["code"]
    try:
        found = letter_pages.opened(actions.GUESSES, invitations.by_code, *said)
    except Refused as refusal:
        opening.add_error("code", str(refusal.message))
        return _shown(request, context, 429 if refusal.code == "too-many" else 400)
    return _opened(request, found)


def _opened(request: HttpRequest, found: SampleLetter) -> HttpResponse:
    sample, survey = found.sample, found.sample.survey
    context: dict[str, Any] = {"survey": survey, "used": found.answered}
    sent = request.POST if request.POST.get("step") else None
    form: Any = None
    if not found.answered:
        start = {name: request.POST[name] for name in ("letter", "code")} | {"step": "answer"}
        form = forms.CodeAnswerForm(sent, survey=survey, initial=start)
        if sent is not None and form.is_valid() and _answered(form, sample):
            form, context["done"] = None, True
    return _shown(
        request, {**context, "form": form}, 400 if form is not None and form.errors else 200
    )


def _answered(form: forms.CodeAnswerForm, sample: Sample) -> bool:
    """Do it by the System's hand; what is wrong is said at its field."""
    answers, features = form.given()
    code = {name: form.cleaned_data[name] for name in ("letter", "code")}
    try:
        coming = actions.answer_by_code.coming(door="letter")
        coming.perform(system(), sample=sample, **code, answers=answers, features=features)
    except BadInput as error:
        form.add_error(form.field_of(error.field), str(error.message))
        return False
    except Refused as refusal:
        form.add_error(None, str(refusal.message))
        return False
    return True


def _shown(request: HttpRequest, context: dict[str, Any], status: int) -> HttpResponse:
    return by_secret_address(
        render(request, "decisions/survey_letter.html", context, status=status)
    )


# --- letters --------------------------------------------------------------------------------------
@page(_("Print these letters"), who="account", performs="decisions.print_survey_letters")
def print_survey_letters(request: HttpRequest, number: int) -> HttpResponseBase:
    rows = Mailing.objects.select_related("sample__survey__unit", "sample__survey__body")
    mailing = get_object_or_404(rows, pk=number)
    survey = mailing.sample.survey

    def shown(one: Printed) -> str:
        said = {
            "survey": survey,
            "mailing": mailing,
            "ends": survey.closes_at,
            "asked": asked(survey),
        }
        return letter_pages.letter(
            one, "decisions/parts/survey_by_letter.html", "decisions:survey_letter", said
        )

    return letter_pages.print_letters(
        request,
        actions.print_survey_letters,
        mailing,
        "decisions/print_survey_letters.html",
        {"survey": survey, "mailing": mailing},
        shown,
    )


print_survey_letters.action = actions.print_survey_letters  # type: ignore[attr-defined]


def asked(survey: Any) -> list[dict[str, Any]]:
    """The questions and what must be known of the person, as an answer sheet shows them."""
    found = [
        {"text": in_language(one["names"]), "options": [str(label) for _v, label in choices(one)]}
        for one in survey.questions
    ]
    found += [
        {
            "text": in_language(one["names"]),
            "options": [in_language(value["names"]) for value in one["values"]],
        }
        for one in survey.margins
        if not one["place"]
    ]
    return found


# --- paper ----------------------------------------------------------------------------------------
ONE = _("Read once. When another person enters the same sheet, it counts.")
BOTH = _("Two people read the same. The answers count.")


@page(_("Enter an answer sheet"), who="account", performs="decisions.enter_answer_sheet")
def enter_answer_sheet(request: HttpRequest, number: int) -> HttpResponse:
    """The sheet as it is typed by each of two people; no program may send one."""
    rows = Sample.objects.select_related("survey__unit", "survey__body")
    sample, actor = get_object_or_404(rows, pk=number), of_request(request)
    action, posted = paper_actions.enter_answer_sheet, request.method == "POST"
    form = forms.SheetForm(request.POST if posted else None, survey=sample.survey)
    if posted and form.is_valid():
        answers, features = form.given()
        code = {name: form.cleaned_data[name] for name in ("letter", "code")}
        before = sample.on_paper
        try:
            coming = action.coming(door="page")
            outcome = coming.perform(actor, sample, **code, answers=answers, features=features)
        except BadInput as error:
            form.add_error(form.field_of(error.field), str(error.message))
        except Refused as refusal:
            form.add_error("code", str(refusal.message))
        else:
            pages.tell(request, action, outcome, BOTH if outcome.result.on_paper > before else ONE)
            return redirect(request.path)
    refused = action.check(actor, sample).refusal
    context = {
        "form": form,
        "title": action.title,
        "survey": sample.survey,
        "refusal": pages.show(refused) if refused else None,
        "back": sample.survey.get_absolute_url(),
    }
    response = render(
        request, "decisions/enter_answer_sheet.html", context, status=400 if form.errors else 200
    )
    response["Cache-Control"] = "no-store"
    return response


enter_answer_sheet.action = paper_actions.enter_answer_sheet  # type: ignore[attr-defined]
