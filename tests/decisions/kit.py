"""Plain functions that make votes for the tests of deciding."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from commonhall.actions.actors import Actor
from commonhall.core import clock
from commonhall.decisions.briefings import actions as briefing_actions
from commonhall.decisions.votes import actions, envelopes, queries, teller_actions, teller_files
from commonhall.decisions.votes.models import Election, Result
from commonhall.decisions.votes.tally import close_if_over, tally
from commonhall.decisions.votes.teller_files import Key, Parts, Signature
from commonhall.people import actors
from commonhall.people.residents import actions as people
from commonhall.people.residents.census import census_key
from commonhall.people.residents.models import CensusEntry, Person
from tests.kit import Hall
from tests.words import texts

#: Number of a vote → its tellers, each with the key that only they hold.
TELLERS: dict[int, list[tuple[Actor, Key]]] = {}


def voter(hall: Hall, number: int, unit: str = "north") -> Actor:
    """A confirmed resident."""
    made = actors.as_person(Person.objects.create(name=f"Voter {number}"))
    CensusEntry.objects.create(
        key=census_key(f"V-{number}", date(1990, 1, 1)), unit=hall.unit(unit)
    )
    people.verify_by_census.perform(made, number=f"V-{number}", born=date(1990, 1, 1))
    return made


def budget(hall: Hall, money: int = 100_00, **given: Any) -> Election:
    """A budget in preparation with three projects: a 40, b 40, c 50."""
    values: dict[str, Any] = {
        "kind": "budget",
        "names": texts("Budget of the north"),
        "texts": {},
        "unit": hall.unit("root"),
        "form": "approval",
        "rule": "mes",
        "budget": money,
        **given,
    }
    election = actions.prepare_election.perform(hall.chair, **values).result
    for code, cost, unit in (("a", 40_00, "north"), ("b", 40_00, "south"), ("c", 50_00, "north")):
        actions.add_option.perform(
            hall.chair,
            election=election,
            code=code,
            names=texts(f"Project {code}"),
            cost=cost,
            unit=hall.unit(unit),
        )
    return election


def argue(hall: Hall, election: Election) -> None:
    """Two arguments a side, by four who do not hold the vote."""
    for side, actor in (
        ("for", hall.parks),
        ("for", hall.resident),
        ("against", hall.clerk),
        ("against", hall.roads),
    ):
        briefing_actions.argue_vote.perform(
            actor, election=election, side=side, text=f"It is {side} us.", source="/record/"
        )


def question(hall: Hall, *, argued: bool = True, **given: Any) -> Election:
    """A question in preparation; argued: with the arguments without which it does not open."""
    values: dict[str, Any] = {
        "kind": "question",
        "names": texts("Cars in the old town?"),
        "texts": {},
        "unit": hall.unit("root"),
        "form": "approval",
        "rule": "most",
        "most": 1,
        **given,
    }
    election = actions.prepare_election.perform(hall.chair, **values).result
    for code in ("no", "yes"):
        actions.add_option.perform(
            hall.chair, election=election, code=code, names=texts(code.title())
        )
    if argued:
        argue(hall, election)
    return election


def with_tellers(
    hall: Hall, election: Election, count: int = 3, by: Actor | None = None
) -> list[tuple[Actor, Key]]:
    """Name tellers; each joins with a key of their own."""
    made = []
    for number in range(1, count + 1):
        person = Person.objects.create(name=f"Teller {number}")
        teller_actions.name_teller.perform(by or hall.chair, election=election, person=person)
        actor, key = actors.as_person(person), teller_files.make_key()
        teller_actions.join_as_teller.perform(actor, election=election, public_key=key.public)
        made.append((actor, key))
    TELLERS[election.pk] = made
    return made


def open_it(
    hall: Hall, election: Election, days: int = 7, count: int = 3, **given: Any
) -> Election:
    with_tellers(hall, election, count)
    if election.kind == Election.Kind.QUESTION and not election.arguments.exists():
        argue(hall, election)
    return actions.open_election.perform(
        hall.chair, election=election, closes_at=timezone.now() + timedelta(days=days), **given
    ).result


def cast(actor: Actor, election: Election, *choices: tuple[str, int] | str) -> str:
    made = [(one, 1) if isinstance(one, str) else one for one in choices]
    mark = envelopes.new_mark()
    cast = actions.cast_ballot.perform(actor, election=election, choices=made, mark=mark)
    return cast.result


def parts_of(election: Election, actor: Actor, key: Key) -> Parts:
    """What a teller makes of the envelopes with their key."""
    teller = queries.teller_of(actor.person_id, election)
    assert teller is not None
    pairs = queries.envelopes_for(election, teller)
    said = teller_files.envelopes_said(election.ref, teller.number, teller.public_key, pairs)
    return teller_files.open_parts(key, json.dumps(said))


def signature_of(election: Election, actor: Actor, key: Key) -> Signature:
    """What a teller signs when they have opened all envelopes."""
    teller = queries.teller_of(actor.person_id, election)
    assert teller is not None
    return teller_files.sign_ballots(key, json.dumps(queries.whole_file(election, teller)))


def sign(election: Election, tellers: int = 2) -> None:
    """So many tellers sign the ballots."""
    for actor, key in TELLERS[election.pk][:tellers]:
        file = signature_of(election, actor, key)
        teller_actions.sign_ballots.perform(actor, election=election, file=file)


def hand_in(election: Election, tellers: int = 2) -> None:
    """So many tellers hand in their parts of a closed vote; when they are enough, they sign the ballots."""
    election.refresh_from_db()
    for actor, key in TELLERS[election.pk][:tellers]:
        parts = parts_of(election, actor, key)
        teller_actions.hand_in_parts.perform(actor, election=election, file=parts)
    if election.envelopes.exists() and len(queries.parts_given(election)) >= election.need:
        sign(election, tellers)


def close(election: Election) -> None:
    """Close a vote whose time is over."""
    election.refresh_from_db()
    close_if_over(election)


def count_it(election: Election, days: int = 8, tellers: int = 2) -> Result:
    """Let the time pass, let `tellers` hand in their parts, and count."""
    with clock.replay(timezone.now() + timedelta(days=days)):
        close(election)
        hand_in(election, tellers)
        return tally(election)
