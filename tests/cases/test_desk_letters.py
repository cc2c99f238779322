"""Whoever holds an office hears of the desk by letter: at once, once a day or never, and nothing private in it."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from commonhall.actions.actors import Actor
from commonhall.cases.cases import actions, state_actions, timers
from commonhall.cases.desk import actions as desk_actions
from commonhall.cases.desk_letters import letters
from commonhall.cases.desk_letters import timers as desk_timers
from commonhall.cases.desk_letters.models import DeskLetters, DeskNotice
from commonhall.core import clock, jobs
from commonhall.people.accounts.models import Account
from commonhall.people.actors import as_person
from commonhall.people.bodies import actions as body_actions
from commonhall.people.bodies.models import Office, OfficeTerm
from commonhall.people.residents.models import Person
from tests.actions.samples import set_fields
from tests.kit import Hall, found_hall, person, signed_in
from tests.law.kit import seat
from tests.words import OTHER, shown, texts

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def choose(who: Actor, how: str) -> None:
    assert signed_in(who).post("/desk/letters/", {"how": how}).status_code == 302


def sent(who: Actor) -> list[Any]:
    """What somebody got since the last look."""
    while jobs.run_one("tester"):
        pass
    address = Account.objects.get(pk=who.account).email
    found = [one for one in mail.outbox if one.to == [address]]
    mail.outbox[:] = [one for one in mail.outbox if one.to != [address]]
    return [one for one in found if "/desk/" in one.body]


def morning(monkeypatch: pytest.MonkeyPatch, days: int = 1) -> None:
    """Let the timer come round on a later morning, twice."""
    now = timezone.localtime().replace(hour=9) + timedelta(days=days)
    monkeypatch.setattr(timezone, "now", lambda: now)
    for _twice in range(2):
        desk_timers.send_desk_letters()
    monkeypatch.undo()


def test_what_happens_is_told_at_once_to_who_wants_that(hall: Hall) -> None:
    for one in (hall.parks, hall.roads):
        choose(one, "at_once")
    case = hall.raise_case(title="My neighbour Bo", text="He is loud.", address="Mill Road 3")
    (letter,) = sent(hall.parks)
    assert letter.subject == f"New: case {case.pk}, Lamps" and sent(hall.roads) == []
    assert f"Case {case.pk}: Lamps, North" in letter.body and "Due by" in letter.body
    assert f"/desk/cases/{case.pk}/" in letter.body
    # Nothing sealed, and nothing of whoever raised it.
    for word in ("Bo", "loud", "Mill Road", "resident"):
        assert word not in letter.body + letter.subject

    actions.pass_on_case.perform(hall.parks, case, to=hall.body("roads"), reason="By the road.")
    (letter,) = sent(hall.roads)
    assert letter.subject.startswith("Passed on to you:") and "By the road" not in letter.body
    assert sent(hall.parks) == []
    actions.mark_done.perform(hall.roads, case, text="Done.")
    assert sent(hall.roads) == []
    actions.refuse_result.perform(hall.resident, case, text="It is not.")
    assert sent(hall.roads)[0].subject.startswith(
        "Not solved, according to the person who raised it:"
    )
    state_actions.ask_raiser.perform(hall.roads, case, question="Where?")
    state_actions.reply_to_question.perform(hall.resident, case, text="There.")
    assert sent(hall.roads)[0].subject.startswith("Reply received:")


def test_once_a_day_is_what_holds_until_somebody_chooses(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = hall.raise_case()
    second = hall.raise_case()
    actions.mark_done.perform(hall.parks, second, text="Done.")
    actions.refuse_result.perform(hall.resident, second, text="It is not.")
    assert sent(hall.parks) == []
    morning(monkeypatch)
    (letter,) = sent(hall.parks)
    assert letter.subject == "3 items at your desk"
    assert letter.body.index("Not solved, according") < letter.body.index("New\n")
    assert letter.body.count(f"/desk/cases/{first.pk}/") == 1
    assert not DeskNotice.objects.filter(account=hall.parks.account, mailed_at=None).exists()
    morning(monkeypatch, 2)
    assert sent(hall.parks) == []


def test_who_wants_none_gets_none(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    hall.raise_case()
    sent(hall.parks)
    choose(hall.parks, "none")
    hall.raise_case()
    morning(monkeypatch)
    assert sent(hall.parks) == [] and not DeskNotice.objects.filter(account=hall.parks.account)


def test_what_is_due_tomorrow_and_what_is_late_is_told(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    due, late, other = hall.raise_case(), hall.raise_case(), hall.raise_case()
    sent(hall.parks)
    morning(monkeypatch)
    sent(hall.parks)
    day = clock.today() + timedelta(days=3)
    set_fields(due, due_on=day, next_on=day)
    gone = clock.today() - timedelta(days=1)
    set_fields(late, due_on=gone, next_on=gone)
    timers.watch()
    assert sent(hall.parks) == []
    morning(monkeypatch, 2)
    (letter,) = sent(hall.parks)
    late_part, tomorrow_part = letter.body.split("Due tomorrow")
    assert f"/cases/{late.pk}/" in late_part and f"/cases/{due.pk}/" in tomorrow_part
    assert f"/cases/{other.pk}/" not in letter.body


def test_a_case_that_left_the_body_is_not_told_any_more(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = hall.raise_case()
    sent(hall.parks)
    actions.pass_on_case.perform(hall.parks, case, to=hall.body("roads"), reason="By the road.")
    sent(hall.parks)
    morning(monkeypatch)
    assert sent(hall.parks) == [] and len(sent(hall.roads)) == 1


def test_an_assigned_case_is_told_to_who_works_on_it(hall: Hall) -> None:
    second = seat_at(hall, "lamp-desk")
    for one in (hall.parks, second):
        choose(one, "at_once")
    case = hall.raise_case()
    assert len(sent(hall.parks)) == len(sent(second)) == 1
    office = Office.objects.get(code="lamp-desk")
    desk_actions.assign_case.perform(hall.parks, case, to=office)
    actions.mark_done.perform(hall.parks, case, text="Done.")
    actions.refuse_result.perform(hall.resident, case, text="It is not.")
    assert sent(hall.parks) == [] and len(sent(second)) == 1
    set_fields(OfficeTerm.objects.get(office=office), ended_early_on=clock.today())
    actions.mark_done.perform(hall.parks, case, text="Done.")
    actions.refuse_result.perform(hall.resident, case, text="It is not.")
    assert len(sent(hall.parks)) == 1 and sent(second) == []


def seat_at(hall: Hall, code: str) -> Actor:
    body_actions.establish_office.perform(
        hall.chair, body=hall.body("parks"), code=code, names=texts("Lamp desk")
    )
    return seat(hall, code, person("lamplighter"))


def test_nobody_is_told_of_what_they_did_themselves(hall: Hall) -> None:
    choose(hall.parks, "at_once")
    own = Person.objects.get(pk=hall.parks.person)
    hall.raise_case(by=as_person(own))
    assert sent(hall.parks) == []


def test_the_letter_is_in_the_readers_language(hall: Hall) -> None:
    choose(hall.parks, "at_once")
    Account.objects.filter(pk=hall.parks.account).update(language=OTHER)
    hall.raise_case()
    (letter,) = sent(hall.parks)
    assert hall.lamps.names[OTHER] in letter.subject and shown(OTHER, "New") in letter.subject


def test_one_click_ends_letters_from_the_desk(hall: Hall) -> None:
    choose(hall.parks, "at_once")
    hall.raise_case()
    (letter,) = sent(hall.parks)
    address = re.search(
        r"<https?://[^/]+(/letters/stop/[^>]+)>", letter.extra_headers["List-Unsubscribe"]
    )
    assert address and address[1] in letter.body
    program = Client(enforce_csrf_checks=True)
    assert program.get(address[1]).status_code == 200
    assert DeskLetters.objects.get().how == "at_once"
    assert program.post(address[1], {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert DeskLetters.objects.get().how == "none"
    account = Account.objects.get(pk=hall.parks.account)
    assert account.mail_notifications


def test_a_flood_becomes_one_letter_a_day(hall: Hall, settings: Any, monkeypatch: Any) -> None:
    choose(hall.parks, "at_once")
    settings.RATE_LIMITS = {"desk_letters": "3/h"}
    for _number in range(8):
        hall.raise_case()
    assert len(sent(hall.parks)) == 3
    morning(monkeypatch)
    (letter,) = sent(hall.parks)
    assert letter.subject == "5 items at your desk"


def test_telling_twice_is_telling_once(hall: Hall) -> None:
    choose(hall.parks, "at_once")
    case = hall.raise_case()
    assert len(sent(hall.parks)) == 1
    entry = DeskNotice.objects.get(account=hall.parks.account).key
    letters.tell_desk.call(case.pk, "new", entry, None)
    assert sent(hall.parks) == []


def test_a_page_leads_from_the_letter_into_the_office_and_to_the_case(hall: Hall) -> None:
    case = hall.raise_case()
    address = f"/desk/cases/{case.pk}/"
    assert Client().get(address).status_code == 302
    assert signed_in(hall.parks).get(address)["Location"] == f"/cases/{case.pk}/"
    own_name = signed_in("parks").get(address).content.decode()
    assert f'value="/cases/{case.pk}/"' in own_name and "Parks desk" in own_name
    assert signed_in("clerk").get(address)["Location"] == f"/cases/{case.pk}/"


def test_the_page_keeps_what_is_chosen_and_is_reached_from_the_desk(hall: Hall) -> None:
    client = signed_in(hall.parks)
    assert 'href="/desk/letters/"' in client.get("/desk/").content.decode()
    page = client.get("/desk/letters/").content.decode()
    assert re.search(r'value="daily"[^>]*checked', page)
    assert client.post("/desk/letters/", {"how": "hourly"}).status_code == 400
    client.post("/desk/letters/", {"how": "at_once"})
    assert re.search(r'value="at_once"[^>]*checked', client.get("/desk/letters/").content.decode())


def test_many_cases_cost_no_more_queries(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    day = clock.today() + timedelta(days=1)

    def cost() -> int:
        DeskNotice.objects.all().delete()
        with CaptureQueriesContext(connection) as queries:
            desk_timers.remind(day)
        return len(queries)

    def due(count: int) -> None:
        for _number in range(count):
            set_fields(hall.raise_case(), due_on=day, next_on=day)

    due(2)
    few = cost()
    due(10)
    assert cost() == few and DeskNotice.objects.count() == 12
