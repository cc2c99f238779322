"""The table that the next version wants."""

from __future__ import annotations

from django.db import models

from commonhall.core.models import Derived


class Addition(Derived):
    """Nothing is ever in it."""

    name = models.CharField(max_length=20)

    class Meta:
        app_label = "addition"

    def __str__(self) -> str:
        return self.name
