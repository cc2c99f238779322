"""Questions about sources."""

from __future__ import annotations

from django.db.models import Count, QuerySet

from commonhall.cases.sources.models import Source


def sources() -> QuerySet[Source]:
    rows: QuerySet[Source] = Source.objects.select_related("body", "unit")
    return rows.annotate(number=Count("cases"))
