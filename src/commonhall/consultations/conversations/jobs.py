"""What conversations do by the clock: those whose time is over are closed with their report."""

from __future__ import annotations

from commonhall.consultations.conversations import closing_actions, opinion_content, opinions
from commonhall.consultations.conversations.models import Conversation
from commonhall.core import clock
from commonhall.core.timers import every
from commonhall.people.actors import system
from commonhall.people.bodies.models import Body


@every(3600)
def close_conversations() -> int:
    """Close what is due, as the System; how many."""
    if not Body.objects.filter(kind=Body.Kind.SYSTEM).exists():
        return 0
    return closing_actions.close_due(system(), clock.today())


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
            opinions.refresh(conversation, replicates=opinion_content.FEW_REPLICATES)
            count += 1
    return count
