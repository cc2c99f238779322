"""The queue of letters in the administration: who may look, what it shows of whom, and trying again."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from commonhall.core import doctor, letters
from commonhall.core.models import Letter
from commonhall.pages.administration.letter_queue import masked, status_of
from commonhall.people.accounts.models import Account
from tests.kit import Hall, found_hall, signed_in

pytestmark = pytest.mark.django_db
PAGE = "/administration/letters/"
State = Letter.State


@pytest.fixture
def hall(home: Path, settings: Any) -> Hall:
    settings.LETTERS_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    return found_hall()


def letter(
    address: str, state: str, error: str = "", hours: float = 1, words: bytes = b"x"
) -> Letter:
    at = timezone.now() - timedelta(hours=hours)
    return Letter.objects.create(
        address=address,
        sender="hall@example.org",
        message=words,
        state=state,
        error=error,
        made_at=at,
        due_at=at,
        done_at=None if state == State.WAITING else at,
        attempts=1,
    )


def shown(client: Client) -> str:
    return client.get(PAGE).content.decode()


def test_only_the_office_that_looks_after_the_hall_sees_it(hall: Hall) -> None:
    letter("ada@small.example", State.REFUSED, "550 5.1.1 no Ada here")
    letter("bo@small.example", State.WAITING)
    assert Client().get(PAGE).status_code == 302
    for client in (signed_in(hall.resident), signed_in(hall.parks)):
        text = shown(client)
        assert "for the office that looks after the hall" in text and "a…@" not in text
        client.post(PAGE, {"do": "failed"})
    assert Letter.objects.filter(state=State.WAITING).count() == 1
    assert "a…@…example" in shown(signed_in(hall.clerk))
    assert PAGE in signed_in(hall.clerk).get("/administration/").content.decode()


def test_it_shows_what_is_wrong_and_not_whose_it_is(hall: Hall) -> None:
    for number in range(3):
        letter(f"p{number}.secret@provider.example", State.REFUSED, "550 5.1.1 no P. Secret here")
    letter("ada@ada-lovelace.org", State.REFUSED, "Ada Lovelace is away")
    letter("bo@example.org", State.WAITING, "451 4.7.1 for bo", hours=2)
    text = shown(signed_in(hall.clerk))
    assert text.count("p…@provider.example") == 3 and "a…@…org" in text
    assert "550 5.1.1" in text and "451 4.7.1" in text
    for word in ("secret", "Secret", "lovelace", "Lovelace", "for bo", "bo@"):
        assert word not in text


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ("550 5.1.1 no ada here", "550 5.1.1"),
        ("550 ada", "550"),
        ("5.1.1", "5.1.1"),
        ("ConnectionRefusedError", "ConnectionRefusedError"),
        ("Ada Lovelace", ""),
        ("", ""),
    ],
)
def test_of_what_a_server_said_the_number_alone_is_shown(said: str, wanted: str) -> None:
    assert status_of(said) == wanted


def test_an_address_without_a_name_is_masked_too() -> None:
    assert masked("@example.org", set()) == "…@…org" and masked("nothing", set()) == "…@…nothing"


def test_what_failed_is_tried_again_with_one_button(hall: Hall) -> None:
    letter("ada@example.org", State.GIVEN_UP, "ConnectionRefusedError", hours=30)
    letter("bo@example.org", State.REFUSED, "550 no", hours=30)
    letter("sent@example.org", State.SENT, words=b"")
    letter("back@example.org", State.REFUSED, "5.1.1", words=b"")
    client = signed_in(hall.clerk)
    assert "Try 2 letters that failed again" in shown(client)
    client.post(PAGE, {"do": "failed"})
    assert letters.carry() == (2, False) and len(mail.outbox) == 2
    assert not letters.takes_none("bo@example.org") and letters.takes_none("back@example.org")
    assert "that failed again" not in shown(client)
    answer = client.post(PAGE, {"do": "failed"}, follow=True).content.decode()
    assert "There is nothing to try again." in answer


def test_what_waits_is_tried_now(hall: Hall) -> None:
    one = letter("ada@example.org", State.WAITING, "451 later")
    Letter.objects.filter(pk=one.pk).update(due_at=timezone.now() + timedelta(hours=5))
    assert letters.carry() == (0, False)
    signed_in(hall.clerk).post(PAGE, {"do": "waiting"})
    assert letters.carry() == (1, False)


def test_the_words_of_a_failed_letter_are_not_kept_for_long(hall: Hall) -> None:
    letter("ada@example.org", State.GIVEN_UP, hours=24 * 13)
    old = letter("bo@example.org", State.GIVEN_UP, hours=24 * 15)
    letters.forget_old()
    assert letters.failed().count() == 1 and bytes(Letter.objects.get(pk=old.pk).message) == b""
    Letter.objects.filter(pk=old.pk).update(done_at=timezone.now() - timedelta(days=91))
    letters.forget_old()
    assert not Letter.objects.filter(pk=old.pk).exists()


def test_the_doctor_tells_and_leads_there(hall: Hall) -> None:
    letter("ada@example.org", State.REFUSED, "550 no")
    letter("bo@example.org", State.GIVEN_UP)
    letter("cy@example.org", State.WAITING, hours=3)
    found = {one.code: one for one in doctor.examine(timezone.localdate())}
    for code in ("dead-addresses", "letters-given-up", "mail"):
        assert found[code].mend == PAGE
    assert Client().get(PAGE).status_code == 302


def test_an_address_that_works_again_is_no_longer_dead(hall: Hall) -> None:
    letter("ada@example.org", State.REFUSED, "550 no", hours=5)
    assert letters.come_back() == 1
    letter("ada@example.org", State.SENT, hours=1, words=b"")
    assert letters.come_back() == 0 and not letters.dead().exists()


def test_whoever_signs_in_is_told_that_their_address_takes_no_letters(hall: Hall) -> None:
    account = Account.objects.get(pk=hall.resident.account)
    letter(account.email, State.REFUSED, "550 no")

    def sign_in() -> str:
        given = {"login": account.email, "password": "a long pass phrase"}
        return Client().post("/account/login/", given, follow=True).content.decode()

    from allauth.account.models import EmailAddress

    EmailAddress.objects.create(user=account, email=account.email, verified=True, primary=True)
    assert "Letters to your address are being returned." in sign_in()
    letters.forget(account.email)
    assert "come back" not in sign_in()
