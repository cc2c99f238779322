"""Questions about recalls."""

from __future__ import annotations

from django.db.models import Count, QuerySet

from commonhall.law.recalls.models import Recall


def recalls(state: str = "") -> QuerySet[Recall]:
    """Petitions for recall with `signed`."""
    rows: QuerySet[Recall] = Recall.objects.select_related("mandate__body", "body").annotate(
        signed=Count("signatures")
    )
    return rows.filter(state=state) if state in Recall.State.values else rows
