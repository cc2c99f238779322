"""Correcting and withdrawing a case within an hour, "me too", and evidence from others."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.test import Client

from commonhall.cases.cases.models import Case
from commonhall.cases.desk_letters.models import DeskNotice
from commonhall.cases.evidence import actions as evidence
from commonhall.cases.evidence.models import Evidence
from commonhall.cases.me_too import actions as me_too
from commonhall.core import search
from commonhall.people import actors
from commonhall.people.residents import actions as residents
from commonhall.people.residents.models import Person
from tests.cases.everybody import resident
from tests.cases.mail_kit import photo, run_jobs
from tests.kit import Hall, found_hall, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def shown(client: Client, case: Case) -> str:
    return client.get(f"/cases/{case.pk}/").content.decode()


def test_what_was_written_first_stays_for_the_body_and_the_raiser(hall: Hall) -> None:
    case = hall.raise_case(title="The lamp at Mr Grey's is dark")
    client = signed_in("resident")
    client.post(
        f"/cases/{case.pk}/correct/", {"title": "A lamp is dark", "text": "", "address": ""}
    )
    assert "A lamp is dark" in shown(Client(), case) and "Grey" not in shown(Client(), case)
    assert "Grey" in shown(signed_in("parks", hall.parks.ref), case)
    assert "Grey" in shown(client, case)
    assert not search.everything("Grey")


def test_a_withdrawn_case_is_read_by_nobody_else_and_waits_for_nobody(hall: Hall) -> None:
    case = hall.raise_case(title="The lamp is dark")
    client = signed_in("resident")
    client.post(f"/cases/{case.pk}/withdraw/", {})
    case.refresh_from_db()
    assert case.state == "withdrawn" and case.next_on is None
    assert "The lamp is dark" not in shown(Client(), case)
    assert "Withdrawn case" in shown(Client(), case)
    assert "The lamp is dark" in shown(client, case)
    assert "The lamp is dark" not in Client().get("/cases/").content.decode()


def test_me_too_is_counted_by_where_people_live_and_hears_what_comes_of_it(hall: Hall) -> None:
    case = hall.raise_case(title="The lamp is dark")
    for name, unit in (("anna", "north"), ("bela", "south"), ("cleo", "south")):
        who = resident(hall, name, unit)
        me_too.say_me_too.perform(who, case=case)
    case.refresh_from_db()
    assert (case.too_here, case.too_elsewhere) == (1, 2)
    page = shown(Client(), case)
    assert "3 confirmed residents say that it concerns them too" in page
    assert "1 of whom lives there" in page
    assert "concerns 3 more residents" in Client().get("/cases/").content.decode()
    assert "+ 3 residents" in signed_in("parks", hall.parks.ref).get("/desk/").content.decode()
    data = Client().get(f"/api/v1/cases/{case.pk}").json()
    assert data["me_too"] == {"here": 1, "elsewhere": 2}
    client = signed_in("anna")
    client.post(f"/cases/{case.pk}/take-back-me-too/", {})
    case.refresh_from_db()
    assert case.too == 2
    client.post(f"/cases/{case.pk}/say-me-too/", {})
    case.refresh_from_db()
    assert case.too == 3, "it can be said again"


def test_evidence_is_shown_the_body_is_told_and_may_set_it_aside(hall: Hall) -> None:
    case = hall.raise_case()
    resident(hall, "anna")
    image = ContentFile(photo(), name="lamp.jpg")
    signed_in("anna").post(
        f"/cases/{case.pk}/add-evidence/",
        {"text": "Ask Mr Grey.", "image": image, "words": "A lamp"},
    )
    made = Evidence.objects.get()
    assert "Ask Mr Grey." in shown(Client(), case)
    assert Client().get(made.address).status_code == 200
    run_jobs()
    assert DeskNotice.objects.filter(what="evidence").exists()
    evidence.set_aside_evidence.perform(hall.parks, evidence=made, reason="It names somebody.")
    page = shown(Client(), case)
    assert "Ask Mr Grey." not in page and "It names somebody." in page
    assert Client().get(made.address).status_code == 404


def test_who_is_erased_leaves_neither_words_nor_name(hall: Hall) -> None:
    case, who = hall.raise_case(), resident(hall, "anna")
    me_too.say_me_too.perform(who, case=case)
    evidence.add_evidence.perform(who, case=case, text="I live at Mill Road 3.")
    person = Person.objects.get(pk=who.person)
    residents.erase_me.perform(actors.as_person(person), words=True)
    made = Evidence.objects.get()
    assert (made.text, made.person) == ("", None)
    assert case.me_toos.get().person is None
