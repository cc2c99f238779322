"""What is asked about afterwards: things that have ended, of each kind who took part, and what is on the record of it.

An app above adds its kind with `kind(…)`, and says with `covered(…)` which meetings belong to a thing of its own that is
asked about as a whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q

from commonhall.consultations.askings.models import AnnulledAsking, AskingReport
from commonhall.consultations.conversations.models import (
    Conversation,
    Participant,
    Statement,
    StatementVote,
)
from commonhall.consultations.meetings.models import Meeting, Presence, SpeakingTurn
from commonhall.consultations.round_tables.models import Commitment, Position, RoundTable, Seat
from commonhall.core import refs
from commonhall.law.asking.models import Way

# Rows with `person` and `organisation`: who took part.
Came = Sequence[Any]
Amounts = Mapping[str, Sequence[float]]


@dataclass(frozen=True)
class Ended:
    """Something that has ended. at: when it was closed."""

    thing: str
    way: str
    unit: int
    body: int
    opened_on: date
    ended_on: date
    at: datetime


@dataclass(frozen=True)
class Kind:
    """came: querysets of rows that name who took part, by the fields `who`. amounts: by what is shared out, how much of it
    each had. promises: what the body owes for it, as a condition on `law.Promise.thing`."""

    came: Callable[[Any], Came]
    amounts: Callable[[Any], Amounts]
    promises: Callable[[Any], Q]
    who: tuple[str, ...] = ("person", "organisation")


_kinds: dict[str, Kind] = {}
_ended: list[Callable[[datetime], Iterator[Ended]]] = []
_covered: list[Callable[[Sequence[str]], set[str]]] = []


def kind(label: str, one: Kind) -> None:
    """Say who takes part in things of a kind ("decisions.panel")."""
    _kinds[label] = one


def ends(found: Callable[[datetime], Iterator[Ended]]) -> None:
    """Say what has ended since a moment, besides what the law counts as asked."""
    if found not in _ended:
        _ended.append(found)


def covered(which: Callable[[Sequence[str]], set[str]]) -> None:
    """Say which of some lotteries belong to a thing that is asked about as a whole, so that its meetings are not."""
    if which not in _covered:
        _covered.append(which)


def of(thing: str) -> Kind:
    return _kinds[thing.partition(":")[0]]


def ended_since(moment: datetime) -> Iterator[Ended]:
    """Everything that ended since then and is asked about, oldest first within each kind."""
    yield from _asked_since(moment)
    for found in _ended:
        yield from found(moment)


WAYS = (Way.CONVERSATION, Way.ROUND_TABLE, Way.MEETING, Way.PANEL)


def _asked_since(moment: datetime) -> Iterator[Ended]:
    """Conversations, round tables that a body convened, and meetings: when they close, the law counts who came."""
    reports = list(AskingReport.objects.filter(at__gte=moment, way__in=WAYS).order_by("pk"))
    names = [one.asking for one in reports]
    out = set(AnnulledAsking.objects.filter(asking__in=names).values_list("asking", flat=True))
    out |= _part_of_another(names)
    for one in reports:
        if one.asking not in out:
            yield Ended(
                one.asking,
                one.way,
                one.unit_id,
                one.body_id,
                one.opened_on,
                one.closes_on,
                one.at,
            )


def _part_of_another(names: Sequence[str]) -> set[str]:
    numbers = [
        int(one.rpartition(":")[2]) for one in names if one.startswith("consultations.meeting:")
    ]
    panels = dict(
        Meeting.objects.filter(pk__in=numbers).exclude(panel="").values_list("pk", "panel")
    )
    whole = {lot for which in _covered for lot in which(sorted(set(panels.values())))}
    return {Meeting.ref_of(number) for number, lot in panels.items() if lot in whole}


def thing_of(ref: str) -> Any:
    """The thing itself; None where it cannot be read."""
    return refs.thing(ref)


# --- who took part, and how much each had ---------------------------------------------------------
def _by_subject(rows: Any, amount: Callable[[Any], float]) -> list[float]:
    """What each person, organisation or office had; rows: (person, organisation, office, …)."""
    found: dict[tuple[Any, ...], float] = {}
    for row in rows:
        found[row[:3]] = found.get(row[:3], 0.0) + amount(row)
    return list(found.values())


SUBJECT = ("person", "organisation", "office")


def _conversation_came(thing: Conversation) -> Came:
    voted = StatementVote.objects.filter(participant__conversation=thing).exclude(value=None)
    return [
        Participant.objects.filter(conversation=thing, pk__in=voted.values("participant")),
        Statement.objects.filter(conversation=thing, reported=False).exclude(
            state=Statement.State.HIDDEN
        ),
    ]


def _conversation_amounts(thing: Conversation) -> Amounts:
    votes: dict[int, float] = dict.fromkeys(
        Participant.objects.filter(conversation=thing).values_list("pk", flat=True), 0.0
    )
    cast = StatementVote.objects.filter(conversation=thing).exclude(value=None).order_by()
    for participant in cast.values_list("participant", flat=True).iterator(chunk_size=5000):
        votes[participant] += 1
    wrote = Statement.objects.filter(conversation=thing, reported=False).values_list(*SUBJECT)
    return {"votes": list(votes.values()), "statements": _by_subject(wrote, lambda _row: 1.0)}


def _table_came(thing: RoundTable) -> Came:
    said = Position.objects.filter(item__table=thing).values("seat")
    return [Seat.objects.filter(table=thing, pk__in=said)]


def _table_amounts(thing: RoundTable) -> Amounts:
    said = dict.fromkeys(
        Seat.objects.filter(table=thing, left_at=None).values_list("pk", flat=True), 0.0
    )
    for seat in Position.objects.filter(item__table=thing).values_list("seat", flat=True):
        said[seat] = said.get(seat, 0.0) + 1
    return {"positions": list(said.values())}


def _table_promises(thing: RoundTable) -> Q:
    rows = Commitment.objects.filter(agreement__item__table=thing).values_list("pk", flat=True)
    return Q(thing__in=[Commitment.ref_of(one) for one in rows])


def _meeting_came(thing: Meeting) -> Came:
    return [Presence.objects.filter(meeting=thing)]


def speech_at(meetings: Sequence[Meeting]) -> list[float]:
    """Seconds of speech of each who was there, those who said nothing with none."""
    present = Presence.objects.filter(meeting__in=meetings).values_list(*SUBJECT)
    found = dict.fromkeys(present, 0.0)
    turns = SpeakingTurn.objects.filter(meeting__in=meetings, ended_at__isnull=False)
    for *who, began, ended in turns.exclude(began_at=None).values_list(
        *SUBJECT, "began_at", "ended_at"
    ):
        found[tuple(who)] = found.get(tuple(who), 0.0) + max(0.0, (ended - began).total_seconds())
    return list(found.values()) if any(found.values()) else []


def register() -> None:
    kind(
        "consultations.conversation",
        Kind(_conversation_came, _conversation_amounts, lambda thing: Q(thing=thing.ref)),
    )
    kind("consultations.roundtable", Kind(_table_came, _table_amounts, _table_promises))
    kind(
        "consultations.meeting",
        Kind(
            _meeting_came,
            lambda thing: {"speech": speech_at([thing])},
            lambda thing: Q(thing=thing.ref),
        ),
    )
