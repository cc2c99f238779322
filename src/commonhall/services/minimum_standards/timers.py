"""Computed floors are looked at every hour and kept once a day; a broken one is not waited with. What nobody measured
is an alarm, and so is what enough residents say."""

from __future__ import annotations

from commonhall.core import clock
from commonhall.core.timers import every
from commonhall.people.actors import system
from commonhall.places.models import Unit
from commonhall.services.minimum_standards import alarm_actions, queries, words
from commonhall.services.minimum_standards.measures import MEASURES, parts
from commonhall.services.minimum_standards.models import Alarm, Measurement, MinimumStandard


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
            kept += alarm_actions.compute_values.perform(
                system(), minimum_standard=minimum_standard, values=wanted
            ).result
    return kept


@every(3600)
def alarm_what_is_not_measured() -> int:
    """Raise the alarm where nobody reported a value for the stated days; how many alarms.

    What is computed cannot be reported: where cases are too few for it, it reads as not measured, without an alarm.
    """
    day, raised = clock.today(), 0
    rows = [one for one in queries.minimum_standards() if MEASURES[one.measure].compute is None]
    missing = queries.unmeasured([one for one in rows if queries.measure_by(one) < day], day)
    open_now = set(
        Alarm.objects.filter(ended_at=None, why=Alarm.Why.UNMEASURED).values_list(
            "minimum_standard_id", "unit_id"
        )
    )
    for standard in rows:
        for unit in missing.get(standard.pk, []):
            if (standard.pk, unit.pk) not in open_now:
                _raise(standard, unit, Alarm.Why.UNMEASURED)
                raised += 1
    return raised


@every(3600)
def hear_residents() -> int:
    """Raise and end alarms as enough residents say, and forget old words; how many alarms.

    By the clock, and not when somebody speaks: an alarm's moment does not point at who spoke last.
    """
    now, done = clock.now(), 0
    for standard, unit in list(words.below(now)):
        _raise(standard, Unit.objects.get(pk=unit), Alarm.Why.SAID)
        done += 1
    for alarm in words.mended(now):
        value = alarm.claimed.value if alarm.claimed else None
        alarm_actions.end_alarm.perform(system(), alarm=alarm, value=value, by_residents=True)
        done += 1
    words.forget(now)
    return done


def _raise(standard: MinimumStandard, unit: Unit, why: Alarm.Why) -> None:
    alarm_actions.raise_alarm.perform(system(), minimum_standard=standard, unit=unit, why=why.value)
