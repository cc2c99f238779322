"""Tables of mandates."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from commonhall.core.models import Governed
from commonhall.law.instruments.models import Provision
from commonhall.people.bodies.models import Body


class Mandate(Governed):
    """Why a body may hold power at all: it was lent to it, for a term, by the people or their council.

    ends: null for a body that is set up by law and has no term. recalled_on: the first day it no longer holds.
    """

    class Origin(models.TextChoices):
        ELECTION = "election", _("elected by the residents")
        COUNCIL = "council", _("appointed by the council")
        LAW = "law", _("set up by law")

    provision = models.ForeignKey(Provision, on_delete=models.PROTECT, related_name="mandates")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="mandates")
    origin = models.CharField(max_length=10, choices=Origin)
    starts = models.DateField()
    ends = models.DateField(null=True)
    recalled_on = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.body_id} {self.starts}–{self.ends or ''}"
