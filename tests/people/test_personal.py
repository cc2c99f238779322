"""One's own data: had as a file, erased at one's wish; the record stays valid and says so."""

from __future__ import annotations

import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from PIL import Image

from commonhall.actions.models import ActorSeal, Follow, Sealed
from commonhall.cases.cases import actions as case_actions
from commonhall.cases.cases.models import Case, Confirmation
from commonhall.core.refusals import Refused
from commonhall.people.accounts.models import Account
from commonhall.people.organisations import actions as organisation_actions
from commonhall.people.organisations.models import Organisation
from commonhall.people.residents import actions as resident_actions
from commonhall.people.residents.census import census_key
from commonhall.people.residents.models import CensusEntry, Person, Verification
from commonhall.record import verification
from commonhall.record.models import Entry
from commonhall.record.readers import DatabaseSource
from tests.kit import Hall, found_hall
from tests.words import OTHER

pytestmark = pytest.mark.django_db
SECRET = "My neighbour Smith at number 12"


def problems() -> set[str]:
    return verification.verify(DatabaseSource()).codes() - {"no_key"}


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def lived_in(hall: Hall, photo: Any = None) -> Case:
    """A resident who was verified, raised a case with words, and confirmed it."""
    CensusEntry.objects.create(key=census_key("A-1", date(1980, 5, 1)), unit=hall.unit("north"))
    resident_actions.verify_by_census.perform(hall.resident, number="A-1", born=date(1980, 5, 1))
    case = hall.raise_case(title=SECRET, text=SECRET, address=SECRET, photo=photo)
    case_actions.mark_done.perform(hall.parks, case=case, text="Done.")
    case_actions.confirm_case.perform(hall.resident, case=case, text=SECRET)
    organisation_actions.register_organisation.perform(
        hall.resident, name="Friends", kind="association", unit=hall.unit("north")
    )
    return case


def test_the_file_holds_all_of_it_and_nothing_of_others(hall: Hall, client: Client) -> None:
    lived_in(hall)
    hall.raise_case(by=hall.resident, title="another of mine")
    client.force_login(Account.objects.get(email="resident@example.org"))
    answer = client.get("/me/data/export.json")
    assert answer["Cache-Control"] == "no-store"
    held = answer.json()
    assert held["people"]["account"]["email"] == "resident@example.org"
    assert [one["title"] for one in held["cases"]["cases"]] == [SECRET, "another of mine"]
    assert held["cases"]["confirmations"][0]["text"] == SECRET
    assert len(held["people"]["entries_on_the_record"]) == 5
    assert "clerk@example.org" not in answer.content.decode()
    client.force_login(Account.objects.get(email="clerk@example.org"))
    assert SECRET not in client.get("/me/data/export.json").content.decode()


def test_erased_but_the_matter_stays(hall: Hall) -> None:
    case = lived_in(hall)
    resident_actions.erase_me.perform(hall.resident)
    kept = Case.objects.get(pk=case.pk)
    assert (kept.title, kept.person_id, kept.state) == (SECRET, None, Case.State.CONFIRMED)
    assert not Account.objects.filter(email="resident@example.org").exists()
    assert not ActorSeal.objects.filter(person=hall.resident.person).exists()
    assert not Follow.objects.exists()
    assert Verification.objects.get().person_id is None
    person = Person.objects.get(pk=hall.resident.person)
    assert (person.name, person.account_id, person.unit_id) == ("", None, None)
    # The line of the census list stays used: nobody is confirmed twice by it.
    assert CensusEntry.objects.get().used_by_id == person.pk
    assert Organisation.objects.count() == 1
    assert problems() == set()


