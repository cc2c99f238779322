"""The hall's own settings, as one row."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from commonhall.core.models import Governed


def weekend() -> list[int]:
    """Where nothing else was said: Saturday and Sunday."""
    return [6, 7]


class HallSettings(Governed):
    """languages: codes of the languages it is kept in, its own first; [] leaves them to the environment.

    rest_days: days of the week on which nobody works (1: Monday). holidays: {"2026-12-25": "Christmas Day"}.
    """

    languages = models.JSONField(default=list)
    rest_days = models.JSONField(default=weekend)
    holidays = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("settings of the hall")
