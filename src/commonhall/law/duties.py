"""Duties with a deadline, and how well each body kept them.

The law knows its own duties; an app above says how its duty is kept:

    duties.measure("answer-cases", _("Answer cases"), "answer-cases", kept)
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, Q
from django.db.models.functions import TruncDate
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonhall.law import queries
from commonhall.law.appeals.models import Appeal
from commonhall.law.challenges.models import Challenge
from commonhall.law.instruments.models import Competence, Deadline, Provision
from commonhall.law.recalls.models import Recall
from commonhall.people.bodies.models import Body


@dataclass(frozen=True)
class Kept:
    """How a body kept a duty: done in time, done late, still to do, of which overdue."""

    in_time: int = 0
    late: int = 0
    waiting: int = 0
    overdue: int = 0


Measure = Callable[[Body, date], Kept]


@dataclass(frozen=True)
class Duty:
    """A duty: its label, the power whose holders owe it, and how its keeping is measured."""

    code: str
    label: Any
    power: str
    measure: Measure | None = None


_duties: dict[str, Duty] = {}
_matters: dict[str, Callable[[], list[tuple[str, Any]]]] = {}
# Duties whose matters are the same in every hall.
CHARTERED: set[str] = set()
# Days that run for residents, or before a body acts: nobody owes them, but the law sets them, too.
TIMES = {
    "appeal": _("Time to appeal"),
    "sign-recall": _("Time to sign a petition for recall"),
    "vote-on-recall": _("Time in which residents vote on a recall that was put to them"),
    "ask-those-concerned": _("Time to ask those concerned"),
    "review-rule": _("Time to review a new rule"),
    "end-rule": _("Time until a new rule ends, unless renewed"),
    "object-to-rule": _("Time for the reviewer to object to a rule"),
    "hear-reviewer": _("Time for a reviewer to answer before being removed"),
    "stop-result": _("Longest time for which a late or court decision stops an election result"),
    "recuse-after": _("Time for which an interest that has ended still counts"),
    "hold-mandate": _("Longest mandate or term of office"),
}
# Of these, the days that a kind of subject must keep.
KEPT_BY: dict[str, str] = {}
# Of these, the days that bind whoever holds power, and not people: a rule may make them shorter.
BINDING = {"review-rule", "end-rule", "hold-mandate", "vote-on-recall"}


def measure(code: str, label: Any, power: str, kept: Measure | None = None) -> None:
    """Say what a duty is called, who owes it, and how one can tell whether it is kept."""
    _duties[code] = Duty(code, label, power, kept)


def owed_by(power: str) -> set[str]:
    """The duties of whoever holds a power."""
    return {code for code, duty in _duties.items() if duty.power == power}


def time(code: str, label: Any, kept_by: str = "") -> None:
    """Say what days are called that no body owes and an app above asks the law for.

    kept_by: the kind of subject that must keep them, such as "organisation".
    """
    TIMES[code] = label
    if kept_by:
        KEPT_BY[code] = kept_by


def label(code: str, matter: str = "", named: Mapping[str, Any] | None = None) -> Any:
    """What a duty, or a time that runs for people, is called; matter: what its days are for alone.

    named: matters by code, where they are known already.
    """
    called = _duties[code].label if code in _duties else TIMES.get(code, code)
    if not matter:
        return called
    names = dict(divided(code)) if named is None else named
    return gettext("%(duty)s: %(matter)s") % {"duty": called, "matter": names.get(matter, matter)}


def divide(
    code: str, matters_of: Callable[[], list[tuple[str, Any]]], in_charters: bool = False
) -> None:
    """Say for which matters the law may set other days for a duty: code and name of each.

    in_charters: the matters are the same in every hall, so that a charter can name them.
    """
    _matters[code] = matters_of
    if in_charters:
        CHARTERED.add(code)


def divided(code: str = "") -> list[tuple[str, Any]]:
    """Matters for which days can be set alone, of one duty or of all."""
    found = [_matters[code]] if code in _matters else [] if code else list(_matters.values())
    return [one for matters_of in found for one in matters_of()]


def with_deadline() -> list[tuple[str, Any]]:
    """All for which the law can set a number of days, with what they are called."""
    return sorted((code, label(code)) for code in [*_duties, *TIMES])


@dataclass(frozen=True)
class Owed:
    """A duty of a body as the law sets it today."""

    duty: Duty
    days: int
    working: bool
    provision: Provision
    kept: Kept | None


def of_body(body: Body, today: date, held: set[str] | None = None) -> list[Owed]:
    """The duties a body owes by the powers it holds; the strictest deadline of each.

    held: its powers where they are known already; how the duties were kept is then not counted.
    """
    counted = held is None
    if held is None:
        mine = Competence.objects.filter(queries.granted(today), body=body)
        held = set(mine.values_list("power", flat=True))
    rows = Deadline.objects.filter(queries.granted(today), matter="").order_by("days", "pk")
    strictest: dict[str, Deadline] = {}
    for row in rows.select_related("provision__instrument"):
        strictest.setdefault(row.duty, row)
    return [
        Owed(
            duty,
            row.days,
            row.working,
            row.provision,
            duty.measure(body, today) if duty.measure and counted else None,
        )
        for code, row in sorted(strictest.items())
        if (duty := _duties.get(code)) is not None and duty.power in held
    ]


def counted(rows: Any, today: date) -> Kept:
    """How demands with `due_on` and `decided_at` were answered; one query."""
    done = Q(decided_at__isnull=False)
    timely = Q(due_on=None) | Q(day__lte=F("due_on"))
    found = rows.annotate(day=TruncDate("decided_at")).aggregate(
        in_time=Count("pk", filter=done & timely),
        late=Count("pk", filter=done & ~timely),
        waiting=Count("pk", filter=~done),
        overdue=Count("pk", filter=~done & Q(due_on__lt=today)),
    )
    return Kept(**found)


def _appeals(body: Body, today: date) -> Kept:
    # An appeal is owed by every body that may review and had no part.
    waiting = Q(decided_by=None) & ~Q(body=body)
    return counted(Appeal.objects.filter(Q(decided_by=body) | waiting), today)


def _decided_anew(body: Body, today: date) -> Kept:
    """What a body owes after reviews, and whether it did it by the day."""
    done, timely = Q(anew_on__isnull=False), Q(anew_by=None) | Q(anew_on__lte=F("anew_by"))
    rows = Appeal.objects.filter(body=body, anew_by__isnull=False)
    found = rows.aggregate(
        in_time=Count("pk", filter=done & timely),
        late=Count("pk", filter=done & ~timely),
        waiting=Count("pk", filter=~done),
        overdue=Count("pk", filter=~done & Q(anew_by__lt=today)),
    )
    return Kept(**found)


def register() -> None:
    measure("decide-anew", _("Decide again what was sent back"), "decide-anew", _decided_anew)
    measure("decide-appeal", _("Decide appeals"), "review-decisions", _appeals)
    measure(
        "answer-challenge",
        _("Answer challenges to rules"),
        "adopt-local-rules",
        lambda body, today: counted(Challenge.objects.filter(body=body), today),
    )
    measure(
        "answer-supported-challenge",
        _("Answer challenges with enough support"),
        "adopt-local-rules",
    )
    measure(
        "answer-recall",
        _("Answer petitions for recall"),
        "give-mandates",
        lambda body, today: counted(Recall.objects.filter(body=body), today),
    )
