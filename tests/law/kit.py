"""What tests of appeals, challenges and recalls start from."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from commonhall.actions.actors import Actor
from commonhall.cases.sources import actions as source_actions
from commonhall.core import clock
from commonhall.core.models import _writing
from commonhall.core.refusals import Refused
from commonhall.decisions.motions import actions
from commonhall.decisions.motions.models import Motion
from commonhall.law.appeals import actions as appeal_actions
from commonhall.law.appeals.models import Appeal
from commonhall.law.instruments import actions as instrument_actions
from commonhall.law.instruments.models import Competence, Instrument, Provision, Rank
from commonhall.people.actors import as_office, as_organisation
from commonhall.people.bodies import actions as body_actions
from commonhall.people.bodies.models import Office
from commonhall.people.organisations import actions as organisation_actions
from commonhall.people.organisations.models import Organisation
from commonhall.people.residents import actions as resident_actions
from commonhall.people.residents.models import Person
from commonhall.record.models import Entry
from tests import on_record
from tests.asking_kit import ask
from tests.kit import Hall, person
from tests.words import texts

WORDS = "It is my street, and **nobody** asked us."


def refusal(call: Any) -> str:
    with pytest.raises(Refused) as caught:
        call()
    return caught.value.code


def later(days: int) -> Any:
    return clock.replay(timezone.now() + timedelta(days=days))


def confirmed(hall: Hall) -> Actor:
    """The hall's resident, confirmed."""
    person = Person.objects.get(pk=hall.resident.person)
    resident_actions.verify_resident.perform(hall.clerk, person=person, unit=hall.unit("north"))
    return hall.resident


def organisation(hall: Hall) -> Actor:
    made = organisation_actions.register_organisation.perform(
        hall.resident, name="Friends", kind="association", unit=hall.unit("north")
    ).result
    organisation_actions.recognise_organisation.perform(hall.clerk, organisation=made)
    person = Person.objects.get(pk=hall.resident.person)
    return as_organisation(person, Organisation.objects.get(pk=made.pk))


def seat(hall: Hall, code: str, person: Person) -> Actor:
    """Put a person into an office that is vacant."""
    office = Office.objects.select_related("body").get(code=code)
    day = clock.today()
    # Nobody fills the offices of their own body, or of whoever reviews it: here the founding period does.
    by = hall.clerk if office.body.code in ("council", "reviewer") else hall.chair
    for held in office.terms.filter(ends__gte=day, ended_early_on=None):
        body_actions.end_term.perform(by, held)
    body_actions.appoint.perform(
        by, office=office, person=person, starts=day, ends=day + timedelta(days=300)
    )
    return as_office(person, office)


def seat_on_both_sides(hall: Hall, code: str, who: Person) -> Actor:
    """As `seat`, written by hand, where article 84 refuses it: who sits on both sides of a review, as a body and its
    reviewer may find out late."""
    seat(hall, code, person(f"before-{code}"))
    office = Office.objects.select_related("body").get(code=code)
    on_record.change(office.terms.filter(ended_early_on=None), person=who)
    return as_office(who, office)


def reviewer(hall: Hall) -> Actor:
    return seat(hall, "reviewer", person("reviewer"))


def asked(hall: Hall) -> str:
    """A matter about which those concerned were asked."""
    source = source_actions.name_source.perform(
        hall.parks,
        title="Old cable",
        text="",
        unit=hall.unit("north"),
        body=hall.body("parks"),
        cases=[hall.raise_case()],
    ).result
    ask(hall, source.ref)
    return source.ref


def decided(hall: Hall) -> Motion:
    """A motion the council passed, its matter asked about before."""
    motion = actions.table_motion.perform(
        hall.chair,
        matter=asked(hall),
        unit=hall.unit("north"),
        names=texts("Lamps"),
        texts=texts("Ten."),
    ).result
    actions.vote_on_motion.perform(hall.chair, motion=motion, choice="yes")
    return actions.conclude_motion.perform(hall.chair, motion=motion).result


def entry_of(action: str) -> Entry:
    return Entry.objects.filter(action=action, kind="action").order_by("-id")[0]


def appealed(by: Actor, action: str = "decisions.conclude_motion") -> Appeal:
    return appeal_actions.file_appeal.perform(by, entry=entry_of(action), text=WORDS).result


def rule(hall: Hall, **given: Any) -> Instrument:
    values: dict[str, Any] = {
        "unit": hall.unit("root"),
        "code": "market",
        "rank": Rank.LOCAL_RULE,
        "titles": texts("Market rules"),
        "starts": clock.today(),
        "provisions": [("Paragraph 1", texts("Stalls close at noon."))],
        "speaks_of": [
            "set-plans",
            "appeal",
            "raise-cases",
            "give-mandates",
            "name-sources",
            "set-services",
        ],
        **given,
    }
    return instrument_actions.adopt_instrument.perform(hall.chair, **values).result


def competence(hall: Hall, body: str, power: str, number: str = "Article 8") -> Competence:
    """A competence that nobody here could have granted, as an older charter may have held it."""
    token = _writing.set(True)
    try:
        made: Competence = Competence.objects.create(
            provision=Provision.objects.get(number=number),
            body=hall.body(body),
            power=power,
            unit=hall.unit("root"),
            starts=clock.today(),
            version=1,
        )
    finally:
        _writing.reset(token)
    on_record.say([made])
    return made


def repeal(number: str) -> None:
    """An article of the charter ended yesterday."""
    from django.db import connection

    pk = Provision.objects.get(number=number).pk
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE law_provision SET ends = %s WHERE id = %s",
            [clock.today() - timedelta(days=1), pk],
        )
