"""Answers on their way into the pile: read against the questions, and mixed with others when they are kept."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from commonhall.consultations.surveys.models import Participation, Survey, SurveyAnswer
from commonhall.core.refusals import BadInput

SCALE = [str(number) for number in range(11)]
# So many answers are written anew with each that comes in, so that their order and the time of a row tell nothing.
MIXED = 50


def allowed(question: Mapping[str, Any]) -> list[str]:
    """What may be answered."""
    if question["kind"] == "scale":
        return SCALE
    if question["kind"] == "yesno":
        return ["yes", "no"]
    return [one["value"] for one in question["options"]]


def read(survey: Survey, answers: Mapping[str, str]) -> dict[str, str]:
    """Every question with its answer, "" where it was left out. Raises BadInput."""
    kept = {}
    for question in survey.questions:
        value = answers.get(question["code"], "")
        if value and value not in allowed(question):
            raise BadInput(question["code"], _("Choose one of the answers to the question."))
        kept[question["code"]] = value
    if not any(kept.values()):
        raise BadInput("answers", _("Answer at least one question."))
    return kept


def of_themselves(survey: Survey, features: Mapping[str, str], place: str) -> dict[str, str]:
    """What is needed to weigh: the place as it is known, the rest of one's own word. Raises BadInput."""
    said = {}
    for margin in survey.margins:
        value = place if margin["place"] else features.get(margin["feature"], "")
        if not margin["place"] and value not in {one["value"] for one in margin["values"]}:
            raise BadInput(margin["feature"], _("Choose what applies to you."))
        said[margin["feature"]] = value
    return said


def keep(
    survey: Survey, answers: dict[str, str], features: dict[str, str], person: int | None
) -> None:
    """Note that somebody took part, and put what they said among the others. person: None for a letter's code."""
    Participation.objects.create(survey=survey, person_id=person)
    rows = SurveyAnswer.objects.select_for_update(skip_locked=True).filter(survey=survey)
    there = list(rows.order_by("?")[:MIXED])
    SurveyAnswer.objects.filter(pk__in=[one.pk for one in there]).delete()
    pile = [(one.features, one.answers) for one in there] + [(features, answers)]
    secrets.SystemRandom().shuffle(pile)
    SurveyAnswer.objects.bulk_create(
        SurveyAnswer(key=secrets.token_hex(16), survey=survey, features=said, answers=given)
        for said, given in pile
    )
