"""What moves power or money asks for a second factor at every door: no session, key or shell is enough."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest
from allauth.core import context
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.test import Client, RequestFactory
from playwright.sync_api import Page

from commonhall.actions import registry, second_factor
from commonhall.actions.action_pages import has_door
from commonhall.core.refusals import BadInput
from commonhall.people.accounts.forms import CodeAgainForm, CodeForm
from commonhall.people.accounts.models import Account
from commonhall.people.bodies.models import Body
from commonhall.record.models import Entry
from commonhall.site.cli import main
from tests.browser_kit import OpenPage, assert_accessible, screenshot
from tests.kit import Hall, by_key, code_of, found_hall, key_of, signed_in

ADDRESS = "/bodies/establish/"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
# Powers with which somebody gives power or money away; and their actions that only stop or answer.
MOVING = {
    "adopt-local-rules",
    "grant-competences",
    "give-mandates",
    "fill-offices",
    "establish-bodies",
    "set-plans",
    "spend",
    "award-contracts",
    "transfer-functions",
}
HARMLESS = {
    "delivery.end_contract",
    "delivery.publish_call",
    "delivery.stop_item",
    "delivery.take_back_function",
    "law.refuse_recall",
}


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def given(hall: Hall, **more: Any) -> dict[str, Any]:
    return {
        "code": "water",
        "names_en": "Water",
        "kind": "agency",
        "unit": hall.unit("root").pk,
        **more,
    }


def with_app(hall: Hall) -> Account:
    """The chair's account with an authenticator app."""
    account = Account.objects.get(pk=hall.chair.account)
    totp.TOTP.activate(account, SECRET)
    return account


def code_now(ahead: int = 0) -> str:
    counter = int(time.time()) // second_factor.STEP
    return totp.format_hotp_value(totp.hotp_value(SECRET, counter + ahead))


def made() -> bool:
    return Body.objects.filter(code="water").exists()


def test_whatever_moves_power_or_money_asks_for_one() -> None:
    moving = {
        code
        for code, one in registry.actions().items()
        if one.power in MOVING and has_door(one) and code not in HARMLESS
    }
    assert {code for code in moving if not registry.actions()[code].second_factor} == set()
    assert not any(registry.actions()[code].second_factor for code in HARMLESS)


# --- the page -------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_without_one_the_page_says_how_to_get_one_and_does_nothing(hall: Hall) -> None:
    client = signed_in(hall.chair, confirmed=False)
    page = client.get(ADDRESS).content.decode()
    assert "Set up a second factor first" in page and 'href="/account/2fa/"' in page
    assert "<form method" not in page.partition("<main")[2].partition("</main")[0]
    answer = client.post(ADDRESS, given(hall))
    assert answer.status_code == 403 and not made()
    refusal = Entry.objects.filter(action="people.establish_body").get()
    assert json.loads(refusal.body)["refusal"] == {"rule": "identity", "code": "second-factor"}


@pytest.mark.django_db
def test_the_page_asks_for_the_code_beside_the_form(hall: Hall) -> None:
    with_app(hall)
    client = signed_in(hall.chair, confirmed=False)
    assert 'name="second_factor"' in client.get(ADDRESS).content.decode()
    for wrong in ("", "000000", "abc"):
        answer = client.post(ADDRESS, given(hall, second_factor=wrong))
        assert answer.status_code == 400 and not made()
        assert "Water" in answer.content.decode(), "what was typed stays"
    # A wrong input is told without using up the code.
    code = code_now()
    assert client.post(ADDRESS, given(hall, code="", second_factor=code)).status_code == 400
    assert client.post(ADDRESS, given(hall, second_factor=code)).status_code == 302 and made()
    # Confirmed a moment ago, it is not asked again.
    assert 'name="second_factor"' not in client.get(ADDRESS).content.decode()
    assert client.post(ADDRESS, given(hall, code="gas")).status_code == 302


