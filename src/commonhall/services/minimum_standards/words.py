"""What enough residents of a place say of a minimum standard. Numbers below `FEWEST_TOLD` leave this module nowhere."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.utils import timezone

from commonhall.consultations.askings.models import FEWEST_TOLD
from commonhall.services.minimum_standards.models import Alarm, MinimumStandard, ResidentWord

COUNTS_FOR = timedelta(days=31)
KEPT_FOR = timedelta(days=62)


def below(now: datetime) -> Iterator[tuple[MinimumStandard, int]]:
    """Each floor and place where enough residents said within a month, and since the last alarm there, that they live
    below it, and no alarm is open that says so."""
    last: dict[tuple[int, int], datetime] = {}
    alarmed = set()
    for row in Alarm.objects.filter(minimum_standard__ended_on=None):
        key = (row.minimum_standard_id, row.unit_id)
        if row.ended_at is not None:
            last[key] = max(row.ended_at, last.get(key, row.ended_at))
        elif row.why != Alarm.Why.UNMEASURED:
            alarmed.add(key)
    counts: Counter[tuple[int, int]] = Counter()
    standards: dict[int, MinimumStandard] = {}
    rows = ResidentWord.objects.filter(
        holds=False, at__gt=now - COUNTS_FOR, minimum_standard__ended_on=None
    ).select_related(
        "minimum_standard__unit", "minimum_standard__body", "minimum_standard__category"
    )
    for word in rows:
        key = (word.minimum_standard_id, word.unit_id)
        if key not in last or word.at > last[key]:
            counts[key] += 1
            standards[key[0]] = word.minimum_standard
    for key, number in sorted(counts.items()):
        if number >= FEWEST_TOLD and key not in alarmed:
            yield standards[key[0]], key[1]


def mended(now: datetime) -> list[Alarm]:
    """Open alarms that residents end: enough of the place say that the floor holds, and more than say that it does not.

    What a value broke needs a value that holds again besides; what residents said needs none.
    """
    rows = Alarm.objects.filter(ended_at=None).select_related("unit", "claimed", "minimum_standard")
    alarms = [row for row in rows.order_by("pk") if _from(row) is not None]
    words: dict[int, list[ResidentWord]] = defaultdict(list)
    found = ResidentWord.objects.filter(
        minimum_standard__in={row.minimum_standard_id for row in alarms}, at__gt=now - COUNTS_FOR
    )
    for word in found.select_related("unit"):
        words[word.minimum_standard_id].append(word)
    return [row for row in alarms if _enough(row, words[row.minimum_standard_id])]


def _from(alarm: Alarm) -> datetime | None:
    """From when on words end it; None where they end nothing."""
    if alarm.why == Alarm.Why.SAID:
        return alarm.opened_at
    if alarm.claimed is None or alarm.claimed.struck_on is not None:
        return None
    day = datetime.combine(alarm.claimed.on, datetime.min.time())
    return max(alarm.opened_at, timezone.make_aware(day))


def _enough(alarm: Alarm, words: list[ResidentWord]) -> bool:
    since = _from(alarm)
    said = Counter(
        word.holds
        for word in words
        if since is not None and word.at > since and word.unit.path.startswith(alarm.unit.path)
    )
    return said[True] >= FEWEST_TOLD and said[True] > said[False]


def forget(now: datetime) -> int:
    """Delete what counts for nothing any more; how many words."""
    return ResidentWord.objects.filter(at__lt=now - KEPT_FOR).delete()[0]
