"""Is there a second body in office that the law lets agree to what a first one does?"""

from __future__ import annotations

from commonhall.core import clock
from commonhall.law.founding.queries import founding_period
from commonhall.law.instruments.models import Competence
from commonhall.law.queries import granted
from commonhall.people import four_eyes
from commonhall.people.actors import in_term
from commonhall.people.bodies.models import OfficeTerm


def waits(power: str, body: int) -> bool:
    """Another body holds the power, and somebody sits in it. Not in the founding period: one office then begins alone,
    and a second body looks at it afterwards."""
    period = founding_period()
    if period is not None and period.runs:
        return False
    day = clock.today()
    named = Competence.objects.filter(granted(day), power=power, body__ended_on=None)
    others = named.exclude(body=body).values("body")
    return OfficeTerm.objects.filter(in_term(day), office__body__in=others).exists()


def register() -> None:
    four_eyes.answer_by(waits)
