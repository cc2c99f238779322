"""By the clock: editions appear when their day has come, and nobody can hold one back; tallies keep up."""

from __future__ import annotations

import time
from datetime import timedelta

from commonhall.acts import clock
from commonhall.acts.timers import every
from commonhall.evaluate import folding, packs, periods
from commonhall.evaluate.edition_acts import publish_edition
from commonhall.evaluate.facts import Span
from commonhall.evaluate.models import Edition, Framework
from commonhall.people.actors import system

# Other timers wait for this one: what is left of a great many cases is folded the next time.
PATIENCE_SECONDS = 10


def due(framework: Framework) -> list[Span]:
    """Spans whose edition is to appear now, oldest first: none yet under the framework's revision."""
    today = clock.today()
    pack = packs.read(framework.pack)
    known = set(
        Edition.objects.filter(framework=framework, revision=framework.revision).values_list(
            "starts", flat=True
        )
    )
    return sorted(
        span
        for span in periods.ended(framework.starts, today, framework.every)
        if span.starts not in known
        and span.ends + timedelta(days=pack.after_days) <= today
        and (framework.ended_on is None or span.starts <= framework.ended_on)
    )


@every(1800)
def publish_editions() -> int:
    """Publish what is due; how many editions appeared."""
    count = 0
    for framework in Framework.objects.select_related("unit").order_by("pk"):
        for span in due(framework):
            publish_edition.perform(
                system(), framework=framework, starts=span.starts, ends=span.ends
            )
            count += 1
    return count


@every(20)
def fold_cases() -> int:
    """Bring the tallies of rates up with what happened; how many cases it were."""
    total, ends = 0, time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < ends and (count := folding.fold()):
        total += count
    return total