def test_words_photo_and_place_go_as_well_from_every_table(hall: Hall) -> None:
    picture = io.BytesIO()
    Image.new("RGB", (40, 30), "green").save(picture, "JPEG")
    case = lived_in(hall, ContentFile(picture.getvalue(), name="lamp.jpg"))
    stored = Case.objects.get(pk=case.pk).photo
    assert stored.storage.exists(stored.name)
    resident_actions.erase_me.perform(hall.resident, words=True)
    left = Case.objects.get(pk=case.pk)
    assert (left.title, left.text, left.address, left.latitude) == ("", "", "", None)
    assert left.heading and Confirmation.objects.get().text == ""
    page = Client().get(f"/cases/{case.pk}/").content.decode()
    assert "Text erased" in page and "Smith" not in page
    for table in connection.introspection.table_names():
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT * FROM "{table}"')
            held = repr(cursor.fetchall())
        assert "Smith" not in held and "resident@example" not in held, table
    assert problems() == set()
    assert Entry.objects.get(action="people.erase_me").body.count("commitment") == 1


def test_nobody_can_empty_a_seal_and_point_at_an_erasure_of_something_else(hall: Hall) -> None:
    lived_in(hall)
    other = hall.raise_case(by=hall.resident, title="the evidence")
    resident_actions.erase_me.perform(hall.resident)
    entry = Entry.objects.get(action="people.erase_me")
    seal = Sealed.objects.get(
        version__type="cases.case", version__object_id=other.pk, version__version=1
    )
    contents = json.loads(seal.contents)
    contents["title"] = [str(entry.pk)]
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE actions_sealed SET contents = %s WHERE version_id = %s",
            [json.dumps(contents), seal.pk],
        )
    assert problems() == {"seal_emptied"}


def test_a_seal_of_an_older_version_that_was_changed_is_found(hall: Hall) -> None:
    case = hall.raise_case(title="as it was said")
    case_actions.mark_done.perform(hall.parks, case=case, text="Done.")
    seal = Sealed.objects.get(version__type="cases.case", version__version=1)
    with connection.cursor() as cursor:
        changed = seal.contents.replace("as it was said", "never said")
        cursor.execute(
            "UPDATE actions_sealed SET contents = %s WHERE version_id = %s", [changed, seal.pk]
        )
    assert problems() == {"seal_changed"}


def test_who_holds_an_office_cannot_vanish_from_it(hall: Hall) -> None:
    from commonhall.people.actors import as_person

    chair = as_person(Person.objects.get(name="chair"))
    with pytest.raises(Refused) as refused:
        resident_actions.erase_me.perform(chair)
    assert refused.value.code == "in-office"
    assert Account.objects.filter(email="chair@example.org").exists()


def test_erasing_asks_twice_and_signs_out(hall: Hall, client: Client) -> None:
    lived_in(hall)
    client.force_login(Account.objects.get(email="resident@example.org"))
    wrong = client.post("/me/data/erase/", {"words": "keep", "email": "other@example.org"})
    assert wrong.status_code == 400
    assert Account.objects.filter(email="resident@example.org").exists()
    right = client.post("/me/data/erase/", {"words": "erase", "email": "Resident@example.org"})
    assert right.status_code == 302
    assert client.get("/me/").status_code == 302


def test_the_profile_is_kept(hall: Hall, client: Client) -> None:
    client.force_login(Account.objects.get(email="resident@example.org"))
    client.post("/me/", {"name": "Lena", "phone": "", "language": OTHER})
    account = Account.objects.get(email="resident@example.org")
    assert (account.language, account.mail_notifications) == (OTHER, False)
    assert Person.objects.get(account=account).name == "Lena"
    assert client.post("/me/", {"language": "xx"}).status_code == 400


def test_every_part_of_the_export_has_a_name_a_person_understands(home: Path) -> None:
    from commonhall.people import personal_data
    from tests.living import living_hall

    hall = living_hall()
    held = personal_data.everything_about(Person.objects.get(pk=hall.resident.person))
    for app, found in held.items():
        for part in found:
            assert str(personal_data.called(app, part)) != part, f"{app}: {part}"
