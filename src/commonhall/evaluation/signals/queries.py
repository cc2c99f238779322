"""Questions about early warning."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from commonhall.cases.cases.models import Case
from commonhall.cases.cases.queries import visible
from commonhall.cases.categories.models import Category
from commonhall.cases.categories.queries import competent_body
from commonhall.cases.sources.models import Source
from commonhall.core.refusals import BadInput
from commonhall.evaluation.signals.models import Signal
from commonhall.people.bodies.models import Body
from commonhall.places.models import Unit
from commonhall.ui import hall

POWER = "answer-signals"
DUTY = "answer-signals"
# What was told is not told again for so long.
QUIET = timedelta(weeks=8)
State, Answer = Signal.State, Signal.Answer


def signals(state: str = "", body: str = "") -> QuerySet[Signal]:
    """Signals with what a list shows of them; order and page are the caller's."""
    rows = Signal.objects.select_related("unit", "category", "body", "source")
    if state:
        rows = rows.filter(state=state)
    return rows.filter(body__code=body) if body else rows


@dataclass(frozen=True)
class Precision:
    """How often a signal meant something, as the bodies answered: `something` of `answered`."""

    answered: int
    something: int
    waiting: int


def precision() -> Precision:
    found = Signal.objects.aggregate(
        answered=Count("pk", filter=Q(state=State.ANSWERED)),
        separate=Count("pk", filter=Q(answer=Answer.SEPARATE)),
        waiting=Count("pk", filter=Q(state=State.WAITING)),
    )
    return Precision(found["answered"], found["answered"] - found["separate"], found["waiting"])


def known_since(last: date) -> set[tuple[int, int]]:
    """(place, category) told lately, or still waiting: the places round them too, whichever was told."""
    rows = Signal.objects.filter(Q(until__gte=last - QUIET) | Q(state=State.WAITING))
    return set(rows.values_list("unit", "category"))


def responsible(category: Category, unit: Unit) -> Body | None:
    """The body that answers such cases there; None: nobody does, so that no case can be raised either."""
    try:
        return competent_body(category, unit)
    except BadInput:
        return None


def counted_cases(signal: Signal) -> QuerySet[Case]:
    """The cases that were counted, as far as anybody may still read them."""
    return among(places_of(signal), signal.category_id, signal.since, signal.until)


def places_of(signal: Signal) -> list[Unit]:
    return list(Unit.objects.filter(code__in=signal.places).order_by("pk"))


def among(units: Iterable[Unit], category: int, since: date, until: date) -> QuerySet[Case]:
    """Public cases of a category raised in places, and in all that lies in them, from day to day."""
    inside = Q(pk__in=[])
    for unit in units:
        inside |= Q(unit__path__startswith=unit.path)
    zone = ZoneInfo(hall.time_zone())
    begins = timezone.make_aware(datetime.combine(since, time.min), zone)
    ends = timezone.make_aware(datetime.combine(until + timedelta(days=1), time.min), zone)
    return (
        visible()
        .exclude(channel=Case.Channel.ALARM)
        .filter(inside, category=category, raised_at__gte=begins, raised_at__lt=ends)
    )


def sources_of(bodies: Collection[int]) -> QuerySet[Source]:
    """Sources that could be the one: those of the body that are not gone."""
    return Source.objects.filter(body__in=bodies).exclude(state=Source.State.ENDED).order_by("-pk")
