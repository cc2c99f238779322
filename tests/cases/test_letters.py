"""Letters about a case say what happened, in the reader's language: no click needed to know it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.core import mail

from commonhall.actions.models import Follow
from commonhall.cases.cases import actions
from commonhall.cases.cases.models import Case
from commonhall.cases.intake.actions import take_in_case
from commonhall.core import clock, jobs
from commonhall.people.accounts.models import Account
from tests.kit import Hall, found_hall
from tests.words import OTHER, shown

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


@pytest.fixture
def case(hall: Hall) -> Case:
    case = hall.raise_case(title="The lamp is dark")
    Follow.objects.get_or_create(account_id=hall.resident.account, ref=case.ref)
    Account.objects.filter(pk=hall.resident.account).update(mail_notifications=True)
    while jobs.run_one("tester"):
        pass
    mail.outbox.clear()
    return case


def letter() -> str:
    """The one letter that the last action brought."""
    while jobs.run_one("tester"):
        pass
    assert len(mail.outbox) == 1
    return str(mail.outbox.pop().body)


def test_an_answer_comes_with_its_words_and_its_day(hall: Hall, case: Case) -> None:
    promise = clock.today() + timedelta(days=9)
    actions.answer_case.perform(
        hall.parks, case=case, text='We <b>come</b> & mend it, "soon".', promise=promise
    )
    text = letter()
    assert "Parks writes:" in text and 'We <b>come</b> & mend it, "soon".' in text
    assert f"It promises to do it by {promise.day} {promise:%B %Y}." in text
    actions.answer_case.perform(hall.parks, case=case, text="No day can be named.")
    text = letter()
    assert "No day can be named." in text and "done by" not in text and "We <b>come" not in text


def test_only_whoever_raised_it_gets_the_links_to_say_whether_it_helped(
    hall: Hall, case: Case
) -> None:
    Account.objects.filter(pk=hall.resident.account).update(mail_notifications=False)
    Follow.objects.create(account_id=hall.clerk.account, ref=case.ref)
    actions.mark_done.perform(hall.parks, case=case, text="A new lamp.")
    text = letter()
    assert "A new lamp." in text and "by-letter" not in text and "You raised" not in text


def test_a_case_passed_on_names_who_answers_now(hall: Hall, case: Case) -> None:
    actions.pass_on_case.perform(
        hall.parks, case=case, to=hall.body("roads"), reason="It stands by a road."
    )
    text = letter()
    assert "Parks passed it on to Roads, which now answers." in text
    assert "It stands by a road." in text and "An answer is due by" in text


def test_a_result_sent_back_comes_with_its_reason(hall: Hall, case: Case) -> None:
    actions.mark_done.perform(hall.parks, case=case, text="A new lamp.")
    letter()
    Follow.objects.create(account_id=hall.parks.account, ref=case.ref)
    Account.objects.filter(pk=hall.parks.account).update(mail_notifications=True)
    actions.refuse_result.perform(hall.resident, case=case, text="It went out again.")
    text = letter()
    assert "It was sent back as not solved, with this message:" in text
    assert "It went out again." in text


def test_the_letter_is_in_the_readers_language(hall: Hall, case: Case) -> None:
    Account.objects.filter(pk=hall.resident.account).update(language=OTHER)
    actions.mark_done.perform(hall.parks, case=case, text="A new lamp.")
    text = letter()
    wanted = shown(OTHER, "Yes, it is solved")
    assert wanted in text and "Yes, it" not in text and "A new lamp." in text


def test_nobody_is_mailed_about_what_they_did_themselves(hall: Hall, case: Case) -> None:
    Follow.objects.get_or_create(account_id=hall.parks.account, ref=case.ref)
    Account.objects.filter(pk=hall.parks.account).update(mail_notifications=True)
    actions.mark_done.perform(hall.parks, case=case, text="A new lamp.")
    while jobs.run_one("tester"):
        pass
    told = {address for message in mail.outbox for address in message.to}
    assert told == {Account.objects.get(pk=hall.resident.account).email}


def test_a_case_is_acknowledged_with_number_body_and_day(hall: Hall) -> None:
    case = hall.raise_case(title="The lamp is dark")
    text = letter()
    assert f"Case {case.pk}: The lamp is dark" in text and f"/cases/{case.pk}/" in text
    assert case.due_on and f"Parks must answer it by {case.due_on.day} {case.due_on:%B %Y}." in text
    assert "receipt" not in text and "/letters/stop/" in text
    Account.objects.filter(pk=hall.resident.account).update(mail_notifications=False)
    hall.raise_case()
    while jobs.run_one("tester"):
        pass
    assert mail.outbox == []


def test_of_a_case_taken_in_the_letter_carries_the_code_of_the_receipt(hall: Hall) -> None:
    email = Account.objects.get(pk=hall.resident.account).email
    given = {"channel": "phone", "name": "Ada", "kind": "question", "title": "When is it open?"}
    case = take_in_case.perform(
        hall.clerk, **given, email=email, category=hall.lamps, unit=hall.unit("north")
    ).result
    assert f"Your receipt code: {case.receipt[:4]} {case.receipt[4:]}." in letter()
