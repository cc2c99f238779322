"""The hall's own settings, as one row."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from commonhall.core.models import Governed


class HallSettings(Governed):
    """languages: codes of the languages it is kept in, its own first; [] leaves them to the environment."""

    languages = models.JSONField(default=list)

    class Meta:
        verbose_name = _("settings of the hall")
