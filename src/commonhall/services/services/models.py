"""The catalogue of services with its standards; floors, what was measured, and alarms."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.cases.categories.models import Category
from commonhall.core.models import Governed, Named, in_language
from commonhall.law.instruments.models import Provision
from commonhall.people.bodies.models import Body
from commonhall.people.organisations.models import Organisation
from commonhall.places.models import Unit


class Service(Named, Governed):
    """Something residents get: from whom, by which law, how, at what cost, who is entitled.

    texts, channels, cost: words by language. rules: who is entitled, see `entitlement`. organisation:
    who provides it when the function was handed over; the body stays responsible.
    """

    code = models.CharField(max_length=60, unique=True)
    texts = models.JSONField(default=dict)
    channels = models.JSONField(default=dict)
    cost = models.JSONField(default=dict)
    rules = models.JSONField(default=list)
    body = models.ForeignKey(Body, on_delete=models.PROTECT)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT)
    category = models.ForeignKey(Category, on_delete=models.PROTECT, null=True)
    basis = models.ForeignKey(Provision, on_delete=models.PROTECT, null=True)
    ended_on = models.DateField(null=True)

    class Meta:
        verbose_name = _("service")

    @property
    def text(self) -> str:
        return in_language(self.texts)

    @property
    def channel(self) -> str:
        return in_language(self.channels)

    @property
    def price(self) -> str:
        return in_language(self.cost)

    def get_absolute_url(self) -> str:
        return reverse("services:service", args=[self.pk])


class Measured(models.Model):
    """A measure with a threshold: `at_least` says whether more or less is better."""

    measure = models.CharField(max_length=40)
    threshold = models.DecimalField(max_digits=12, decimal_places=2)
    at_least = models.BooleanField(default=True)
    ended_on = models.DateField(null=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.measure} {self.threshold}"

    def holds(self, value: Decimal) -> bool:
        """Is this value on the right side of the threshold?"""
        return value >= self.threshold if self.at_least else value <= self.threshold


class Standard(Named, Measured, Governed):
    """What a service promises: a measure and its target."""

    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="standards")
