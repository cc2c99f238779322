"""Tables of shifts."""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.core.models import Governed, Named, in_language
from commonhall.delivery.plan.models import Item
from commonhall.people.bodies.models import Body
from commonhall.people.organisations.models import Organisation
from commonhall.people.residents.models import Person
from commonhall.places.models import Unit


class Shift(Named, Governed):
    """Hands wanted: when, where, how many. What residents do is kept and counted like a body's promise."""

    item = models.ForeignKey(Item, on_delete=models.PROTECT, null=True, related_name="shifts")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, null=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT)
    texts = models.JSONField(default=dict)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    places = models.PositiveSmallIntegerField()
    cancelled = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("shift")

    @property
    def text(self) -> str:
        return in_language(self.texts)

    def get_absolute_url(self) -> str:
        return reverse("delivery:shift", args=[self.pk])


class Volunteer(Governed):
    """Somebody signed up for a shift; `came` is said afterwards by whoever offered it."""

    SEALED = ("person",)

    shift = models.ForeignKey(Shift, on_delete=models.PROTECT, related_name="hands")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True)
    left_on = models.DateField(null=True)
    came = models.BooleanField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint("shift", "person", name="delivery_hand_once")]

    def __str__(self) -> str:
        return f"hand {self.pk}"
