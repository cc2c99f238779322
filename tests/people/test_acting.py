"""Acting in an office takes a second factor in the session, ends when it lies idle, and shows itself on every page."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.test import Client

from commonhall.actions import second_factor
from commonhall.cases.cases.models import Case
from commonhall.people import acting
from commonhall.people.accounts.models import Account
from commonhall.people.bodies.models import OfficeTerm
from tests.actions.samples import set_fields
from tests.browser_kit import OpenPage, assert_accessible, assert_fits, screenshot
from tests.kit import Hall, code_of, found_hall, key_of, signed_in

pytestmark = pytest.mark.django_db
CHIP = 'class="acting-chip"'


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def text(response: Any) -> str:
    return str(response.content.decode())


def plainly(name: str) -> Client:
    """Signed in by a pass phrase alone."""
    client = Client()
    client.force_login(Account.objects.get(email=f"{name}@example.org"))
    return client


def choose(client: Client, key: str) -> Any:
    return client.post("/me/acting/", {"as": key})


def answers(client: Client, case: Case) -> bool:
    """Does the session act as the office?"""
    client.post(f"/cases/{case.pk}/answer/", {"text": "On Friday.", "promise": ""})
    case.refresh_from_db()
    return case.state != Case.State.OPEN


# --- beginning ------------------------------------------------------------------------------------
def test_without_a_factor_nobody_begins_and_is_led_to_set_one_up(hall: Hall) -> None:
    client = plainly("parks")
    me = text(client.get("/me/"))
    assert "Set up a second factor to act in it" in me and "/account/2fa/webauthn/add/" in me
    answer = choose(client, hall.parks.ref)
    assert answer.status_code == 403 and "/account/2fa/totp/activate/" in text(answer)
    assert acting.SESSION_KEY not in client.session
    assert not answers(client, hall.raise_case())
    assert "Set up a second factor" not in text(plainly("resident").get("/me/"))


def test_with_one_it_is_asked_for_and_what_was_chosen_goes_on(hall: Hall) -> None:
    code = code_of(hall.parks.account)
    client = plainly("parks")
    asked = choose(client, hall.parks.ref)
    assert asked["Location"].startswith("/account/2fa/reauthenticate/")
    assert CHIP not in text(client.get("/"))
    client.post(asked["Location"], {"code": code})
    assert client.session[acting.SESSION_KEY] == hall.parks.ref
    assert "Acting as <strong>Parks desk</strong>" in text(client.get("/"))
    assert answers(client, hall.raise_case())


def test_a_wrong_code_begins_nothing(hall: Hall) -> None:
    code_of(hall.parks.account)
    client = plainly("parks")
    client.post(choose(client, hall.parks.ref)["Location"], {"code": "000000"})
    assert acting.SESSION_KEY not in client.session


def test_signing_in_with_the_second_factor_is_enough(hall: Hall) -> None:
    code_of(hall.parks.account)
    client = signed_in("parks")
    session = client.session
    record = {"method": "mfa", "at": time.time(), "type": "totp"}
    session["account_authentication_methods"] = [record]
    session["account_authentication_methods_user"] = str(hall.parks.account)
    session.save()
    assert choose(client, hall.parks.ref)["Location"] == "/me/"
    assert CHIP in text(client.get("/cases/"))


@pytest.mark.parametrize("key", ["people.office:999999", "people.office:x", "people.body:1"])
def test_nobody_begins_what_is_not_theirs(hall: Hall, key: str) -> None:
    client = signed_in("parks")
    for one in (key, hall.chair.ref):
        choose(client, one)
        assert acting.SESSION_KEY not in client.session


# --- sessions that were tampered with, and other doors --------------------------------------------
def test_a_session_told_to_act_without_a_factor_does_not(hall: Hall) -> None:
    for record in (None, {"method": "password", "at": time.time()}):
        client = plainly("parks")
        session = client.session
        session[acting.SESSION_KEY], session[acting.SEEN] = hall.parks.ref, time.time()
        if record:
            session["account_authentication_methods"] = [record]
            session["account_authentication_methods_user"] = str(hall.parks.account)
        session.save()
        assert not answers(client, hall.raise_case())
        assert CHIP not in text(client.get("/"))


def test_another_accounts_confirmation_counts_for_nothing(hall: Hall) -> None:
    client = signed_in(hall.parks)
    session = client.session
    session["account_authentication_methods_user"] = str(hall.chair.account)
    session.save()
    assert not answers(client, hall.raise_case())


def test_no_header_and_no_field_chooses_an_office(hall: Hall) -> None:
    case, client = hall.raise_case(), plainly("parks")
    headers = {"X-Acting-As": hall.parks.ref, "Acting-As": hall.parks.ref}
    given = {"text": "On Friday.", "promise": "", "as": hall.parks.ref}
    answer = client.post(f"/cases/{case.pk}/answer/?as={hall.parks.ref}", given, headers=headers)
    assert answer.status_code == 403
    # The session of an office opens nothing in the API; there, only keys count.
    office = signed_in(hall.parks)
    address = f"/api/v1/cases/{case.pk}/answer"
    body = {"text": "On Friday."}
    assert office.post(address, body, "application/json").status_code == 401
    key = {"Authorization": f"Bearer {key_of(hall.resident)}", **headers}
    assert Client().post(address, body, "application/json", headers=key).status_code == 403
    case.refresh_from_db()
    assert case.state == Case.State.OPEN


# --- idle -----------------------------------------------------------------------------------------
def later(monkeypatch: pytest.MonkeyPatch, minutes: float) -> None:
    then = time.time() + minutes * 60
    monkeypatch.setattr(acting.time, "time", lambda: then)


def test_a_session_in_use_goes_on(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    client = signed_in(hall.parks)
    with monkeypatch.context() as patched:
        later(patched, 50)
        assert CHIP in text(client.get("/"))
    with monkeypatch.context() as patched:
        later(patched, 100)
        assert CHIP in text(client.get("/")), "it was used in between"


def test_idle_it_ends_and_says_so(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    client, case = signed_in(hall.parks), hall.raise_case()
    with monkeypatch.context() as patched:
        later(patched, 61)
        page = text(client.get("/"))
        assert CHIP not in page and "You are acting in your own name again" in page
        assert acting.SESSION_KEY not in client.session
        code_of(hall.parks.account)
        asked = choose(client, hall.parks.ref)
        assert "/2fa/reauthenticate/" in asked["Location"], "an old confirmation does not begin it"
    assert not answers(client, case)


def test_what_is_sent_after_that_is_not_lost(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    code, case = code_of(hall.parks.account), hall.raise_case()
    client = signed_in(hall.parks)
    address = f"/cases/{case.pk}/answer/"
    with monkeypatch.context() as patched:
        later(patched, 61)
        asked = client.post(address, {"text": "On Friday.", "promise": ""})
        case.refresh_from_db()
        assert case.state == Case.State.OPEN
        assert asked["Location"].startswith("/account/2fa/reauthenticate/")
    client.post(asked["Location"], {"code": code})
    case.refresh_from_db()
    assert case.state == Case.State.ANSWERED


def test_a_term_that_ended_ends_it(hall: Hall) -> None:
    client = signed_in(hall.parks)
    term = OfficeTerm.objects.get(office__code="parks-desk")
    # Ended early, it leaves no caretaker behind.
    set_fields(term, ended_early_on=term.starts)
    assert CHIP not in text(client.get("/"))


# --- the chip -------------------------------------------------------------------------------------
def test_one_click_ends_it_and_leads_back(hall: Hall) -> None:
    client = signed_in(hall.parks)
    back = client.post("/me/acting/", {"as": "", "next": "/cases/?x=1"})
    assert back["Location"] == "/cases/?x=1"
    assert CHIP not in text(client.get("/cases/"))
    away = client.post("/me/acting/", {"as": "", "next": "https://elsewhere.example/"})
    assert away["Location"] == "/me/"


def test_nobody_else_sees_a_chip(hall: Hall) -> None:
    for client in (Client(), signed_in(hall.resident), signed_in("parks")):
        assert CHIP not in text(client.get("/"))


def test_the_form_says_in_whose_name(hall: Hall) -> None:
    address = f"/cases/{hall.raise_case().pk}/answer/"
    form = text(signed_in(hall.parks).get(address)).partition('class="form-actions"')[2]
    assert form.index("In the name of: Parks desk") < form.index("<button")
    own = text(signed_in(hall.resident).get("/organisations/register/"))
    assert "In the name of" not in own


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_the_chip_in_a_browser(hall: Hall, open_page: OpenPage, width: int, scheme: Any) -> None:
    page = open_page("/cases/", client=signed_in(hall.parks), width=width, scheme=scheme)
    assert_accessible(page)
    assert_fits(page)
    screenshot(page, f"acting-{width}")
    # By keyboard: after the link that skips to the content it is the first thing on the page.
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert "acting-stop" in page.evaluate("document.activeElement.className")
    page.keyboard.press("Enter")
    page.wait_for_selector(".acting-chip", state="detached")
    assert page.url.endswith("/cases/")


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", [1280, 390])
def test_an_office_holder_without_a_factor_is_led_in_a_browser(
    hall: Hall, open_page: OpenPage, width: int
) -> None:
    page = open_page("/me/", client=plainly("parks"), width=width)
    assert_accessible(page)
    screenshot(page, f"me-without-factor-{width}")
    page.check(f'input[name="as"][value="{hall.parks.ref}"]')
    page.click("main form .form-actions button >> nth=0")
    page.wait_for_selector("text=Set up a passkey")
    assert_accessible(page)
    assert_fits(page)
    screenshot(page, f"factor-first-{width}")


@pytest.mark.django_db(transaction=True)
def test_setting_one_up_confirms_the_session(hall: Hall) -> None:
    """Who has just shown that the app works is not asked for its next code at once."""
    client = plainly("parks")
    account = Account.objects.get(pk=hall.parks.account)
    session = client.session
    record = {"method": "password", "at": time.time(), "reauthenticated": True}
    session["account_authentication_methods"] = [record]
    session["account_authentication_methods_user"] = str(account.pk)
    session.save()
    client.get("/account/2fa/totp/activate/")
    secret = client.session["mfa.totp.secret"]
    counter = int(time.time()) // second_factor.STEP
    code = totp.format_hotp_value(totp.hotp_value(secret, counter))
    client.post("/account/2fa/totp/activate/", {"code": code})
    assert Authenticator.objects.filter(user=account, type="totp").exists()
    assert choose(client, hall.parks.ref)["Location"] == "/me/"
