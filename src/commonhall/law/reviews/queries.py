"""Questions about reviews."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from commonhall.law.instruments.models import Instrument, Provision
from commonhall.law.mandates.models import Mandate
from commonhall.law.reviews.models import Reconsidered


# --- what ends ------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Term:
    """A rule or a mandate that ends, or is due for review, on a day."""

    thing: Instrument | Provision | Mandate
    day: date
    kind: str  # "review", "ends" or "mandate"


def terms(today: date, days: int = 365) -> tuple[list[Term], list[Term]]:
    """(what ends or is due for review within `days`, reviews that are overdue), by day; four queries."""
    until = today + timedelta(days=days)
    alive = Instrument.objects.filter(Q(ends=None) | Q(ends__gte=today))
    found = [Term(row, row.review_on, "review") for row in alive.filter(review_on__lte=until)]
    overdue = [one for one in found if one.day < today]
    coming = [one for one in found if one.day >= today]
    coming += [Term(row, row.ends, "ends") for row in alive.filter(ends__lte=until)]
    provisions = Provision.objects.filter(ends__gte=today, ends__lte=until)
    coming += [Term(row, row.ends, "ends") for row in provisions.select_related("instrument")]
    mandates = Mandate.objects.filter(ends__gte=today, ends__lte=until, recalled_on=None)
    coming += [Term(row, row.ends, "mandate") for row in mandates.select_related("body")]
    return sorted(coming, key=lambda one: one.day), sorted(overdue, key=lambda one: one.day)


def reconsidered(instrument: Instrument) -> QuerySet[Reconsidered]:
    """What was said when ends were set, provisions renewed, the instrument reviewed; newest first."""
    return instrument.reconsidered.select_related("provision", "body").order_by("-pk")
