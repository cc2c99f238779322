"""A confirmation that ends soon is said on the resident's page and by one letter, and renewed in any way."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core import mail

from commonhall.actions.actors import Actor
from commonhall.core import clock, timers
from commonhall.people.residents import actions as residents
from commonhall.people.residents import slip_actions, slips
from commonhall.people.residents.models import Person, Verification
from commonhall.people.residents.timers import tell_of_ends
from tests.kit import Hall, found_hall, person, signed_in

pytestmark = pytest.mark.django_db
SOON = "This ends soon"


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def confirmed(hall: Hall, who: Person, days: int) -> Verification:
    return residents.verify_resident.perform(
        hall.clerk,
        person=who,
        unit=hall.unit("north"),
        ends=clock.today() + timedelta(days=days),
    ).result


def page_of(actor: Actor) -> str:
    return signed_in(actor).get("/me/").content.decode()


def test_it_is_said_sixty_days_before_and_once(hall: Hall) -> None:
    resident = Person.objects.get(pk=hall.resident.person)
    confirmed(hall, resident, 61)
    assert SOON not in page_of(hall.resident) and tell_of_ends() == 0
    confirmed(hall, person("other"), 60)
    assert (tell_of_ends(), tell_of_ends()) == (1, 0)
    (letter,) = mail.outbox
    assert letter.to == ["other@example.org"] and "North" in letter.body and "/me/" in letter.body
    assert "commonhall.people.residents.timers.tell_of_ends" in timers.registered()


def test_the_page_says_so_and_how_to_renew(hall: Hall) -> None:
    confirmed(hall, Person.objects.get(pk=hall.resident.person), 59)
    page = page_of(hall.resident)
    assert SOON in page and "/me/verify/" in page and "/me/letter/" in page


@pytest.mark.parametrize("way", ["office", "census", "slip"])
def test_any_way_renews(hall: Hall, way: str) -> None:
    resident = Person.objects.get(pk=hall.resident.person)
    confirmed(hall, resident, 10)
    if way == "office":
        confirmed(hall, resident, 900)
    elif way == "census":
        lines = "number,born\nA-1,1980-05-01"
        residents.import_census.perform(hall.clerk, unit=hall.unit("north"), lines=lines)
        given = {"number": "A-1", "born": date(1980, 5, 1)}
        residents.verify_by_census.perform(hall.resident, **given)
    else:
        seen = residents.verify_resident.perform(
            hall.clerk, new_name="Ada", unit=hall.unit("north")
        ).result
        printed = slips.give(seen.person, None)
        slip_actions.join_slip.perform(hall.resident, code=printed.code)
    assert SOON not in page_of(hall.resident) and "Confirmed resident" in page_of(hall.resident)
    assert tell_of_ends() == 0 and not mail.outbox


def test_nobody_without_an_account_is_written_to(hall: Hall) -> None:
    confirmed(hall, Person.objects.create(name="Ada"), 10)
    assert tell_of_ends() == 0 and not mail.outbox


def test_one_that_ended_is_not_told_any_more(hall: Hall) -> None:
    confirmed(hall, Person.objects.get(pk=hall.resident.person), 10)
    with clock.replay(clock.now() + timedelta(days=11)):
        assert tell_of_ends() == 0 and not mail.outbox
