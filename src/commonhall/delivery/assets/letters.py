"""What letters about bookings say: why one was called off."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext as _

from commonhall.actions.notification_letters import says
from commonhall.delivery.assets.models import Booking
from commonhall.ui.text import local_datetime


@says("delivery.call_off_booking")
def called_off(ref: str, _at: datetime) -> Iterator[str]:
    """Which hours are meant, and why."""
    rows = Booking.objects.filter(pk=int(ref.rpartition(":")[2]))
    one = rows.select_related("asset__body").first()
    if one is None or not one.why:
        return
    yield _("%(body)s has called off the booking from %(hour)s, because:") % {
        "body": one.asset.body.name,
        "hour": local_datetime(one.starts_at),
    }
    yield one.why
