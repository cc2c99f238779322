"""Signing in: by pass phrase, by passkey in a real browser; guessed at, it closes; nothing leaks."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from commonhall.people.accounts.models import Account
from tests.browser_kit import OpenPage, assert_accessible
from tests.kit import found_hall

PHRASE = "a long pass phrase"


def account(name: str = "mira") -> Account:
    from allauth.account.models import EmailAddress

    made = Account.objects.create_user(f"{name}@example.org", PHRASE)
    EmailAddress.objects.create(user=made, email=made.email, verified=True, primary=True)
    return made


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_passkey_is_made_and_signs_in_without_a_pass_phrase(
    home: Path, open_page: OpenPage
) -> None:
    found_hall()
    account()
    page = open_page("/account/login/")
    page.fill("input[name=login]", "mira@example.org")
    page.fill("input[name=password]", PHRASE)
    page.click("main form .form-actions button, main form button[type=submit]")
    page.wait_for_url(lambda url: "/login" not in url)
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    devices.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    page.goto("/account/2fa/webauthn/add/")
    if "reauthenticate" in page.url:
        page.fill("input[name=password]", PHRASE)
        page.click("main form button[type=submit], main form button")
        page.wait_for_url("**/webauthn/add/**")
    page.fill("input[name=name]", "My telephone")
    passwordless = page.locator("input[name=passwordless]")
    if passwordless.count():
        passwordless.check()
    page.click("#mfa_webauthn_add, main form button")
    page.wait_for_url(lambda url: "/add/" not in url)
    assert Account.objects.get(email="mira@example.org")
    page.goto("/account/logout/")
    page.click("main form button")
    page.wait_for_load_state()
    page.goto("/account/login/")
    assert_accessible(page)
    page.click("#passkey_login")
    page.wait_for_url(lambda url: "/login" not in url)
    page.goto("/me/")
    assert "mira@example.org" in page.inner_text("main")


@pytest.mark.django_db
def test_guessing_pass_phrases_is_stopped_also_from_elsewhere(home: Path) -> None:
    account()
    codes = []
    for number in range(12):
        client = Client(REMOTE_ADDR=f"192.0.2.{number}")
        answer = client.post(
            "/account/login/", {"login": "mira@example.org", "password": f"guess {number}"}
        )
        codes.append(answer.status_code)
    right = Client(REMOTE_ADDR="192.0.2.99").post(
        "/account/login/", {"login": "mira@example.org", "password": PHRASE}
    )
    assert 302 not in codes
    assert right.status_code != 302, "the right phrase must not open while guessing goes on"


@pytest.mark.django_db
def test_an_address_cannot_be_asked_whether_it_has_an_account(home: Path) -> None:
    account()
    answers = [
        Client().post("/account/password/reset/", {"email": address})
        for address in ("mira@example.org", "nobody@example.org")
    ]
    assert [one.status_code for one in answers] == [302, 302]
    assert answers[0]["Location"] == answers[1]["Location"]
    assert {message.to[0] for message in mail.outbox} <= {"mira@example.org", "nobody@example.org"}


@pytest.mark.django_db
def test_signing_in_writes_no_address_and_no_phrase_to_the_log(home: Path, caplog: Any) -> None:
    account()
    with caplog.at_level(logging.DEBUG):
        Client().post("/account/login/", {"login": "mira@example.org", "password": "wrong one"})
        Client().post("/account/login/", {"login": "mira@example.org", "password": PHRASE})
        Client().get("/cases/?q=mira@example.org")
    own = [record for record in caplog.records if not record.name.startswith("django.db")]
    text = "\n".join(record.getMessage() for record in own)
    assert "mira@example.org" not in text and PHRASE not in text and "wrong one" not in text


@pytest.mark.django_db
def test_cookies_and_headers_keep_a_session_to_itself(home: Path) -> None:
    account()
    client = Client()
    answer = client.post("/account/login/", {"login": "mira@example.org", "password": PHRASE})
    session = answer.cookies["sessionid"]
    assert session["httponly"] and session["samesite"] == "Lax"
    page = client.get("/me/")
    policy = page["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "unsafe-inline" not in policy
    assert page["X-Frame-Options"] == "DENY"
    assert page["Referrer-Policy"] == "same-origin"


@pytest.mark.django_db
def test_a_form_from_elsewhere_is_refused(home: Path) -> None:
    hall = found_hall()
    case = hall.raise_case()
    client = Client(enforce_csrf_checks=True)
    client.force_login(Account.objects.get(email="parks@example.org"))
    for path in (f"/cases/{case.pk}/mark-done/", "/me/acting/", "/me/keys/", "/me/data/erase/"):
        assert client.post(path, {"text": "x"}).status_code == 403, path


def test_limits_of_sign_in_are_shared_by_all_web_processes() -> None:
    from commonhall.site import settings

    assert settings.CACHES["default"]["BACKEND"].endswith("DatabaseCache")
