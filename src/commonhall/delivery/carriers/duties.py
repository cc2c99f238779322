"""Days the law sets for carriers."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from commonhall.delivery.carriers.actions import REPORT
from commonhall.law import duties


def register() -> None:
    duties.time(REPORT, _("Time to report on a month of a function"), "organisation")
