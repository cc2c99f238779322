"""Samples of what may be done with stand-ins."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from commonhall.actions.actors import Actor
from commonhall.core import clock
from commonhall.law.stand_ins import actions
from commonhall.law.stand_ins.models import StandIn
from commonhall.people import actors
from commonhall.people.bodies.actions import appoint
from commonhall.people.bodies.models import OfficeTerm
from commonhall.people.residents.models import Person
from tests.actions.samples import Refusal, Sample, Wrong, sample, set_fields, unless
from tests.kit import Hall, code_of, person
from tests.law import kit

ONE = timedelta(days=1)


def term_of(who: Actor) -> OfficeTerm:
    """The running term of an office's holder."""
    return OfficeTerm.objects.get(
        actors.in_term(clock.today()),
        office=actors.office_of(who),
        person=who.person,
        stands_for=None,
    )


def days(length: int = 10, after: int = 0) -> dict[str, date]:
    first = clock.today() + after * ONE
    return {"starts": first, "ends": first + (length - 1) * ONE}


def asked(hall: Hall, who: Actor | None = None, by: Actor | None = None, **given: Any) -> StandIn:
    """The hall's resident, or who is given, is asked to stand in for the parks desk, or for whom `by` says."""
    by = by or hall.parks
    who = who or hall.resident
    values = {"person": Person.objects.get(pk=who.person), **days(), **given}
    made: StandIn = actions.name_stand_in.perform(by, term_of(by), **values).result
    return made


def accepted(
    hall: Hall, who: Actor | None = None, by: Actor | None = None, **given: Any
) -> StandIn:
    made = asked(hall, who, by, **given)
    assert made.person is not None
    code_of(made.person.account_id)
    done: StandIn = actions.accept_stand_in.perform(actors.as_person(made.person), made).result
    return done


def acting(made: StandIn) -> Actor:
    """Who stands in, in the office."""
    assert made.term is not None
    term = OfficeTerm.objects.select_related("person", "office__body", "stands_for__person").get(
        pk=made.term.pk
    )
    return actors.as_stand_in(term.person, term)


def _naming(hall: Hall, own: bool) -> Sample:
    resident, today = Person.objects.get(pk=hall.resident.person), clock.today()
    roads, parks = (Person.objects.get(pk=one.person) for one in (hall.roads, hall.parks))

    def over() -> None:
        set_fields(term_of(hall.parks), ends=today)

    def closed() -> None:
        assert resident.account is not None
        type(resident.account).objects.filter(pk=resident.account_id).update(is_active=False)

    now = term_of(hall.parks)
    later = appoint.perform(
        hall.chair, now.office, person=parks, starts=now.ends + ONE, ends=now.ends + 99 * ONE
    ).result
    held = accepted(hall, actors.as_person(person("substitute")), hall.roads)
    mine = [
        Refusal("not-yours", by=hall.roads),
        Refusal("stands-in", by=acting(held), thing=held.term),
    ]
    of_others = [
        Refusal("other-body", by=hall.clerk),
        Refusal("stands-in", by=hall.roads, thing=held.term),
        Refusal("for-itself", by=hall.chair, thing=term_of(kit.reviewer(hall))),
    ]
    return Sample(
        hall.parks,
        term_of(hall.parks),
        given={"person": resident, **days()},
        changed=lambda made: (
            (made.person, made.ends, made.term) == (resident, today + 9 * ONE, None)
        ),
        refused=[
            *(mine if own else of_others),
            Refusal("wrong-state", thing=later),
        ],
        wrong=[
            Wrong("starts", today - ONE),
            Wrong("ends", today - ONE),
            Wrong("ends", today + 90 * ONE),
            Wrong("ends", today + ONE, before=over),
            Wrong("person", roads),
            *([Wrong("person", parks)] if own else []),
            Wrong("person", resident, before=closed),
            Wrong("starts", today + ONE, before=lambda: asked(hall)),
        ],
    )


@sample("law.name_stand_in")
def name_stand_in(hall: Hall) -> Sample:
    return _naming(hall, own=False)


@sample("law.name_own_stand_in")
def name_own_stand_in(hall: Hall) -> Sample:
    return _naming(hall, own=True)


@sample("law.accept_stand_in")
def accept_stand_in(hall: Hall) -> Sample:
    return Sample(
        hall.resident,
        asked(hall),
        changed=lambda one: (
            (one.term.person_id, one.term.stands_for_id, one.term.votes)
            == (hall.resident.person, one.holder_id, False)
        ),
        refused=[
            unless("wrong-state", ended_on=clock.today()),
            Refusal("not-yours", by=actors.as_person(Person.objects.get(pk=hall.roads.person))),
            Refusal(
                "changed-meanwhile",
                before=lambda: set_fields(term_of(hall.roads), person_id=hall.resident.person),
            ),
        ],
    )


@sample("law.decline_stand_in")
def decline_stand_in(hall: Hall) -> Sample:
    return Sample(
        hall.resident,
        asked(hall),
        changed=lambda one: one.ended_on == clock.today() and one.term is None,
        refused=[
            unless("wrong-state", ended_on=clock.today()),
            Refusal("not-yours", by=actors.as_person(Person.objects.get(pk=hall.parks.person))),
        ],
    )


@sample("law.stop_stand_in")
def stop_stand_in(hall: Hall) -> Sample:
    return Sample(
        hall.resident,
        accepted(hall),
        changed=lambda one: (one.ended_on, one.term.ended_early_on) == (clock.today(),) * 2,
        refused=[
            unless("wrong-state", ended_on=clock.today()),
            Refusal("not-yours", by=actors.as_person(Person.objects.get(pk=hall.roads.person))),
        ],
    )


@sample("law.end_stand_in")
def end_stand_in(hall: Hall) -> Sample:
    return Sample(
        hall.parks,
        accepted(hall),
        changed=lambda one: (one.ended_on, one.term.ended_early_on) == (clock.today(),) * 2,
        refused=[
            unless("wrong-state", ended_on=clock.today()),
            Refusal("other-body", by=hall.clerk),
        ],
    )
