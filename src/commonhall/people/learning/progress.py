"""How far somebody came: written for that person alone, and never on the record."""

from __future__ import annotations

from django.db import transaction

from commonhall.core import clock
from commonhall.people.learning.models import LessonDone, PathDone
from commonhall.people.learning.shown import PathShown


def note(person: int, path: PathShown, lesson: str) -> None:
    """A person answered the questions of a lesson; with the last lesson of a path it is finished."""
    today = clock.today()
    with transaction.atomic():
        LessonDone.objects.get_or_create(
            person_id=person, path=path.code, lesson=lesson, defaults={"on": today}
        )
        did = LessonDone.objects.filter(person=person, path=path.code)
        if {one.code for one in path.lessons} <= set(did.values_list("lesson", flat=True)):
            PathDone.objects.get_or_create(person_id=person, path=path.code, defaults={"on": today})


def forget(person: int) -> None:
    """A person begins anew, or goes."""
    LessonDone.objects.filter(person=person).delete()
    PathDone.objects.filter(person=person).delete()
