"""The duty to answer what a conversation's sides share."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from commonhall.consultations.conversations.closing_actions import ANSWER
from commonhall.law import duties


def register() -> None:
    duties.measure(ANSWER, _("Answer the common ground of conversations"), "hold-conversations")
