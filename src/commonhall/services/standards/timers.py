"""Standards that follow from cases are computed once a month, when the month is over."""

from __future__ import annotations

from commonhall.core import clock
from commonhall.core.timers import every
from commonhall.people.actors import system
from commonhall.services.minimum_standards.measures import MEASURES, parts
from commonhall.services.minimum_standards.models import Measurement
from commonhall.services.services.models import Standard
from commonhall.services.standards import queries
from commonhall.services.standards.actions import compute_for_standard


@every(3600)
def compute_standards() -> int:
    """Compute the month before for every standard that can be computed and has no value of it; how many values."""
    today = clock.today()
    month, kept = queries.months_back(today, 1)[0], 0
    computed = [code for code, one in MEASURES.items() if one.compute is not None]
    done = Measurement.objects.filter(month=month, computed=True).values("standard")
    rows = Standard.objects.filter(ended_on=None, service__ended_on=None, measure__in=computed)
    rows = rows.exclude(pk__in=done).select_related("service__unit", "service__category")
    for standard in rows.order_by("pk"):
        compute, service = MEASURES[standard.measure].compute, standard.service
        values = (
            compute([one.pk for one in parts(service.unit)], service.category, today)
            if compute
            else {}
        )
        if values:
            kept += compute_for_standard.perform(
                system(), standard=standard, month=month, values=values
            ).result
    return kept
