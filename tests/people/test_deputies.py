"""A deputy acts for a resident who cannot use the web: what they may do, what nobody can do for somebody else, the end."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from commonhall.actions.models import ActorSeal
from commonhall.cases.cases import actions as case_actions
from commonhall.cases.cases.models import Case
from commonhall.consultations.comments.actions import write_comment
from commonhall.core import clock, jobs
from commonhall.core.refusals import Refused
from commonhall.people import actors, personal_data
from commonhall.people.deputies import actions, queries
from commonhall.people.deputies.models import Deputyship
from commonhall.people.residents import slips
from commonhall.people.residents.actions import erase_me
from commonhall.people.residents.models import Person
from commonhall.people.residents.slip_actions import join_slip
from commonhall.record.models import Entry
from tests.actions.samples import set_fields
from tests.actions.samples.deputies import named, without_web
from tests.cases.test_pages import form
from tests.kit import Hall, found_hall, person, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def acting(deputyship: Deputyship) -> Client:
    """The deputy's browser, told to act for the resident."""
    client = signed_in("resident")
    client.post("/me/acting/", {"as": deputyship.ref})
    return client


def raised(hall: Hall, deputyship: Deputyship) -> Case:
    return case_actions.raise_case.perform(
        actors.as_deputy(deputyship),
        kind="complaint",
        title="The lift stands still",
        category=hall.lamps,
        unit=hall.unit("north"),
    ).result


def test_a_case_raised_by_a_deputy_is_the_residents(hall: Hall) -> None:
    tie = named(hall)
    case = raised(hall, tie)
    assert case.person_id == tie.person_id
    entry = Entry.objects.get(subject=case.ref)
    body = json.loads(entry.body)
    assert body["data"]["by_deputy"] is True
    assert ActorSeal.objects.get(entry=entry.pk).person == tie.person_id
    assert "Ada" not in entry.body and "resident" not in json.dumps(body["by"].get("ref", ""))


def test_from_the_counter_to_the_answer_in_a_browser(hall: Hall) -> None:
    ada = without_web(hall)
    office = signed_in(hall.clerk)
    listed = office.get("/deputies/").content.decode()
    assert "Nobody has a deputy yet" in listed and 'href="/deputies/name/"' in listed
    slip = office.get("/deputies/name/")
    assert slip.status_code == 200
    tie = actions.name_deputy.perform(
        hall.clerk,
        unit=hall.unit("north"),
        person=ada,
        deputy=Person.objects.get(name="resident"),
        seen=True,
    ).result
    assert "Ada" in office.get("/deputies/").content.decode()
    client = acting(tie)
    page = client.get("/me/").content.decode()
    assert "You act for Ada" in page and "Ada (by a deputy)" in page
    answer = client.post("/cases/raise/", form(hall, title="No ramp"), follow=True)
    case = Case.objects.get(title="No ramp")
    assert case.person_id == ada.pk, answer.content.decode()[:500]
    assert "No ramp" in client.get("/me/").content.decode()
    client.post("/me/acting/", {"as": ""})
    assert "No ramp" not in client.get("/me/").content.decode()


def test_both_are_told_and_either_ends_it(hall: Hall) -> None:
    tie = named(hall)
    while jobs.run_one("test"):
        pass
    assert [one.to for one in mail.outbox] == [["resident@example.org"]]
    assert "Ada" not in mail.outbox[0].subject + mail.outbox[0].body
    client = signed_in("resident")
    shown = client.get(tie.get_absolute_url())
    assert "Ada" in shown.content.decode()
    client.post(f"/deputies/{tie.pk}/stop/", {})
    tie.refresh_from_db()
    assert tie.ended_on == clock.today()
    assert not queries.ties(Person.objects.get(pk=tie.person_id))


@pytest.mark.parametrize(
    "code",
    [
        "decisions.cast_ballot",
        "consultations.sign_initiative",
        "consultations.take_part",
        "consultations.answer_survey",
        "decisions.apply_for_lottery",
        "people.erase_me",
        "people.stop_deputyship",
        "law.petition_recall",
    ],
)
def test_ones_own_voice_is_nobody_elses(hall: Hall, code: str) -> None:
    from commonhall.actions import registry

    actor = actors.as_deputy(named(hall))
    refused = registry.actions()[code].check(actor).refusal
    assert refused is not None and refused.code == "not-by-deputy"


def test_a_comment_is_refused_with_words_that_say_so(hall: Hall) -> None:
    tie = named(hall)
    case = raised(hall, tie)
    with pytest.raises(Refused) as refused:
        write_comment.perform(actors.as_deputy(tie), about=case.ref, text="Me too.")
    assert refused.value.code == "not-by-deputy"
    assert "in your own name" in str(refused.value)


