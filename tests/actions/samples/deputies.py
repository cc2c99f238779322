"""Samples of what may be done with deputies."""

from __future__ import annotations

from datetime import date, timedelta

from commonhall.core import clock
from commonhall.people.deputies import actions
from commonhall.people.deputies.models import Deputyship
from commonhall.people.residents import actions as residents
from commonhall.people.residents.models import Person
from tests.actions.samples import Refusal, Sample, Wrong, sample, unless
from tests.actions.samples.cases import neighbour
from tests.kit import Hall, person

FAR = date(2100, 1, 1)


def without_web(hall: Hall, name: str = "Ada") -> Person:
    """A resident whom the office has confirmed, and who has no account."""
    seen = residents.verify_resident.perform(
        hall.clerk, new_name=name, unit=hall.unit("north"), papers="passport"
    ).result
    assert seen.person is not None
    return seen.person


def named(hall: Hall, deputy: Person | None = None, name: str = "Ada") -> Deputyship:
    """A deputyship in force; the resident of the hall is the deputy where nobody else is said."""
    deputy = deputy or Person.objects.get(pk=hall.resident.person)
    given = {
        "unit": hall.unit("north"),
        "person": without_web(hall, name),
        "deputy": deputy,
        "seen": True,
    }
    return actions.name_deputy.perform(hall.clerk, **given).result


@sample("people.name_deputy")
def name_deputy(hall: Hall) -> Sample:
    ada, resident = without_web(hall), Person.objects.get(pk=hall.resident.person)
    stranger, tied = person("stranger"), named(hall, name="Bea").person

    def full() -> None:
        for number in range(actions.MOST - 1):
            named(hall, name=f"Child {number}")

    return Sample(
        hall.clerk,
        given={"unit": hall.unit("north"), "person": ada, "deputy": resident, "seen": True},
        changed=lambda made: (
            (made.person, made.deputy, made.ends)
            == (ada, resident, clock.today() + timedelta(days=365))
        ),
        wrong=[
            Wrong("seen", False),
            Wrong("ends", FAR),
            Wrong("ends", clock.today() - timedelta(days=1)),
            Wrong("deputy", ada),
            Wrong("person", stranger),
            Wrong("person", ada, along={"unit": hall.unit("south")}),
            Wrong("person", tied),
            Wrong("deputy", resident, before=full),
        ],
    )


@sample("people.end_deputyship")
def end_deputyship(hall: Hall) -> Sample:
    return Sample(
        hall.clerk,
        named(hall),
        changed=lambda one: one.ended_on == clock.today(),
        refused=[unless("wrong-state", ended_on=clock.today())],
    )


@sample("people.stop_deputyship")
def stop_deputyship(hall: Hall) -> Sample:
    return Sample(
        hall.resident,
        named(hall),
        changed=lambda one: one.ended_on == clock.today(),
        refused=[
            unless("wrong-state", ended_on=clock.today()),
            Refusal("not-yours", by=neighbour()),
        ],
    )
