"""Once a day, or once a week: one letter for each who wants no more than one. Old drafts are forgotten."""

from __future__ import annotations

from datetime import time

from django.utils import timezone

from commonhall.actions import drafts, notification_letters
from commonhall.core import beats, clock
from commonhall.core.models import Beat
from commonhall.core.timers import every

# Local time of the place: read with breakfast.
FROM = time(6, 30)
DONE = "daily-letters"
# Monday.
WEEKLY_ON = 0


@every(300)
def send_daily_letters() -> None:
    """Send them when it is time and today's are not sent yet; who was left out by a kill is sent theirs."""
    now = timezone.localtime()
    last = Beat.objects.filter(name=DONE).values_list("at", flat=True).first()
    if now.time() < FROM or (last and timezone.localdate(last) == clock.today()):
        return
    notification_letters.mail_daily()
    if now.weekday() == WEEKLY_ON:
        notification_letters.mail_weekly()
    beats.note(DONE)


@every(3600)
def forget_drafts() -> None:
    """Nobody went on with them for a long time."""
    drafts.forget_old()
