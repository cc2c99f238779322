"""Questions about bodies."""

from __future__ import annotations

from django.db.models import QuerySet

from commonhall.people.bodies.models import Body


def active_bodies() -> QuerySet[Body]:
    """Bodies that may answer for something today; the System is no body to choose."""
    return Body.objects.filter(ended_on=None).exclude(kind=Body.Kind.SYSTEM).order_by("code")
