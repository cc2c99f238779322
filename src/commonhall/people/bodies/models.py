"""Tables of bodies."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.core.models import Governed, Named, in_language
from commonhall.people.residents.models import Person
from commonhall.places.models import Unit


class WithDuties(models.Model):
    """Has duties in several languages."""

    duties = models.JSONField(default=dict)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.duty

    @property
    def duty(self) -> str:
        return in_language(self.duties)


class Body(Named, WithDuties, Governed):
    """A public body: council, department, agency. `system` is the hall's own timers."""

    class Kind(models.TextChoices):
        COUNCIL = "council", _("council")
        DEPARTMENT = "department", _("department")
        AGENCY = "agency", _("agency")
        REVIEWER = "reviewer", _("independent reviewer")
        SYSTEM = "system", _("deadlines and timers")

    code = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=12, choices=Kind)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT)
    email = models.EmailField(blank=True)
    website = models.URLField(blank=True)
    ended_on = models.DateField(null=True)

    class Meta:
        verbose_name = _("body")

    def get_absolute_url(self) -> str:
        return reverse("people:body", args=[self.pk])


class Office(Named, WithDuties, Governed):
    """A post within a body: a name with duties. It confers no rank."""

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="offices")
    code = models.CharField(max_length=60, unique=True)
    ended_on = models.DateField(null=True)

    class Meta:
        verbose_name = _("office")

    def get_absolute_url(self) -> str:
        return reverse("people:body", args=[self.body_id])


class OfficeTerm(Governed):
    """Who holds an office, from when to when; or who stands in for its holder for some days.

    stands_for: the term of the holder for whom this person stands in; null: it is the holder's own. votes: whether the
    person also votes where the body decides together.
    """

    SEALED = ("person",)

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="terms")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="terms")
    starts = models.DateField()
    ends = models.DateField()
    ended_early_on = models.DateField(null=True)
    stands_for = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="stand_ins"
    )
    votes = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends__gte=models.F("starts")), name="term_forward")
        ]

    def __str__(self) -> str:
        return f"{self.office_id} {self.starts}–{self.ends}"

    def runs(self, day: date) -> bool:
        """Is it held on a day? A stand-in's ends with the term of the one stood in for."""
        early = self.ended_early_on
        if not self.starts <= day <= self.ends or (early is not None and early <= day):
            return False
        return self.stands_for is None or self.stands_for.runs(day)

    def get_absolute_url(self) -> str:
        return reverse("people:official", args=[self.pk])
