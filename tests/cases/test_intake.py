"""The operator's desk: cases taken in by telephone, at the counter and on paper have the clock and rights of the web."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from commonhall.actions.models import Version
from commonhall.cases.cases import actions, state_actions
from commonhall.cases.cases.models import Case
from commonhall.cases.intake.actions import take_in_case, take_in_word
from commonhall.core import clock
from commonhall.core.refusals import BadInput, Refused
from commonhall.evaluation.indicators import rates
from commonhall.people.residents.models import Person
from commonhall.record.models import Entry
from tests.kit import Hall, found_hall, signed_in

pytestmark = pytest.mark.django_db
NAME, PHONE = "Ada Green", "01632 960000"


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def call(hall: Hall, **given: Any) -> Case:
    values: dict[str, Any] = {
        "channel": "phone",
        "name": NAME,
        "phone": PHONE,
        "kind": "complaint",
        "title": "The lamp is broken",
        "category": hall.lamps,
        "unit": hall.unit("north"),
        **given,
    }
    return take_in_case.perform(hall.clerk, **values).result


def now(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)


def form(hall: Hall, **given: Any) -> dict[str, Any]:
    return {
        "channel": "counter",
        "name": NAME,
        "kind": "complaint",
        "title": "The lamp is broken",
        "category": hall.lamps.pk,
        "unit": hall.unit("north").pk,
        **given,
    }


def test_a_call_becomes_a_case_with_a_number_and_a_receipt(hall: Hall) -> None:
    client = signed_in(hall.clerk)
    sent = client.post("/cases/take-in-case/", form(hall), follow=True)
    case = Case.objects.get()
    content = sent.content.decode()
    assert f"/desk/receipts/{case.pk}/" in content and "entered by" in content
    receipt = client.get(f"/desk/receipts/{case.pk}/").content.decode()
    assert f"{case.receipt[:4]} {case.receipt[4:]}" in receipt
    assert case.due_on == clock.today() + timedelta(days=14)


def test_both_stand_on_the_record_the_office_by_name_the_raiser_sealed(hall: Hall) -> None:
    case = call(hall)
    outer = Entry.objects.get(action="cases.take_in_case")
    inner = Entry.objects.get(action="cases.raise_case")
    assert (outer.actor, inner.actor) == (hall.clerk.ref, "")
    assert inner.subject == case.ref
    for text in (NAME, PHONE, case.receipt):
        assert not Entry.objects.filter(body__contains=text).exists()
        assert not Version.objects.filter(state__contains=text).exists()


def test_name_telephone_and_code_are_on_no_page_and_in_no_export(hall: Hall) -> None:
    case = call(hall)
    for address in (
        f"/cases/{case.pk}/",
        f"/api/v1/cases/{case.pk}",
        "/cases/feed.atom",
        "/cases/",
    ):
        for client in (Client(), signed_in(hall.parks)):
            content = client.get(address).content.decode()
            assert not any(one in content for one in (NAME, PHONE, case.receipt)), address
    for client in (signed_in("resident"), signed_in(hall.parks)):
        assert client.get(f"/desk/receipts/{case.pk}/").status_code == 404
    assert Client().get(f"/desk/receipts/{case.pk}/").status_code == 302


def test_the_same_caller_is_one_person_and_an_account_is_found(hall: Hall) -> None:
    first, second = call(hall), call(hall, name="ada green")
    assert first.person == second.person
    assert call(hall, name=NAME, phone="").person != call(hall, name=NAME, phone="").person
    assert Person.objects.filter(account=None, name=NAME).count() == 3
    known = call(hall, email="Resident@example.org")
    assert known.person_id == hall.resident.person
    actions.mark_done.perform(hall.parks, case=known, text="A new lamp.")
    actions.confirm_case.perform(hall.resident, case=now(known))


def test_what_arrived_earlier_is_due_earlier(hall: Hall) -> None:
    day = clock.today() - timedelta(days=5)
    case = call(hall, channel="letter", received=day)
    assert case.due_on == clock.today() + timedelta(days=9) == now(case).next_on
    assert timezone.localdate(now(case).raised_at) == day


def test_it_counts_among_the_rates_as_any_other(hall: Hall) -> None:
    case = call(hall)
    facts = rates.collect(rates.month_of(clock.today()))
    assert [(one.case, one.raised) for one in facts] == [(case.pk, True)]


# --- their later word -----------------------------------------------------------------------------
def word(hall: Hall, case: Case, by: Any = None, **given: Any) -> None:
    values = {"code": case.receipt, "says": "solved", **given}
    take_in_word.perform(by or hall.clerk, case=now(case), **values)


def test_by_telephone_it_is_sent_back_reopened_and_replied_to(hall: Hall) -> None:
    case = call(hall)
    state_actions.ask_raiser.perform(hall.parks, case=now(case), question="Which lamp?")
    word(hall, case, says="replied", text="The left one.")
    assert now(case).state == "open"
    actions.mark_done.perform(hall.parks, case=now(case), text="A new lamp.")
    word(hall, case, says="not_solved", text="It is dark.")
    assert now(case).state == "refused"
    actions.mark_done.perform(hall.parks, case=now(case), text="Another lamp.")
    word(hall, case)
    word(hall, case, says="reopened", text="Dark again.")
    assert (now(case).state, now(case).reopened) == ("open", 1)


def test_nobody_is_believed_without_the_code(hall: Hall) -> None:
    case, other = call(hall), call(hall)
    actions.mark_done.perform(hall.parks, case=now(case), text="A new lamp.")
    for code in ("AAAAAAAA", other.receipt, "*"):
        with pytest.raises(BadInput, match="not the code"):
            word(hall, case, code=code)
    assert now(case).state == "done"


def test_a_body_takes_no_word_about_its_own_answer(hall: Hall) -> None:
    case = call(hall)
    actions.mark_done.perform(hall.parks, case=now(case), text="A new lamp.")
    with pytest.raises(Refused, match="own answer"):
        word(hall, case, by=hall.parks)


def test_a_case_of_the_web_is_nobodys_to_speak_for(hall: Hall) -> None:
    case = hall.raise_case()
    actions.mark_done.perform(hall.parks, case=now(case), text="A new lamp.")
    with pytest.raises(Refused, match="not entered on"):
        word(hall, case, code="AAAAAAAA")


def test_what_is_wrong_in_the_call_is_said_at_its_field_and_nothing_is_kept(hall: Hall) -> None:
    client = signed_in(hall.clerk)
    for wrong in ({"unit": ""}, {"email": "nobody@example.org"}, {"received": "1999-01-01"}):
        sent = client.post("/cases/take-in-case/", form(hall, **wrong))
        assert sent.status_code == 400, wrong
        assert NAME in sent.content.decode(), "what was written stays in the form"
    assert not Case.objects.exists() and not Person.objects.filter(name=NAME).exists()
