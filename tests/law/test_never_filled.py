"""A hall in which nobody was ever elected: five years later there is still one way out, and only that one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from commonhall.actions import action_pages
from commonhall.core import clock
from commonhall.law.instruments.actions import adopt_instrument
from commonhall.law.results.actions import confirm_result
from commonhall.law.results.models import PeoplesResult
from commonhall.law.results.resident_actions import attest_result
from commonhall.people import actors
from commonhall.people.bodies.actions import appoint
from commonhall.people.bodies.models import Office, OfficeTerm
from commonhall.people.residents.actions import verify_resident
from tests.actions.samples import set_fields
from tests.kit import Hall, found_hall, person, signed_in
from tests.law import kit
from tests.law.kit import refusal

pytestmark = pytest.mark.django_db
ONE = timedelta(days=1)
PAGE = "https://elections.example/2031"


@pytest.fixture
def hall(home: Path) -> Hall:
    """Founded with the desk alone: nobody ever sat in the council, reviewed, or led a department."""
    found = found_hall()
    for term in OfficeTerm.objects.exclude(office__body__code="hall"):
        set_fields(term, ended_early_on=term.starts)
    return found


@contextmanager
def later(hall: Hall, days: int) -> Iterator[None]:
    day = clock.today() + days * ONE
    with clock.replay(timezone.make_aware(datetime(day.year, day.month, day.day, 12))):
        yield


def enter(hall: Hall, code: str = "council", elected: str = "") -> Any:
    day = clock.today()
    form = {
        "kind": "election",
        "held_on": day.isoformat(),
        "starts": day.isoformat(),
        "ends": (day + 1400 * ONE).isoformat(),
        "elected": elected or "council-chair: elected@example.org",
        "evidence": PAGE,
    }
    return signed_in(hall.clerk).post(f"/bodies/{hall.body(code).pk}/enter-result/", form)


def neighbours(hall: Hall, number: int) -> list[Any]:
    """So many people whom the desk, as caretaker, confirms as residents."""
    found = []
    for one in range(number):
        who = person(f"neighbour{one}")
        verify_resident.perform(hall.clerk, person=who, unit=hall.unit("north"))
        found.append(actors.as_person(who))
    return found


def test_five_years_later_the_residents_confirm_whom_they_elected(hall: Hall) -> None:
    elected = person("elected")
    with later(hall, 1900):
        assert refusal(lambda: _fill(hall)) in ("no-competence", "caretaker")
        assert not adopt_instrument.check(hall.clerk)
        assert enter(hall).status_code == 302
        result = PeoplesResult.objects.get()
        shown = Client().get(result.get_absolute_url()).content.decode()
        assert "It is waiting for residents" in shown and "0 of" in shown
        page = action_pages.url_of(attest_result, result)
        people = neighbours(hall, 5)
        for who in people[:4]:
            assert signed_in(who).post(page, {}).status_code == 302
        result.refresh_from_db()
        assert result.state == "entered"
        assert signed_in(people[0]).post(page, {}).status_code == 403
        assert signed_in(people[4]).post(page, {}).status_code == 302
        result.refresh_from_db()
        assert (result.state, result.mandate.origin) == ("confirmed", "election")
        shown = Client().get(result.get_absolute_url()).content.decode()
        assert "5 residents" in shown
        # From here on everything goes its ordinary way.
        chair = actors.as_office(
            elected, Office.objects.select_related("body").get(code="council-chair")
        )
        assert adopt_instrument.check(chair)
        person("judge")
        assert enter(hall, "reviewer", "reviewer: judge@example.org").status_code == 302
        second = PeoplesResult.objects.latest("pk")
        # Nobody confirms who is to review them: residents do, also now.
        assert refusal(lambda: confirm_result.perform(chair, second)) == "own-reviewer"
        for who in people:
            attest_result.perform(who, PeoplesResult.objects.get(pk=second.pk))
        second.refresh_from_db()
        assert second.state == "confirmed"
        assert enter(hall).status_code == 302
        third = PeoplesResult.objects.latest("pk")
        assert refusal(lambda: attest_result.perform(people[0], third)) == "others-confirm"


def _fill(hall: Hall) -> Any:
    office = Office.objects.get(code="council-chair")
    day = clock.today()
    appoint.perform(hall.clerk, office, person=person("mine"), starts=day, ends=day + 9 * ONE)


# --- attacks --------------------------------------------------------------------------------------
def test_the_desk_confirms_what_it_entered_by_its_own_people(hall: Hall) -> None:
    """Neither whoever entered it nor whoever was elected, and nobody twice."""
    clerk = actors.as_person(kit_person(hall.clerk))
    with later(hall, 1900):
        people = neighbours(hall, 1)
        own = {"person": kit_person(hall.clerk), "unit": hall.unit("north")}
        assert refusal(lambda: verify_resident.perform(hall.clerk, **own)) == "own-matter"
        assert enter(hall, elected="council-chair: neighbour0@example.org").status_code == 302
        result = PeoplesResult.objects.get()
        assert refusal(lambda: attest_result.perform(clerk, result)) == "not-verified"
        assert refusal(lambda: attest_result.perform(people[0], result)) == "own-matter"
        assert refusal(lambda: confirm_result.perform(hall.clerk, result)) in (
            "no-competence",
            "for-itself",
        )


def kit_person(who: Any) -> Any:
    from commonhall.people.residents.models import Person

    return Person.objects.get(pk=who.person)


def test_where_somebody_can_confirm_the_residents_do_not(home: Path) -> None:
    full = found_hall()
    reviewer = kit.reviewer(full)
    person("elected")
    assert enter(full).status_code == 302
    result = PeoplesResult.objects.get()
    resident = kit.confirmed(full)
    account = kit_person(reviewer)
    # A reviewer without an account acts for nobody; one with an account does.
    set_fields(OfficeTerm.objects.get(office__code="reviewer"), person=person("judge"))
    assert account.pk
    assert refusal(lambda: attest_result.perform(resident, result)) == "others-confirm"
