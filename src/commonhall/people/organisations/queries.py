"""Questions about organisations."""

from __future__ import annotations

from django.db.models import QuerySet

from commonhall.people.organisations.models import Organisation


def recognised_organisations() -> QuerySet[Organisation]:
    """Organisations with standing: only they carry anything out, or are asked by name."""
    return Organisation.objects.filter(state=Organisation.State.RECOGNISED).order_by("pk")
