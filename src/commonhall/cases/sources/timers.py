"""Sources that were dealt with are watched: who raised a new case of their kind is asked, and the watching ends."""

from __future__ import annotations

from commonhall.cases.sources import recurrence, recurrence_actions
from commonhall.cases.sources.models import Source
from commonhall.core import clock
from commonhall.core.timers import every
from commonhall.people.actors import system


@every(600)
def watch_sources() -> int:
    """Ask about new cases near sources that were dealt with, and end what was watched long enough; how many."""
    done = 0
    for source in Source.objects.exclude(ended_at=None).select_related("unit").order_by("pk"):
        for case in recurrence.unasked(source):
            recurrence_actions.ask_whether_again.perform(system(), case=case, source=source)
            done += 1
    over = Source.objects.filter(state=Source.State.WATCHED, watched_until__lte=clock.today())
    for source in over.order_by("pk"):
        recurrence_actions.close_source.perform(system(), source=source)
        done += 1
    return done
