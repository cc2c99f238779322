"""Plain functions that make votes for the tests of deciding."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from commonhall.actions.actors import Actor
from commonhall.core import clock
from commonhall.decisions.votes import actions, envelopes
from commonhall.decisions.votes.models import Election, Result
from commonhall.decisions.votes.tally import tally
from commonhall.people import actors
from commonhall.people.residents import actions as people
from commonhall.people.residents.census import census_key
from commonhall.people.residents.models import CensusEntry, Person
from tests.kit import Hall
from tests.words import texts

SHARES: dict[int, tuple[str, ...]] = {}


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


def question(hall: Hall, **given: Any) -> Election:
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
    return election


def open_it(
    hall: Hall, election: Election, days: int = 7, need: int = 2, count: int = 3
) -> Election:
    made = envelopes.make_keys(need, count)
    SHARES[election.pk] = made.shares
    return actions.open_election.perform(
        hall.chair,
        election=election,
        closes_at=timezone.now() + timedelta(days=days),
        key=made.opening,
    ).result


def cast(actor: Actor, election: Election, *choices: tuple[str, int] | str) -> str:
    made = [(one, 1) if isinstance(one, str) else one for one in choices]
    return actions.cast_ballot.perform(actor, election=election, choices=made).result


def count_it(election: Election, days: int = 8, shares: int = 2) -> Result:
    """Let the time pass, then let `shares` tellers open and count."""
    with clock.replay(timezone.now() + timedelta(days=days)):
        election.refresh_from_db()
        return tally(election, SHARES[election.pk][:shares])
