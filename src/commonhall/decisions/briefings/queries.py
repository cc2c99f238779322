"""Questions about briefings: what stands in one, and what it still lacks before the vote may open."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import QuerySet

from commonhall.actions.actors import Actor
from commonhall.consultations.speakers import spoken_by
from commonhall.core import clock
from commonhall.decisions.briefings.models import CostStatement, VoteArgument
from commonhall.decisions.votes.models import Election
from commonhall.law.instruments.models import Competence
from commonhall.law.queries import deadline_days, granted
from commonhall.people.actors import in_term
from commonhall.people.bodies.models import OfficeTerm

# Arguments a side, by so many different proponents: one party cannot write both sides.
FEWEST = 2
# How many one proponent gives a side.
MOST_OWN = 3
WAIT = "wait-for-arguments"
STATE_COSTS = "state-costs"
Side = VoteArgument.Side


@dataclass(frozen=True)
class Lacking:
    """What a vote waits for. missing: side → arguments of different proponents still needed. costs: the reviewer's word
    on costs is open. until: the day from which it may open all the same."""

    missing: dict[str, int] = field(default_factory=dict)
    costs: bool = False
    until: date | None = None

    def __bool__(self) -> bool:
        return bool(self.missing) or self.costs


def arguments(election: Election) -> QuerySet[VoteArgument]:
    """What stands, in the order it was given; with who said it."""
    rows = VoteArgument.objects.filter(election=election, withdrawn=False)
    return rows.select_related("organisation", "office__body").order_by("pk")


def costs(election: Election) -> CostStatement | None:
    rows = CostStatement.objects.filter(election=election, withdrawn=False)
    return rows.select_related("body").first()


def own(election: Election, actor: Actor) -> QuerySet[VoteArgument]:
    """What the actor has given to it."""
    said = {key: value for key, value in spoken_by(actor).items() if value is not None}
    return VoteArgument.objects.filter(election=election, withdrawn=False, **said)


def needs_one(election: Election) -> bool:
    """Questions need a briefing, where the law sets days for it; a budget's projects and people who stand speak
    for themselves."""
    if election.kind != Election.Kind.QUESTION or election.reported or election.persons:
        return False
    return deadline_days(WAIT, clock.today()) is not None


def lacking(election: Election) -> Lacking:
    """What is missing before it may open; nothing once the days that the law gives for arguments are over."""
    found = deadline_days(WAIT, clock.today())
    if not needs_one(election) or found is None:
        return Lacking()
    until = (election.prepared_on or clock.today()) + timedelta(days=found[0])
    if election.prepared_on is not None and clock.today() >= until:
        return Lacking(until=until)
    counts = counted(arguments(election), election.body_id)
    missing = {side: FEWEST - counts[side] for side in Side.values if counts[side] < FEWEST}
    return Lacking(missing, costs(election) is None and anybody_states_costs(), until)


def counted(rows: Iterable[VoteArgument], body: int) -> Counter[str]:
    """Different proponents a side. Words of the body that holds the vote count for neither, nor do mere answers."""
    sides: dict[str, set[tuple[int | None, int | None, int | None]]] = {}
    for row in rows:
        if row.answers_id is None and not (row.office and row.office.body_id == body):
            who = (row.person_id, row.organisation_id, row.office_id)
            sides.setdefault(row.side, set()).add(who)
    return Counter({side: len(found) for side, found in sides.items()})


def anybody_states_costs() -> bool:
    """Is somebody in office in a body that says what votes cost?"""
    today = clock.today()
    bodies = Competence.objects.filter(granted(today), power=STATE_COSTS, body__ended_on=None)
    terms = OfficeTerm.objects.filter(in_term(today), office__body__in=bodies.values("body"))
    return bool(terms.exists())


def digest(election: Election) -> str:
    """SHA-256 of the briefing as it stood at the opening: what the record holds of it."""
    said = costs(election)
    rows = arguments(election).values_list("pk", "side", "text", "source", "answers")
    whole = {
        "arguments": [list(row) for row in rows],
        "costs": [said.text, said.amount, said.currency] if said else [],
    }
    text = json.dumps(whole, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()
