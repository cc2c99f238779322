"""The standing of organisations, and who asks for it."""

from __future__ import annotations

from datetime import date

from django.db.models import Exists, OuterRef, QuerySet

from commonhall.law.recognitions.models import Recognition
from commonhall.people.organisations.models import Organisation

State = Recognition.State


def of(organisation: Organisation) -> QuerySet[Recognition]:
    """Everything asked and decided about its standing, newest first."""
    return Recognition.objects.filter(organisation=organisation).order_by("-pk")


def recognitions(state: str = "") -> QuerySet[Recognition]:
    """All of them, or those in one state."""
    rows = Recognition.objects.select_related("organisation__unit", "body")
    return rows.filter(state=state) if state else rows


def waiting(body: int) -> QuerySet[Recognition]:
    """What a body has to answer, the oldest first."""
    rows = Recognition.objects.filter(body=body, state=State.ASKED)
    return rows.select_related("organisation").order_by("due_on", "pk")


def running() -> QuerySet[Recognition]:
    """The recognition by which each organisation has its standing: the newest that was granted."""
    later = Recognition.objects.filter(
        organisation=OuterRef("organisation"), state=State.GRANTED, pk__gt=OuterRef("pk")
    )
    rows = Recognition.objects.filter(
        state=State.GRANTED, organisation__state=Organisation.State.RECOGNISED
    )
    return rows.exclude(Exists(later)).select_related("organisation").order_by("until", "pk")


def over(today: date) -> QuerySet[Recognition]:
    """Those whose last day is past."""
    return running().filter(until__lt=today)
