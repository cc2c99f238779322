"""What an appeal stops beyond the acts of offices: a result that would give offices, whoever confirms it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commonhall.actions import registry
from commonhall.core.refusals import Refused
from commonhall.law import queries
from commonhall.law.appeals.models import Appeal, Suspension
from commonhall.law.instruments.models import Provision

#: Recorded as taken to a court or an ombudsman, and not decided there yet; what was annulled here is undone already.
BEFORE_A_COURT = Q(court_decided_on=None) & ~Q(court="") & ~Q(state=Appeal.State.GRANTED)


def before_a_court(refs: Iterable[str]) -> bool:
    """Does an appeal about one of these wait at a court or an ombudsman?"""
    return Appeal.objects.filter(BEFORE_A_COURT, about__in=list(refs)).exists()


def check(refs: Iterable[str], day: date) -> None:
    """Raises `Refused` where an appeal about one of these is open here or before a court, and a provision lets it suspend."""
    waits = Q(state=Appeal.State.WAITING, suspended=True)
    rows = Appeal.objects.filter(waits | BEFORE_A_COURT, about__in=list(refs)).order_by("pk")
    for row in rows:
        law = row.suspension_id or _suspends(row, day)
        if law is not None:
            raise Refused(
                "state",
                "appealed",
                _(
                    "Appeal number %(number)d against this is not decided yet. It gives no offices until then."
                )
                % {"number": row.pk},
                Provision.ref_of(law),
            )


def _suspends(row: Appeal, day: date) -> int | None:
    """The provision that lets appeals against such an act suspend."""
    action = registry.actions().get(row.action)
    rows = Suspension.objects.filter(queries.granted(day), power=action.power if action else "")
    return rows.order_by("pk").values_list("provision", flat=True).first()
