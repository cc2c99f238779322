"""The days that the law gives for arguments before a vote."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from commonhall.decisions.briefings.queries import WAIT
from commonhall.law import duties


def register() -> None:
    duties.time(WAIT, _("Time for arguments before a vote may open without them"))
