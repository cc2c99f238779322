"""Articles by which others look at what a body does: it takes none of them away alone, entrenched or not."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from commonhall.law import queries
from commonhall.law.instruments.models import Competence, Provision
from commonhall.law.segregation.models import PowerOverPower, Reviewing

KINDS = (PowerOverPower.Kind.JUDGE, PowerOverPower.Kind.WATCH)


def bound_by(provision: Provision, body: int | None, day: date) -> str:
    """The provision by which a body does not end an article alone; "" where it may.

    The article grants something to whoever reviews the body, or lets somebody judge or watch over others.
    """
    powers = PowerOverPower.objects.filter(queries.granted(day), kind__in=KINDS).values("power")
    above = Reviewing.objects.filter(queries.granted(day), body=body)
    found = Competence.objects.filter(
        Q(power__in=powers) | Q(body__in=above.values("reviewer")),
        queries.granted(day),
        provision=provision,
    )
    if not found.exists():
        return ""
    row = (
        above.first() or PowerOverPower.objects.filter(queries.granted(day), kind__in=KINDS).first()
    )
    return Provision.ref_of(row.provision_id) if row is not None else provision.ref
