"""Questions about sittings."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from commonhall.core import clock
from commonhall.decisions.motions import conclusions, majorities
from commonhall.decisions.motions import queries as motion_queries
from commonhall.decisions.motions.models import Motion, RollCallVote
from commonhall.decisions.sittings.models import PutOff, Sitting
from commonhall.people.bodies.models import Office


def sittings() -> QuerySet[Sitting]:
    return Sitting.objects.select_related("body", "clerk")


@dataclass(frozen=True)
class AgendaRow:
    """A motion on the agenda with its roll-call. own: how the office that looks has voted, "" if it has not; votes: each
    office with how it voted; up, down: the numbers of all motions in the order with this one moved."""

    motion: Motion
    votes: list[tuple[Office, str]]
    own: str
    up: str = ""
    down: str = ""

    @property
    def said(self) -> Counter[str]:
        return Counter(choice for _office, choice in self.votes)


@dataclass(frozen=True)
class Now:
    """What is decided at this moment: the first matter on the agenda that is not decided yet.

    waiting: amendments that are voted on first. silent: who may vote and has not. needed: how many must.
    """

    row: AgendaRow
    silent: list[Office]
    recused: list[Office]
    needed: int
    waiting: int
    ready: bool


def agenda(sitting: Sitting, office: int | None) -> list[AgendaRow]:
    """What stands on the agenda, in order; two queries however much it is."""
    rows = sitting.motions.select_related("body", "unit", "sitting", "urgent")
    motions = list(rows.order_by("order", "pk"))
    current = {one.pk: (one.reading, one.wording) for one in motions}
    said: dict[int, list[tuple[Office, str]]] = {one.pk: [] for one in motions}
    votes = RollCallVote.objects.filter(motion__in=motions).select_related("office")
    for vote in votes.order_by("office__code"):
        if (vote.reading, vote.wording) == current[vote.motion_id]:
            said[vote.motion_id].append((vote.office, vote.choice))
    still = [one.pk for one in motions if one.state == Motion.State.OPEN]
    return [
        AgendaRow(
            one,
            said[one.pk],
            next((choice for who, choice in said[one.pk] if who.pk == office), ""),
            _moved(still, one.pk, -1),
            _moved(still, one.pk, 1),
        )
        for one in motions
    ]


def _moved(order: list[int], number: int, by: int) -> str:
    """All numbers in the order with one moved; "" where it cannot be."""
    if number not in order or not 0 <= order.index(number) + by < len(order):
        return ""
    place, new = order.index(number), list(order)
    new[place], new[place + by] = new[place + by], new[place]
    return " ".join(map(str, new))


def now(sitting: Sitting, rows: list[AgendaRow]) -> Now | None:
    """What is decided at this moment; None where the sitting is not open, or all is decided."""
    row = next((one for one in rows if one.motion.state == Motion.State.OPEN), None)
    if row is None or sitting.state != Sitting.State.OPEN:
        return None
    motion = row.motion
    present = motion_queries.sitting(motion)
    rule = motion_queries.rule_of(motion)
    said = {office.pk: choice for office, choice in row.votes}
    count = motion_queries.count_of(said, rule, present)
    waiting = motion.amendments.filter(state="open").count()
    since = motion.worded_at or motion.tabled_at
    return Now(
        row,
        [term.office for term in present.voters if term.office_id not in said],
        [term.office for term in present.recused],
        majorities.needed_votes(count, rule.quorum),
        waiting,
        not waiting and conclusions.may_conclude(motion, count, rule, since),
    )


@dataclass(frozen=True)
class Attending:
    """Who is there. quorum: of so many the body can decide, where no provision says otherwise."""

    there: list[Office]
    absent: list[Office]
    quorum: int

    @property
    def enough(self) -> bool:
        return len(self.there) >= self.quorum


def attending(sitting: Sitting) -> Attending:
    """Who is there, and who of those in office today is not."""
    noted = Q(pk__in=sitting.attendances.values("office"))
    if sitting.opened_at is not None:
        # Whoever votes while it is open is there, too.
        until = {"at__lte": sitting.closed_at} if sitting.closed_at else {}
        votes = RollCallVote.objects.filter(
            motion__sitting=sitting, at__gte=sitting.opened_at, **until
        )
        noted |= Q(pk__in=votes.values("office"))
    there = list(Office.objects.filter(noted).order_by("code"))
    known = {one.pk for one in there}
    terms = motion_queries.filled(sitting.body_id, clock.today())
    absent = [term.office for term in terms if term.office_id not in known]
    return Attending(there, absent, len(terms) // 2 + 1)


def waiting(sitting: Sitting) -> QuerySet[Motion]:
    """Motions before the body that stand on no agenda, oldest first."""
    return Motion.objects.filter(
        body_id=sitting.body_id, state=Motion.State.OPEN, sitting=None
    ).order_by("pk")


def put_off(sitting: Sitting) -> list[PutOff]:
    """What was called and not decided, with its reason."""
    return list(sitting.put_off.select_related("motion").order_by("pk"))


def coming(body: int) -> QuerySet[Sitting]:
    """Sittings of a body that are called or open, the next first."""
    rows = sittings().filter(body=body, state__in=(Sitting.State.CALLED, Sitting.State.OPEN))
    return rows.order_by("starts_at", "pk")


def shown_in_calendars(day: date, **of: Any) -> QuerySet[Sitting]:
    """Sittings since a day, those called off among them, so that calendars strike them."""
    return sittings().filter(starts_at__date__gte=day, **of).order_by("starts_at", "pk")
