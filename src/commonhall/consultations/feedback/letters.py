"""What the letter to those who took part says."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _

from commonhall.actions.notification_letters import says
from commonhall.consultations.feedback.models import Feedback


@says("consultations.open_feedback")
def asked(ref: str, _at: datetime) -> Iterator[str]:
    """What is asked, until when, where, and that nobody learns who said what."""
    row = Feedback.objects.filter(pk=int(ref.rpartition(":")[2])).first()
    if row is None:
        return
    yield _("You took part. Six short questions ask how it was. You can answer until %(day)s.") % {
        "day": formats.date_format(row.answer_by, "DATE_FORMAT")
    }
    yield settings.SITE_URL + reverse("consultations:give_feedback", args=[row.pk])
    yield _(
        "Your answers are stored separately from your name. Only sums are published, if enough people answer."
    )
