"""Days the law sets for round tables: to answer an invitation, and before which a commitment is reminded of."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from commonhall.consultations.round_tables.gathering import INVITATION
from commonhall.consultations.round_tables.invitation_actions import REMIND
from commonhall.law import duties


def register() -> None:
    duties.time(INVITATION, _("Time to answer an invitation to a round table"))
    duties.time(REMIND, _("Days before its day on which a commitment is reminded of"))
