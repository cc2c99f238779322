"""The days for which a form is open are set by the law."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from commonhall.consultations.feedback.queries import DAYS
from commonhall.law import duties


def register() -> None:
    duties.time(DAYS, _("Time to say how taking part was"))
