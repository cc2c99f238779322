"""The catalogue of services with its standards; floors, what was measured, and alarms."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.cases.categories.models import Category
from commonhall.core.models import Governed, Named, in_language
from commonhall.law.instruments.models import Provision
from commonhall.people.bodies.models import Body
from commonhall.people.organisations.models import Organisation
from commonhall.places.models import Unit


class LifeEvent(models.TextChoices):
    """What happens in people's lives when they need a service; after the Core Public Service Vocabulary."""

    CHILD = "child", _("having a child")
    SCHOOL = "school", _("going to school or learning")
    WORK = "work", _("finding or losing work")
    BUSINESS = "business", _("starting or running a business")
    HOME = "home", _("moving, building or renting a home")
    TRAVEL = "travel", _("travelling and parking")
    FAMILY = "family", _("marrying or separating")
    ILLNESS = "illness", _("falling ill or living with a disability")
    CARE = "care", _("caring for somebody")
    AGE = "age", _("growing old")
    DEATH = "death", _("losing somebody")
    HARDSHIP = "hardship", _("being short of money")
    ARRIVAL = "arrival", _("arriving from elsewhere")
    ASSOCIATION = "association", _("doing something together")


class Service(Named, Governed):
    """Something residents get: from whom, by which law, how, at what cost, who is entitled.

    texts, channels, cost, contact: words by language. rules: who is entitled, see `entitlement`. life_events: codes of
    `LifeEvent`. organisation: who provides it when the function was handed over; the body stays responsible.
    applied_for: can it be applied for here? documents: what an application needs, as [code, {language: words}] pairs.
    """

    code = models.CharField(max_length=60, unique=True)
    texts = models.JSONField(default=dict)
    channels = models.JSONField(default=dict)
    cost = models.JSONField(default=dict)
    contact = models.JSONField(default=dict)
    life_events = models.JSONField(default=list)
    applied_for = models.BooleanField(default=False)
    documents: Any = models.JSONField(default=list)
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

    @property
    def contact_words(self) -> str:
        return in_language(self.contact)

    @property
    def events(self) -> list[Any]:
        """The life events it helps with, as people read them."""
        return [one.label for one in LifeEvent if one.value in self.life_events]

    @property
    def needed(self) -> list[tuple[str, str]]:
        """The documents an application needs: code and words of each."""
        return [(code, in_language(words)) for code, words in self.documents]

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
    """What a service promises: a measure and its target. why_ended: the reasons, where it is promised no longer."""

    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="standards")
    why_ended = models.TextField(blank=True)

    class Meta:
        verbose_name = _("standard of a service")

    def get_absolute_url(self) -> str:
        return f"{self.service.get_absolute_url()}#standard-{self.pk}"


class StandardChange(Governed):
    """A standard that was raised, lowered or worded anew by a reasoned action.

    before, after: the thresholds; on: from which day the new one counts; ended_on: a review undid it.
    """

    standard = models.ForeignKey(Standard, on_delete=models.PROTECT, related_name="changes")
    before = models.DecimalField(max_digits=12, decimal_places=2)
    after = models.DecimalField(max_digits=12, decimal_places=2)
    reasons = models.TextField()
    on = models.DateField()
    ended_on = models.DateField(null=True)

    def __str__(self) -> str:
        return f"{self.before} {self.after}"

    @property
    def tightened(self) -> bool:
        """Does it promise more than before?"""
        return (self.after > self.before) is self.standard.at_least
