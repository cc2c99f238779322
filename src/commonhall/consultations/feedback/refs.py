"""How feedback is shown wherever a ref names it."""

from __future__ import annotations

from commonhall.consultations.feedback import gatherings
from commonhall.consultations.feedback.models import Feedback
from commonhall.core import refs
from commonhall.core.refs import Described, describes


def _feedback(numbers: list[int]) -> dict[int, Described]:
    rows = list(Feedback.objects.filter(pk__in=numbers))
    things = refs.resolve([row.thing for row in rows])
    return {
        row.pk: Described(
            row.ref,
            Feedback.named(str(things[row.thing].title)),
            row.get_absolute_url(),
            row.get_state_display(),
            "evaluation",
        )
        for row in rows
    }


def register() -> None:
    gatherings.register()
    describes("consultations.feedback", _feedback)
