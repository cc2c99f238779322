"""What happens to surveys by lot by the clock: letters drawn, reminders."""

from __future__ import annotations

from typing import Any

from commonhall.actions.declaration import Action
from commonhall.consultations.surveys.models import Survey
from commonhall.core import clock
from commonhall.core.refusals import Refused
from commonhall.core.timers import every
from commonhall.decisions.lotteries.models import Lottery
from commonhall.decisions.samples.actions import draw_sample, remind_sample, reminder_due
from commonhall.decisions.samples.models import Sample
from commonhall.people.actors import system

AT_ONCE = 200


@every(120)
def samples_due() -> int:
    """Draw the letters that are due, and remind; how many."""
    now = clock.now()
    rows = Sample.objects.filter(survey__state=Survey.State.OPEN, survey__closes_at__gt=now)
    rows = rows.select_related("survey__unit", "draw").order_by("pk")
    waiting = rows.filter(state=Sample.State.WAITING, draw__state=Lottery.State.COMPLETE)
    done = sum(_do(draw_sample, one) for one in waiting[:AT_ONCE])
    sent = rows.filter(state=Sample.State.SENT)[:AT_ONCE]
    due = [one for one in sent if reminder_due(one, clock.today()) is not None]
    return done + sum(_do(remind_sample, one) for one in due)


def _do(action: Action[..., Any], sample: Sample) -> bool:
    try:
        action.perform(system(), sample=sample)
    except Refused as refusal:
        # Another process was quicker; anything else is a fault worth seeing.
        if refusal.code != "wrong-state":
            raise
        return False
    return True
