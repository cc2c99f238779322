"""Samples of what may be done with learning paths."""

from __future__ import annotations

from commonhall.core import clock
from commonhall.people.learning import actions
from tests.actions.samples import Refusal, Sample, Wrong, sample, unless
from tests.kit import Hall
from tests.people.learning_kit import adopted, own_lesson, own_path, question, words
from tests.words import SOURCE, texts

MANY = {SOURCE: "One\nTwo\nThree\nFour\nFive"}
BAD = [
    Wrong("steps", {SOURCE: "One"}),
    Wrong("steps", MANY),
    Wrong("try_at", "https://example.org/"),
    Wrong("try_at", "//example.org/"),
    Wrong("try_at", "javascript:alert(1)"),
]


@sample("people.write_path")
def write_path(hall: Hall) -> Sample:
    return Sample(
        hall.clerk,
        None,
        {"code": "Waste", "names": texts("Waste"), "abouts": texts("For everybody.")},
        changed=lambda path: path.code == "waste" and path.ended_on is None,
    )


@sample("people.add_lesson")
def add_lesson(hall: Hall) -> Sample:
    own_path(hall)
    return Sample(
        hall.clerk,
        None,
        {"path": "waste", **words()},
        changed=lambda lesson: (lesson.path, lesson.code) == ("waste", "lesson-1"),
        wrong=[*BAD, Wrong("path", "nothing")],
    )


@sample("people.adopt_lesson")
def adopt_lesson(hall: Hall) -> Sample:
    return Sample(
        hall.clerk,
        None,
        {"lesson": "resident.case"},
        changed=lambda lesson: lesson.code == "case" and lesson.questions.count() == 3,
        wrong=[
            Wrong("lesson", "resident.nothing"),
            Wrong("lesson", "resident.say", before=lambda: adopted(hall, "resident.say")),
        ],
    )


@sample("people.change_lesson")
def change_lesson(hall: Hall) -> Sample:
    return Sample(
        hall.clerk,
        adopted(hall),
        words("In our words"),
        changed=lambda lesson: lesson.names[SOURCE] == "In our words",
        refused=[unless("wrong-state", ended_on=clock.today())],
        wrong=BAD,
    )


@sample("people.end_lesson")
def end_lesson(hall: Hall) -> Sample:
    return Sample(
        hall.clerk,
        adopted(hall),
        changed=lambda lesson: lesson.ended_on == clock.today(),
        refused=[unless("wrong-state", ended_on=clock.today())],
    )


@sample("people.add_question")
def add_question(hall: Hall) -> Sample:
    own_path(hall)
    made = own_lesson(hall, questions=2)
    return Sample(
        hall.clerk,
        made,
        question(),
        changed=lambda one: one.lesson_id == made.pk,
        refused=[
            unless("wrong-state", ended_on=clock.today()),
            Refusal(
                "enough",
                before=lambda: actions.add_question.perform(hall.clerk, made, **question()),
            ),
        ],
    )


@sample("people.change_question")
def change_question(hall: Hall) -> Sample:
    one = adopted(hall).questions.order_by("pk")[0]
    return Sample(
        hall.clerk,
        one,
        question("Which bin?"),
        changed=lambda row: row.asks[SOURCE] == "Which bin?",
        refused=[unless("wrong-state", ended_on=clock.today())],
    )
