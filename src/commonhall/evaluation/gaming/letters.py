"""What letters about the gaming watch say: where to read it, and nothing of what it says."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonhall.actions.notification_letters import because, says
from commonhall.evaluation.gaming.models import GamingSignal

RAISED, FOUND = "evaluation.raise_gaming_signal", "evaluation.review_gaming_signal"


@says(RAISED)
def raised(ref: str, _at: datetime) -> Iterator[str]:
    """For the reviewer: by when it may say what it found."""
    row = GamingSignal.objects.filter(pk=int(ref.rpartition(":")[2])).first()
    if row is not None:
        yield _("Only reviewers can read it. It will be public after %(day)s.") % {
            "day": formats.date_format(row.review_by, "DATE_FORMAT")
        }


@says(FOUND)
def found(ref: str, _at: datetime) -> Iterator[str]:
    """For the body: by when it may answer."""
    row = GamingSignal.objects.filter(pk=int(ref.rpartition(":")[2])).first()
    if row is not None and row.hear_by is not None and not row.public:
        yield _("The body concerned can answer until %(day)s. Then it will be public.") % {
            "day": formats.date_format(row.hear_by, "DATE_FORMAT")
        }


for _code in (RAISED, FOUND):
    because(_code, gettext_lazy("You are told because of the office you hold."))
