"""Who holds power for how long, and which results wait for a second pair of eyes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, QuerySet

from commonhall.law.caretakers.queries import last_day
from commonhall.law.mandates.models import Mandate
from commonhall.law.results.models import PeoplesResult
from commonhall.people.bodies.models import Body


@dataclass(frozen=True)
class Lent:
    """A body with the mandate that runs, or that ran last. until: the last day of its caretakers."""

    body: Body
    mandate: Mandate | None
    state: str  # "runs", "recalled", "caretakers", "over" or "never"
    until: date | None = None
    coming: Mandate | None = None


def results() -> QuerySet[PeoplesResult]:
    """Results with the bodies they name and `seats`, newest first."""
    rows: QuerySet[PeoplesResult] = PeoplesResult.objects.select_related(
        "body__unit", "entered_by", "decided_by", "mandate"
    ).annotate(seats=Count("elected"))
    return rows.order_by("-pk")


def lent(today: date) -> list[Lent]:
    """Every body with its mandate; three queries."""
    mandates: dict[int, list[Mandate]] = {}
    for row in Mandate.objects.order_by("starts", "pk"):
        mandates.setdefault(row.body_id, []).append(row)
    bodies = Body.objects.filter(ended_on=None).exclude(kind=Body.Kind.SYSTEM)
    return [_of(body, mandates.get(body.pk, []), today) for body in bodies.order_by("pk")]


def _of(body: Body, mandates: list[Mandate], today: date) -> Lent:
    begun = [one for one in mandates if one.starts <= today]
    coming = next((one for one in mandates if one.starts > today and not one.recalled_on), None)
    if not begun:
        return Lent(body, None, "never", coming=coming)
    last = begun[-1]
    if last.recalled_on and last.recalled_on <= today:
        return Lent(body, last, "recalled", coming=coming)
    if last.ends is None or last.ends >= today:
        return Lent(body, last, "runs", coming=coming)
    until = last_day(last.ends)
    goes_on = until is not None and until >= today
    return Lent(body, last, "caretakers" if goes_on else "over", until, coming)
