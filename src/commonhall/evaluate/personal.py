"""What `evaluate` holds about a person: how they weighed, and the marks they gave."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from commonhall.acts.context import Context
from commonhall.evaluate.models import ResidentMark, WeightVote
from commonhall.people.models import Person
from commonhall.people.personal import holds


def _export(person: Person) -> dict[str, Any]:
    return {
        "weights": [
            {"framework": row.framework.code, "points": row.points, "at": row.at.isoformat()}
            for row in WeightVote.objects.filter(person=person).select_related("framework")
        ],
        "marks": [
            {"framework": row.framework.code, "indicator": row.indicator, "value": row.value}
            for row in ResidentMark.objects.filter(person=person).select_related("framework")
        ],
    }


def _erase(ctx: Context, person: Person, words: bool) -> None:
    """What stands as a count in published editions stays there, without anybody's name."""
    WeightVote.objects.filter(person=person).delete()
    ResidentMark.objects.filter(person=person).delete()


NAMES = {
    "weights": _("How I weighed what matters"),
    "marks": _("Marks I gave"),
}


def register() -> None:
    holds("evaluate", _export, _erase, NAMES)
