"""How learning paths and lessons of the hall's own are shown wherever a ref names one."""

from __future__ import annotations

from commonhall.core.refs import Described, describes
from commonhall.people.learning.models import LearningPath, Lesson, LessonQuestion


def _paths(numbers: list[int]) -> dict[int, Described]:
    rows = LearningPath.objects.filter(pk__in=numbers)
    return {row.pk: Described(row.ref, row.name, row.get_absolute_url()) for row in rows}


def _lessons(numbers: list[int]) -> dict[int, Described]:
    rows = Lesson.objects.filter(pk__in=numbers)
    return {row.pk: Described(row.ref, row.name, row.get_absolute_url()) for row in rows}


def _questions(numbers: list[int]) -> dict[int, Described]:
    rows = LessonQuestion.objects.filter(pk__in=numbers).select_related("lesson")
    return {row.pk: Described(row.ref, str(row), row.get_absolute_url()) for row in rows}


def register() -> None:
    describes("people.learningpath", _paths)
    describes("people.lesson", _lessons)
    describes("people.lessonquestion", _questions)
