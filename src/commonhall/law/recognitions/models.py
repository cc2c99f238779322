"""Tables of recognitions."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.core.models import Governed
from commonhall.people.bodies.models import Body
from commonhall.people.organisations.models import Organisation

# So long before its end a recognition can be renewed, and its organisation is told that it ends.
RENEWED = timedelta(days=180)
TOLD = timedelta(days=60)


class Recognition(Governed):
    """An organisation asks for standing, or has it until a day.

    text: what it does and for whom, in its own words; empty where an office recognised it by itself. due_on: the answer is
    owed by then. until: the last day of its standing; null: no provision sets one. reasons: the office's, which are public.
    told_on: the day it was told that its standing ends.
    """

    SEALED = ("text", "reasons")

    class State(models.TextChoices):
        ASKED = "asked", _("waiting for an answer")
        GRANTED = "granted", _("recognised")
        REFUSED = "refused", _("refused, with reasons")
        WITHDRAWN = "withdrawn", _("withdrawn")
        OVER = "over", _("over")

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="recognitions"
    )
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.ASKED)
    text = models.TextField(blank=True)
    at = models.DateTimeField()
    due_on = models.DateField(null=True)
    decided_at = models.DateTimeField(null=True)
    reasons = models.TextField(blank=True)
    until = models.DateField(null=True)
    told_on = models.DateField(null=True)

    class Meta:
        verbose_name = _("recognition of an organisation")
        indexes = [models.Index(fields=["state", "until"], name="law_recognition_until")]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.state}"

    @property
    def tone(self) -> str:
        return {"asked": "waiting", "granted": "good", "refused": "bad"}.get(self.state, "neutral")

    def ends_soon(self, today: date) -> bool:
        """May it be renewed?"""
        return self.until is not None and self.until - RENEWED <= today

    def get_absolute_url(self) -> str:
        address = reverse("people:organisation", args=[self.organisation_id])
        return f"{address}#recognition-{self.pk}"
