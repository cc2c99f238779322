"""Every kind of letter can be looked at, and the hall's greeting and closing are shown before they are settled."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.core import mail, signing
from django.core.mail import EmailMessage
from django.test import Client
from django.utils import translation

from commonhall.actions import notification_letters
from commonhall.cases.cases import actions
from commonhall.core import jobs, letter_samples
from commonhall.core.letter_form import trying, with_own_words
from commonhall.core.models import Letter
from commonhall.law.hall_settings.actions import settle_letter_words
from commonhall.law.hall_settings.models import HallSettings
from commonhall.pages.administration import letter_kinds
from commonhall.ui import hall as hall_now
from tests.kit import Hall, found_hall, signed_in
from tests.words import CODES, OTHER, SOURCE

pytestmark = pytest.mark.django_db
KINDS = "/administration/letters/kinds/"
WORDS = "/law/settle-letter-words/"


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


@pytest.fixture
def clerk(hall: Hall) -> Client:
    return signed_in(hall.clerk)


def test_every_kind_is_listed_and_shown_in_every_language(hall: Hall, clerk: Client) -> None:
    page = clerk.get(KINDS).content.decode()
    codes = [one.code for one in letter_samples.kinds()]
    assert {
        *notification_letters.told_of(),
        "people.invitation",
        "people.sign_in",
        "cases.desk",
        "cases.draft",
    } <= {*codes}
    for code in codes:
        assert f'href="{KINDS}{code}/"' in page
        for language in CODES:
            shown = clerk.get(f"{KINDS}{code}/?language={language}")
            assert shown.status_code == 200, code
            letter = clerk.get(f"{KINDS}{code}/{language}.html")
            text = letter.content.decode()
            assert letter.status_code == 200 and "<body>" in text and "{{" not in text, code
            assert "https://example" not in text


def test_a_letter_is_shown_in_a_frame_in_which_nothing_runs(clerk: Client) -> None:
    page = clerk.get(f"{KINDS}cases.mark_done/")
    assert "frame-src 'self'" in page["Content-Security-Policy"]
    assert "script-src 'self'" in page["Content-Security-Policy"]
    letter = clerk.get(f"{KINDS}cases.mark_done/{SOURCE}.html")
    policy = letter["Content-Security-Policy"]
    assert (
        "default-src 'none'" in policy
        and "sandbox" in policy
        and "frame-ancestors 'self'" in policy
    )
    assert letter["X-Frame-Options"] == "SAMEORIGIN"


def test_an_alert_is_shown_as_letter_and_as_what_the_webhook_is_sent(
    hall: Hall, clerk: Client, settings: Any
) -> None:
    settings.ALERT_MAIL, settings.ALERT_WEBHOOK = ["it@example.org"], "https://secret.example/x"
    for code, state in (("core.trouble", "trouble"), ("core.well_again", "well again")):
        page = html.unescape(clerk.get(f"{KINDS}{code}/").content.decode())
        shown = re.search(
            r'<pre class="letter-text" dir="ltr" tabindex="0">(.*?)</pre>', page, re.S
        )
        assert shown
        told = json.loads(shown[1])
        assert (told["check"], told["state"], told["hall"]) == ("disk", state, settings.SITE_URL)
        # What the letter says stands in the JSON, too; where it goes is named, its secret address is not.
        assert told["text"].startswith(f"{hall_now.name()}: disk: {state}. ")
        assert f"disk: {state}" in page and "MB free" in page
        assert "A webhook is set" in page and "secret.example" not in page
    settings.ALERT_WEBHOOK = ""
    assert "No webhook is set" in clerk.get(f"{KINDS}core.trouble/").content.decode()
    assert "webhook" not in clerk.get(f"{KINDS}cases.mark_done/").content.decode()


def test_only_the_office_that_looks_after_the_hall_sees_them(hall: Hall) -> None:
    assert Client().get(KINDS).status_code == 302
    parks = signed_in(hall.parks)
    assert "for the office that looks after the hall" in parks.get(KINDS).content.decode()
    assert parks.get(f"{KINDS}cases.mark_done/{SOURCE}.html").status_code == 404
    office = signed_in(hall.clerk)
    assert office.get(f"{KINDS}no.such/").status_code == 404
    assert office.get(f"{KINDS}cases.mark_done/xx.html").status_code == 404


def test_an_example_about_something_that_happened_gives_away_no_link_that_works(
    hall: Hall, clerk: Client
) -> None:
    case = hall.raise_case(title="The lamp is dark")
    actions.mark_done.perform(hall.parks, case, text="A new lamp.")
    while jobs.run_one("tester"):
        pass
    real = re.findall(r"/by-letter/\S+", mail.outbox[-1].body)
    page = html.unescape(clerk.get(f"{KINDS}cases.mark_done/").content.decode())
    assert real and "A new lamp." in page and "/by-letter/solved/…/" in page
    assert not any(one in page for one in real)


def test_the_words_are_shown_before_they_are_settled(hall: Hall, clerk: Client) -> None:
    given = {f"greeting_{SOURCE}": "Good day,", f"closing_{SOURCE}": "Your <b>hall</b>"}
    page = clerk.post(WORDS, given)
    text = page.content.decode()
    assert page.status_code == 200 and not HallSettings.objects.exclude(letter_greeting={}).exists()
    assert "Good day," in text and "Your &lt;b&gt;hall&lt;/b&gt;" in text
    assert "frame-src 'self'" in page["Content-Security-Policy"]
    frame = re.search(r'src="(/administration/letters/kinds/[^"]+)"', text)
    assert frame
    letter = clerk.get(html.unescape(frame[1])).content.decode()
    assert letter.index("Good day,") < letter.index("Your &lt;b&gt;hall")
    assert clerk.post(WORDS, {**given, "asked": "1"}).status_code == 302
    settled = HallSettings.objects.get()
    assert settled.letter_greeting == {SOURCE: "Good day,"}
    assert f'value="{"Good day,"}"' in clerk.get(WORDS).content.decode()


def test_words_in_an_address_that_are_not_ours_are_not_shown(clerk: Client) -> None:
    address = f"{KINDS}cases.mark_done/{SOURCE}.html?words="
    for token in ("x", signing.dumps([{SOURCE: "Hi"}, {}], salt="other")):
        assert clerk.get(address + token).status_code == 404
    good = signing.dumps([{SOURCE: "Hi"}, {}], salt=letter_kinds.SALT)
    assert "Hi" in clerk.get(address + good).content.decode()


def test_a_line_that_begins_the_foot_is_refused(clerk: Client) -> None:
    answer = clerk.post(WORDS, {f"closing_{SOURCE}": "Bye\n--\nVisit us", "asked": "1"})
    assert answer.status_code == 400 and "Remove the line" in answer.content.decode()


def test_letters_begin_and_end_as_settled_in_the_readers_language_alone(
    hall: Hall, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    settings.EMAIL_BACKEND = "commonhall.core.letters.Queue"
    with django_capture_on_commit_callbacks(execute=True):
        settle_letter_words.perform(
            hall.chair, greeting={SOURCE: "Good day,"}, closing={SOURCE: "Your hall\nRoom 3"}
        )
    EmailMessage(subject="x", body="The lamp burns.\n\n--\nfoot\n", to=["a@example.org"]).send()
    with translation.override(OTHER):
        EmailMessage(subject="x", body="The lamp burns.\n", to=["b@example.org"]).send()
    hall_now.forget()
    first, second = (bytes(one.message).decode() for one in Letter.objects.order_by("pk"))
    assert "Good day,\r\n\r\nThe lamp burns.\r\n\r\nYour hall\r\nRoom 3\r\n\r\n--\r\nfoot" in first
    assert "Good day" not in second and "Your hall" not in second


def test_without_words_a_letter_stays_as_it_is() -> None:
    assert with_own_words("Hello\n") == "Hello\n"
    with trying({SOURCE: "Hi"}, {}):
        assert with_own_words("Hello\n") == "Hi\n\nHello\n"
    with trying({}, {SOURCE: "Bye"}):
        assert with_own_words("Hello\n\n--\nfoot") == "Hello\n\nBye\n\n--\nfoot"
