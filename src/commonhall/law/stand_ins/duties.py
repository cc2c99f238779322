"""For how long somebody stands in for the holder of an office: days that the law sets."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from commonhall.law import duties
from commonhall.law.stand_ins.queries import DUTY, VOTES


def register() -> None:
    duties.time(DUTY, _("Days in a year on which somebody may stand in for an office holder"))
    duties.time(VOTES, _("Longest time as a stand-in with a vote"))
    # They bind whoever holds power: a rule may make them shorter.
    duties.BINDING.update((DUTY, VOTES))
