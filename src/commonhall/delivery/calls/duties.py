"""Days the law sets for calls."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from commonhall.delivery.calls.deciding_actions import STANDSTILL
from commonhall.law import duties


def register() -> None:
    duties.time(STANDSTILL, _("Time between the result of a call and its award"))
