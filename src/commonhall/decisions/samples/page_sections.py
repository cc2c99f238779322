"""On the page of a survey: who was drawn, what letters went out, and what may be done with them."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string

from commonhall.actions import action_pages
from commonhall.consultations.surveys.models import Survey
from commonhall.core.page_sections import section
from commonhall.decisions.samples.actions import print_survey_letters
from commonhall.decisions.samples.models import Mailing, Sample
from commonhall.people.actors import of_request


@section("consultations.survey", order=5)
def by_lot(request: HttpRequest, survey: Survey) -> str:
    """A few queries; none for a survey that everybody may answer."""
    if not survey.drawn:
        return ""
    sample = Sample.objects.select_related("draw").filter(survey=survey).first()
    if sample is None:
        return ""
    sample.survey = survey
    mailings = list(sample.mailings.order_by("number"))
    runs, actor = survey.state == Survey.State.OPEN, of_request(request)
    acts = action_pages.available(actor, sample) if runs and actor.person else []
    context = {
        "survey": survey,
        "sample": sample,
        "mailings": mailings,
        "open": runs and bool(mailings),
        "over": sample.state == Sample.State.VOID,
        "may_print": runs and _prints(actor, mailings, sample),
        "acts": [one for one in acts if one.allowed],
    }
    return render_to_string("decisions/parts/survey_letters.html", context, request)


def _prints(actor: object, mailings: list[Mailing], sample: Sample) -> bool:
    if not mailings:
        return False
    mailings[-1].sample = sample
    return bool(print_survey_letters.check(actor, mailings[-1]).allowed)  # type: ignore[arg-type]


@section("consultations.surveys", order=5)
def by_code(request: HttpRequest, _none: object) -> str:
    """On the list of surveys: where the code in a letter is used."""
    return render_to_string("decisions/parts/survey_by_code.html", {}, request)
