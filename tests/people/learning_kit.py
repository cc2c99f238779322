"""Plain functions for tests of learning paths."""

from __future__ import annotations

from typing import Any

from django.test import Client

from commonhall.actions.actors import Actor
from commonhall.people.learning import actions, queries
from commonhall.people.learning.models import LearningPath, Lesson
from commonhall.people.learning.shown import LessonShown
from tests.kit import Hall
from tests.words import texts


def words(name: str = "Sort waste", **more: Any) -> dict[str, Any]:
    """What a lesson is made of."""
    return {
        "names": texts(name),
        "texts": texts("Glass goes into the **green** bin."),
        "steps": texts("Wash\nSort"),
        "tasks": texts("Look at a case."),
        "try_at": "/cases/",
        **more,
    }


def question(ask: str = "Where does glass go?") -> dict[str, Any]:
    return {
        "asks": texts(ask),
        "right": texts("Into the green bin"),
        "wrong": texts("Into the river"),
        "other": texts("Into the oven"),
        "whys": texts("It is melted and used again."),
    }


def own_path(hall: Hall, code: str = "waste", **more: Any) -> LearningPath:
    given = {"names": texts("Waste"), "abouts": texts("For everybody."), **more}
    return actions.write_path.perform(hall.clerk, code=code, **given).result


def own_lesson(hall: Hall, path: str = "waste", questions: int = 3, **more: Any) -> Lesson:
    """A lesson of the hall's own, with its questions."""
    made = actions.add_lesson.perform(hall.clerk, path=path, **words(**more)).result
    for number in range(questions):
        actions.add_question.perform(hall.clerk, made, **question(f"Question {number + 1}?"))
    return made


def adopted(hall: Hall, lesson: str = "resident.case") -> Lesson:
    return actions.adopt_lesson.perform(hall.clerk, lesson=lesson).result


def shown(path: str, lesson: str) -> LessonShown:
    """A lesson as everybody sees it."""
    found = next(one for one in queries.public_paths() if one.code == path).lesson(lesson)
    assert found is not None
    return found


def right_answers(lesson: LessonShown) -> dict[str, str]:
    return {
        f"question_{number}": one.right_place() for number, one in enumerate(lesson.questions, 1)
    }


def do_lesson(client: Client, path: str, lesson: str) -> Any:
    one = shown(path, lesson)
    return client.post(one.url, right_answers(one))


def do_path(client: Client, path: str) -> None:
    found = next(one for one in queries.public_paths() if one.code == path)
    for one in found.lessons:
        assert do_lesson(client, path, one.code).status_code == 200


def number_of(who: Actor) -> int:
    assert who.person is not None
    return who.person
