"""How long each kind of subject spoke at a meeting, and how evenly."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, DurationField, ExpressionWrapper, F, Sum

from commonhall.consultations.meetings.models import Presence, SpeakingTurn
from commonhall.consultations.speakers import Speaker


@dataclass(frozen=True)
class Spoken:
    """What one kind of subject did at a meeting. there: how many were; turns: speeches that ended; seconds: their time."""

    kind: str
    there: int
    turns: int
    seconds: int
    share: float

    @property
    def label(self) -> str:
        return str(Speaker(self.kind).label)

    @property
    def minutes(self) -> int:
        """Rounded to whole minutes; a speech of a few seconds is one."""
        return -(-self.seconds // 60) if self.seconds < 60 else round(self.seconds / 60)


def of_meetings(numbers: Sequence[int]) -> dict[int, list[Spoken]]:
    """Time by kind for each of these meetings; two queries, however many they are."""
    length = ExpressionWrapper(F("ended_at") - F("began_at"), output_field=DurationField())
    rows = (
        SpeakingTurn.objects.filter(meeting__in=numbers, state=SpeakingTurn.State.SPOKEN)
        .order_by()
        .values("meeting_id", "speaker")
        .annotate(turns=Count("pk"), time=Sum(length))
    )
    spoken: dict[int, dict[str, tuple[int, int]]] = {}
    for row in rows:
        time: timedelta = row["time"] or timedelta()
        spoken.setdefault(row["meeting_id"], {})[row["speaker"]] = (
            row["turns"],
            int(time.total_seconds()),
        )
    there: dict[int, dict[str, int]] = {}
    if not spoken:
        return {}
    present = Presence.objects.filter(meeting__in=list(spoken)).order_by()
    for row in present.values("meeting_id", "speaker").annotate(number=Count("pk")):
        there.setdefault(row["meeting_id"], {})[row["speaker"]] = row["number"]
    return {
        number: _lines(there.get(number, {}), spoken[number])
        for number in numbers
        if number in spoken
    }


def _lines(there: Mapping[str, int], spoken: Mapping[str, tuple[int, int]]) -> list[Spoken]:
    whole = sum(seconds for _turns, seconds in spoken.values())
    kinds = [one for one in Speaker.values if one in there or one in spoken]
    found = []
    for kind in kinds:
        turns, seconds = spoken.get(kind, (0, 0))
        found.append(
            Spoken(kind, there.get(kind, 0), turns, seconds, seconds / whole if whole else 0)
        )
    return found


def evenness(seconds: Sequence[int]) -> float | None:
    """How evenly time was shared, from 0 (one had it all) to 1 (all had the same): Shannon's entropy of the shares over
    its greatest value (Pielou 1966). None where fewer than two kinds were there, or nobody spoke."""
    whole = sum(seconds)
    if len(seconds) < 2 or whole <= 0:
        return None
    shares = [one / whole for one in seconds if one > 0]
    return -sum(one * math.log(one) for one in shares) / math.log(len(seconds))
