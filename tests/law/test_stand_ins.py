"""Somebody is away and another acts in the office: named, asked by letter, accepted, shown in public, at the desk."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from commonhall.actions.models import Version
from commonhall.cases.cases.actions import answer_case
from commonhall.cases.cases.models import Case
from commonhall.core import jobs
from commonhall.law.stand_ins import actions
from commonhall.law.stand_ins.models import StandIn
from commonhall.people import actors, personal_data
from commonhall.people.bodies.models import OfficeTerm
from commonhall.people.residents.actions import erase_me
from commonhall.people.residents.models import Person
from commonhall.record.models import Entry
from commonhall.ui.text import local_date
from tests.actions.samples.stand_ins import accepted, acting, asked, days, term_of
from tests.kit import Hall, by_key, code_of, found_hall, person, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def letters() -> list[Any]:
    while jobs.run_one("test"):
        pass
    found = list(mail.outbox)
    mail.outbox.clear()
    return found


def text(client: Any, address: str) -> str:
    return str(client.get(address).content.decode())


def test_from_the_naming_to_the_answer_in_a_browser(hall: Hall) -> None:
    term = term_of(hall.parks)
    office = signed_in(hall.parks)
    page = f"/terms/{term.pk}/name-own-stand-in/"
    assert page in text(office, f"/officials/{term.pk}/")
    sent = {
        "person": "resident@example.org",
        **{name: str(day) for name, day in days().items()},
    }
    assert office.post(page, sent).status_code == 302
    made = StandIn.objects.get()
    (letter,) = letters()
    assert letter.to == ["resident@example.org"] and made.get_absolute_url() in letter.body
    asked_one = signed_in(actors.as_person(Person.objects.get(name="resident")))
    assert "You are asked to stand in for parks" in text(asked_one, "/me/")
    code_of(hall.resident.account)
    shown = text(asked_one, made.get_absolute_url())
    assert f"{made.get_absolute_url()}accept/" in shown
    asked_one.post(f"{made.get_absolute_url()}accept/", {})
    made.refresh_from_db()
    assert made.term is not None
    assert {one.to[0] for one in letters()} == {"resident@example.org", "parks@example.org"}
    # Everybody reads who acts for whom, until when.
    until = local_date(made.ends)
    told = f"stands in for parks until {until}"
    assert told in text(signed_in("roads"), f"/bodies/{hall.parks.body}/")
    assert told in text(signed_in("roads"), f"/officials/{made.term_id}/")
    assert "resident stands in for parks" in text(signed_in("roads"), f"/officials/{term.pk}/")
    # The chip, the desk and an answer.
    asked_one.post("/me/acting/", {"as": hall.parks.ref})
    case = hall.raise_case(by=actors.as_person(person("neighbour")))
    desk = text(asked_one, "/desk/")
    assert "Acting as <strong>Parks desk (standing in for parks)</strong>" in desk
    assert "The lamp is broken" in desk
    asked_one.post(f"/cases/{case.pk}/answer/", {"text": "On Friday.", "promise": ""})
    case.refresh_from_db()
    assert case.state != Case.State.OPEN
    asked_one.post("/desk/letters/", {"how": "at_once"})
    new = hall.raise_case(by=actors.as_person(person("another")), title="The bench is broken")
    mine = [one.body for one in letters() if one.to == ["resident@example.org"]]
    assert any(f"Case {new.pk}: Lamps" in one for one in mine), mine


def test_the_record_keeps_both_and_each_has_a_page_of_their_own(hall: Hall) -> None:
    made = accepted(hall)
    one, two = (hall.raise_case(by=actors.as_person(person(name))) for name in ("ada", "bea"))
    by_stand_in = answer_case.perform(acting(made), one, text="On Friday.").entry
    by_holder = answer_case.perform(hall.parks, two, text="On Monday.").entry
    said = json.loads(by_stand_in.body)
    assert (said["by"]["ref"], said["data"]["stand_in"]) == (
        hall.parks.ref,
        f"people.officeterm:{made.term_id}",
    )
    assert "stand_in" not in json.loads(by_holder.body).get("data", {})
    kept = Version.objects.get(type="people.officeterm", object_id=made.term_id)
    assert json.loads(kept.state)["state"]["stands_for_id"] == made.holder_id
    reader = signed_in("roads")
    assert "Parks desk, by a stand-in" in text(
        reader, reverse("record:entry", args=[by_stand_in.pk])
    )
    for term, mine, other in (
        (made.term_id, by_stand_in, by_holder),
        (made.holder_id, by_holder, by_stand_in),
    ):
        shown = text(reader, f"/officials/{term}/")
        assert str(mine.pk) in shown and str(other.pk) not in shown


def test_a_refusal_of_a_stand_in_is_the_stand_ins(hall: Hall) -> None:
    made = accepted(hall)
    own = hall.raise_case(by=actors.as_person(Person.objects.get(pk=made.person_id)))
    signed_in(acting(made)).post(f"/cases/{own.pk}/answer/", {"text": "x", "promise": ""})
    entry = Entry.objects.get(kind="refusal")
    assert json.loads(entry.body)["data"] == {"stand_in": f"people.officeterm:{made.term_id}"}


def test_by_a_program_the_same_is_so(hall: Hall) -> None:
    made = accepted(hall)
    case = hall.raise_case(by=actors.as_person(person("neighbour")))
    sent = by_key(acting(made), f"/cases/{case.pk}/answer", {"text": "On Friday."})
    assert sent.status_code == 200, sent.content
    entry = Entry.objects.get(action="cases.answer_case")
    assert json.loads(entry.body)["data"]["stand_in"] == f"people.officeterm:{made.term_id}"


def test_declined_and_ended_is_told_to_both(hall: Hall) -> None:
    made = asked(hall)
    letters()
    who = signed_in(actors.as_person(Person.objects.get(pk=made.person_id)))
    who.post(f"{made.get_absolute_url()}decline/", {})
    assert {one.to[0] for one in letters()} == {"resident@example.org", "parks@example.org"}
    assert "waits for an answer" not in text(who, made.get_absolute_url())
    made.refresh_from_db()
    assert actions.accept_stand_in.check(hall.resident, made).refusal is not None


def test_an_office_is_not_filled_by_a_stand_in_and_a_new_term_can_begin(hall: Hall) -> None:
    from commonhall.people.bodies.actions import appoint, end_term

    made = accepted(hall)
    end_term.perform(hall.chair, term_of(hall.parks))
    page = text(signed_in("roads"), f"/bodies/{hall.parks.body}/")
    assert "stands in for" not in page and "vacant" in page
    given = {"person": person("next"), **days(100)}
    appoint.perform(hall.chair, office=made.holder.office, **given)
    assert OfficeTerm.objects.filter(stands_for=None, office=made.holder.office).count() == 2


def test_what_is_kept_of_who_was_asked_is_handed_over_and_erased(hall: Hall) -> None:
    made = asked(hall)
    who = Person.objects.get(pk=hall.resident.person)
    assert personal_data.everything_about(who)["law"]["stand_ins"][0]["office"] == "parks-desk"
    erase_me.perform(hall.resident, words=False)
    made.refresh_from_db()
    assert made.person is None and made.ended_on is not None


def test_the_page_of_a_body_asks_no_more_for_each_stand_in(hall: Hall) -> None:
    client, address = signed_in("roads"), f"/bodies/{hall.parks.body}/"
    counts = []
    for name in ("one", "two"):
        with CaptureQueriesContext(
            connection,
        ) as asked_for:
            client.get(address)
        counts.append(len(asked_for))
        accepted(hall, actors.as_person(person(name)), **days(2, after=3 * len(counts)))
    with CaptureQueriesContext(connection) as asked_for:
        client.get(address)
    assert len(asked_for) <= counts[0]


def test_all_stand_ins_stand_in_one_list_in_as_many_queries(hall: Hall) -> None:
    reader, counts = signed_in("roads"), []
    assert "Nobody is stood in for" in text(reader, "/law/stand-ins/")
    for number, by in enumerate((hall.parks, hall.roads, hall.clerk)):
        who = actors.as_person(person(f"helper{number}"))
        accepted(hall, who, by) if number else asked(hall, who, by)
        with CaptureQueriesContext(connection) as asked_for:
            page = text(reader, "/law/stand-ins/")
        counts.append(len(asked_for))
    assert "helper1 stands in for roads" in page and "helper2 stands in for clerk" in page
    assert "helper0" not in page and "Somebody has been asked to stand in" in page
    assert len(set(counts)) == 1, counts
