"""Asking about elections and motions; what is secret cannot be asked here at all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from commonhall.actions.import_runs import open_runs
from commonhall.core.compiled_queries import CompiledQuery
from commonhall.core.money import digits
from commonhall.decisions.lotteries.models import Lottery
from commonhall.decisions.votes import counting
from commonhall.decisions.votes.counting import OptionRow, Terms
from commonhall.decisions.votes.models import CastBallot, Election, Envelope, Option
from commonhall.people.residents.models import Verification
from commonhall.places.models import Unit
from commonhall.places.queries import ancestors, unit_by_id


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
        digits(election.currency),
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


_VERIFIED: CompiledQuery[Verification] = CompiledQuery(
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
_BALLOT: CompiledQuery[Option] = CompiledQuery(
    lambda election: Option.objects.filter(election=election, withdrawn=False), election=0
)


def on_ballot(election: Election) -> set[str]:
    """The codes one may choose."""
    return {row.code for row in _BALLOT.rows(election=election.pk)}


def hand_in(election: Election, person: int, sealed: bytes) -> None:
    """Put in the only envelope of somebody, in the place of the one before."""
    Envelope.objects.bulk_create(
        [Envelope(election=election, person_id=person, sealed=sealed)],
        update_conflicts=True,
        unique_fields=["election", "person"],
        update_fields=["sealed"],
    )


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
