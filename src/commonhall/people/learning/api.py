"""Learning paths for programs. Nobody's progress is among them."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest
from ninja import Router, Schema

from commonhall.actions import api
from commonhall.people.learning import queries
from commonhall.people.learning.shown import LessonShown, PathShown

router = Router(tags=["people"])


class LearningQuestionOut(Schema):
    """One question: its right answer, two wrong ones, and why."""

    ask: str
    right: str
    wrong: list[str]
    why: str


class LearningLessonOut(Schema):
    """A lesson in the language asked for. steps: of its picture. try_at: an address of this site, or "".
    practice: where its task is done in the practice town, or "". own: in the hall's own words."""

    code: str
    name: str
    url: str
    text: str
    steps: list[str]
    task: str
    try_at: str
    practice: str
    own: bool
    questions: list[LearningQuestionOut]


class LearningPathOut(Schema):
    """A path. finished: how many people finished it, in whole tens; null below ten."""

    code: str
    name: str
    about: str
    url: str
    finished: int | None
    lessons: list[LearningLessonOut]


def _lesson(request: HttpRequest, one: LessonShown) -> dict[str, Any]:
    return {
        "code": one.code,
        "name": one.name,
        "url": request.build_absolute_uri(one.url),
        "text": one.text,
        "steps": [words for _icon, words in one.picture],
        "task": one.task,
        "try_at": one.try_at,
        "practice": one.practice_at,
        "own": one.row is not None,
        "questions": [
            {
                "ask": question.ask,
                "right": question.right_answer,
                "wrong": [
                    words for place, words in question.answers() if place != question.right_place()
                ],
                "why": question.why,
            }
            for question in one.questions
        ],
    }


def _path(request: HttpRequest, path: PathShown, finished: int | None) -> dict[str, Any]:
    return {
        "code": path.code,
        "name": path.name,
        "about": path.about,
        "url": request.build_absolute_uri(path.url),
        "finished": finished,
        "lessons": [_lesson(request, one) for one in path.lessons],
    }


@router.get(
    "/learning-paths",
    response={200: list[LearningPathOut], **api.READ},
    operation_id="list_learning_paths",
)
def list_learning_paths(request: HttpRequest) -> Any:
    """Every learning path with its lessons."""
    counts = queries.counts()
    return [_path(request, one, counts.get(one.code)) for one in queries.public_paths()]


@router.get(
    "/learning-paths/{code}",
    response={200: LearningPathOut, **api.READ},
    operation_id="read_learning_path",
)
def read_learning_path(request: HttpRequest, code: api.Code) -> Any:
    """One learning path."""
    found = next((one for one in queries.public_paths() if one.code == code), None)
    if found is None:
        raise Http404
    return _path(request, found, queries.counts().get(code))
