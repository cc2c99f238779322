"""Members of a panel are asked how it was once its work has ended, and not after each of its meetings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, time

from django.db.models import Q
from django.utils import timezone

from commonhall.consultations.feedback import gatherings
from commonhall.consultations.meetings.models import Meeting
from commonhall.decisions.panels.models import Member, Panel
from commonhall.decisions.panels.spoken_models import FollowUp, Recommendation
from commonhall.law.asking.models import Way

LOTTERY = "decisions.lottery:"


def _at_work(drawn: Sequence[str]) -> set[str]:
    """Of what meetings name as their panel: those that are panels at work, or the draw of one."""
    lots = [int(one.rpartition(":")[2]) for one in drawn if one.startswith(LOTTERY)]
    known = set(Panel.objects.filter(draw__in=lots).values_list("draw", flat=True))
    draws = {f"{LOTTERY}{number}" for number in known}
    return {one for one in drawn if one in draws or not one.startswith(LOTTERY)}


def _ended(since: datetime) -> Iterator[gatherings.Ended]:
    rows = Panel.objects.filter(
        state=Panel.State.ENDED, ended_on__gte=timezone.localdate(since)
    ).order_by("pk")
    for one in rows:
        if one.ended_on is None:
            continue
        yield gatherings.Ended(
            one.ref,
            Way.PANEL,
            one.unit_id,
            one.body_id,
            timezone.localdate(one.at),
            one.ended_on,
            timezone.make_aware(datetime.combine(one.ended_on, time.min)),
        )


def _speech(panel: Panel) -> gatherings.Amounts:
    return {
        "speech": gatherings.speech_at(
            list(Meeting.objects.filter(panel__in=[panel.ref, panel.draw.ref]))
        )
    }


def _promises(panel: Panel) -> Q:
    said = Recommendation.objects.filter(panel=panel).values_list("pk", flat=True)
    later = FollowUp.objects.filter(recommendation__panel=panel).values_list("pk", flat=True)
    refs = [Recommendation.ref_of(one) for one in said] + [FollowUp.ref_of(one) for one in later]
    return Q(thing__in=refs)


def register() -> None:
    gatherings.kind(
        "decisions.panel",
        gatherings.Kind(
            lambda panel: [Member.objects.filter(panel=panel)], _speech, _promises, ("person",)
        ),
    )
    gatherings.ends(_ended)
    gatherings.covered(_at_work)
