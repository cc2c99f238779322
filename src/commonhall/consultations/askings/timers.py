"""Once a day: one letter to each resident about what is asked where they live."""

from __future__ import annotations

from datetime import time

from django.utils import timezone

from commonhall.consultations.askings import letters
from commonhall.core import beats, clock
from commonhall.core.models import Beat
from commonhall.core.timers import every

# Local time of the place, a little after the other letters of the day.
FROM = time(7, 0)
DONE = "asking-letters"


@every(300)
def send_asking_letters() -> None:
    """Send them when it is time and today's are not sent yet."""
    now = timezone.localtime()
    last = Beat.objects.filter(name=DONE).values_list("at", flat=True).first()
    if now.time() < FROM or (last and timezone.localdate(last) == clock.today()):
        return
    letters.send_waiting()
    beats.note(DONE)
