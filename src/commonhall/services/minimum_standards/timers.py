"""Computed floors are looked at every hour and kept once a day; a broken one is not waited with."""

from __future__ import annotations

from commonhall.core import clock
from commonhall.core.timers import every
from commonhall.people.actors import system
from commonhall.services.minimum_standards import actions
from commonhall.services.minimum_standards.measures import MEASURES, parts
from commonhall.services.minimum_standards.models import Measurement, MinimumStandard


@every(3600)
def check_minimum_standards() -> int:
    """Compute every floor that can be computed; how many values were kept."""
    day, kept = clock.today(), 0
    for minimum_standard in MinimumStandard.objects.filter(ended_on=None).select_related(
        "unit", "category", "body"
    ):
        compute = MEASURES[minimum_standard.measure].compute
        if compute is None:
            continue
        values = compute(
            [unit.pk for unit in parts(minimum_standard.unit)], minimum_standard.category, day
        )
        broken = set(
            minimum_standard.alarms.filter(ended_at=None).values_list("unit_id", flat=True)
        )
        today = set(
            Measurement.objects.filter(
                minimum_standard=minimum_standard, on=day, struck_on=None
            ).values_list("unit_id", flat=True)
        )
        # The day's first value, and any that changes whether the floor holds.
        wanted = {
            unit: value
            for unit, value in values.items()
            if unit not in today or minimum_standard.holds(value) is (unit in broken)
        }
        if wanted:
            kept += actions.compute_values.perform(
                system(), minimum_standard=minimum_standard, values=wanted
            ).result
    return kept
