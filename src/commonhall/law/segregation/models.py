"""Which powers are powers over power, and which body is reviewed by which."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from commonhall.core.models import Governed
from commonhall.law.instruments.models import Provision
from commonhall.people.bodies.models import Body


class PowerOverPower(Governed):
    """A provision says that a power is one over power: nobody uses it for itself, or for whoever reviews it.

    kind: what it does to others. A judge may judge those whom it does not review, but never in its own cause.
    Who watches looks at what others did, with rules of its own; no local rule hands that on, or stops it.
    """

    class Kind(models.TextChoices):
        GRANT = "grant", _("grants powers and rights")
        MANDATE = "mandate", _("gives and recalls mandates")
        APPOINT = "appoint", _("fills offices and ends terms")
        ORGANISE = "organise", _("establishes and ends bodies and offices")
        JUDGE = "judge", _("judges what others did")
        WATCH = "watch", _("watches over what others do")

    provision = models.ForeignKey(
        Provision, on_delete=models.PROTECT, related_name="powers_over_power"
    )
    power = models.CharField(max_length=60)
    kind = models.CharField(max_length=10, choices=Kind)
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint("provision", "power", name="law_power_over_power_once")
        ]

    def __str__(self) -> str:
        return f"{self.power} ({self.kind})"


class Reviewing(Governed):
    """A provision says that a body is reviewed by another, which it then neither appoints nor recalls."""

    provision = models.ForeignKey(Provision, on_delete=models.PROTECT, related_name="reviewing")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="reviewed_by")
    reviewer = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="reviews")
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint("provision", "body", "reviewer", name="law_reviewing_once")
        ]

    def __str__(self) -> str:
        return f"{self.reviewer_id} → {self.body_id}"
