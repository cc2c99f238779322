"""By the clock: the last whole month is looked at, and what has had its days is published."""

from __future__ import annotations

from commonhall.core import clock
from commonhall.core.refusals import Refused
from commonhall.core.timers import every
from commonhall.evaluation.gaming import finding, queries
from commonhall.evaluation.gaming.actions import (
    is_due,
    publish_gaming_signal,
    raise_gaming_signal,
)
from commonhall.evaluation.gaming.models import GamingSignal
from commonhall.law.instruments.models import Competence
from commonhall.law.queries import granted
from commonhall.people.actors import system


@every(6 * 3600)
def watch_for_gaming() -> int:
    """Tell the reviewer what the last month shows, where the law has it watched; how many. Twice gives nothing new."""
    today = clock.today()
    if not Competence.objects.filter(granted(today), power=queries.WATCHES).exists():
        return 0
    told = 0
    for one in list(finding.found(today)):
        raise_gaming_signal.perform(system(), found=one)
        told += 1
    return told


@every(3600)
def publish_gaming() -> int:
    """Publish what has had its days; how many."""
    done = 0
    for one in GamingSignal.objects.exclude(state=GamingSignal.State.PUBLIC).order_by("pk"):
        if not is_due(one):
            continue
        try:
            publish_gaming_signal.perform(system(), gaming_signal=one)
            done += 1
        except Refused as refusal:
            # Another process was quicker; anything else is a fault worth seeing.
            if refusal.code != "wrong-state":
                raise
    return done
