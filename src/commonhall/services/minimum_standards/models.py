"""Tables of minimum standards."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commonhall.cases.cases.models import Case
from commonhall.cases.categories.models import Category
from commonhall.core.models import Governed, Named, Personal
from commonhall.law.instruments.models import Provision
from commonhall.people.bodies.models import Body, Office
from commonhall.people.residents.models import Person
from commonhall.places.models import Unit
from commonhall.services.services.models import Measured, Service, Standard


class MinimumStandard(Named, Measured, Governed):
    """A line for survival and development below which nobody may fall, whatever else goes well.

    body answers for it; a broken floor must be mended within `days`. unit: it holds in each part of it.
    category: the cases a computed measure looks at. measure_days: a place without a value for so many days counts
    as not measured. set_on: the day it was set, null before such days were kept. source: the framework and indicator
    that it follows from, as "evaluation.framework:3#air"; "" for one that the place set itself.
    """

    body = models.ForeignKey(Body, on_delete=models.PROTECT)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT)
    category = models.ForeignKey(Category, on_delete=models.PROTECT, null=True)
    service = models.ForeignKey(
        Service, on_delete=models.PROTECT, null=True, related_name="minimum_standards"
    )
    basis = models.ForeignKey(Provision, on_delete=models.PROTECT, null=True)
    days = models.PositiveSmallIntegerField(default=14)
    measure_days = models.PositiveSmallIntegerField(default=180)
    set_on = models.DateField()
    source = models.CharField(max_length=120, blank=True)

    class Meta:
        verbose_name = _("minimum standard")

    @property
    def source_ref(self) -> str:
        """The framework that it follows from; "" where there is none."""
        return self.source.partition("#")[0]

    def get_absolute_url(self) -> str:
        return reverse("services:minimum_standard", args=[self.pk])


class Measurement(Governed):
    """One value of a floor's or a standard's measure, in one place, for one day.

    body: who reported it, null where it was computed. method: how it was measured; evidence: where anybody can
    check it; sample: of how many, null for all. struck_on: a review found that it cannot stand; from that day it
    counts for nothing, and stays visible.
    Of a standard: month is the first day of the month it is for (`on` is the day of the report); reported_by the office
    that reported it. It counts once somebody of another body has looked: confirmed_by, confirmed_on, and seen, how they know.
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
    body = models.ForeignKey(Body, on_delete=models.PROTECT, null=True)
    method = models.CharField(max_length=300, blank=True)
    evidence = models.CharField(max_length=300, blank=True)
    sample = models.PositiveIntegerField(null=True)
    struck_on = models.DateField(null=True)
    month = models.DateField(null=True)
    reported_by = models.ForeignKey(Office, on_delete=models.PROTECT, null=True, related_name="+")
    confirmed_by = models.ForeignKey(Body, on_delete=models.PROTECT, null=True, related_name="+")
    confirmed_on = models.DateField(null=True)
    seen = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["standard", "unit", "month"],
                condition=models.Q(struck_on=None, month__isnull=False),
                name="services_value_once",
            )
        ]
        indexes = [
            models.Index(fields=["minimum_standard", "unit", "-on"], name="services_newest_value")
        ]

    def __str__(self) -> str:
        return f"{self.value} {self.on}"

    def get_absolute_url(self) -> str:
        of = self.minimum_standard or self.standard
        return of.get_absolute_url() if of is not None else ""


class Alarm(Governed):
    """Something is wrong with a floor in a place: a case was opened, and the body has until `due_on`.

    why: what raised it; value: the one that broke the floor. claimed: the value by which the body says that the floor
    holds again. It ends nothing until somebody else confirms it; confirmed: how they know; by_residents: enough
    residents of the place said that it holds.
    """

    class Why(models.TextChoices):
        BROKEN = "broken", _("a value broke the minimum standard")
        UNMEASURED = "unmeasured", _("it was not measured")
        SAID = "said", _("residents of the place say that they live below it")

    minimum_standard = models.ForeignKey(
        MinimumStandard, on_delete=models.PROTECT, related_name="alarms"
    )
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT)
    why = models.CharField(max_length=10, choices=Why, default=Why.BROKEN)
    value = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT)
    opened_at = models.DateTimeField()
    due_on = models.DateField()
    ended_at = models.DateTimeField(null=True)
    confirmed = models.TextField(blank=True)
    by_residents = models.BooleanField(default=False)
    claimed = models.ForeignKey(
        Measurement, on_delete=models.PROTECT, null=True, related_name="claims"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["minimum_standard", "unit", "why"],
                condition=models.Q(ended_at=None),
                name="services_one_alarm",
            )
        ]

    def __str__(self) -> str:
        return f"{self.minimum_standard_id} {self.unit_id}"

    def days_late(self, today: date) -> int:
        """Days by which mending is overdue, or was when it was done: lateness does not go away."""
        until = today if self.ended_at is None else min(today, timezone.localdate(self.ended_at))
        return max(0, (until - self.due_on).days)


class ResidentWord(Personal):
    """What one confirmed resident says in confidence of a floor where they live; their newest word.

    unit: where they live. It is never published: only that a place reached the number from which it counts.
    """

    minimum_standard = models.ForeignKey(
        MinimumStandard, on_delete=models.PROTECT, related_name="words"
    )
    person = models.ForeignKey(Person, on_delete=models.PROTECT)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT)
    holds = models.BooleanField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint("minimum_standard", "person", name="services_one_word")
        ]

    def __str__(self) -> str:
        return f"word {self.pk}"
