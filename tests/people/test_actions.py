"""Bodies, offices, organisations, residents and interests, by their doors."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client

from commonhall.actions import action_pages
from commonhall.core import clock
from commonhall.core.refusals import BadInput, Refused
from commonhall.people import actors
from commonhall.people.accounts.models import Account
from commonhall.people.bodies import actions as body_actions
from commonhall.people.bodies.models import Body, Office, OfficeTerm
from commonhall.people.interests import actions as interest_actions
from commonhall.people.interests.models import Interest
from commonhall.people.organisations import actions as organisation_actions
from commonhall.people.organisations.models import Membership, Organisation
from commonhall.people.residents import actions as resident_actions
from commonhall.people.residents.census import census_key
from commonhall.people.residents.models import CensusEntry, Person, Verification
from commonhall.record.models import Entry
from tests.kit import Hall, by_key, found_hall, person, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def text(response: Any) -> str:
    assert isinstance(response, HttpResponse)
    return response.content.decode()


def organisation(hall: Hall) -> Organisation:
    made: Organisation = organisation_actions.register_organisation.perform(
        hall.resident, name="Friends", kind="association", unit=hall.unit("north")
    ).result
    return made


# --- bodies and offices ---------------------------------------------------------------------------
@pytest.mark.slow
def test_a_body_its_office_and_its_holder_by_clicking(hall: Hall) -> None:
    council = signed_in(hall.chair)
    assert 'href="/bodies/establish/"' in text(council.get("/bodies/"))
    given = {"code": "water", "names_en": "Water", "kind": "agency", "unit": hall.unit("root").pk}
    made = council.post("/bodies/establish/", given)
    water = Body.objects.get(code="water")
    assert made["Location"] == f"/bodies/{water.pk}/"
    page = text(council.get(made["Location"]))
    assert f'href="/bodies/{water.pk}/establish-office/"' in page
    council.post(
        f"/bodies/{water.pk}/establish-office/", {"code": "water-desk", "names_en": "Desk"}
    )
    office = Office.objects.get(code="water-desk")
    page = text(council.get(f"/bodies/{water.pk}/"))
    assert f'href="/offices/{office.pk}/appoint/"' in page and "vacant" in page
    someone = person("someone")
    today = clock.today()
    days = {"starts": today.isoformat(), "ends": (today + timedelta(days=300)).isoformat()}
    council.post(f"/offices/{office.pk}/appoint/", {"person": "Someone@example.org", **days})
    term = OfficeTerm.objects.get(office=office)
    assert term.person == someone
    assert Entry.objects.filter(action="people.appoint").latest("pk").subject == term.ref
    page = text(council.get(f"/bodies/{water.pk}/"))
    assert f'href="/terms/{term.pk}/end-term/"' in page and "vacant" not in page
    council.post(f"/terms/{term.pk}/end-term/", {"on": clock.today().isoformat()})
    page = text(council.get(f"/bodies/{water.pk}/"))
    assert "vacant" in page and "/end-term/" not in page
    # Nobody else is led to these pages.
    for other in (Client(), signed_in(hall.resident), signed_in(hall.parks)):
        page = text(other.get(f"/bodies/{water.pk}/"))
        assert 'class="button" href="/bodies/' not in page and "/appoint/" not in page


def test_a_term_that_begins_later_is_shown_and_can_be_ended(hall: Hall) -> None:
    office = Office.objects.get(code="parks-desk")
    held = OfficeTerm.objects.get(office=office)
    soon = clock.today() + timedelta(days=9)
    body_actions.end_term.perform(hall.chair, held, on=soon)
    term = body_actions.appoint.perform(
        hall.chair, office, person=person("next"), starts=soon, ends=soon
    ).result
    page = text(signed_in(hall.chair).get(f"/bodies/{office.body_id}/"))
    assert f"/terms/{term.pk}/end-term/" in page and "next" in page
    with pytest.raises(BadInput) as wrong:
        body_actions.end_term.perform(hall.chair, term, on=clock.today())
    assert wrong.value.field == "on"


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"code": "Water Works"}, "code"),
        ({"code": "parks"}, "code"),
        ({"names": {}}, "names"),
        ({"kind": "system"}, "kind"),
        ({"email": "nobody"}, "email"),
    ],
)
def test_a_body_is_not_made_of_anything(hall: Hall, given: dict[str, Any], field: str) -> None:
    right = {"code": "water", "names": {"en": "Water"}, "kind": "agency", "unit": "root"}
    answer = by_key(hall.chair, "/bodies/establish", {**right, **given})
    assert (answer.status_code, answer.json()["field"]) == (422, field)
    assert not Body.objects.filter(code="water").exists()


def test_bodies_by_a_program(hall: Hall) -> None:
    given = {"code": "water", "names": {"en": "Water"}, "kind": "agency", "unit": "root"}
    assert by_key(hall.parks, "/bodies/establish", given).status_code == 403
    assert by_key(hall.chair, "/bodies/establish", given).status_code == 201
    body = Body.objects.get(code="water")
    office = {"code": "water-desk", "names": {"en": "Desk"}}
    assert by_key(hall.chair, f"/bodies/{body.pk}/establish-office", office).status_code == 200


def test_nobody_gets_an_office_in_the_system(hall: Hall) -> None:
    timers = Body.objects.get(kind="system")
    refused = body_actions.establish_office.check(hall.chair, timers).refusal
    assert refused is not None and refused.code == "wrong-state"


def test_nobody_appoints_themselves(hall: Hall) -> None:
    office = Office.objects.get(code="parks-desk")
    own = Person.objects.get(pk=hall.chair.person)
    with pytest.raises(Refused) as refused:
        body_actions.appoint.perform(
            hall.chair, office, person=own, starts=clock.today(), ends=clock.today()
        )
    assert refused.value.code == "own-matter"


# --- persons by their address ---------------------------------------------------------------------
def test_only_who_may_do_it_learns_whether_an_address_has_an_account(hall: Hall) -> None:
    addresses = ("parks@example.org", "nobody@example.org")
    given = {"unit": "north", "papers": "passport"}
    told = [by_key(hall.roads, "/residents/verify", {**given, "person": one}) for one in addresses]
    assert [one.status_code for one in told] == [403, 403]
    assert told[0].json() == told[1].json()
    shown = [
        signed_in(hall.roads).post(
            "/residents/verify/",
            {"unit": hall.unit("north").pk, "person": one, "papers": "passport"},
        )
        for one in addresses
    ]
    assert [one.status_code for one in shown] == [403, 403]
    right = by_key(hall.clerk, "/residents/verify", {**given, "person": addresses[1]})
    assert (right.status_code, right.json()["field"]) == (422, "person")
    assert "nobody@example.org" in right.json()["detail"]
    assert "nobody@example.org" not in "".join(Entry.objects.values_list("body", flat=True))


# --- residents ------------------------------------------------------------------------------------
def test_an_office_confirms_who_comes_in_person(hall: Hall) -> None:
    desk = signed_in(hall.clerk)
    page = text(desk.get("/residents/"))
    assert 'href="/residents/verify/"' in page and 'href="/residents/import-census/"' in page
    form = text(desk.get("/residents/verify/"))
    assert "resident@example.org" not in form, "nobody is listed"
    given = {
        "person": "resident@example.org",
        "unit": hall.unit("north").pk,
        "papers": "passport",
    }
    made = desk.post("/residents/verify/", given)
    assert made["Location"] == "/residents/verify/"
    assert Verification.objects.get().person_id == hall.resident.person
    assert "1 person is confirmed" in text(Client().get("/residents/"))
    page = text(signed_in(hall.parks).get("/residents/"))
    assert "/residents/verify/" not in page
    own = desk.post("/residents/verify/", {**given, "person": "clerk@example.org"})
    assert own.status_code == 403


def test_the_census_list_confirms_at_the_page_of_old(hall: Hall) -> None:
    CensusEntry.objects.create(key=census_key("A-1", date(1980, 5, 1)), unit=hall.unit("north"))
    client = signed_in(hall.resident)
    assert "/me/verify/" in text(client.get("/me/"))
    assert client.post("/me/verify/", {"number": "A-1", "born": ""}).status_code == 400
    wrong = client.post("/me/verify/", {"number": "A-2", "born": "1980-05-01"})
    assert wrong.status_code == 403 and "could not find this number" in text(wrong)
    right = client.post("/me/verify/", {"number": "a 1", "born": "1980-05-01"})
    assert right["Location"] == "/me/"
    assert Verification.objects.get().unit == hall.unit("north")


CENSUS = "number,born,unit\nA-17,1980-05-01,north\nB-18,1990-12-31,\n"


def bring(hall: Hall, **given: Any) -> Any:
    return resident_actions.import_census.perform(hall.clerk, unit=hall.unit("root"), **given)


def test_a_census_list_is_checked_then_brought_in_then_the_same(hall: Hall) -> None:
    client, unit = signed_in(hall.clerk), hall.unit("root").pk
    tried = client.post(
        "/residents/import-census/", {"unit": unit, "lines": CENSUS, "dry_run": "on"}, follow=True
    )
    assert "Nothing was changed" in text(tried) and "New lines: 2" in text(tried)
    assert not CensusEntry.objects.exists()
    file = SimpleUploadedFile("list.csv", CENSUS.encode())
    done = client.post("/residents/import-census/", {"unit": unit, "file": file}, follow=True)
    assert "The list was added. New lines: 2" in text(done)
    assert {one.unit.code for one in CensusEntry.objects.all()} == {"north", "root"}
    again = bring(hall, lines=CENSUS.replace("north", "south")).result
    assert (again.new, again.changed, again.same) == (0, 1, 1)
    made = resident_actions.verify_by_census.perform(
        hall.resident, number="a17", born=date(1980, 5, 1)
    ).result
    assert made.unit == hall.unit("south")


def test_nothing_personal_of_the_census_is_kept_anywhere(hall: Hall) -> None:
    bring(hall, lines=CENSUS)
    entry = Entry.objects.filter(action="people.import_census").get()
    assert json.loads(entry.body)["data"]["lines"] == 2
    for table in connection.introspection.table_names():
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT * FROM "{table}"')
            held = repr(cursor.fetchall())
        assert "A-17" not in held and "1980-05-01" not in held, table


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("number,unit\nA-1,north\n", "Line 1 must have these columns too: born"),
        ("number,born\n", "no lines below its header"),
        ("number,born\nA-1,1980-05-01\n,1980-05-01\n", "Line 3: the number"),
        ("number,born\nA-1,1.5.1980\n", "Line 2: write the date"),
        ("number,born,unit\nA-1,1980-05-01,mars\n", "Line 2: its unit"),
        ("number,born\nA-1,1980-05-01\na 1,1980-05-01\n", "Line 3: this number"),
        ("number,born\nA-1\nA-2,1980-05-01,x\n", "Line 2: it does not have as many"),
        ('number,born\n"A-1,1980-05-01\n', "not valid CSV"),
        ("", "Enter lines or choose a file"),
    ],
)
def test_a_wrong_line_is_named_and_nothing_is_brought_in(hall: Hall, lines: str, said: str) -> None:
    before = Entry.objects.count()
    for dry_run in (True, False):
        with pytest.raises(BadInput) as wrong:
            bring(hall, lines=lines, dry_run=dry_run)
        assert said in str(wrong.value.message) and "1980-05-01, " not in str(wrong.value.message)
    assert (CensusEntry.objects.count(), Entry.objects.count()) == (0, before)


def test_the_census_is_for_who_confirms_residents(hall: Hall) -> None:
    given = {"unit": "root", "lines": CENSUS}
    assert by_key(hall.parks, "/residents/import-census", given).status_code == 403
    assert by_key(hall.clerk, "/residents/import-census", given).status_code == 201
    assert CensusEntry.objects.count() == 2


def test_erasing_by_a_program_asks_for_the_address_as_well(hall: Hall) -> None:
    for given in ({}, {"email": "clerk@example.org"}):
        answer = by_key(hall.resident, "/residents/erase-me", given)
        assert (answer.status_code, answer.json()["field"]) == (422, "email")
    assert Account.objects.filter(email="resident@example.org").exists()
    given = {"email": "resident@example.org", "words": True}
    assert by_key(hall.resident, "/residents/erase-me", given).status_code == 201
    assert not Account.objects.filter(email="resident@example.org").exists()


# --- organisations --------------------------------------------------------------------------------
def test_an_organisation_from_register_to_representative(hall: Hall) -> None:
    client = signed_in(hall.resident)
    given = {"name": "Friends", "kind": "association", "unit": hall.unit("north").pk}
    made = client.post("/organisations/register/", given)
    found = Organisation.objects.get()
    address = f"/organisations/{found.pk}/"
    assert made["Location"] == address
    desk = signed_in(hall.clerk)
    assert f'href="{address}recognise/"' in text(desk.get(address))
    assert desk.post(f"{address}recognise/")["Location"] == address
    page = text(desk.get(address))
    assert f'href="{address}suspend/"' in page and f'href="{address}recognise/"' not in page
    speaker = actors.as_organisation(Person.objects.get(pk=hall.resident.person), found)
    voice = signed_in(speaker)
    assert f'href="{address}name-representative/"' in text(voice.get(address))
    voice.post(f"{address}name-representative/", {"person": "roads@example.org"})
    assert Membership.objects.get(person__name="roads").organisation == found
    desk.post(f"{address}suspend/")
    found.refresh_from_db()
    assert found.state == Organisation.State.SUSPENDED
    assert voice.post(f"{address}name-representative/", {"person": "x@y.org"}).status_code == 403


def test_an_organisation_names_representatives_of_its_own_only(hall: Hall) -> None:
    first, second = organisation(hall), organisation(hall)
    organisation_actions.recognise_organisation.perform(hall.clerk, first)
    speaker = actors.as_organisation(Person.objects.get(pk=hall.resident.person), first)
    refused = organisation_actions.name_representative.check(speaker, second).refusal
    assert refused is not None and refused.code == "not-yours"


def test_organisations_by_a_program(hall: Hall) -> None:
    given = {"name": "Friends", "kind": "association", "unit": "north", "website": "example.org"}
    assert by_key(hall.resident, "/organisations/register", given).status_code == 201
    assert Organisation.objects.get().website == "https://example.org"
    wrong = by_key(hall.resident, "/organisations/register", {**given, "name": " "})
    assert (wrong.status_code, wrong.json()["field"]) == (422, "name")


# --- interests ------------------------------------------------------------------------------------
def test_an_interest_is_declared_and_ended_by_clicking(hall: Hall) -> None:
    desk = signed_in(hall.parks)
    assert 'href="/interests/"' in text(desk.get("/me/"))
    assert 'href="/interests/declare/"' in text(desk.get("/interests/"))
    given = {"target_ref": hall.unit("north").ref, "kind": "property", "note": "A house"}
    made = desk.post("/interests/declare/", given)
    assert made["Location"] == "/interests/"
    interest = Interest.objects.get()
    assert interest.office == Office.objects.get(code="parks-desk")
    body = f"/bodies/{hall.body('parks').pk}/"
    end = f'href="/interests/{interest.pk}/end/"'
    assert end in text(desk.get("/interests/")) and "North" in text(desk.get(body))
    other = signed_in(hall.roads)
    assert "North" not in text(other.get("/interests/"))
    assert "A house" not in text(other.get(body))
    assert other.post(f"/interests/{interest.pk}/end/").status_code in (403, 409)
    assert desk.post(f"/interests/{interest.pk}/end/")["Location"] == "/interests/"
    interest.refresh_from_db()
    assert interest.ends == clock.today()
    again = interest_actions.end_interest.check(hall.parks, interest).refusal
    assert again is not None and again.code == "wrong-state"


def test_every_page_of_these_actions_opens(hall: Hall) -> None:
    made = organisation(hall)
    interest_actions.declare_interest.perform(
        hall.chair, target=hall.unit("north").ref, kind="property"
    )
    things = [
        hall.body("parks"),
        Office.objects.first(),
        OfficeTerm.objects.first(),
        made,
        Interest.objects.get(),
        None,
    ]
    client = signed_in(hall.chair)
    for thing in things:
        for one in action_pages.on(type(thing) if thing else None):
            if one.app == "people":
                assert client.get(action_pages.url_of(one, thing)).status_code == 200, one.code
