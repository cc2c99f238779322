"""What conversations do by the clock: those whose time is over are closed with their report."""

from __future__ import annotations

from commonhall.acts import clock
from commonhall.acts.refusals import Refused
from commonhall.acts.timers import every
from commonhall.consult import closing, opinions, survey_acts
from commonhall.consult.models import Conversation, Survey
from commonhall.people.actors import system
from commonhall.people.models import Body


@every(3600)
def close_conversations() -> int:
    """Close what is due, as the System; how many."""
    if not Body.objects.filter(kind=Body.Kind.SYSTEM).exists():
        return 0
    return closing.close_due(system(), clock.today())


@every(900)
def find_stability() -> int:
    """How stable the groups of each running conversation are, where votes came in; how many."""
    count = 0
    today = clock.today()
    rows = Conversation.objects.filter(state=Conversation.State.OPEN, opens_on__lte=today)
    for conversation in rows.order_by("pk"):
        known = opinions.kept(conversation)
        votes = conversation.votes.count()
        done = (known.content.get("stability") or {}).get("votes") if known else None
        if votes and votes != done:
            opinions.refresh(conversation, replicates=opinions.FEW_REPLICATES)
            count += 1
    return count


@every(300)
def close_surveys() -> int:
    """Close surveys whose time is over, with their results; how many."""
    count = 0
    rows = Survey.objects.filter(state=Survey.State.OPEN, closes_at__lte=clock.now())
    for survey in rows.order_by("pk"):
        try:
            survey_acts.close_survey.perform(system(), survey=survey)
            count += 1
        except Refused as refusal:
            # Another process was quicker; anything else is a fault worth seeing.
            if refusal.code != "wrong-state":
                raise
    return count
