"""What was done in the founding period."""

from __future__ import annotations

import json
from collections.abc import Iterator

from commonhall.actions import registry
from commonhall.law.founding.models import FoundingPeriod
from commonhall.law.instruments.models import Competence
from commonhall.record.models import Entry, Kind


def founding_period() -> FoundingPeriod | None:
    """The hall's founding period; None where its charter has none."""
    rows = FoundingPeriod.objects.select_related("office__body", "provision__instrument")
    return rows.order_by("pk").first()


def named_powers(period: FoundingPeriod) -> list[str]:
    """The powers that the office had, or has, in the period."""
    rows = Competence.objects.filter(provision=period.provision_id, office=period.office_id)
    return sorted(rows.values_list("power", flat=True))


def done(period: FoundingPeriod) -> list[Entry]:
    """Entries of what the office did on the strength of the period, oldest first."""
    return sorted(_done(period), key=lambda one: one.pk)


def _done(period: FoundingPeriod) -> Iterator[Entry]:
    grants = Competence.objects.filter(provision=period.provision_id, office=period.office_id)
    refs = {one.ref for one in grants}
    powers = {one.power for one in grants}
    codes = [one.code for one in registry.actions().values() if one.power in powers]
    entries = Entry.objects.filter(action__in=codes, actor=period.office.ref, kind=Kind.ACT)
    for entry in entries:
        basis = json.loads(entry.body).get("basis", [])
        if any(one.get("competence") in refs for one in basis):
            yield entry
