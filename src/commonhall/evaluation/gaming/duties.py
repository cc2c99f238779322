"""Days of the gaming watch that the law sets."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from commonhall.evaluation.gaming.queries import ANSWER_DAYS, REVIEW_DAYS
from commonhall.law import duties


def register() -> None:
    duties.time(REVIEW_DAYS, _("Time for the reviewer to look into an unusual count"))
    duties.time(ANSWER_DAYS, _("Time for a body to answer before an unusual count is public"))
