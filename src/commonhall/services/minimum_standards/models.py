"""Tables of minimum standards."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.cases.cases.models import Case
from commonhall.cases.categories.models import Category
from commonhall.core.models import Governed, Named
from commonhall.law.instruments.models import Provision
from commonhall.people.bodies.models import Body
from commonhall.places.models import Unit
from commonhall.services.services.models import Measured, Service, Standard


class MinimumStandard(Named, Measured, Governed):
    """A line for survival and development below which nobody may fall, whatever else goes well.

    body answers for it; a broken floor must be mended within `days`. unit: it holds in each part of it.
    category: the cases a computed measure looks at.
    """

    body = models.ForeignKey(Body, on_delete=models.PROTECT)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT)
    category = models.ForeignKey(Category, on_delete=models.PROTECT, null=True)
    service = models.ForeignKey(
        Service, on_delete=models.PROTECT, null=True, related_name="minimum_standards"
    )
    basis = models.ForeignKey(Provision, on_delete=models.PROTECT, null=True)
    days = models.PositiveSmallIntegerField(default=14)

    class Meta:
        verbose_name = _("floor")

    def get_absolute_url(self) -> str:
        return reverse("services:minimum_standard", args=[self.pk])


class Measurement(Governed):
    """One value of a floor's or a standard's measure, in one place, for one day.

    struck_on: a review found that it cannot stand; from that day it counts for nothing, and stays visible.
    """

    minimum_standard = models.ForeignKey(
        MinimumStandard, on_delete=models.PROTECT, null=True, related_name="values"
    )
    standard = models.ForeignKey(
        Standard, on_delete=models.PROTECT, null=True, related_name="values"
    )
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT)
    value = models.DecimalField(max_digits=12, decimal_places=2)
    on = models.DateField()
    computed = models.BooleanField(default=False)
    struck_on = models.DateField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["minimum_standard", "unit", "-on"], name="services_newest_value")
        ]

    def __str__(self) -> str:
        return f"{self.value} {self.on}"


class Alarm(Governed):
    """A floor is broken in a place: a case was opened, and the body has until `due_on`.

    claimed: the value by which the body says that the floor holds again. It ends nothing until somebody else
    confirms it; confirmed: how they know.
    """

    minimum_standard = models.ForeignKey(
        MinimumStandard, on_delete=models.PROTECT, related_name="alarms"
    )
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT)
    value = models.DecimalField(max_digits=12, decimal_places=2)
    case = models.ForeignKey(Case, on_delete=models.PROTECT)
    opened_at = models.DateTimeField()
    due_on = models.DateField()
    ended_at = models.DateTimeField(null=True)
    confirmed = models.TextField(blank=True)
    claimed = models.ForeignKey(
        Measurement, on_delete=models.PROTECT, null=True, related_name="claims"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["minimum_standard", "unit"],
                condition=models.Q(ended_at=None),
                name="services_one_alarm",
            )
        ]

    def __str__(self) -> str:
        return f"{self.minimum_standard_id} {self.unit_id}"

    def days_late(self, today: date) -> int:
        """Days by which mending is overdue; 0 when it is not, or is done."""
        return max(0, (today - self.due_on).days) if self.ended_at is None else 0
