"""Tables of ratings: what residents who got a service say of it, in confidence."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from commonhall.core.models import Personal
from commonhall.people.residents.models import Person
from commonhall.services.services.models import Service


class Rating(Personal):
    """One resident's newest mark for a service, 1 to 5, 5 best. Only sums are ever shown. on: the day it was given."""

    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="ratings")
    person = models.ForeignKey(Person, on_delete=models.PROTECT)
    mark = models.PositiveSmallIntegerField()
    on = models.DateField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint("service", "person", name="services_one_rating")
        ]

    def __str__(self) -> str:
        return f"rating {self.pk}"
