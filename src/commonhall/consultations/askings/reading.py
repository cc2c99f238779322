"""What was asked about matters, told to the law: published reports, and what still runs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet, Value
from django.utils import timezone

from commonhall.consultations.askings import reports as reports_of
from commonhall.consultations.askings.models import (
    AnnulledAsking,
    AskingReport,
    NamedConcern,
    Told,
)
from commonhall.consultations.conversations.models import Conversation, Response
from commonhall.consultations.drafts.models import Amendment, Draft
from commonhall.consultations.meetings.models import Meeting, Point
from commonhall.consultations.round_tables.models import RoundTable
from commonhall.consultations.surveys.models import Survey
from commonhall.core import clock, refs
from commonhall.law.asking.models import Way
from commonhall.law.asking.readers import Asking, Named

MOST_REASONS = 5


def askings_about(matters: Sequence[str]) -> Iterator[Asking]:
    """Every asking about these matters; a few queries each kind, however many took part."""
    reports = list(
        AskingReport.objects.filter(Q(about__in=matters) | Q(asking__in=matters))
        .select_related("unit")
        .order_by("pk")
    )
    annulled = _annulled(reports)
    reports = [one for one in reports if one.asking not in annulled]
    running = list(_running(matters))
    known = refs.resolve([one.asking for one in reports] + [one.ref for _way, one in running])
    told = {one.asking: one.people for one in Told.objects.filter(asking__in=list(known))}
    became = _became(reports)
    for row in reports:
        taken_up, refused, reasons, answered = became[row.asking]
        yield Asking(
            way=row.way,
            ref=row.asking,
            matter=row.about,
            title=str(known[row.asking].title),
            url=known[row.asking].url,
            unit=row.unit_id,
            path=row.unit.path,
            body="",
            opened_on=row.opened_on,
            closes_on=row.closes_on,
            residents=row.residents,
            organisations=row.organisations,
            offices=row.offices,
            places=row.places,
            balanced=row.balanced,
            answered=answered,
            published_at=row.at,
            told=told.get(row.asking, 0),
            taken_up=taken_up,
            refused=refused,
            reasons=reasons,
        )
    today = clock.today()
    for way, thing in running:
        came = reports_of.COUNTS[way](thing, today)
        yield Asking(
            way=way,
            ref=thing.ref,
            matter=thing.about,
            title=str(known[thing.ref].title),
            url=known[thing.ref].url,
            unit=thing.unit_id,
            path=thing.unit.path,
            body="",
            opened_on=_opened(thing),
            closes_on=_closes(thing),
            residents=came.residents,
            organisations=came.organisations,
            offices=came.offices,
            places=came.places,
            balanced=came.balanced,
            answered=False,
            told=told.get(thing.ref, 0),
        )


def named_in(asking: str) -> Iterator[Named]:
    """Who was named as concerned by an asking, and on which day."""
    rows = NamedConcern.objects.filter(asking=asking).order_by("pk")
    for at, organisation in rows.values_list("at", "organisation_id"):
        yield Named(timezone.localdate(at), organisation)


def _annulled(reports: Iterable[AskingReport]) -> set[str]:
    """Askings that a review annulled, by which nobody counts as asked; what still ran then is over."""
    named = [one.asking for one in reports]
    rows = (
        AnnulledAsking.objects.filter(asking__in=named) if named else AnnulledAsking.objects.none()
    )
    return set(rows.values_list("asking", flat=True))


def _meetings() -> QuerySet[Meeting]:
    return Meeting.objects.filter(state=Meeting.State.ANNOUNCED, table=None)


RUNNING: dict[Way, Any] = {
    Way.CONVERSATION: lambda: Conversation.objects.filter(
        state=Conversation.State.OPEN, reported=False
    ),
    Way.DRAFT: lambda: Draft.objects.filter(state=Draft.State.OPEN),
    Way.ROUND_TABLE: lambda: RoundTable.objects.filter(
        state=RoundTable.State.OPEN, organisation=None
    ),
    Way.SURVEY: lambda: Survey.objects.filter(state=Survey.State.OPEN),
    Way.PANEL: lambda: _meetings().exclude(panel=""),
    Way.MEETING: lambda: _meetings().filter(panel=""),
}


def _running(matters: Sequence[str]) -> Iterator[tuple[Way, Any]]:
    """What still runs: one query finds of which kinds there are any, one more for each of these."""
    parts = [
        rows().filter(about__in=matters).values_list(Value(way.value), "pk").order_by()
        for way, rows in RUNNING.items()
    ]
    found = list(parts[0].union(*parts[1:], all=True))
    for way, rows in RUNNING.items():
        numbers = [number for kind, number in found if kind == way]
        if numbers:
            for thing in rows().filter(pk__in=numbers).select_related("unit").order_by("pk"):
                yield way, thing


def _opened(thing: Any) -> date:
    if isinstance(thing, Conversation):
        return thing.opens_on
    if isinstance(thing, Meeting):
        return thing.opened_on
    return timezone.localdate(thing.opens_at if isinstance(thing, Survey) else thing.at)


def _closes(thing: Any) -> date:
    if isinstance(thing, Survey):
        return timezone.localdate(thing.closes_at)
    if isinstance(thing, Meeting):
        return thing.held_on
    return getattr(thing, "closes_on", None) or clock.today()


def _became(reports: Iterable[AskingReport]) -> dict[str, tuple[int, int, list[Any], bool]]:
    """(taken up, refused, some reasons, was all of it answered) of each report's asking."""
    found: dict[str, tuple[int, int, list[Any], bool]] = {
        one.asking: (0, 0, [], True) for one in reports
    }
    ids = {
        way: [int(one.asking.partition(":")[2]) for one in reports if one.way == way]
        for way in (Way.CONVERSATION, Way.DRAFT, Way.SURVEY, Way.PANEL, Way.MEETING)
    }
    if numbers := ids[Way.SURVEY]:
        waiting = Survey.objects.filter(pk__in=numbers, answered_on=None).exclude(due_on=None)
        for number in waiting.values_list("pk", flat=True):
            found[Survey.ref_of(number)] = (0, 0, [], False)
    if numbers := ids[Way.PANEL] + ids[Way.MEETING]:
        _of_meetings(found, numbers)
    if numbers := ids[Way.CONVERSATION]:
        _of_conversations(found, numbers)
    if numbers := ids[Way.DRAFT]:
        states = Amendment.State
        counted = (
            Amendment.objects.filter(paragraph__draft__in=numbers)
            .values_list("paragraph__draft")
            .annotate(
                up=Count("pk", filter=Q(state=states.TAKEN_UP)),
                no=Count("pk", filter=Q(state=states.REFUSED)),
            )
            .order_by()
        )
        for number, taken_up, refused in counted:
            found[Draft.ref_of(number)] = (taken_up, refused, [], True)
    return found


