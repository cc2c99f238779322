"""By the clock: editions appear when their day has come, and nobody can hold one back; tallies keep up."""

from __future__ import annotations

from datetime import timedelta

from commonhall.core import clock
from commonhall.core.timers import every
from commonhall.evaluation.editions import periods
from commonhall.evaluation.editions.actions import publish_edition
from commonhall.evaluation.editions.models import Edition
from commonhall.evaluation.frameworks import lines, packs
from commonhall.evaluation.frameworks.models import Framework
from commonhall.evaluation.indicators.facts import Span
from commonhall.people.actors import system
from commonhall.services.minimum_standards.alarm_actions import compute_values


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


@every(1800)
def follow_lines() -> int:
    """Raise and end the alarms of frameworks' own minimum standards by their newest editions; how many values were kept.

    Apart from publishing, so that nothing about an alarm can hold an edition back.
    """
    kept = 0
    for framework in Framework.objects.select_related("unit").order_by("pk"):
        newest = framework.editions.order_by("-starts", "-revision").first()
        if newest is None:
            continue
        for found in lines.measured(newest):
            kept += compute_values.perform(
                system(),
                minimum_standard=found.standard,
                values=found.values,
                body=found.body,
                evidence=newest.get_absolute_url(),
                sample=found.asked,
            ).result
    return kept
