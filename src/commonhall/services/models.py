"""The catalogue of services with its standards; floors, what was measured, and alarms."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.acts.models import Governed, Named, in_language
from commonhall.hear.models import Case, Category
from commonhall.law.models import Provision
from commonhall.people.models import Body, Organisation
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


class Standard(Named, Measured, Governed):  # noqa: DJ008  (Named has it)
    """What a service promises: a measure and its target."""

    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="standards")


class Floor(Named, Measured, Governed):  # noqa: DJ008
    """A line for survival and development below which nobody may fall, whatever else goes well.

    body answers for it; a broken floor must be mended within `days`. unit: it holds in each part of it.
    category: the cases a computed measure looks at.
    """

    body = models.ForeignKey(Body, on_delete=models.PROTECT)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT)
    category = models.ForeignKey(Category, on_delete=models.PROTECT, null=True)
    service = models.ForeignKey(Service, on_delete=models.PROTECT, null=True, related_name="floors")
    basis = models.ForeignKey(Provision, on_delete=models.PROTECT, null=True)
    days = models.PositiveSmallIntegerField(default=14)

    class Meta:
        verbose_name = _("floor")

    def get_absolute_url(self) -> str:
        return reverse("services:floor", args=[self.pk])


class Measurement(Governed):
    """One value of a floor's or a standard's measure, in one place, for one day."""

    floor = models.ForeignKey(Floor, on_delete=models.PROTECT, null=True, related_name="values")
    standard = models.ForeignKey(
        Standard, on_delete=models.PROTECT, null=True, related_name="values"
    )
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT)
    value = models.DecimalField(max_digits=12, decimal_places=2)
    on = models.DateField()
    computed = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["floor", "unit", "-on"], name="services_newest_value")]

    def __str__(self) -> str:
        return f"{self.value} {self.on}"


class Alarm(Governed):
    """A floor is broken in a place: a case was opened, and the body has until `due_on`."""

    floor = models.ForeignKey(Floor, on_delete=models.PROTECT, related_name="alarms")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT)
    value = models.DecimalField(max_digits=12, decimal_places=2)
    case = models.ForeignKey(Case, on_delete=models.PROTECT)
    opened_at = models.DateTimeField()
    due_on = models.DateField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["floor", "unit"],
                condition=models.Q(ended_at=None),
                name="services_one_alarm",
            )
        ]

    def __str__(self) -> str:
        return f"{self.floor_id} {self.unit_id}"

    def days_late(self, today: date) -> int:
        """Days by which mending is overdue; 0 when it is not, or is done."""
        return max(0, (today - self.due_on).days) if self.ended_at is None else 0
