"""Pages of surveys by lot: a letter answered without an account, letters printed, sheets entered, results read."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from commonhall.actions.actors import Actor
from commonhall.consultations.surveys import keeping
from commonhall.consultations.surveys.models import Survey, SurveyAnswer
from commonhall.core import clock
from commonhall.decisions.samples.models import Mailing, Sample
from commonhall.people.accounts.models import Account
from commonhall.people.residents.models import Person
from tests.decisions import by_lot
from tests.decisions.test_paper_ballots import second
from tests.kit import Hall, found_hall, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def test_a_letter_is_answered_by_code_without_an_account(hall: Hall) -> None:
    sample, sent, _listed = by_lot.ready(hall)
    address, client = reverse("decisions:survey_letter"), Client()
    given = {"letter": sent[0].number, "code": sent[0].code.lower().replace("-", " ")}
    with by_lot.later(sample, 1):
        opened = client.post(address, given)
        assert "Who sees my answers?" in opened.content.decode()
        assert opened["Cache-Control"] == "no-store" and not SurveyAnswer.objects.exists()
        step = {**given, "step": "answer", "q-way": "foot"}
        bad = client.post(address, step)
        assert bad.status_code == 400 and 'value="foot"' in bad.content.decode()
        done = client.post(address, {**step, "m-age": "old"})
        assert "Your answers count" in done.content.decode()
        again = client.post(address, {**step, "m-age": "old"})
        assert "This letter has been answered" in again.content.decode()
    ((features, kept),) = keeping.pile(sample.survey)
    assert features == {"age": "old", "place": "north"} and kept["way"] == "foot"


def test_letters_are_printed_with_a_sheet_and_a_qr_code(hall: Hall) -> None:
    listed = by_lot.roll(hall)
    sample = by_lot.drawn(by_lot.opened(hall))
    client = signed_in(hall.clerk)
    address = reverse("decisions:print_survey_letters", args=[Mailing.objects.get().pk])
    with by_lot.later(sample, 1):
        page = client.get(sample.survey.get_absolute_url()).content.decode()
        assert address in page
        wrong = client.post(address, {"file": SimpleUploadedFile("roll.csv", b"number\n1")})
        assert wrong.status_code == 400
        sent = client.post(address, {"file": SimpleUploadedFile("roll.csv", listed.encode())})
        text = b"".join(sent.streaming_content).decode()  # type: ignore[attr-defined]
    assert sent["Cache-Control"] == "no-store"
    assert text.count("answer-sheet") == 40 and text.count("<svg") >= 40
    assert "How safe do you feel" in text and "under 40" in text and "District" not in text
    stranger = Client().get(sample.survey.get_absolute_url()).content.decode()
    assert address not in stranger and "represents nobody" not in stranger


def with_account(who: Actor) -> Actor:
    """The same official, with an account to sign in with."""
    account = Account.objects.create_user("desk@example.org", "a long pass phrase")
    Person.objects.filter(pk=who.person).update(account=account)
    return replace(who, account=account.pk)


def test_two_people_enter_a_sheet_at_the_desk(hall: Hall) -> None:
    sample, sent, _listed = by_lot.ready(hall)
    address = reverse("decisions:enter_answer_sheet", args=[sample.pk])
    marked = {"letter": sent[0].number, "code": sent[0].code, "q-way": "foot", "m-age": "old"}
    desks = [signed_in(hall.clerk), signed_in(with_account(second(hall)))]
    with by_lot.later(sample, 1):
        assert desks[0].get(address)["Cache-Control"] == "no-store"
        wrong = desks[0].post(address, {**marked, "code": "AAAA-AAAA-AAAA"})
        assert wrong.status_code == 400 and 'value="foot"' in wrong.content.decode()
        assert "Read once" in desks[0].post(address, marked, follow=True).content.decode()
        differs = desks[1].post(address, {**marked, "q-way": "car"})
        assert differs.status_code == 400
        assert "Another person read something else here" in differs.content.decode()
        assert (
            "Two people read the same"
            in desks[1].post(address, marked, follow=True).content.decode()
        )
        page = Client().get(sample.survey.get_absolute_url()).content.decode()
    assert Sample.objects.get().on_paper == 1 and "Answers from paper" in page
    # The body that asks does not enter them, nor does somebody without an office.
    for who in (hall.chair, hall.resident):
        assert signed_in(who).post(address, marked).status_code in (400, 403)
    assert SurveyAnswer.objects.count() == 1


def test_two_waves_are_compared_on_the_page_in_the_api_and_as_open_data(hall: Hall) -> None:
    sample, sent, listed = by_lot.ready(hall)
    by_lot.closed(sample, sent)
    with clock.replay(sample.survey.closes_at):
        again = by_lot.drawn(by_lot.opened(hall, wave=2, closes_at=clock.now() + by_lot.WEEKS))
    with by_lot.later(again, 1):
        sent = by_lot.printed(hall, again, listed)
    survey = by_lot.closed(again, sent, lift=3)
    with CaptureQueriesContext(connection) as few:
        text = Client().get(survey.get_absolute_url()).content.decode()
    assert len(few) <= 16
    assert "Change since wave 1" in text and "Each wave is a fresh sample" in text
    assert "clear change" in text and "could be chance" in text
    assert "response rate (AAPOR RR1)" in text and "As counted and weighted" in text
    said = Client().get(f"/api/v1/surveys/{survey.pk}").json()
    changes = {(one["question"], one["answer"]): one for one in said["changes"]}
    safe = changes["safe-night", ""]
    assert 2.5 < safe["value"] < 3.5 and safe["p"] < 0.001
    assert changes["victim", ""]["p"] == 1
    rows = Client().get("/data/tables/consultations.survey_changes.csv")
    if rows.status_code == 200:
        assert "safe-night" in b"".join(rows.streaming_content).decode()  # type: ignore[attr-defined]


def test_an_open_survey_says_that_it_represents_nobody(hall: Hall) -> None:
    from tests.consultations import surveys

    one = surveys.survey(hall)
    assert "represents nobody" in Client().get(one.get_absolute_url()).content.decode()
    listed = Client().get(reverse("consultations:surveys")).content.decode()
    assert "open to everybody" in listed and reverse("decisions:survey_letter") in listed
    assert not Survey.objects.get().drawn