def _of_meetings(found: dict[str, Any], numbers: list[int]) -> None:
    said: dict[int, list[Point]] = {number: [] for number in numbers}
    for one in Point.objects.filter(meeting__in=numbers).order_by("meeting", "place"):
        said[one.meeting_id].append(one)
    for number, points in said.items():
        answered = [one for one in points if one.verdict]
        refused = sum(one.verdict == Response.Verdict.REFUSED for one in answered)
        reasons = [(one.get_verdict_display(), one.answer) for one in answered[:MOST_REASONS]]
        found[Meeting.ref_of(number)] = (
            len(answered) - refused,
            refused,
            reasons,
            len(answered) == len(points),
        )


def _of_conversations(found: dict[str, Any], numbers: list[int]) -> None:
    answered = set(
        Conversation.objects.filter(pk__in=numbers, state=Conversation.State.ANSWERED).values_list(
            "pk", flat=True
        )
    )
    said: dict[int, list[Response]] = {number: [] for number in numbers}
    for one in Response.objects.filter(conversation__in=numbers).order_by("pk"):
        said[one.conversation_id].append(one)
    for number, responses in said.items():
        refused = sum(one.verdict == Response.Verdict.REFUSED for one in responses)
        reasons = [(one.get_verdict_display(), one.text) for one in responses[:MOST_REASONS]]
        found[Conversation.ref_of(number)] = (
            len(responses) - refused,
            refused,
            reasons,
            number in answered,
        )
