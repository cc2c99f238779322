"""Tables of sources."""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.core.models import Governed
from commonhall.people.bodies.models import Body
from commonhall.places.models import Unit


class Source(Governed):
    """The common cause behind many cases, with a body responsible for it."""

    SEALED = ("title", "text")

    class State(models.TextChoices):
        OPEN = "open", _("being dealt with")
        ENDED = "ended", _("dealt with")

    title = models.CharField(_("name"), max_length=160)
    text = models.TextField(_("what lies behind these cases"), blank=True)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, verbose_name=_("responsible body"))
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)

    class Meta:
        verbose_name = _("source")

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("cases:source", args=[self.pk])
