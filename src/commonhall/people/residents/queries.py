"""Questions about residents."""

from __future__ import annotations

from commonhall.core import clock
from commonhall.people.residents.models import Verification


def confirmed_residents() -> int:
    """How many persons are confirmed as residents today."""
    day = clock.today()
    rows = Verification.objects.filter(starts__lte=day, ends__gte=day).exclude(person=None)
    return rows.values("person").distinct().count()