@pytest.mark.django_db
def test_a_confirmation_is_fresh_for_five_minutes_and_for_one_account(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_app(hall)
    client = signed_in(hall.chair)
    assert 'name="second_factor"' not in client.get(ADDRESS).content.decode()
    later = time.time() + second_factor.FRESH.total_seconds() + 1
    with monkeypatch.context() as patched:
        patched.setattr(second_factor.time, "time", lambda: later)
        assert 'name="second_factor"' in client.get(ADDRESS).content.decode()
        assert client.post(ADDRESS, given(hall)).status_code == 400 and not made()
    session = client.session
    session["account_authentication_methods_user"] = str(hall.resident.account)
    session.save()
    # Without a confirmation of its own account, the session does not even act in the office.
    asked = client.post(ADDRESS, given(hall))
    assert asked["Location"].startswith("/account/2fa/") and not made()


@pytest.mark.django_db
def test_codes_are_not_found_by_trying(hall: Hall, settings: Any) -> None:
    with_app(hall)
    settings.RATE_LIMITS = {"second_factor": "3/h"}
    client = signed_in(hall.chair, confirmed=False)
    for _ in range(3):
        client.post(ADDRESS, given(hall, second_factor="000000"))
    answer = client.post(ADDRESS, given(hall, second_factor=code_now()))
    assert answer.status_code == 400 and not made()
    assert "There were too many wrong codes" in answer.content.decode()


@pytest.mark.django_db
def test_a_code_typed_slowly_counts_and_counts_once(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The code of the step before is taken; whoever saw one typed cannot use it while it is."""
    account = with_app(hall)
    start = 1_800_000_000.0
    at = [start]
    monkeypatch.setattr(time, "time", lambda: at[0])
    code = code_now()
    for seconds in (-31, 61):
        at[0] = start + seconds
        with pytest.raises(BadInput):
            second_factor.take(account.pk, code)
    at[0] = start + 31
    assert second_factor.take(account.pk, code).type == Authenticator.Type.TOTP
    for seconds in (31, 59):
        at[0] = start + seconds
        with pytest.raises(BadInput, match="has been used"):
            second_factor.take(account.pk, code)


@pytest.mark.django_db
def test_a_code_that_signed_somebody_in_serves_nobody_else(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A code read over a shoulder at the door of the house confirms nothing half a minute later."""
    account = with_app(hall)
    start = 1_800_000_000.0
    at = [start - 29]
    monkeypatch.setattr(time, "time", lambda: at[0])
    code = code_now(1)
    with context.request_context(RequestFactory().post("/account/2fa/authenticate/")):
        form = CodeForm({"code": code}, user=account)
        assert form.is_valid(), form.errors
        at[0] = start + 31
        assert not CodeForm({"code": code}, user=account).is_valid()
        assert not CodeAgainForm({"code": code}, user=account).is_valid()
    with pytest.raises(BadInput, match="has been used"):
        second_factor.take(account.pk, code)


@pytest.mark.django_db
def test_only_a_fictional_town_shows_the_code(hall: Hall, settings: Any) -> None:
    with_app(hall)
    client = signed_in(hall.chair, confirmed=False)
    assert "fictional" not in client.get(ADDRESS).content.decode()
    settings.DEMO_SECOND_FACTOR = SECRET
    assert second_factor.demo_code() in {code_now(), code_now(-1)}
    assert "In this fictional town the code is" in client.get(ADDRESS).content.decode()


# --- programs and commands ------------------------------------------------------------------------
@pytest.mark.django_db
def test_a_program_sends_the_code_in_a_header(hall: Hall) -> None:
    body = {"code": "water", "names": {"en": "Water"}, "kind": "agency", "unit": "root"}
    refused = by_key(hall.chair, "/bodies/establish", body, confirmed=False)
    assert (refused.status_code, refused.json()["code"]) == (403, "second-factor") and not made()
    key = {"Authorization": f"Bearer {key_of(hall.chair)}"}

    def send(code: str) -> Any:
        return Client().post(
            "/api/v1/bodies/establish",
            body,
            "application/json",
            headers={**key, "Second-Factor": code},
        )

    nobody = send("123456")
    assert (nobody.status_code, nobody.json()["field"]) == (422, "second_factor")
    assert "You have not set up a second factor yet" in nobody.json()["detail"]
    code = code_of(hall.chair.account)
    assert send("000000").status_code == 422 and not made()
    assert send(code).status_code == 201 and made()
    again = send(code)
    assert (again.status_code, again.json()["field"]) == (422, "second_factor"), "used up"


@pytest.mark.django_db
def test_a_program_is_told_beforehand(hall: Hall) -> None:
    office = hall.body("parks")
    may = (
        Client()
        .get(
            f"/api/v1/bodies/{office.pk}/may",
            headers={"Authorization": f"Bearer {key_of(hall.chair)}"},
        )
        .json()
    )
    told = {one["action"]: one["second_factor"] for one in may}
    assert told["people.establish_office"] is True


@pytest.mark.django_db(transaction=True)
def test_a_command_reads_the_code_from_where_nobody_else_sees_it(
    hall: Hall, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    words = ["people.establish_body", "code=water", 'names={"en": "Water"}', "kind=agency"]
    words.append("unit=root")
    monkeypatch.setenv("COMMONHALL_KEY", key_of(hall.chair))
    assert main(["do", *words]) == 1 and not made()
    assert "Confirm this with your second factor" in capsys.readouterr().err
    code = code_of(hall.chair.account)
    monkeypatch.setenv("COMMONHALL_SECOND_FACTOR", "000000")
    assert main(["do", *words]) == 2 and not made()
    assert "second_factor: This code is wrong" in capsys.readouterr().err
    monkeypatch.setenv("COMMONHALL_SECOND_FACTOR", code)
    assert main(["do", *words]) == 0 and made()


# --- a passkey, in a real browser -----------------------------------------------------------------
@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_passkey_confirms_and_what_was_sent_is_not_lost(hall: Hall, open_page: OpenPage) -> None:
    page = open_page("/account/2fa/webauthn/add/", client=signed_in(hall.chair))
    _with_passkey(page)
    session = hall_session(hall)
    # Confirmed when the session began, so that it acts in the office; not just now.
    half_an_hour_ago = {"method": "mfa", "at": time.time() - 1800}
    session["account_authentication_methods"] = [half_an_hour_ago]
    session.save()
    page.goto(ADDRESS)
    assert_accessible(page)
    screenshot(page, "second-factor-passkey")
    page.fill("input[name=code]", "water")
    page.fill("input[name=names_en]", "Water")
    page.select_option("select[name=kind]", "agency")
    page.select_option("select[name=unit]", str(hall.unit("root").pk))
    page.click("main form button")
    page.wait_for_url("**/2fa/webauthn/reauthenticate/**")
    assert not made()
    page.click("main button")
    page.wait_for_url("**/bodies/*/")
    assert made() and "Water" in page.inner_text("h1")


def hall_session(hall: Hall) -> Any:
    from importlib import import_module

    from django.conf import settings
    from django.contrib.sessions.models import Session

    store = import_module(settings.SESSION_ENGINE).SessionStore
    for row in Session.objects.all():
        if row.get_decoded().get("_auth_user_id") == str(hall.chair.account):
            return store(row.session_key)
    raise AssertionError("nobody is signed in")


def _with_passkey(page: Page) -> None:
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    page.goto("/account/2fa/webauthn/add/")
    page.fill("input[name=name]", "My telephone")
    page.click("#mfa_webauthn_add, main form button")
    page.wait_for_url(lambda url: "/add/" not in url)
    assert Authenticator.objects.filter(type=Authenticator.Type.WEBAUTHN).exists()
