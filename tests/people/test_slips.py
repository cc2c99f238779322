"""At the counter: somebody is found or made, gets a slip, and joins it to an account, once."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client

from commonhall.actions.models import ActorSeal
from commonhall.core import clock, jobs
from commonhall.core.refusals import BadInput, Refused
from commonhall.people.actors import as_person
from commonhall.people.residents import actions as residents
from commonhall.people.residents import slip_actions, slips
from commonhall.people.residents.models import Person, Slip, Verification
from commonhall.record import verification
from commonhall.record.models import Entry
from commonhall.record.readers import DatabaseSource
from tests.browser_kit import OpenPage, assert_accessible, assert_fits, screenshot
from tests.kit import Hall, by_key, found_hall, person, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def text(response: Any) -> str:
    return str(response.content.decode())


def at_the_counter(hall: Hall, **given: Any) -> Any:
    shown = {"new_name": "Ada Chen", "unit": hall.unit("north").pk, "papers": "passport"}
    return signed_in(hall.clerk).post("/residents/verify/", {**shown, **given})


def slip_of(hall: Hall) -> tuple[str, str]:
    """Address of the slip's page and the code on it."""
    address = at_the_counter(hall)["Location"]
    page = text(signed_in(hall.clerk).post(address, {"once": "x"}))
    found = re.search(r'class="paper-code">([\w-]+)<', page)
    assert found
    return address, found[1]


def test_somebody_without_an_account_gets_a_slip_and_joins_it(hall: Hall) -> None:
    made = at_the_counter(hall)
    seen = Verification.objects.get()
    assert made["Location"] == f"/residents/slips/{seen.pk}/"
    assert (seen.person.account, seen.person.name, seen.papers) == (None, "Ada Chen", "passport")
    desk = signed_in(hall.clerk)
    assert "Ada Chen" in text(desk.get(made["Location"]))
    shown = desk.post(made["Location"], {"once": "one"})
    assert shown["Cache-Control"] == "no-store"
    page = text(shown)
    code = re.search(r'class="paper-code">([\w-]+)<', page)[1]
    assert f"/me/slip/?code={code}" not in page, "the code is in the square, not in a link"
    assert "<svg" in page and Slip.objects.get().number in page
    client = signed_in(hall.resident)
    assert f'value="{code}"' in text(client.get(f"/me/slip/?code={code}"))
    # Typed as people type: small letters, spaces, full width.
    typed = code.lower().replace("-", " ").replace("2", "２")
    assert client.post("/me/slip/", {"code": typed})["Location"] == "/me/"
    seen.refresh_from_db()
    assert seen.person_id == hall.resident.person
    assert "Confirmed resident of North" in text(client.get("/me/"))
    assert verification.verify(DatabaseSource()).codes() <= {"no_key"}


def test_a_slip_serves_once_and_a_new_one_ends_the_old(hall: Hall) -> None:
    address, first = slip_of(hall)
    desk = signed_in(hall.clerk)
    # The same page sent twice shows no code and makes none.
    assert "already been shown" in text(desk.post(address, {"once": "x"}))
    second = re.search(r'paper-code">([\w-]+)<', text(desk.post(address, {"once": "y"})))[1]
    for code, told in ((first, 403), (second, 302), (second, 403)):
        assert signed_in(hall.resident).post("/me/slip/", {"code": code}).status_code == told
    other = as_person(person("other"))
    assert signed_in(other).post("/me/slip/", {"code": second}).status_code == 403
    assert desk.post(address, {"once": "z"}).status_code == 403, "has an account now"


def test_a_slip_is_not_joined_late_nor_by_whoever_gave_it(hall: Hall) -> None:
    _address, code = slip_of(hall)
    clerk = as_person(Person.objects.get(pk=hall.clerk.person))
    with pytest.raises(Refused):
        slip_actions.join_slip.perform(clerk, code=code)
    Slip.objects.update(ends=clock.today() - timedelta(days=1))
    with pytest.raises(Refused) as refused:
        slip_actions.join_slip.perform(hall.resident, code=code)
    assert refused.value.code == "unknown-code"
    assert Verification.objects.get().person_id != hall.resident.person


def test_the_number_of_a_slip_finds_the_person_again(hall: Hall) -> None:
    slip_of(hall)
    number = Slip.objects.get().number
    for sign in (number, number.replace("-", " "), number.replace("-", "")):
        assert slips.by_sign(sign).name == "Ada Chen"
    assert slips.by_sign("") is None and slips.by_sign("1234-5678 x") is None
    at_the_counter(hall, new_name="", person=number, unit=hall.unit("south").pk)
    assert {one.unit.code for one in slips.by_sign(number).verifications.all()} == {
        "north",
        "south",
    }
    assert Person.objects.filter(name="Ada Chen").count() == 1
    wrong = at_the_counter(hall, new_name="", person="0000-0000")
    assert wrong.status_code == 400 and "slip number 0000-0000" in text(wrong)


@pytest.mark.parametrize("given", [{"new_name": ""}, {"person": "resident@example.org"}])
def test_one_says_who_it_is_in_one_way(hall: Hall, given: dict[str, str]) -> None:
    answer = at_the_counter(hall, **given)
    assert answer.status_code == 400 and "Not both" in text(answer)
    assert not Verification.objects.exists() and not Person.objects.filter(account=None).exists()


def test_it_ends_when_the_office_says_so(hall: Hall) -> None:
    day = clock.today() + timedelta(days=90)
    at_the_counter(hall, ends=day.isoformat())
    assert Verification.objects.get().ends == day
    for wrong in (clock.today(), clock.today() + timedelta(days=3 * 365 + 1)):
        answer = at_the_counter(hall, ends=wrong.isoformat())
        assert answer.status_code == 400 and "three years from now" in text(answer)
    assert at_the_counter(hall, papers="").status_code == 400


