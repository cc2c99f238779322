"""Tables of series."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.core.models import Governed, Named, in_language
from commonhall.people.bodies.models import Body
from commonhall.places.models import Unit


class Series(Named, Governed):
    """Something measured again and again, place by place: air, income, years of schooling.

    body: who reports it. measured_in: the unit of measure, by language. up: more is better.
    """

    code = models.CharField(max_length=40, unique=True)
    texts = models.JSONField(default=dict)
    measured_in = models.JSONField(default=dict)
    up = models.BooleanField(default=True)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, verbose_name=_("reported by"))
    citation = models.CharField(_("taken from"), max_length=300, blank=True)
    ended_on = models.DateField(null=True)

    class Meta:
        verbose_name = _("series")

    @property
    def text(self) -> str:
        return in_language(self.texts)

    @property
    def unit_word(self) -> str:
        return in_language(self.measured_in)

    def get_absolute_url(self) -> str:
        return reverse("evaluation:series", args=[self.code])


class Value(Governed):
    """One value of a series, in one place, for one day. asked: how many were asked; null: no sample. error: its standard
    error, in the series' unit; null: none is stated.

    A correction is a newer row for the same place and day: what an edition once rested on stays. reported_in:
    entry of the report that brought it, with which a review strikes it.
    """

    series = models.ForeignKey(Series, on_delete=models.PROTECT, related_name="values")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT)
    on = models.DateField()
    value = models.DecimalField(max_digits=18, decimal_places=6)
    asked = models.PositiveIntegerField(null=True)
    error = models.DecimalField(max_digits=18, decimal_places=6, null=True)
    reported_in = models.UUIDField(null=True)

    class Meta:
        indexes = [models.Index(fields=["series", "unit", "on"], name="evaluation_value_at")]

    def __str__(self) -> str:
        return f"{self.series_id} {self.unit_id} {self.on}"

    @property
    def shown(self) -> Decimal:
        return self.value.normalize()


class StruckReport(Governed):
    """A review struck all that one report of values brought: it stays visible and counts for nothing."""

    series = models.ForeignKey(Series, on_delete=models.PROTECT, related_name="struck")
    entry = models.UUIDField(unique=True)
    on = models.DateField()

    class Meta:
        verbose_name = _("annulled report of values")

    def __str__(self) -> str:
        return f"{self.series_id} {self.on}"

    def get_absolute_url(self) -> str:
        return self.series.get_absolute_url()


def standing_values() -> models.QuerySet[Value]:
    """All values but those that a review struck."""
    return Value.objects.exclude(reported_in__in=StruckReport.objects.values("entry"))
