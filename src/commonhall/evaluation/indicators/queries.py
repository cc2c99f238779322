"""Questions about indicators."""

from __future__ import annotations

from django.db.models import QuerySet

from commonhall.evaluation.indicators.models import Definition


def definitions() -> QuerySet[Definition]:
    return Definition.objects.order_by("scheme", "code", "-starts")


def schemes() -> list[str]:
    return list(Definition.objects.order_by("scheme").values_list("scheme", flat=True).distinct())
