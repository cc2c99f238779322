"""Answers on their way into the pile: read against the questions, then sealed and mixed with others (`sealed_piles`)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from commonhall.consultations.sealed_piles import Pile
from commonhall.consultations.surveys.models import Participation, Survey, SurveyAnswer
from commonhall.core.refusals import BadInput
from commonhall.people.residents import roll_keys

SCALE = [str(number) for number in range(11)]
PILE = Pile(SurveyAnswer, "survey", "survey-answers")


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
    PILE.put(survey.pk, json.dumps([features, answers]))


def pile(survey: Survey) -> Iterator[tuple[dict[str, str], dict[str, str]]]:
    """Every answer as (features, answers), in the order of random keys."""
    for said in PILE.every(survey.pk):
        features, answers = json.loads(said)
        yield features, answers


@roll_keys.needs
def _under(name: str) -> str:
    """Answers to surveys that run are lost with the key they are sealed under."""
    count = PILE.under(name)
    told = "answers to surveys that still run are sealed under key"
    return f"{count} {told} {name}; wait until they close" if count else ""
