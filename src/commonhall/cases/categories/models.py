"""Tables of categories."""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.core.models import Governed, Named
from commonhall.people.bodies.models import Body
from commonhall.places.models import Unit


class Category(Named, Governed):
    """What a case is about, and which body usually answers it."""

    code = models.CharField(max_length=60, unique=True)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, null=True)
    ended_on = models.DateField(null=True)

    class Meta:
        verbose_name = _("category")

    def get_absolute_url(self) -> str:
        return reverse("cases:category", args=[self.pk])


class Route(Governed):
    """In a territory, another body answers a category than usual; the smallest unit wins."""

    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="routes")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT)
    body = models.ForeignKey(Body, on_delete=models.PROTECT)

    class Meta:
        constraints = [models.UniqueConstraint("category", "unit", name="cases_route_once")]

    def __str__(self) -> str:
        return f"{self.category_id} {self.unit_id}"
