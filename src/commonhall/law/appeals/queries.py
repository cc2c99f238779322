"""Questions about appeals."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from commonhall.law.appeals.models import Appeal


def appeals(state: str = "", today: date | None = None) -> QuerySet[Appeal]:
    """Appeals; of one state, or ("late") those whose decision is overdue on `today`."""
    rows = Appeal.objects.select_related("body", "unit", "decided_by")
    if state == "late":
        return rows.filter(state=Appeal.State.WAITING, due_on__lt=today)
    return rows.filter(state=state) if state in Appeal.State.values else rows
