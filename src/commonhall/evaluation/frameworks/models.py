"""Tables of frameworks."""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.core.models import Governed, Named, in_language
from commonhall.places.models import Unit


class Framework(Named, Governed):
    """What is measured and how it is put together: a pack of TOML, see `packs`.

    revision: counts its changes; the editions of a year are computed anew under each. every, of: how
    often an edition appears, and what it compares.
    """

    class Every(models.TextChoices):
        MONTH = "month", _("every month")
        QUARTER = "quarter", _("every quarter")
        YEAR = "year", _("every year")

    class Of(models.TextChoices):
        DISTRICTS = "districts", _("districts")
        BODIES = "bodies", _("bodies")
        RESPONDENTS = "respondents", _("who was asked")

    code = models.CharField(max_length=40, unique=True)
    texts = models.JSONField(default=dict)
    pack = models.TextField()
    every = models.CharField(max_length=8, choices=Every)
    of = models.CharField(max_length=12, choices=Of)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT)
    starts = models.DateField(_("first counted from"))
    revision = models.PositiveIntegerField(default=0)
    ended_on = models.DateField(null=True)

    class Meta:
        verbose_name = _("framework")

    @property
    def text(self) -> str:
        return in_language(self.texts)

    def get_absolute_url(self) -> str:
        return reverse("evaluation:framework", args=[self.code])
