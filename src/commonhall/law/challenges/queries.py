"""Questions about challenges."""

from __future__ import annotations

from django.db.models import Count, QuerySet

from commonhall.law.challenges.models import Challenge


def challenges(state: str = "") -> QuerySet[Challenge]:
    """Challenges with `signed`: how many support them."""
    rows: QuerySet[Challenge] = Challenge.objects.select_related(
        "provision__instrument",
        "competence__body",
        "body",
        "instead__instrument",
        "to_body",
        "to_organisation",
    )
    rows = rows.annotate(signed=Count("signatures"))
    return rows.filter(state=state) if state in Challenge.State.values else rows
