"""A case without an account: written first, confirmed by a letter, public only then."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from commonhall.cases.cases.models import Case
from commonhall.cases.mail_in import drafts
from commonhall.cases.mail_in.models import DraftPhoto, MailDraft
from commonhall.people.accounts.models import Account
from commonhall.record.models import Entry
from tests.cases.everybody import WRITER, asked, confirmation, filled, written
from tests.cases.mail_kit import photo, run_jobs
from tests.kit import Hall, found_hall, signed_in
from tests.law import kit

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def test_it_is_a_case_once_its_writer_confirms_it(hall: Hall) -> None:
    before = Entry.objects.count()
    path = written(hall)
    letter = mail.outbox[0]
    assert letter.to == [WRITER]
    assert "dark" not in str(letter.body) + str(letter.subject), (
        "nothing somebody else wrote is mailed"
    )
    assert not Case.objects.exists() and Entry.objects.count() == before
    stranger = Client()
    shown = stranger.get(path).content.decode()
    assert "The lamp is dark" in shown and not Case.objects.exists(), "opening raises nothing"
    stranger.post(path, confirmation(hall))
    case = Case.objects.get()
    assert (case.title, case.channel, case.body.code) == ("The lamp is dark", "web", "parks")
    assert case.person is not None and case.person.account is not None
    assert case.person.account.email == WRITER
    assert "_auth_user_id" not in stranger.session, "the link signs nobody in"
    draft = MailDraft.objects.get()
    assert (draft.address, draft.title, draft.given) == ("", "", {}), "only the case keeps it"
    run_jobs()
    assert any("has arrived" in str(one.subject) for one in mail.outbox[1:])


def test_strangers_write_first_and_the_signed_in_use_the_form_they_know(hall: Hall) -> None:
    shown = Client().get("/cases/raise/?title=Dark").content.decode()
    assert 'action="/cases/write/"' in shown and 'value="Dark"' in shown and 'name="email"' in shown
    assert signed_in("resident").get("/cases/write/")["Location"] == "/cases/raise/"
    kit.repeal("Article 70")
    assert Client().get("/cases/raise/")["Location"].startswith("/account/login/")
    assert Client().get("/cases/write/")["Location"].startswith("/account/login/")
    Client().post("/cases/write/", filled(hall))
    assert not MailDraft.objects.exists()


def test_what_is_wrong_is_said_before_the_letter_and_nothing_is_lost(hall: Hall) -> None:
    for given, words in (
        ({"unit": ""}, "Choose a point on the map, or a district."),
        ({"email": "nobody"}, "Enter a"),
        ({"title": ""}, "Enter what is wrong or needed"),
        ({"point_0": "50", "point_1": "-30"}, "outside the area"),
    ):
        response = Client().post("/cases/write/", filled(hall, **given))
        shown = response.content.decode()
        assert response.status_code == 400 and words in shown, given
        assert "It has been dark for a week." in shown
    assert not MailDraft.objects.exists() and not mail.outbox


def test_its_photo_its_point_and_its_answers_come_along(hall: Hall) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    asked(hall, "pole", required=True)
    image = SimpleUploadedFile("lamp.jpg", photo(), "image/jpeg")
    given = {
        "photo": image,
        "photo_words": "A dark lamp",
        "point_0": "1.5",
        "point_1": "10.5",
        "answers_shown": hall.lamps.pk,
        "answers_pole": "17",
    }
    path = written(hall, **given)
    shown = Client().get(path).content.decode()
    assert 'value="17"' in shown and "1.5" in shown
    rest = {name: value for name, value in given.items() if not name.startswith("photo")}
    Client().post(path, confirmation(hall, **rest))
    case = Case.objects.get()
    assert (case.photo_words, case.extra) == ("A dark lamp", {"pole": "17"})
    assert (str(case.latitude), str(case.longitude)) == ("1.500000", "10.500000")
    assert not DraftPhoto.objects.exists()


def test_what_nobody_confirms_is_deleted(hall: Hall) -> None:
    path = written(hall)
    MailDraft.objects.update(at=timezone.now() - timedelta(days=15))
    assert Client().get(path).status_code == 410
    assert drafts.forget_old() == 1 and not MailDraft.objects.exists()


def test_the_writer_may_delete_it(hall: Hall) -> None:
    path = written(hall)
    Client().post(path, {"do": "delete"})
    assert not MailDraft.objects.exists() and not Case.objects.exists()


def test_people_named_are_pointed_out_once(hall: Hall) -> None:
    given = {"text": "Mr Grey at 020 7946 0958 did it."}
    client = Client()
    shown = client.post("/cases/write/", filled(hall, **given)).content.decode()
    assert "Does your text lead to a person?" in shown and "020 7946 0958" in shown
    assert not mail.outbox
    written(hall, client, **given, asked="1")


def test_the_same_form_sent_twice_is_kept_once(hall: Hall) -> None:
    written(hall)
    Client().post("/cases/write/", filled(hall))
    assert MailDraft.objects.count() == 1 and len(mail.outbox) == 1


def test_no_page_tells_whether_an_address_has_an_account(hall: Hall) -> None:
    known = Account.objects.get(pk=hall.resident.account).email
    pages = []
    for address in (known, "never@example.org"):
        response = Client().post("/cases/write/", filled(hall, email=address), follow=True)
        pages.append(response.content.decode().partition("<main")[2].partition("</main>")[0])
    assert pages[0] == pages[1]
