"""Asking about elections and motions; what is secret cannot be asked here at all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from commonhall.acts.imports import open_runs
from commonhall.acts.prepared import Prepared, insert_once, write
from commonhall.decide import counting, draws
from commonhall.decide.counting import OptionRow, Terms
from commonhall.decide.models import (
    Application,
    CastBallot,
    Election,
    Envelope,
    Lottery,
    Motion,
    Option,
    Portfolio,
    Ticket,
)
from commonhall.look.text import MINOR_DIGITS
from commonhall.people.actors import in_force, in_term
from commonhall.people.models import Interest, Office, OfficeTerm, Verification
from commonhall.places.models import Unit
from commonhall.places.queries import ancestors, unit_by_id
from commonhall.record.models import Checkpoint, Leaf


def elections() -> QuerySet[Election]:
    """Elections anybody may see: drafts too, but none of an import that is being written."""
    rows: QuerySet[Election] = Election.objects.select_related("unit", "body")
    hidden = open_runs()
    return rows.filter(Q(run=None) | ~Q(run__in=hidden)) if hidden else rows


def counted(rows: QuerySet[Election]) -> QuerySet[Election]:
    """With `handed_in`: how many envelopes lie there now."""
    return rows.annotate(handed_in=Count("envelopes"))


def options(election: Election) -> QuerySet[Option]:
    return election.options.select_related("unit").order_by("code")


def terms(election: Election) -> Terms:
    """How the election is counted."""
    return Terms(
        election.kind,
        election.form,
        election.rule,
        election.completion,
        election.budget,
        election.most,
        election.quorum,
        election.threshold,
        MINOR_DIGITS.get(election.money, 2),
    )


def option_rows(rows: Iterable[Option]) -> list[OptionRow]:
    """Options as the count sees them; their `unit` fetched before."""
    return [
        OptionRow(row.code, row.cost, row.unit.code if row.unit else "", row.category)
        for row in rows
    ]


# --- who may vote ---------------------------------------------------------------------------------
def _residents(election: Election | Lottery, day: date) -> QuerySet[Verification]:
    return Verification.objects.filter(
        starts__lte=day, ends__gte=day, unit__path__startswith=election.unit.path
    ).exclude(person=None)


def eligible(election: Election, day: date) -> int:
    """How many confirmed residents live in the election's place."""
    return int(_residents(election, day).values("person").distinct().count())


_VERIFIED: Prepared[Verification] = Prepared(
    lambda person: Verification.objects.filter(person=person).order_by("-starts", "-pk"), person=0
)


def _homes(person: int, election: Election | Lottery) -> list[tuple[Verification, Unit]]:
    """Where in the election's place somebody was confirmed to live, the newest first."""
    place = unit_by_id(election.unit_id)
    found = [(row, unit_by_id(row.unit_id)) for row in _VERIFIED.rows(person=person)]
    return [(row, unit) for row, unit in found if unit.path.startswith(place.path)]


def lives_there(person: int, election: Election | Lottery, at: datetime) -> bool:
    day = timezone.localdate(at)
    return any(row.starts <= day <= row.ends for row, _unit in _homes(person, election))


def group_of(person: int, election: Election) -> str:
    """The coarse group a ballot carries: the part of the election's place where the voter lives."""
    homes = _homes(person, election)
    if not homes or homes[0][1].pk == election.unit_id:
        return ""
    # The units on the way to the home; the one after the election's own is the part of it.
    way = ancestors(homes[0][1])
    return unit_by_id(way[way.index(election.unit_id) + 1]).code


# --- envelopes ------------------------------------------------------------------------------------
_BALLOT: Prepared[Option] = Prepared(
    lambda election: Option.objects.filter(election=election, withdrawn=False), election=0
)
_ENVELOPE: Prepared[Envelope] = Prepared(
    lambda election, person: Envelope.objects.filter(election=election, person=person),
    election=0, person=0,
)  # fmt: skip


def on_ballot(election: Election) -> set[str]:
    """The codes one may choose."""
    return {row.code for row in _BALLOT.rows(election=election.pk)}


def hand_in(election: Election, person: int, sealed: bytes) -> None:
    """Put in the only envelope of somebody, in the place of the one before."""
    envelope = Envelope(election=election, person_id=person, sealed=sealed)
    if not insert_once(envelope):
        before = _ENVELOPE.for_update(election=election.pk, person=person)[0]
        before.sealed = sealed
        write(before)


def has_voted(person: int, election: Election) -> bool:
    return bool(person) and election.envelopes.filter(person_id=person).exists()


def turnout(election: Election) -> int:
    """Envelopes handed in so far, or ballots counted."""
    return int(election.envelopes.count())


# --- results --------------------------------------------------------------------------------------
def published(election: Election) -> list[Any]:
    """The choices of all published ballots, by tracker."""
    return list(election.ballots.order_by("tracker").values_list("choices", flat=True))


def recount(election: Election) -> dict[str, Any]:
    """Count the published ballots again, from nothing but what is published."""
    rows = option_rows(options(election).filter(withdrawn=False))
    return counting.count(terms(election), rows, published(election))


def ballot(election: Election, tracker: str) -> CastBallot | None:
    return election.ballots.filter(tracker=tracker).first()


