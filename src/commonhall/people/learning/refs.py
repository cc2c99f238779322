"""How learning paths and lessons of the hall's own are shown wherever a ref names one.

What not everybody sees (a hidden path, a lesson that lacks questions or has ended) leads to what they do see.
"""

from __future__ import annotations

from django.urls import reverse

from commonhall.core.refs import Described, describes
from commonhall.people.learning import queries
from commonhall.people.learning.models import LearningPath, Lesson, LessonQuestion


class _Seen:
    """The addresses that everybody may open."""

    def __init__(self) -> None:
        self.paths = {path.code: path for path in queries.public_paths()}

    def of_path(self, code: str) -> str:
        found = self.paths.get(code)
        return found.url if found else reverse("people:learn")

    def of_lesson(self, row: Lesson) -> str:
        path = self.paths.get(row.path)
        found = path.lesson(row.code) if path else None
        return found.url if found else self.of_path(row.path)


def _paths(numbers: list[int]) -> dict[int, Described]:
    seen, rows = _Seen(), LearningPath.objects.filter(pk__in=numbers)
    return {row.pk: Described(row.ref, row.name, seen.of_path(row.code)) for row in rows}


def _lessons(numbers: list[int]) -> dict[int, Described]:
    seen, rows = _Seen(), Lesson.objects.filter(pk__in=numbers)
    return {row.pk: Described(row.ref, row.name, seen.of_lesson(row)) for row in rows}


def _questions(numbers: list[int]) -> dict[int, Described]:
    seen = _Seen()
    rows = LessonQuestion.objects.filter(pk__in=numbers).select_related("lesson")
    return {row.pk: Described(row.ref, str(row), seen.of_lesson(row.lesson)) for row in rows}


def register() -> None:
    describes("people.learningpath", _paths)
    describes("people.lesson", _lessons)
    describes("people.lessonquestion", _questions)