def test_after_its_end_nothing_more_is_done(hall: Hall) -> None:
    tie = named(hall)
    client, actor = acting(tie), actors.as_deputy(tie)
    actions.end_deputyship.perform(hall.clerk, tie)
    with pytest.raises(Refused) as refused:
        case_actions.raise_case.perform(
            actor, kind="complaint", title="x", category=hall.lamps, unit=hall.unit("north")
        )
    assert refused.value.code == "no-deputy"
    assert "You act for" not in client.get("/me/").content.decode()


def test_a_last_day_passes_by_itself(hall: Hall) -> None:
    tie = named(hall)
    set_fields(
        tie, ends=clock.today() - timedelta(days=1), starts=clock.today() - timedelta(days=9)
    )
    tie.refresh_from_db()
    with pytest.raises(Refused) as refused:
        raised(hall, tie)
    assert refused.value.code == "no-deputy"


def test_a_row_that_somebody_wrote_into_the_database_lets_nobody_act(hall: Hall) -> None:
    ada, resident = without_web(hall), Person.objects.get(name="resident")
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO people_deputyship (version, person_id, deputy_id, starts, ends) "
            "VALUES (1, %s, %s, %s, %s)",
            [ada.pk, resident.pk, clock.today(), clock.today() + timedelta(days=9)],
        )
    with pytest.raises(Refused) as refused:
        raised(hall, Deputyship.objects.get())
    assert refused.value.code == "unvouched"


def test_one_account_cannot_use_anothers(hall: Hall) -> None:
    tie = named(hall)
    forged = actors.as_deputy(tie)
    other = Person.objects.get(name="chair")
    from dataclasses import replace

    with pytest.raises(Refused) as refused:
        case_actions.raise_case.perform(
            replace(forged, account=other.account_id),
            kind="complaint",
            title="x",
            category=hall.lamps,
            unit=hall.unit("north"),
        )
    assert refused.value.code == "no-deputy"
    client = signed_in("chair")
    client.post("/me/acting/", {"as": tie.ref})
    assert "You act for" not in client.get("/me/").content.decode()
    for path in ("/deputies/", tie.get_absolute_url()):
        assert "Ada" not in client.get(path).content.decode()
        assert Client().get(path).status_code in (302, 403)


def test_an_official_decides_nothing_of_the_resident_whose_deputy_they_are(hall: Hall) -> None:
    """Else somebody could raise a case, answer it, and confirm their own work."""
    tie = named(hall, Person.objects.get(name="parks"))
    case = raised(hall, tie)
    with pytest.raises(Refused) as refused:
        case_actions.mark_done.perform(hall.parks, case=case, text="Done.")
    assert (refused.value.rule, refused.value.code) == ("interests", "own-resident")
    actions.end_deputyship.perform(hall.clerk, tie)
    assert case_actions.mark_done.perform(hall.parks, case=case, text="Done.")


def test_no_key_of_a_program_acts_as_a_deputy(hall: Hall) -> None:
    tie = named(hall)
    page = signed_in("resident").get("/me/keys/").content.decode()
    assert tie.ref not in page


def test_once_they_have_an_account_the_deputy_goes_on_for_it(hall: Hall) -> None:
    tie = named(hall)
    assert tie.person is not None
    printed = slips.give(tie.person, hall.clerk.person)
    own = person("ada")
    join_slip.perform(actors.as_person(own), code=printed.code)
    tie.refresh_from_db()
    assert tie.person_id == own.pk
    assert raised(hall, tie).person_id == own.pk


def test_who_joins_the_slip_of_the_one_they_act_for_is_not_their_own_deputy(hall: Hall) -> None:
    tie = named(hall)
    assert tie.person is not None
    printed = slips.give(tie.person, hall.clerk.person)
    join_slip.perform(hall.resident, code=printed.code)
    tie.refresh_from_db()
    assert tie.ended_on == clock.today()


def test_the_record_knows_neither_of_them(hall: Hall) -> None:
    tie = named(hall)
    entry = Entry.objects.get(action="people.name_deputy")
    assert "Ada" not in entry.body and tie.person is not None
    assert tie.person.ref not in entry.body


def test_it_goes_with_either_of_them(hall: Hall) -> None:
    tie = named(hall)
    resident = Person.objects.get(name="resident")
    held: Any = personal_data.everything_about(resident)["people"]["deputies"]
    assert [one["as"] for one in held] == ["deputy"]
    erase_me.perform(hall.resident, words=False)
    tie.refresh_from_db()
    assert (tie.deputy_id, tie.ended_on) == (None, clock.today())
    assert tie.person_id is not None


def test_the_list_costs_the_same_however_many_there_are(hall: Hall) -> None:
    client = signed_in(hall.clerk)
    named(hall)
    client.get("/deputies/")
    with CaptureQueriesContext(connection) as few:
        client.get("/deputies/")
    for number in range(4):
        named(hall, name=f"Child {number}")
    with CaptureQueriesContext(connection) as many:
        client.get("/deputies/")
    assert len(many) == len(few)
