"""By the clock: what has ended is asked about, and forms whose time is over are published."""

from __future__ import annotations

from commonhall.consultations.feedback import gatherings, queries
from commonhall.consultations.feedback.actions import open_feedback, publish_feedback
from commonhall.consultations.feedback.models import Feedback
from commonhall.core import clock
from commonhall.core.refusals import Refused
from commonhall.core.timers import every
from commonhall.law.instruments.models import Competence
from commonhall.law.queries import deadline_days, granted
from commonhall.people.actors import system


@every(900)
def ask_how_it_was() -> int:
    """Open a form for what ended lately, where the law has people asked; how many. Twice gives nothing new."""
    today = clock.today()
    asks = Competence.objects.filter(granted(today), power=queries.POWER).exists()
    if not asks or deadline_days(queries.DAYS, today) is None:
        return 0
    ended = {one.thing: one for one in gatherings.ended_since(clock.now() - queries.LATEST)}
    known = Feedback.objects.filter(thing__in=list(ended)).values_list("thing", flat=True)
    opened = 0
    for thing in sorted(set(ended) - set(known)):
        # Where nobody took part by themselves, nobody is asked.
        if queries.number_of(thing):
            opened += _done(open_feedback, ended=ended[thing])
    return opened


@every(900)
def publish_how_it_was() -> int:
    """Publish forms whose last day has passed; how many."""
    rows = Feedback.objects.filter(state=Feedback.State.OPEN, answer_by__lt=clock.today())
    return sum(_done(publish_feedback, feedback=one) for one in rows.order_by("pk"))


def _done(action: object, **given: object) -> int:
    try:
        action.perform(system(), **given)  # type: ignore[attr-defined]
    except Refused as refusal:
        # Another process was quicker; anything else is a fault worth seeing.
        if refusal.code not in ("wrong-state", "conflict"):
            raise
        return 0
    return 1
