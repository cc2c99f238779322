"""Questions about appeals."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from commonhall.law import entries, queries
from commonhall.law.appeals.models import Appeal
from commonhall.law.instruments.models import Competence
from commonhall.people.bodies.models import Body


def appeals(state: str = "", today: date | None = None) -> QuerySet[Appeal]:
    """Appeals; of one state, ("late") those whose decision is overdue on `today`, or ("anew") those of which a body owes a
    new decision, or something else instead of what cannot be undone."""
    rows = Appeal.objects.select_related("body", "unit", "decided_by", "drawn")
    if state == "anew":
        return rows.filter(anew_by__isnull=False, anew_on=None)
    if state == "late":
        return rows.filter(state=Appeal.State.WAITING, due_on__lt=today)
    return rows.filter(state=state) if state in Appeal.State.values else rows


def owed_anew(body: int) -> QuerySet[Appeal]:
    """What a body owes after a review and has not done, the most urgent first."""
    return appeals("anew").filter(body=body).order_by("anew_by", "pk")


def reviewers(parties: set[int], day: date) -> list[Body]:
    """Bodies that may review what these bodies had a part in; none where the only reviewer acted itself."""
    rows = Competence.objects.filter(
        queries.granted(day), power=entries.REVIEW, body__ended_on=None
    )
    found = {row.body_id: row.body for row in rows.select_related("body").order_by("pk")}
    return [body for number, body in found.items() if number not in parties]
