"""What conversations do by the clock: those whose time is over are closed with their report."""

from __future__ import annotations

from commonhall.acts import clock
from commonhall.acts.timers import every
from commonhall.consult import acts
from commonhall.people.actors import system
from commonhall.people.models import Body


@every(3600)
def close_conversations() -> int:
    """Close what is due, as the System; how many."""
    if not Body.objects.filter(kind=Body.Kind.SYSTEM).exists():
        return 0
    return acts.close_due(system(), clock.today())
