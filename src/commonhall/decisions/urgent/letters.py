"""What letters about urgent decisions say: why it cannot wait, and until when the body can confirm it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.utils import formats
from django.utils.translation import gettext as _

from commonhall.actions.notification_letters import says
from commonhall.decisions.urgent.models import UrgentDecision

State = UrgentDecision.State


@says("decisions.call_urgent", "decisions.agree_urgently")
def cannot_wait(ref: str, at: datetime) -> Iterator[str]:
    """Why it cannot wait; once it is done, the last day for the body."""
    number = int(ref.rpartition(":")[2])
    urgent = UrgentDecision.objects.filter(motion=number).first()
    if urgent is None:
        return
    yield urgent.reason
    if urgent.done_at is not None and urgent.done_at <= at and urgent.confirm_by is not None:
        day = formats.date_format(urgent.confirm_by, "DATE_FORMAT")
        yield _("It is in force. If the body does not pass the motion by %(day)s, it lapses.") % {
            "day": day
        }
    elif urgent.state == State.CALLED:
        yield _("Once enough members agree, it is done before the body has voted.")
