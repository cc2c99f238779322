"""A clock that jumped is refused: days of law and the record's own times hang on it.

Three signs are looked for, at most every few seconds in a process unless its clock just moved by itself:

- the record's last entry lies more than a minute in the future: the clock went back, or was ahead before;
- the last sign of life (`beats`) lies further back than `CLOCK_JUMP_HOURS`: the clock went ahead, or the hall was
  off for that long; or it lies in the future itself;
- the clock is more than `CLOCK_STEP_MINUTES` ahead of where it must be by the machine's own running time
  (`running_time`): it was moved while the machine ran. A small step is let through, as NTP makes one after the start;
  the worst that it can do is that the hall waits as long once the clock is put right.

All are for an operator to judge: `commonhall clock` tells them, `commonhall clock --accept` says that the
present time is right. Until then nothing is recorded, and the record signs nothing.
"""

from __future__ import annotations

import logging
import time
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from commonhall.core import running_time
from commonhall.core.models import Beat
from commonhall.core.refusals import Refused
from commonhall.record.models import Entry

log = logging.getLogger(__name__)
BACK = timedelta(minutes=1)
AGAIN_SECONDS = 10.0
# Names of signs of life: the last time that was well, and up to which entry a future was accepted.
SEEN, ACCEPTED = "clock", "clock-accepted"
_well_at: tuple[float, float] | None = None


def refuse_if_wrong() -> None:
    """Raise Refused while the clock is not to be trusted."""
    global _well_at
    tick, wall = time.monotonic(), time.time()
    if _well_at is not None:
        passed = tick - _well_at[0]
        if passed < AGAIN_SECONDS and abs(wall - _well_at[1] - passed) < BACK.total_seconds():
            return
    if wrong := trouble():
        _well_at = None
        raise Refused("clock", "clock-jumped", wrong)
    _well_at = (tick, wall)
    running_time.keep()


def trouble(now: datetime | None = None) -> str:
    """What is wrong with the clock in a sentence, or ""."""
    now = now or timezone.now()
    last = Entry.objects.order_by("-id").values_list("recorded_at", flat=True).first()
    marks = dict(Beat.objects.filter(name__in=[SEEN, ACCEPTED]).values_list("name", "at"))
    if last and last > max(now + BACK, marks.get(ACCEPTED, now)):
        return _(
            "This machine's clock says %(now)s, but the record's last entry is from %(last)s. Nothing is recorded until the people who run the hall set the clock."
        ) % {"now": _shown(now), "last": _shown(last)}
    seen, span = marks.get(SEEN), jump()
    if seen and (seen > now + BACK or (span and now - seen > span)):
        return _(
            "This machine's clock says %(now)s, but the hall last ran on %(last)s. Nothing is recorded until the people who run the hall confirm the time."
        ) % {"now": _shown(now), "last": _shown(seen)}
    step = timedelta(minutes=settings.CLOCK_STEP_MINUTES)
    should = running_time.expected()
    if step and should is not None and time.time() - should > step.total_seconds():
        return _(
            "This machine's clock says %(now)s, but it has been running long enough for it to be %(should)s. Nothing is recorded until the people who run the hall confirm the time."
        ) % {"now": _shown(now), "should": _shown(datetime.fromtimestamp(should, UTC))}
    return ""


def jump() -> timedelta:
    """How far the clock may go ahead of the last sign of life; zero: any span."""
    return timedelta(hours=settings.CLOCK_JUMP_HOURS)


def note() -> bool:
    """Keep the present as the last time that was well, if it is; whether it is. Called by the timer."""
    if wrong := trouble():
        log.critical("%s", wrong)
        return False
    Beat.objects.update_or_create(name=SEEN, defaults={"at": timezone.now()})
    running_time.keep()
    return True


def accept() -> None:
    """An operator says that the present time is right."""
    global _well_at
    _well_at = None
    running_time.keep(anew=True)
    now = timezone.now()
    Beat.objects.update_or_create(name=SEEN, defaults={"at": now})
    last = Entry.objects.order_by("-id").values_list("recorded_at", flat=True).first()
    if last and last > now:
        Beat.objects.update_or_create(name=ACCEPTED, defaults={"at": last})


def _shown(moment: datetime) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M")
