"""Computed floors are looked at every hour and kept once a day; a broken one is not waited with."""

from __future__ import annotations

from commonhall.acts import clock
from commonhall.acts.timers import every
from commonhall.people.actors import system
from commonhall.services import acts
from commonhall.services.measures import MEASURES, parts
from commonhall.services.models import Floor, Measurement


@every(3600)
def look_at_floors() -> int:
    """Compute every floor that can be computed; how many values were kept."""
    day, kept = clock.today(), 0
    for floor in Floor.objects.filter(ended_on=None).select_related("unit", "category", "body"):
        compute = MEASURES[floor.measure].compute
        if compute is None:
            continue
        values = compute([unit.pk for unit in parts(floor.unit)], floor.category, day)
        broken = set(floor.alarms.filter(ended_at=None).values_list("unit_id", flat=True))
        today = set(
            Measurement.objects.filter(floor=floor, on=day).values_list("unit_id", flat=True)
        )
        # The day's first value, and any that changes whether the floor holds.
        wanted = {
            unit: value
            for unit, value in values.items()
            if unit not in today or floor.holds(value) is (unit in broken)
        }
        if wanted:
            kept += acts.compute_values.perform(system(), floor=floor, values=wanted).result
    return kept
