"""What the record says of how something was deliberated: evenness, both sides seen, who came, what changed.

Counted when the form closes, and kept with it. Nothing is told of fewer people than the hall tells of. Shares and indices
are whole numbers in ten-thousandths.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, F, Q
from django.utils import timezone

from commonhall.consultations.askings import reports
from commonhall.consultations.askings.models import FEWEST_TOLD
from commonhall.consultations.conversations.models import Conversation, Report, Showing
from commonhall.consultations.feedback import gatherings
from commonhall.consultations.feedback.models import Feedback
from commonhall.consultations.surveys.changes import between
from commonhall.consultations.surveys.counting import UNIT
from commonhall.consultations.surveys.models import SurveyResult
from commonhall.law.promises.models import Promise
from commonhall.law.queries import residents
from commonhall.methods.deliberation import evenness, representation, saw_every_side, told
from commonhall.places.models import Unit
from commonhall.ui import hall

MOST_CHANGES = 20
Measures = dict[str, Any]


def measured(feedback: Feedback) -> Measures:
    """All that can be said; what cannot is left out."""
    thing = gatherings.thing_of(feedback.thing)
    if thing is None:
        return {}
    found = {
        "evenness": _evenness(gatherings.of(feedback.thing).amounts(thing)),
        "sides": _sides(thing) if isinstance(thing, Conversation) else None,
        "places": _places(feedback, thing),
        "changes": _changes(feedback, thing),
    }
    return {name: said for name, said in found.items() if said}


def _whole(share: float) -> int:
    return round(share * UNIT)


def _evenness(amounts: gatherings.Amounts) -> list[dict[str, Any]]:
    found = []
    for name, each in sorted(amounts.items()):
        one = evenness(each) if len(each) >= FEWEST_TOLD else None
        if one is not None:
            found.append(
                {
                    "of": name,
                    "people": one.people,
                    "gini": _whole(one.gini),
                    "low": _whole(one.low),
                    "high": _whole(one.high),
                    "entropy": _whole(one.entropy),
                }
            )
    return found


def _sides(thing: Conversation) -> dict[str, int] | None:
    """The share of those who were shown statements and saw one that each opinion group agrees with."""
    report = Report.objects.filter(conversation=thing).first()
    groups = (report.content.get("groups") or []) if report else []
    says = [[int(one[0]) for one in group["says"] if one[1] == "agree"] for group in groups]
    shown = Showing.objects.filter(participant__conversation=thing)
    people = set(shown.values_list("participant", flat=True))
    if len(people) < FEWEST_TOLD or not all(says):
        return None
    seen = [
        set(shown.filter(statement__in=some).values_list("participant", flat=True)) for some in says
    ]
    one = saw_every_side(people, seen)
    if one is None:
        return None
    return {
        "share": _whole(one.value),
        "low": _whole(one.low),
        "high": _whole(one.high),
        "people": one.size,
        "sides": len(seen),
    }


def _places(feedback: Feedback, thing: Any) -> dict[str, int] | None:
    """How those who came differ from the roll, by the parts of the place. Parts of which too few came to be told, and
    those who live in none, are one."""
    kind = gatherings.of(feedback.thing)
    rows = [one.values("person") for one in kind.came(thing)]
    came = reports.of_people(feedback.unit, feedback.ended_on, rows)
    within = list(
        Unit.objects.filter(path__startswith=feedback.unit.path, ended_on=None).order_by("pk")
    )
    parents = {one.parent_id for one in within}
    parts = [one.pk for one in within if one.pk not in parents and str(one.pk) in came.places]
    live = dict(
        residents(feedback.unit, feedback.ended_on)
        .order_by()
        .values_list("unit")
        .annotate(number=Count("person", distinct=True))
    )
    here = [came.places[str(one)] for one in parts]
    there = [live.get(one, 0) for one in parts]
    here.append(came.residents - sum(here))
    there.append(sum(live.values()) - sum(there))
    bins = [
        (sum(here[at] for at in group), sum(there[at] for at in group))
        for group in told(here, FEWEST_TOLD)
    ]
    bins = [pair for pair in bins if any(pair)]
    found = representation([one for one, _all in bins], [every for _one, every in bins])
    if found is None or found.people < FEWEST_TOLD:
        return None
    return {
        "index": _whole(found.index),
        "usual": _whole(found.usual),
        "most": _whole(found.most),
        "chance": _whole(found.chance),
        "people": found.people,
        "groups": len(bins),
    }


def _changes(feedback: Feedback, thing: Any) -> list[dict[str, Any]]:
    """What surveys about it, or about its matter, said before it began and after it had ended."""
    about = [one for one in (feedback.thing, getattr(thing, "about", "")) if one]
    zone = ZoneInfo(hall.time_zone())
    rows = list(
        SurveyResult.objects.filter(survey__about__in=about)
        .select_related("survey")
        .order_by("survey__series", "survey__wave")
    )
    series: dict[str, dict[str, SurveyResult]] = {}
    for row in rows:
        closed, opened = row.survey.closed_at, row.survey.opens_at
        if closed is not None and closed < _start(feedback.opened_on, zone):
            series.setdefault(row.survey.series, {})["before"] = row
        elif opened >= _start(feedback.ended_on, zone):
            series.setdefault(row.survey.series, {}).setdefault("after", row)
    found = []
    for _name, two in sorted(series.items()):
        if len(two) == 2:
            found += _between(two)
    return found[:MOST_CHANGES]


def _start(day: date, zone: ZoneInfo) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min), zone)


def _between(two: Mapping[str, SurveyResult]) -> list[dict[str, Any]]:
    before, after = two["before"], two["after"]
    words = {one["code"]: one["names"] for one in after.survey.questions}
    return [
        {
            "before": before.survey_id,
            "after": after.survey_id,
            "names": words[one.question],
            "answer": one.answer,
            "kind": one.kind,
            "change": _whole(one.value),
            "low": _whole(one.low),
            "high": _whole(one.high),
            "clear": one.clear,
        }
        for one in between(
            (before.survey.questions, before.estimates), (after.survey.questions, after.estimates)
        )
    ]


def owed(feedback: Feedback, today: date) -> dict[str, int] | None:
    """Answers that the body owes for it: given in time, afterwards, not yet, and overdue; as it stands today."""
    thing = gatherings.thing_of(feedback.thing)
    if thing is None:
        return None
    rows = Promise.objects.filter(gatherings.of(feedback.thing).promises(thing), withdrawn_on=None)
    done = Q(kept_on__isnull=False, undone_on=None)
    found = rows.aggregate(
        all=Count("pk"),
        in_time=Count("pk", filter=done & Q(kept_on__lte=F("first_on"))),
        late=Count("pk", filter=done & Q(kept_on__gt=F("first_on"))),
        overdue=Count("pk", filter=~done & Q(first_on__lt=today)),
    )
    return found if found["all"] else None
