"""Questions about call-backs."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from commonhall.cases.cases.models import Confirmation
from commonhall.cases.cases.queries import visible
from commonhall.core import clock
from commonhall.evaluation.call_backs import estimates
from commonhall.evaluation.call_backs.drawing import Row
from commonhall.evaluation.call_backs.models import CallBack, CallBackRound
from commonhall.evaluation.indicators import rates
from commonhall.law.instruments.models import Competence
from commonhall.law.queries import granted
from commonhall.people.residents.models import Person

POWER = "call-back"
JUDGED = (Confirmation.Verdict.SOLVED, Confirmation.Verdict.NOT_SOLVED)
Said = CallBackRound.Said


def all_rounds() -> QuerySet[CallBackRound]:
    """All rounds, the newest month first, with `waiting` and `reached`: how many calls stand there so."""
    waits, reached = Q(calls__state=CallBack.State.WAITING), Q(calls__state=CallBack.State.REACHED)
    rows = CallBackRound.objects.annotate(
        drawn=Count("calls"),
        waiting=Count("calls", filter=waits),
        reached=Count("calls", filter=reached),
    )
    return rows.order_by("-month")


def anybody_calls() -> bool:
    """Does the law name a body that calls back?"""
    rows = Competence.objects.filter(granted(clock.today()), power=POWER, body__ended_on=None)
    return bool(rows.exists())


def finished(month: date) -> list[Row]:
    """The cases reported done in a month whose people can be asked: (case, body that answered, what they had said).

    Not confidential ones: a call might be overheard, or reach the wrong person.
    """
    facts = [one for one in rates.collect(rates.month_of(month)) if one.done]
    with_people = set(
        visible()
        .filter(pk__in=[one.case for one in facts])
        .exclude(person=None)
        .values_list("pk", flat=True)
    )
    said = _said(with_people)
    return [
        (one.case, one.body, said.get(one.case, Said.NOTHING.value))
        for one in facts
        if one.case in with_people
    ]


def _said(cases: Collection[int]) -> dict[int, str]:
    """What was said last of each case's result."""
    rows = Confirmation.objects.filter(case__in=cases, verdict__in=JUDGED).order_by("pk")
    return dict(rows.values_list("case", "verdict"))


def calls(of: CallBackRound) -> QuerySet[CallBack]:
    """The calls that are still to be made."""
    rows: QuerySet[CallBack] = CallBack.objects.filter(round=of, state=CallBack.State.WAITING)
    return rows.select_related("case", "body")


def is_over(of: CallBackRound) -> bool:
    """Are all calls of a drawn round made, or is its last day over?"""
    return of.is_over(clock.today()) or not calls(of).exists()


def next_call(of: CallBackRound, after: CallBack | None = None) -> CallBack | None:
    """Whom to call next: who was tried least often."""
    rows = calls(of)
    if after is not None:
        rows = rows.exclude(pk=after.pk)
    return rows.order_by("tries", "pk").first()


def contact(call: CallBack) -> list[tuple[str, str]]:
    """How the person who raised the case can be reached: (phone or mail, value); for callers alone."""
    person: Person | None = call.case.person
    if person is None:
        return []
    mail = person.account.email if person.account else ""
    return [(kind, value) for kind, value in (("phone", person.phone), ("mail", mail)) if value]


def results(of: CallBackRound) -> list[estimates.Found]:
    """What is told of everybody and of each body."""
    yes: dict[str, bool | None] = {"yes": True, "no": False}
    rows: list[Any] = list(
        CallBack.objects.filter(round=of).values_list(
            "case", "body", "said", "state", "verdict", "contacted", "satisfied"
        )
    )
    called = [
        estimates.Called(
            case,
            body,
            said,
            state == CallBack.State.REACHED,
            verdict == CallBack.Verdict.SOLVED,
            yes.get(contacted),
            None if not satisfied else satisfied != "no",
        )
        for case, body, said, state, verdict, contacted, satisfied in rows
    ]
    return estimates.found([(row[0], row[1], row[2]) for row in of.cases], called)
