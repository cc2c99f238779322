"""Work on surveys that may take longer than a page."""

from __future__ import annotations

from commonhall.consultations.surveys import actions
from commonhall.consultations.surveys.models import Survey
from commonhall.core import clock
from commonhall.core.refusals import Refused
from commonhall.core.timers import every
from commonhall.people.actors import system


@every(300)
def close_surveys() -> int:
    """Close surveys whose time is over, with their results; how many."""
    count = 0
    rows = Survey.objects.filter(state=Survey.State.OPEN, closes_at__lte=clock.now())
    for survey in rows.order_by("pk"):
        try:
            actions.close_survey.perform(system(), survey=survey)
            count += 1
        except Refused as refusal:
            # Another process was quicker; anything else is a fault worth seeing.
            if refusal.code != "wrong-state":
                raise
    return count
