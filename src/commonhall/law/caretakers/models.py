"""What goes on when a mandate or a term has ended and nobody follows yet."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from commonhall.core.models import Governed
from commonhall.law.instruments.models import Provision


class Routine(Governed):
    """A provision lets whoever held office last go on with one power, or one right, until somebody follows.

    days: for so many days after the end at most; null: for as long as nobody follows, so that the people's
    way to new mandates never closes.
    """

    provision = models.ForeignKey(Provision, on_delete=models.PROTECT, related_name="routines")
    power = models.CharField(max_length=60)
    days = models.PositiveSmallIntegerField(null=True)
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint("provision", "power", name="law_routine_once")
        ]

    @property
    def provision_ref(self) -> str:
        return Provision.ref_of(self.provision_id)

    def __str__(self) -> str:
        return f"{self.power}: {self.days or '∞'}"
