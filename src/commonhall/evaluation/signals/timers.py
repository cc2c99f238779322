"""By the clock: the last whole week is looked at, and what is more than usual is told."""

from __future__ import annotations

from commonhall.core import clock
from commonhall.core.timers import every
from commonhall.evaluation.signals import finding
from commonhall.evaluation.signals.actions import raise_signal
from commonhall.law.instruments.models import Competence
from commonhall.law.queries import granted
from commonhall.people.actors import system

# Where no provision gives the System this power, nothing is looked for.
RAISES = "raise-signals"


@every(6 * 3600)
def look() -> int:
    """Raise what the last week tells, where the law has somebody told; how many. Twice gives nothing new."""
    today = clock.today()
    if not Competence.objects.filter(granted(today), power=RAISES).exists():
        return 0
    told = 0
    for one in list(finding.found(today)):
        raise_signal.perform(system(), found=one)
        told += 1
    return told
