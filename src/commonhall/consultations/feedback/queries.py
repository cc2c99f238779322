"""Questions about feedback; what somebody answered cannot be asked here at all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from django.db.models import QuerySet

from commonhall.actions.actors import Actor
from commonhall.consultations.feedback import gatherings, keeping
from commonhall.consultations.feedback.models import Feedback, FeedbackGiven
from commonhall.consultations.feedback.questions import QUESTIONS
from commonhall.methods.deliberation import pooled

POWER = "ask-how-it-was"
# How many days the form is open.
DAYS = "give-feedback"
# What ended longer ago is not asked about any more.
LATEST = timedelta(days=7)
State = Feedback.State


def feedback(way: str = "", body: str = "") -> QuerySet[Feedback]:
    """Feedback with what a list shows of it; order and page are the caller's."""
    rows = Feedback.objects.select_related("unit", "body")
    if way:
        rows = rows.filter(way=way)
    return rows.filter(body__code=body) if body else rows


def _ids(thing: str, field: str) -> set[int]:
    """Persons or organisations that took part."""
    row = gatherings.thing_of(thing)
    if row is None or field not in gatherings.of(thing).who:
        return set()
    found: set[int] = set()
    for rows in gatherings.of(thing).came(row):
        found.update(rows.exclude(**{field: None}).values_list(field, flat=True))
    return found


def persons(thing: str) -> set[int]:
    return _ids(thing, "person")


def organisations(thing: str) -> set[int]:
    return _ids(thing, "organisation")


def number_of(thing: str) -> int:
    """How many people and organisations took part."""
    return len(persons(thing)) + len(organisations(thing))


def took_part(actor: Actor, one: Feedback) -> bool:
    """Did the actor, in the name in which they act, take part in what it is about?"""
    row = gatherings.thing_of(one.thing)
    wanted = keeping.who(actor)
    by = {field.removesuffix("_id") for field in wanted}
    if row is None or not any(wanted.values()) or not by <= set(gatherings.of(one.thing).who):
        return False
    return any(rows.filter(**wanted).exists() for rows in gatherings.of(one.thing).came(row))


def answered(actor: Actor, one: Feedback) -> bool:
    wanted = keeping.who(actor)
    return any(wanted.values()) and FeedbackGiven.objects.filter(feedback=one, **wanted).exists()


def of_thing(ref: str) -> Feedback | None:
    return Feedback.objects.filter(thing=ref).first()


def published(rows: QuerySet[Feedback] | None = None) -> QuerySet[Feedback]:
    """Closed forms that enough answered."""
    found = Feedback.objects.all() if rows is None else rows
    return found.filter(state=State.CLOSED).exclude(points={})


Counts = dict[str, list[int]]


def by_quarter(rows: Iterable[tuple[str, date, Counts]]) -> Iterator[tuple[str, date, Counts]]:
    """Counts of each group and quarter, added: (group, first day of the quarter, counts by question).

    Only what is published is added: nothing follows that was not told before.
    """
    found: dict[tuple[str, date], list[Counts]] = defaultdict(list)
    for group, day, counts in rows:
        found[group, date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)].append(counts)
    for (group, quarter), many in sorted(found.items()):
        yield group, quarter, added(many)


def added(many: Sequence[Counts]) -> Counts:
    """The same questions on several occasions, step by step."""
    codes = [code for code in QUESTIONS if any(code in one for one in many)]
    return {code: pooled(one[code] for one in many if code in one) for code in codes}
