"""Days the law sets for calls."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from commonhall.delivery.calls.awarding import SEALED
from commonhall.delivery.calls.deciding_actions import STANDSTILL
from commonhall.law import duties, thresholds


def register() -> None:
    thresholds.matter(
        SEALED,
        _("The call for sealed offers"),
        from_sum=_(
            "Contracts and grants are given after a call for sealed offers from this amount"
        ),
    )
    duties.time(STANDSTILL, _("Time between the result of a call and its award"))
