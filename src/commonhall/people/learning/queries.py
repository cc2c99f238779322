"""Questions about learning paths: what came with the software, with the hall's own words in its place."""

from __future__ import annotations

from dataclasses import replace

from commonhall.core.kept import head, kept
from commonhall.people.learning.models import (
    LearningPath,
    Lesson,
    LessonDone,
    PathCount,
    PathDone,
)
from commonhall.people.learning.shipped import all_shipped
from commonhall.people.learning.shown import LessonShown, PathShown, of_row


def paths() -> list[PathShown]:
    """Every path with all its lessons: also hidden ones, and lessons that lack questions. Three queries at most."""
    own = {row.code: row for row in LearningPath.objects.order_by("pk")}
    rows: dict[str, list[Lesson]] = {}
    for row in Lesson.objects.filter(ended_on=None).order_by("pk").prefetch_related("questions"):
        rows.setdefault(row.path, []).append(row)
    shipped = all_shipped()
    found = [_merged(one, own.pop(one.code, None), rows.get(one.code, [])) for one in shipped]
    return found + [_own(row, rows.get(row.code, [])) for row in own.values()]


def _merged(path: PathShown, row: LearningPath | None, rows: list[Lesson]) -> PathShown:
    own = {one.code: one for one in rows}
    lessons = [of_row(own.pop(one.code), one) if one.code in own else one for one in path.lessons]
    lessons += [of_row(one, None) for one in own.values()]
    path = replace(path, lessons=tuple(lessons))
    if row is None:
        return path
    return replace(path, names=row.names, abouts=row.abouts, hidden=row.ended_on is not None)


def _own(row: LearningPath, rows: list[Lesson]) -> PathShown:
    lessons = tuple(of_row(one, None) for one in rows)
    hidden = row.ended_on is not None
    return PathShown(row.code, row.names, row.abouts, lessons, hidden=hidden, own=True)


def public_paths() -> list[PathShown]:
    """What everybody sees: shown paths with at least one whole lesson."""
    found = (one.public() for one in paths() if not one.hidden)
    return [one for one in found if one.lessons]


def shipped_lesson(path: str, code: str) -> LessonShown | None:
    """A lesson as it came with the software."""
    found = next((one for one in all_shipped() if one.code == path), None)
    return found.lesson(code) if found else None


def beside(action: str) -> LessonShown | None:
    """The lesson that a form offers, by the action it sends; the hall's own comes before the software's."""
    offered: dict[str, LessonShown] = kept("learning-beside", head(), _offered)
    return offered.get(action)


def _offered() -> dict[str, LessonShown]:
    lessons = [one for path in public_paths() for one in path.lessons if one.beside]
    lessons.sort(key=lambda one: one.row is not None)
    return {one.beside: one for one in lessons}


def done(person: int) -> dict[str, set[str]]:
    """The lessons a person did, by path. For that person's own eyes."""
    found: dict[str, set[str]] = {}
    for path, lesson in LessonDone.objects.filter(person=person).values_list("path", "lesson"):
        found.setdefault(path, set()).add(lesson)
    return found


def finished(person: int) -> set[str]:
    """The paths a person finished. For that person's own eyes."""
    return set(PathDone.objects.filter(person=person).values_list("path", flat=True))


def counts() -> dict[str, int]:
    """How many people finished each path, as published."""
    return dict(PathCount.objects.values_list("path", "people"))
