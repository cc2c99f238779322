"""The page of a motion with a full council and many amendments: few queries, whatever their number."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from commonhall.core import clock
from commonhall.core.models import _writing
from commonhall.decisions.amendments.models import AmendmentVote, MotionAmendment
from commonhall.decisions.amendments.queries import FULL
from commonhall.decisions.motions.models import Motion, RollCallVote
from commonhall.law.instruments.actions import adopt_instrument
from commonhall.law.instruments.models import Rank
from commonhall.people.bodies.models import Office, OfficeTerm
from commonhall.people.residents.models import Person
from tests import on_record
from tests.asking_kit import ask
from tests.decisions.council import seated, table
from tests.kit import Hall, found_hall, signed_in
from tests.words import texts

pytestmark = pytest.mark.django_db
MOST = 10


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def written(rows: list[Any]) -> list[Any]:
    """Rows straight into their table: a full council would otherwise take minutes."""
    token = _writing.set(True)
    try:
        return list(type(rows[0])._base_manager.bulk_create(rows))
    finally:
        _writing.reset(token)


def fill_council(hall: Hall, members: int) -> list[Office]:
    council, day = hall.body("council"), clock.today()
    people = Person.objects.bulk_create([Person(name=f"Seat {n}") for n in range(members)])
    offices = written(
        [Office(body=council, code=f"seat-{n}", names=texts(f"Seat {n}")) for n in range(members)]
    )
    ends = day + timedelta(days=300)
    terms = [
        OfficeTerm(office=office, person=who, starts=day, ends=ends)
        for office, who in zip(offices, people, strict=True)
    ]
    on_record.say(written(terms))
    return offices


def rule(hall: Hall, starts: date) -> dict[str, Any]:
    return {
        "unit": hall.unit("root"),
        "code": "benches",
        "rank": Rank.LOCAL_RULE,
        "titles": texts("Benches"),
        "provisions": [{"number": "Paragraph 1", "texts": texts("A bench every 200 metres.")}],
        "starts": starts,
    }


def put(motion: Motion, offices: list[Office], number: int) -> None:
    """So many amendments, each with a full roll-call."""
    names = [one for one in motion.given if one.startswith("provisions_")]
    now = clock.now()
    rows = written(
        [
            MotionAmendment(
                motion=motion,
                by_office=offices[n % len(offices)],
                wording=1,
                given={**motion.given, **{one: [f"Paragraph 1\nBench {n}."] for one in names}},
                reasons="It is better.",
                at=now,
            )
            for n in range(number)
        ]
    )
    terms = terms_of(offices)
    written(
        [
            AmendmentVote(amendment=row, office=office, term=terms[office.pk], choice="yes", at=now)
            for row in rows
            for office in offices
        ]
    )


def terms_of(offices: list[Office]) -> dict[int, OfficeTerm]:
    return {one.office_id: one for one in OfficeTerm.objects.filter(office__in=offices)}


def full(motion: Motion, offices: list[Office]) -> None:
    terms, now = terms_of(offices), clock.now()
    written(
        [
            RollCallVote(
                motion=motion,
                office=one,
                term=terms[one.pk],
                choice="yes",
                reason="So.",
                at=now,
            )
            for one in offices
        ]
    )


def queries_of(client: Client, address: str) -> list[str]:
    """Read again with nothing new on the record: what hangs on the record alone is kept for a minute."""
    assert client.get(address).status_code == 200
    with CaptureQueriesContext(connection) as seen:
        assert client.get(address).status_code == 200
    return [one["sql"] for one in seen.captured_queries]


def test_forty_members_and_two_hundred_amendments_take_as_many_queries_as_three(
    hall: Hall,
) -> None:
    members = seated(hall, 2)
    offices = fill_council(hall, 38)
    motion = table(members[0], adopt_instrument, **rule(hall, clock.today() + timedelta(days=30)))
    full(motion, offices)
    put(motion, offices, 3)
    address = motion.get_absolute_url()
    few = queries_of(Client(), address)
    put(motion, offices, 197)
    many = queries_of(Client(), address)
    assert len(many) == len(few) <= MOST, "\n".join(one[:150] for one in many)
    page = Client().get(address).content.decode()
    assert FULL <= page.count("<del>") <= 3 * FULL and page.count('id="amendment-') == 200
    member = signed_in(members[0])
    with_few = table(members[0], adopt_instrument, **rule(hall, clock.today() + timedelta(days=31)))
    put(with_few, offices, 3)
    of_few, of_many = (queries_of(member, one.get_absolute_url()) for one in (with_few, motion))
    assert len(of_many) <= len(of_few) <= MOST, "\n".join(one[:230] for one in of_many)
    reader = queries_of(signed_in(hall.resident), address)
    assert len(reader) <= MOST, "\n".join(one[:230] for one in reader)


def test_what_is_kept_is_new_as_soon_as_something_new_is_recorded(hall: Hall) -> None:
    members = seated(hall, 2)
    motion = table(members[0], adopt_instrument, **rule(hall, clock.today() + timedelta(days=30)))
    reader, address = Client(), motion.get_absolute_url()
    before = reader.get(address).content.decode()
    asked = ask(hall, motion.ref, unit="root").get_absolute_url()
    assert asked not in before and asked in reader.get(address).content.decode()
