"""Who took part in an asking, as the law counts it: real, confirmed, without office, each once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q

from commonhall.actions.context import Context
from commonhall.consultations.askings.models import FEWEST_TOLD, AskingReport, NamedConcern
from commonhall.consultations.conversations.models import (
    Argument,
    Conversation,
    Statement,
    StatementVote,
)
from commonhall.consultations.drafts.models import Amendment, Comment, Draft
from commonhall.consultations.meetings.models import Meeting, Presence
from commonhall.consultations.round_tables.models import Position, RoundTable
from commonhall.consultations.surveys import keeping
from commonhall.consultations.surveys.models import Participation, Survey
from commonhall.core import clock
from commonhall.law.asking.models import Way
from commonhall.people.bodies.models import OfficeTerm
from commonhall.people.residents.models import Verification
from commonhall.places.models import Unit

# A text of two or three letters argues nothing.
SHORTEST_ARGUMENT = 8


@dataclass(frozen=True)
class Came:
    """Who came to an asking. places: residents by unit id as text, where there were not too few. persons: what rows that
    name somebody who came are found by; which: the organisations that came."""

    residents: int = 0
    organisations: int = 0
    offices: int = 0
    places: dict[str, int] = field(default_factory=dict)
    balanced: bool = True
    persons: Q = field(default_factory=Q)
    which: frozenset[int] = frozenset()


def conversation(thing: Conversation, day: date) -> Came:
    """Whoever voted or wrote a statement; joining alone says nothing."""
    votes = StatementVote.objects.filter(participant__conversation=thing).exclude(value=None)
    wrote = Statement.objects.filter(conversation=thing, reported=False).exclude(
        state=Statement.State.HIDDEN
    )
    persons = [votes.values("participant__person"), wrote.values("person")]
    organisations = {
        *votes.values_list("participant__organisation", flat=True).distinct(),
        *wrote.values_list("organisation", flat=True).distinct(),
    }
    offices = {
        *votes.values_list("participant__office", flat=True).distinct(),
        *wrote.values_list("office", flat=True).distinct(),
    }
    return _came(thing.unit, day, persons, organisations, offices, _balanced(thing))


def _balanced(thing: Conversation) -> bool:
    """Arguments of at least two sides, from at least two parties, in words that say something."""
    rows = [
        one
        for one in Argument.objects.filter(conversation=thing).select_related("office")
        if len(one.text.strip()) >= SHORTEST_ARGUMENT
    ]
    parties = {_party(one) for one in rows}
    return len({one.side for one in rows}) > 1 and len(parties - {()}) > 1


def _party(one: Argument) -> tuple[Any, ...]:
    if one.office is not None:
        return ("body", one.office.body_id)
    if one.organisation_id is not None:
        return ("organisation", one.organisation_id)
    return ("person", one.person_id) if one.person_id is not None else ()


def draft(thing: Draft, day: date) -> Came:
    """Whoever commented or amended."""
    said = [
        Comment.objects.filter(paragraph__draft=thing, hidden_for=""),
        Amendment.objects.filter(paragraph__draft=thing),
    ]
    return _spoken(thing.unit, day, said)


def round_table(thing: RoundTable, day: date) -> Came:
    """Parties that said on the record what they hold."""
    rows = Position.objects.filter(item__table=thing)
    organisations = set(rows.values_list("seat__organisation", flat=True))
    bodies = set(rows.values_list("seat__body", flat=True))
    return _came(thing.unit, day, [rows.values("seat__person")], organisations, bodies)


def survey(thing: Survey, day: date) -> Came:
    """Everybody who answered. Those drawn answered by a code: they are on the roll, and nobody knows who they are."""
    rows = Participation.objects.filter(survey=thing)
    if thing.drawn:
        # Nobody opens answers while it runs.
        over = clock.now() >= thing.closes_at
        return Came(residents=rows.count(), places=_of_codes(thing) if over else {})
    return _came(thing.unit, day, [rows.values("person")], (), ())


def _of_codes(thing: Survey) -> dict[str, int]:
    """Answers by code, by the place they came from and all that it lies in."""
    by_code = Counter(features.get("place", "") for features, _answers in keeping.pile(thing))
    inside: Counter[str] = Counter()
    for unit in Unit.objects.filter(code__in=[code for code in by_code if code]):
        for part in unit.path.strip("/").split("/"):
            inside[part] += by_code[unit.code]
    return {part: count for part, count in sorted(inside.items()) if count >= FEWEST_TOLD}


def meeting(thing: Meeting, day: date) -> Came:
    """Whoever was there; of a panel, its members alone could be."""
    rows = Presence.objects.filter(meeting=thing)
    others = rows.exclude(organisation=None, office=None).values_list("organisation", "office")
    pairs = list(others)
    organisations = {organisation for organisation, _office in pairs}
    offices = {office for _organisation, office in pairs}
    return _came(thing.unit, day, [rows.values("person")], organisations, offices)


def of_people(unit: Unit, day: date, persons: Iterable[Any]) -> Came:
    """How many of the people in some rows live where, as the law counts it."""
    return _came(unit, day, persons, (), ())


def _spoken(unit: Unit, day: date, said: list[Any]) -> Came:
    organisations = {one for rows in said for one in rows.values_list("organisation", flat=True)}
    offices = {one for rows in said for one in rows.values_list("office", flat=True)}
    return _came(unit, day, [rows.values("person") for rows in said], organisations, offices)


def _came(
    unit: Unit,
    day: date,
    persons: Iterable[Any],
    organisations: Iterable[int | None],
    offices: Iterable[int | None],
    balanced: bool = True,
) -> Came:
    taking_part = Q()
    for rows in persons:
        taking_part |= Q(person__in=rows)
    here = frozenset(set(organisations) - {None})
    holders = OfficeTerm.objects.filter(starts__lte=day, ends__gte=day).filter(
        Q(ended_early_on=None) | Q(ended_early_on__gt=day)
    )
    homes = dict(
        Verification.objects.filter(
            taking_part, starts__lte=day, ends__gte=day, unit__path__startswith=unit.path
        )
        .exclude(person__in=holders.values("person"))
        .order_by("pk")
        .values_list("person", "unit__path")
    )
    inside = Counter(part for path in homes.values() for part in path.split("/") if part)
    places = {part: count for part, count in sorted(inside.items()) if count >= FEWEST_TOLD}
    return Came(
        residents=len(homes),
        organisations=len(here),
        offices=len(set(offices) - {None}),
        places=places,
        balanced=balanced,
        persons=taking_part,
        which=frozenset(one for one in here if one is not None),
    )


def _named(asking: str, came: Came) -> tuple[int, int | None]:
    """How many were named as concerned, and how many of them came; None where that could tell of somebody."""
    rows = NamedConcern.objects.filter(asking=asking)
    people = rows.filter(organisation=None)
    number = people.count()
    if 0 < number < FEWEST_TOLD:
        return rows.count(), None
    organisations = rows.filter(organisation__in=came.which).count()
    # Without anybody's rows the condition would hold for all.
    there = people.exclude(person=None).filter(came.persons).count() if came.persons else 0
    return rows.count(), organisations + there


COUNTS: dict[str, Any] = {
    Way.CONVERSATION: conversation,
    Way.DRAFT: draft,
    Way.ROUND_TABLE: round_table,
    Way.SURVEY: survey,
    Way.PANEL: meeting,
    Way.MEETING: meeting,
}


def publish(ctx: Context, way: Way, thing: Any, opened_on: date, closes_on: date) -> None:
    """Count who came to an asking that is now closed: the report by which the law counts it."""
    came: Came = COUNTS[way](thing, ctx.today)
    named, named_came = _named(thing.ref, came)
    ctx.save(
        AskingReport(
            way=way,
            asking=thing.ref,
            about=thing.about,
            unit_id=thing.unit_id,
            body_id=thing.body_id,
            opened_on=opened_on,
            closes_on=closes_on,
            residents=came.residents,
            organisations=came.organisations,
            offices=came.offices,
            places=came.places,
            balanced=came.balanced,
            named=named,
            named_came=named_came,
            at=ctx.occurred_at,
        )
    )
    ctx.note(asked_residents=came.residents, asked_organisations=came.organisations)