def test_slips_are_for_who_confirms_residents_and_for_no_program(hall: Hall) -> None:
    address = at_the_counter(hall)["Location"]
    for other in (hall.resident, hall.parks):
        page = signed_in(other).get(address)
        assert "Ada Chen" not in text(page), "nobody else learns the name"
        assert signed_in(other).post(address, {"once": "x"}).status_code == 403
        assert "Ada Chen" not in text(signed_in(other).get("/residents/"))
    listed = text(signed_in(hall.clerk).get("/residents/"))
    assert "Ada Chen" in listed and f'href="{address}"' in listed
    number = Verification.objects.get().pk
    assert by_key(hall.clerk, f"/verifications/{number}/give-slip", {}).status_code == 404
    assert not Slip.objects.exists()


def test_nothing_of_a_slip_can_be_read_from_the_tables_or_the_record(hall: Hall) -> None:
    _address, code = slip_of(hall)
    plain = code.replace("-", "")
    for table in connection.introspection.table_names():
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT * FROM "{table}"')
            held = repr(cursor.fetchall())
        assert code not in held and plain not in held, table
    bodies = "".join(Entry.objects.values_list("body", flat=True))
    assert "Ada" not in bodies and "passport" not in bodies


def test_erasing_takes_the_slip_and_the_kind_of_papers(hall: Hall) -> None:
    _address, code = slip_of(hall)
    slip_actions.join_slip.perform(hall.resident, code=code)
    held = signed_in(hall.resident).get("/me/data/export.json").json()["people"]
    assert held["slips"][0]["number"] == Slip.objects.get().number
    residents.erase_me.perform(hall.resident)
    assert not Slip.objects.exists() and Verification.objects.get().papers == ""
    assert not ActorSeal.objects.filter(person=hall.resident.person).exists()
    assert verification.verify(DatabaseSource()).codes() <= {"no_key"}


# --- guessing -------------------------------------------------------------------------------------
def test_guesses_in_all_close_the_door_and_alarm_those_who_confirm(
    hall: Hall, settings: Any
) -> None:
    settings.RATE_LIMITS = {"people.guesses_in_all": "3/h"}
    _address, code = slip_of(hall)
    # From accounts of all kinds: each is within its own limit.
    for name in ("a", "b", "c"):
        wrong = {"code": "K7QF-2M9T-XPA4"}
        assert signed_in(as_person(person(name))).post("/me/slip/", wrong).status_code == 403
    closed = signed_in(hall.resident).post("/me/slip/", {"code": code})
    assert closed.status_code == 403 and "too many wrong codes" in text(closed)
    census = {"number": "A-1", "born": "1980-05-01"}
    assert "too many wrong codes" in text(signed_in(hall.resident).post("/me/verify/", census))
    while jobs.run_one("a worker"):
        pass
    assert [one.to for one in mail.outbox] == [["clerk@example.org"]]
    assert "3 wrong codes" in mail.outbox[0].body
    notice = "Somebody is guessing codes"
    assert notice in text(signed_in(hall.clerk).get("/residents/"))
    assert notice not in text(Client().get("/residents/"))
    assert notice not in text(signed_in(hall.parks).get("/residents/"))


def test_guesses_at_one_number_are_counted_whoever_guesses(hall: Hall, settings: Any) -> None:
    settings.RATE_LIMITS = {"people.guesses_at_one": "2/d"}
    residents.import_census.perform(
        hall.clerk, unit=hall.unit("north"), lines="number,born\nA-17,1980-05-01"
    )
    for name, day in (("a", "1980-05-02"), ("b", "1980-05-03")):
        wrong = {"number": "a 17", "born": day}
        page = signed_in(as_person(person(name))).post("/me/verify/", wrong)
        assert "could not find this number" in text(page)
    right = {"number": "A-17", "born": "1980-05-01"}
    assert "too many wrong" in text(signed_in(hall.resident).post("/me/verify/", right))
    other = signed_in(hall.resident).post("/me/verify/", {**right, "number": "A-18"})
    assert "could not find this number" in text(other)


def test_right_codes_trip_nothing(hall: Hall, settings: Any) -> None:
    settings.RATE_LIMITS = {"people.guesses_in_all": "1/h", "people.guesses_at_one": "1/d"}
    lines = "number,born\n" + "".join(f"A-{one},1980-05-01\n" for one in range(4))
    residents.import_census.perform(hall.clerk, unit=hall.unit("north"), lines=lines)
    for one in range(4):
        given = {"number": f"A-{one}", "born": "1980-05-01"}
        made = signed_in(as_person(person(f"p{one}"))).post("/me/verify/", given)
        assert made["Location"] == "/me/"


def test_a_wrong_sign_is_named_at_its_field(hall: Hall) -> None:
    with pytest.raises(BadInput) as wrong:
        residents.verify_resident.perform(hall.clerk, unit=hall.unit("north"))
    assert wrong.value.field == "person"


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", [1280, 390])
def test_the_counter_and_the_slip_in_a_browser(hall: Hall, open_page: OpenPage, width: int) -> None:
    page = open_page("/residents/verify/", client=signed_in(hall.clerk), width=width)
    assert_accessible(page)
    assert_fits(page)
    screenshot(page, f"counter-{width}")
    page.fill("input[name=new_name]", "Ada Chen")
    page.select_option("select[name=unit]", str(hall.unit("north").pk))
    page.check("input[name=papers][value=passport]")
    page.click("main form button")
    page.wait_for_url("**/residents/slips/*/")
    assert_accessible(page)
    page.click("main form button")
    page.wait_for_selector(".paper-code")
    assert_accessible(page)
    assert_fits(page)
    screenshot(page, f"slip-{width}")
