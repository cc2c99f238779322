"""Answers on their way into the pile: read against the questions, then sealed and mixed with others (`sealed_piles`)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Actor
from commonhall.consultations.feedback.models import Feedback, FeedbackAnswer, FeedbackGiven
from commonhall.consultations.feedback.questions import QUESTIONS, STEPS
from commonhall.consultations.sealed_piles import Pile
from commonhall.core.refusals import BadInput
from commonhall.people.residents import roll_keys

PILE = Pile(FeedbackAnswer, "feedback", "feedback-answers")


def read(answers: Mapping[str, str]) -> dict[str, str]:
    """Every question with its answer, "" where it was left out. Raises BadInput."""
    kept = {code: answers.get(code, "") for code in QUESTIONS}
    for code, value in kept.items():
        if value and value not in STEPS:
            raise BadInput(code, _("Choose one of the answers to the question."))
    if not any(kept.values()):
        raise BadInput("answers", _("Answer at least one question."))
    return kept


def who(actor: Actor) -> dict[str, Any]:
    """The field that says who answered."""
    if actor.organisation:
        return {"organisation_id": actor.organisation}
    return {"person_id": actor.person_id}


def keep(feedback: Feedback, actor: Actor, answers: dict[str, str]) -> None:
    """Note that somebody answered, and put what they said among the others."""
    FeedbackGiven.objects.create(feedback=feedback, **who(actor))
    PILE.put(feedback.pk, json.dumps(answers))


def pile(feedback: Feedback) -> Iterator[dict[str, str]]:
    """Every answer, in the order of random keys."""
    for said in PILE.every(feedback.pk):
        yield json.loads(said)


@roll_keys.needs
def _under(name: str) -> str:
    """Answers to forms that are open are lost with the key they are sealed under."""
    count = PILE.under(name)
    told = "answers about how taking part was are sealed under key"
    return f"{count} {told} {name}; wait until their forms close" if count else ""
