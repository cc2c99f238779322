"""Questions about frameworks."""

from __future__ import annotations

from django.db.models import QuerySet

from commonhall.evaluation.frameworks.models import Framework


def frameworks() -> QuerySet[Framework]:
    return Framework.objects.filter(ended_on=None).select_related("unit").order_by("pk")
