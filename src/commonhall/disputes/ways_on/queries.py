"""The ways on, as pages show them."""

from __future__ import annotations

from commonhall.disputes.ways_on.models import WayOn


def ways() -> list[WayOn]:
    """Where people go, who helps at once first."""
    rows = WayOn.objects.filter(ended_on=None).order_by("pk")
    kinds = [one.value for one in WayOn.Kind]
    return sorted(rows, key=lambda one: kinds.index(one.kind))
