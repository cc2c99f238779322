"""Days the law sets for debates."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from commonhall.consultations.comments.newcomers import DUTY
from commonhall.law import duties


def register() -> None:
    duties.time(DUTY, _("Time as a newcomer in debates"))
