"""Plain functions that make surveys for tests."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from commonhall.actions.actors import Actor
from commonhall.consultations.surveys import actions, jobs, packs
from commonhall.consultations.surveys.models import Survey
from commonhall.core import clock
from tests.decisions.kit import voter
from tests.kit import Hall
from tests.words import texts

WAY = {
    "code": "way",
    "kind": "choice",
    "names": texts("How do you get to work?"),
    "options": [
        {"value": "car", "names": texts("By car")},
        {"value": "foot", "names": texts("On foot")},
    ],
}
MARGINS = [
    {
        "feature": "age",
        "names": texts("Age"),
        "place": False,
        "values": [
            {"value": "young", "people": 500, "names": texts("under 40")},
            {"value": "old", "people": 500, "names": texts("40 and over")},
        ],
    },
    {
        "feature": "place",
        "names": texts("District"),
        "place": True,
        "values": [
            {"value": "north", "people": 600, "names": {}},
            {"value": "south", "people": 400, "names": {}},
        ],
    },
]


def survey(hall: Hall, **given: Any) -> Survey:
    values: dict[str, Any] = {
        "names": texts("How is it here?"),
        "texts": texts("**Two** minutes."),
        "unit": hall.unit("root"),
        "series": "how",
        "wave": 1,
        "margins": MARGINS,
        "questions": [*packs.questions(["safety"]), WAY],
        "closes_at": timezone.now() + timedelta(days=7),
        **given,
    }
    return actions.open_survey.perform(hall.chair, **values).result


def answer(actor: Actor, one: Survey, age: str = "young", **answers: str) -> None:
    actions.answer_survey.perform(actor, survey=one, features={"age": age}, answers=answers)


def closed(hall: Hall, one: Survey, count: int) -> Survey:
    """`count` people answer: two in three young and in the north, all by a fixed pattern; then it closes."""
    for number in range(count):
        third = number % 3 == 0
        one_more = voter(hall, 5000 + 1000 * one.pk + number, "south" if third else "north")
        said = {
            "safe-night": str(4 + number % 5),
            "victim": ("yes", "no")[number % 4 > 0],
            "way": "foot",
        }
        answer(one_more, one, "old" if number % 5 < 2 else "young", **said)
    with clock.replay(timezone.now() + timedelta(days=8)):
        jobs.close_surveys()
    one.refresh_from_db()
    return one