def turnout_by_group(election: Election) -> list[tuple[str, int]]:
    """Published ballots by coarse group, with the group's name."""
    rows = election.ballots.values_list("group").annotate(count=Count("pk")).order_by("group")
    counted: Counter[str] = Counter(dict(rows))
    names = {unit.code: unit.name for unit in Unit.objects.filter(code__in=list(counted))}
    return [(names.get(code, code), number) for code, number in sorted(counted.items()) if code]


# --- lotteries ------------------------------------------------------------------------------------
def lotteries() -> QuerySet[Lottery]:
    return Lottery.objects.select_related("unit", "body")


def entered(rows: QuerySet[Lottery]) -> QuerySet[Lottery]:
    """With `entered`: how many applications lie there now."""
    return rows.annotate(entered=Count("applications"))


def application(person: int, lottery: Lottery) -> Application | None:
    """What a person handed in; None without one."""
    return lottery.applications.filter(person_id=person).first() if person else None


def ticket_of(person: int, lottery: Lottery) -> Ticket | None:
    """A person's ticket on the frozen list."""
    mine = application(person, lottery)
    return lottery.tickets.filter(code=mine.code).first() if mine else None


def applied(lottery: Lottery) -> int:
    """How many have applied so far, or stand on the frozen list."""
    return lottery.tickets_count if lottery.root else int(lottery.applications.count())


def seed_checkpoint(lottery: Lottery) -> Checkpoint | None:
    """The first checkpoint that covers the entry after which the seed counts; None while there is none."""
    leaf = (
        Leaf.objects.filter(entry_id=UUID(lottery.ready_in)).first() if lottery.ready_in else None
    )
    if leaf is None:
        return None
    rows = Checkpoint.objects.select_related("log").order_by("pk")
    # A log that was closed by a restore signs no more; the next one's first checkpoint counts then.
    return (
        rows.filter(log=leaf.log_id, size__gt=leaf.index).first()
        or rows.filter(log__gt=leaf.log_id).first()
    )


def chances_of(lottery: Lottery) -> dict[str, Any] | None:
    found = Portfolio.objects.filter(lottery=lottery).first()
    return found.content if found else None


def published_draw(lottery: Lottery) -> dict[str, Any]:
    """The published form of a frozen lottery, from which anybody draws again."""
    rows = lottery.tickets.order_by("code").values("code", "kind", "place", "points", "household")
    return draws.published(vars(lottery), [draws.Row(**row) for row in rows], chances_of(lottery))


# --- motions --------------------------------------------------------------------------------------
def motions() -> QuerySet[Motion]:
    return Motion.objects.select_related("body", "unit")


def roll_call(motion: Motion) -> tuple[int, int, int, int]:
    """(yes, no, abstained, how many offices may vote: filled ones of the body, less the recused)."""
    said = Counter(motion.votes.values_list("choice", flat=True))
    return said["yes"], said["no"], said["abstain"], len(voters(motion))


def voters(motion: Motion) -> list[Office]:
    """Offices of the body that are filled today by somebody without an interest in the matter."""
    day = timezone.localdate()
    terms_now = OfficeTerm.objects.filter(in_term(day), office__body_id=motion.body_id)
    seats = list(terms_now.select_related("office").order_by("office_id"))
    concerned = [motion.about, motion.ref, Unit.ref_of(motion.unit_id)]
    interested = set(
        Interest.objects.filter(
            in_force(day),
            person_id__in=[seat.person_id for seat in seats],
            target__in=concerned,
        ).values_list("person_id", flat=True)
    )
    return [seat.office for seat in seats if seat.person_id not in interested]


def recused(motion: Motion) -> list[Office]:
    """Offices of the body whose holder has a declared interest in the matter."""
    day = timezone.localdate()
    sitting = OfficeTerm.objects.filter(in_term(day), office__body_id=motion.body_id)
    fit = {office.pk for office in voters(motion)}
    return [seat.office for seat in sitting.select_related("office") if seat.office_id not in fit]


@dataclass(frozen=True)
class Decided:
    """Something that was decided: a vote counted, a decision taken by a body, a lottery drawn."""

    at: datetime
    thing: Election | Motion | Lottery

    @property
    def by(self) -> Any:
        """Who decided it: a body, or what kind of vote or lottery it was."""
        thing = self.thing
        return thing.body.name if isinstance(thing, Motion) else thing.get_kind_display()


def decided(since: datetime, until: datetime | None = None, most: int = 200) -> list[Decided]:
    """What was decided since a moment, or between two, newest first; three queries."""
    until = until or datetime.max.replace(tzinfo=since.tzinfo)
    votes = elections().filter(counted_at__gte=since, counted_at__lt=until)
    taken = motions().filter(decided_at__gte=since, decided_at__lt=until)
    drawn = lotteries().filter(drawn_at__gte=since, drawn_at__lt=until)
    dated: list[tuple[datetime | None, Any]] = [
        *((one.counted_at, one) for one in votes.order_by("-counted_at")[:most]),
        *((one.decided_at, one) for one in taken.order_by("-decided_at")[:most]),
        *((one.drawn_at, one) for one in drawn.order_by("-drawn_at")[:most]),
    ]
    found = [Decided(at, one) for at, one in dated if at is not None]
    return sorted(found, key=lambda one: one.at, reverse=True)[:most]


def newest_decided(count: int) -> Sequence[Motion]:
    return list(motions().exclude(decided_at=None).order_by("-decided_at")[:count])


def place_names(codes: list[str]) -> dict[str, str]:
    return {unit.code: unit.name for unit in Unit.objects.filter(code__in=codes)}
