"""For each action a case in which it is done, and the ways in which it is not.

A file an app. `test_every_action.py` makes the tests of them, and fails where an action has no sample:

    @sample("cases.end_category")
    def end_category(hall: Hall) -> Sample:
        return Sample(
            hall.chair,
            hall.lamps,
            changed=lambda category: category.ended_on == clock.today(),
            refused=[unless("wrong-state", ended_on=clock.today())],
        )
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet

from commonhall.actions.actors import Actor
from commonhall.core.models import Governed
from commonhall.law.instruments.models import Competence, Right
from commonhall.law.mandates.models import Mandate
from commonhall.people.bodies.models import OfficeTerm
from commonhall.people.organisations.models import Membership
from commonhall.people.residents.models import Verification
from tests import on_record
from tests.kit import Hall

# What the gate obeys only where the record vouches for it.
RELIED = (Competence, Right, Mandate, OfficeTerm, Membership, Verification)


@dataclass
class Refusal:
    """What is refused by a rule of the action's own, and under which code.

    fields: set in the thing beforehand, as if the past had been another. before: done beforehand. by, thing,
    given: instead of the sample's.
    """

    code: str
    fields: dict[str, Any] = field(default_factory=dict)
    before: Callable[[], Any] | None = None
    by: Actor | None = None
    thing: Governed | None = None
    given: dict[str, Any] = field(default_factory=dict)


@dataclass
class Wrong:
    """A value that is wrong for an input only together with the rest.

    along: other inputs that differ from the sample's. before: done beforehand. door: "page" where only doors ask.
    """

    name: str
    value: Any
    along: dict[str, Any] = field(default_factory=dict)
    before: Callable[[], Any] | None = None
    door: str = ""


@dataclass
class Sample:
    """Who does it to what, with which inputs.

    changed: what must be true of the result afterwards, read anew. refused, wrong: see there. quiet: it changes
    no public state, only what it says is recorded.
    """

    actor: Actor
    thing: Governed | None = None
    given: dict[str, Any] = field(default_factory=dict)
    changed: Callable[[Any], Any] = bool
    refused: Sequence[Refusal] = ()
    wrong: Sequence[Wrong] = ()
    quiet: bool = False


SAMPLES: dict[str, Callable[[Hall], Sample]] = {}


def sample(code: str) -> Callable[[Callable[[Hall], Sample]], Callable[[Hall], Sample]]:
    """Keep the decorated function as the sample of an action."""

    def register(make: Callable[[Hall], Sample]) -> Callable[[Hall], Sample]:
        if code in SAMPLES:
            raise ValueError(f"{code} has a sample already")
        SAMPLES[code] = make
        return make

    return register


def set_fields(thing: Governed, **fields: Any) -> None:
    """Change a thing as no action does: for a past that would take many steps to live through."""
    rows = QuerySet(type(thing)).filter(pk=thing.pk)
    if isinstance(thing, RELIED):
        on_record.change(rows, **fields)
    else:
        rows.update(**fields)


def unless(code: str, **fields: Any) -> Refusal:
    """Refused while the thing's fields are these."""
    return Refusal(code, fields)
