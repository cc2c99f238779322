"""What is public of confidential disputes: five figures, each only from ten on. No rank, no names, no places."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median

from django.db.models import Count, Q

from commonhall.disputes.disputes.models import Dispute

FEWEST = 10


@dataclass(frozen=True)
class Figures:
    """None: fewer than ten, so not shown. days: the middle number of days from opening to agreement."""

    opened: int | None
    accepted: int | None
    agreed: int | None
    held: int | None
    days: int | None


def shown(number: int) -> int | None:
    return number if number >= FEWEST else None


def figures() -> Figures:
    """Of all disputes there ever were; two queries."""
    found = Dispute.objects.aggregate(
        opened=Count("pk"),
        accepted=Count("pk", filter=Q(accepted_on__isnull=False)),
        agreed=Count("pk", filter=Q(agreed_on__isnull=False)),
        held=Count("pk", filter=Q(held=Dispute.Held.HELD)),
    )
    rows = Dispute.objects.filter(agreed_on__isnull=False)
    days = [(end - start).days for start, end in rows.values_list("opened_on", "agreed_on") if end]
    return Figures(
        **{name: shown(number) for name, number in found.items()},
        days=round(median(days)) if len(days) >= FEWEST else None,
    )
