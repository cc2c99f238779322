"""Tables of reviews."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from commonhall.core.models import Governed
from commonhall.law.instruments.models import Instrument, Provision
from commonhall.people.bodies.models import Body


class Reconsidered(Governed):
    """Why an end was set to a provision, why it was renewed, or what a review of an instrument found."""

    SEALED = ("text",)

    class Kind(models.TextChoices):
        END_SET = "end_set", _("end set")
        RENEWED = "renewed", _("renewed")
        REVIEWED = "reviewed", _("reviewed")

    instrument = models.ForeignKey(
        Instrument, on_delete=models.PROTECT, related_name="reconsidered"
    )
    provision = models.ForeignKey(Provision, on_delete=models.PROTECT, null=True)
    body = models.ForeignKey(Body, on_delete=models.PROTECT)
    kind = models.CharField(max_length=10, choices=Kind)
    text = models.TextField(_("reasons"), blank=True)
    ends = models.DateField(null=True)
    review_on = models.DateField(null=True)
    on = models.DateField()

    def __str__(self) -> str:
        return f"{self.kind} {self.instrument_id}"
