"""What `evaluate` holds about a person: how they weighed, and the marks they gave."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from commonhall.actions.context import Context
from commonhall.evaluation.editions.models import ResidentMark, WeightVote
from commonhall.people.personal_data import holds
from commonhall.people.residents.models import Person


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
    "weights": _("How I weighted what matters"),
    "marks": _("Marks I gave"),
}


def register() -> None:
    holds("evaluation", _export, _erase, NAMES)
