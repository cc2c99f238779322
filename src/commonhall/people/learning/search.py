"""What lessons of the hall's own are found by: those that everybody sees."""

from __future__ import annotations

from collections.abc import Iterable

from commonhall.core import search
from commonhall.people.learning import queries
from commonhall.people.learning.models import Lesson

KIND = "people.lesson"


def _shown() -> dict[int, str]:
    """The words of each lesson of the hall's own that everybody sees."""
    return {
        one.row.pk: "\n".join([*one.names.values(), *one.texts.values()])
        for path in queries.public_paths()
        for one in path.lessons
        if one.row is not None
    }


def index_path(code: str) -> None:
    """Index a path's own lessons anew: what is no longer shown is found no more."""
    shown = _shown()
    numbers = Lesson.objects.filter(path=code).order_by("pk").values_list("pk", flat=True)
    search.index(KIND, [(number, shown.get(number, "")) for number in numbers])


def _lessons() -> Iterable[search.Line]:
    yield from _shown().items()


def register() -> None:
    search.searchable(KIND, _lessons)
