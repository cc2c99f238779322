"""Tables of the ways on: where people go when mediation ends, and who helps at once."""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.core.models import Governed, Named


class WayOn(Named, Governed):
    """A court, ombudsman or reviewer, or a number that helps at once. contact: telephone, address, hours; public."""

    class Kind(models.TextChoices):
        HELP = "help", _("helps at once")
        COURT = "court", _("court")
        OMBUDSMAN = "ombudsman", _("ombudsman")
        REVIEWER = "reviewer", _("independent reviewer")

    kind = models.CharField(max_length=9, choices=Kind)
    contact = models.CharField(max_length=300)
    ended_on = models.DateField(null=True)

    class Meta:
        verbose_name = _("way on")

    def get_absolute_url(self) -> str:
        return reverse("disputes:ways_on")
