"""What tests of appeals, challenges and recalls start from."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from commonhall.acts import clock
from commonhall.acts.actors import Actor
from commonhall.acts.models import Link
from commonhall.acts.refusals import Refused
from commonhall.decide import motions
from commonhall.decide.models import Motion
from commonhall.hear import source_acts
from commonhall.law import acts, appeals
from commonhall.law.models import Appeal, Instrument, Provision, Rank
from commonhall.people import acts as people
from commonhall.people.actors import as_office, as_organisation
from commonhall.people.models import Office, Organisation, Person
from commonhall.record import entries
from commonhall.record.models import Entry
from commonhall.site.charters import texts
from tests.kit import Hall

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
    people.verify_resident.perform(hall.clerk, person=person, unit=hall.unit("north"))
    return hall.resident


def organisation(hall: Hall) -> Actor:
    made = people.register_organisation.perform(
        hall.resident, name="Friends", kind="association", unit=hall.unit("north")
    ).result
    people.recognise_organisation.perform(hall.clerk, organisation=made)
    person = Person.objects.get(pk=hall.resident.person)
    return as_organisation(person, Organisation.objects.get(pk=made.pk))


def seat(hall: Hall, code: str, person: Person) -> Actor:
    """Put a person into an office that is vacant."""
    office = Office.objects.select_related("body").get(code=code)
    day = clock.today()
    people.appoint.perform(
        hall.chair, office=office, person=person, starts=day, ends=day + timedelta(days=300)
    )
    return as_office(person, office)


def reviewer(hall: Hall) -> Actor:
    return seat(hall, "reviewer", Person.objects.create(name="Reviewer"))


def decided(hall: Hall) -> Motion:
    """A motion the council passed, its matter asked about before."""
    source = source_acts.name_source.perform(
        hall.parks, title="Old cable", text="", unit=hall.unit("north"),
        body=hall.body("parks"), cases=[hall.raise_case()],
    ).result  # fmt: skip
    Link.objects.create(
        from_ref="consult.conversation:1", to_ref=source.ref, kind="asked", entry=entries.uuid7()
    )
    motion = motions.table_motion.perform(
        hall.chair, matter=source, unit=hall.unit("north"), names=texts("Lamps", "路灯"),
        texts=texts("Ten.", "十盏。"),
    ).result  # fmt: skip
    motions.vote_on_motion.perform(hall.chair, motion=motion, choice="yes")
    return motions.conclude_motion.perform(hall.chair, motion=motion).result


def entry_of(act: str) -> Entry:
    return Entry.objects.filter(act=act, kind="act").order_by("-id")[0]


def appealed(by: Actor, act: str = "decide.conclude_motion") -> Appeal:
    return appeals.file_appeal.perform(by, entry=entry_of(act), text=WORDS).result


def rule(hall: Hall, **given: Any) -> Instrument:
    values: dict[str, Any] = {
        "unit": hall.unit("root"), "code": "market", "rank": Rank.LOCAL_RULE,
        "titles": texts("Market rules", "集市规则"), "starts": clock.today(),
        "provisions": [("Paragraph 1", texts("Stalls close at noon.", "摊位中午收摊。"))], **given,
    }  # fmt: skip
    return acts.adopt_instrument.perform(hall.chair, **values).result


def repeal(number: str) -> None:
    """An article of the charter ended yesterday."""
    from django.db import connection

    pk = Provision.objects.get(number=number).pk
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE law_provision SET ends = %s WHERE id = %s",
            [clock.today() - timedelta(days=1), pk],
        )
