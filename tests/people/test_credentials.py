"""Keys are for what they were made for; a changed credential ends other sessions and all keys, and is told."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.core import mail
from django.test import Client

from commonhall.actions import second_factor
from commonhall.actions.gate import keep_in_scope
from commonhall.cases.cases.models import Case
from commonhall.core.refusals import Refused
from commonhall.open_data.api import api
from commonhall.people.accounts.models import Account
from commonhall.people.api_keys import keys
from commonhall.people.api_keys.models import ApiKey
from commonhall.record.models import Entry
from commonhall.site.cli import main
from tests.browser_kit import OpenPage, assert_accessible, assert_fits, screenshot
from tests.kit import Hall, code_of, found_hall, key_of, signed_in

pytestmark = pytest.mark.django_db
PHRASE = "a long pass phrase"
REGISTER = {"name": "Friends", "kind": "association", "unit": "north"}


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def text(response: Any) -> str:
    return str(response.content.decode())


def send(key: str, address: str, body: dict[str, Any], method: str = "POST") -> Any:
    return Client().generic(
        method,
        f"/api/v1{address}",
        json.dumps(body),
        "application/json",
        headers={"Authorization": f"Bearer {key}"},
    )


# --- what a key is for ----------------------------------------------------------------------------
def test_a_key_that_reads_writes_nowhere(hall: Hall) -> None:
    key, before = key_of(hall.resident, scope=[]), Entry.objects.count()
    me = send(key, "/me", {}, "GET").json()
    assert (me["kind"], me["scope"]) == ("person", [])
    paths = api.get_openapi_schema(path_prefix="")["paths"]
    written = [
        (path, method.upper())
        for path, operations in paths.items()
        for method in operations
        if method not in {"get", "head"}
    ]
    assert len(written) > 100
    for path, method in written:
        address = re.sub(r"\{\w+\}", "1", path)
        answer = send(key, address, {}, method)
        assert (answer.status_code, answer.json()["code"]) == (403, "out-of-scope"), path
    assert Entry.objects.count() == before


def test_a_key_does_what_it_was_made_for_and_nothing_else(hall: Hall) -> None:
    key = key_of(hall.resident, scope=["people.register_organisation"])
    assert send(key, "/organisations/register", REGISTER).status_code == 201
    case = hall.raise_case()
    refused = send(key, f"/cases/{case.pk}/confirm", {})
    assert (refused.status_code, refused.json()["rule"]) == (403, "identity")
    assert "This key cannot be used for this" in refused.json()["detail"]
    # Not asked, it says so too.
    may = Client().get(f"/api/v1/cases/{case.pk}/may", headers={"Authorization": f"Bearer {key}"})
    assert {one["code"] for one in may.json()} == {"out-of-scope"}
    vote = send(key, "/statements/1/vote", {"value": 1}, "PUT")
    assert vote.json()["code"] == "out-of-scope"


def test_no_other_door_opens_it(hall: Hall, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    for scope in ([], ["people.register_organisation"]):
        key = key_of(hall.resident, scope=scope)
        given = {
            "api_key": key,
            "service_code": "lamps",
            "description": "Dark",
            "address_id": "north",
        }
        headers = {
            "X-Acting-As": hall.chair.ref,
            "Authorization": f"Bearer {key_of(hall.resident)}",
        }
        answer = Client().post("/open311/v2/requests.json", given, headers=headers)
        assert answer.status_code == 403 and "cannot be used for this" in text(answer)
        monkeypatch.setenv("COMMONHALL_KEY", key)
        words = ["kind=complaint", "title=Dark", "category=lamps", "unit=north"]
        assert main(["do", "cases.raise_case", *words]) == 1
        assert "out-of-scope" in capsys.readouterr().err
    assert not Case.objects.exists()


def test_what_an_action_does_as_part_of_it_is_not_asked(hall: Hall) -> None:
    with pytest.raises(Refused):
        keep_in_scope("cases.raise_case", keys.actor_of_key(key_of(hall.resident, [])))
    keep_in_scope("cases.raise_case", hall.resident)


# --- making one -----------------------------------------------------------------------------------
def made(client: Client, **given: Any) -> Any:
    shown = {"name": "night job", "acts_as": "", "days": "30", "may": "read"}
    return client.post("/me/keys/", {**shown, **given})


def test_a_key_is_made_with_its_scope_and_the_page_shows_it(hall: Hall) -> None:
    client = signed_in("resident")
    assert "hall_" in text(made(client))
    assert "hall_" in text(made(client, may="some", actions=["people.register_organisation"]))
    assert "hall_" in text(made(client, may="all"))
    assert [one.scope for one in ApiKey.objects.order_by("pk")] == [
        [],
        ["people.register_organisation"],
        None,
    ]
    page = text(client.get("/me/keys/"))
    assert "Can only read." in page and "Can only do:" in page and "everything you may do" in page
    for wrong in (
        {"may": "some"},
        {"may": "some", "actions": ["people.nothing"]},
        {"may": "read", "actions": ["people.register_organisation"]},
        {"may": ""},
    ):
        assert made(client, **wrong).status_code == 400
    assert ApiKey.objects.count() == 3


def test_a_key_for_an_office_takes_a_second_factor(hall: Hall) -> None:
    client = Client()
    client.force_login(Account.objects.get(pk=hall.parks.account))
    assert made(client, acts_as=hall.parks.ref).status_code == 403
    code = code_of(hall.parks.account)
    asked = made(client, acts_as=hall.parks.ref)
    assert asked["Location"].startswith("/account/2fa/reauthenticate/")
    assert not ApiKey.objects.exists()
    assert "hall_" in text(client.post(asked["Location"], {"code": code}))
    assert ApiKey.objects.get().office is not None


# --- changes --------------------------------------------------------------------------------------
def account() -> Account:
    one = Account.objects.get(email="resident@example.org")
    EmailAddress.objects.get_or_create(user=one, email=one.email, verified=True, primary=True)
    return one


def browser(fresh: bool = True) -> Client:
    client = signed_in("resident")
    session = client.session
    record = {"method": "password", "at": time.time(), "reauthenticated": True}
    session["account_authentication_methods"] = [record]
    session["account_authentication_methods_user"] = str(account().pk)
    session.save()
    return client


def new_password(client: Client) -> None:
    client.post(
        "/account/password/change/",
        {
            "oldpassword": PHRASE,
            "password1": "quite another phrase",
            "password2": "quite another phrase",
        },
    )
    assert account().check_password("quite another phrase")


def new_app(client: Client) -> None:
    client.get("/account/2fa/totp/activate/")
    counter = int(time.time()) // second_factor.STEP
    value = totp.hotp_value(client.session["mfa.totp.secret"], counter)
    client.post("/account/2fa/totp/activate/", {"code": totp.format_hotp_value(value)})


def no_app(client: Client) -> None:
    client.post("/account/2fa/totp/deactivate/")


def new_codes(client: Client) -> None:
    client.post("/account/2fa/recovery-codes/generate/")


def new_main_address(client: Client) -> None:
    EmailAddress.objects.create(user=account(), email="other@example.org", verified=True)
    client.post("/account/email/", {"action_primary": "", "email": "other@example.org"})
    assert account_email() == "other@example.org"


def account_email() -> str:
    return Account.objects.get(person__name="resident").email


def one_address_less(client: Client) -> None:
    EmailAddress.objects.create(user=account(), email="other@example.org", verified=True)
    client.post("/account/email/", {"action_remove": "", "email": "other@example.org"})


def one_address_more(client: Client) -> None:
    client.post("/account/email/", {"action_add": "", "email": "other@example.org"})
    code = next(
        found[0]
        for one in mail.outbox
        if (found := re.findall(r"\b[A-Z0-9]{4}-[A-Z0-9]{4}\b", one.body))
    )
    mail.outbox.clear()
    client.post("/account/confirm-email/", {"code": code})
    assert EmailAddress.objects.filter(email="other@example.org", verified=True).exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "change",
    [
        new_password,
        new_app,
        no_app,
        new_codes,
        new_main_address,
        one_address_less,
        one_address_more,
    ],
)
def test_a_changed_credential_ends_the_rest_and_is_told(hall: Hall, change: Any) -> None:
    mine, other = browser(), browser()
    if change in (no_app, new_codes):
        totp.TOTP.activate(account(), "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
        RecoveryCodes.activate(account())
    key = key_of(hall.resident)
    neighbours = key_of(hall.parks)
    mail.outbox.clear()
    change(mine)
    assert keys.actor_of_key(key) is None, "the program's key ended"
    assert keys.actor_of_key(neighbours) is not None
    assert other.get("/me/").status_code == 302, "the other session ended"
    assert mine.get("/me/").status_code == 200, "this one goes on"
    assert [one.to for one in mail.outbox][:1] == [["resident@example.org"]]


def test_without_a_factor_the_office_is_left(hall: Hall) -> None:
    totp.TOTP.activate(Account.objects.get(pk=hall.parks.account), "JBSWY3DPEHPK3PXP" * 2)
    client = signed_in(hall.parks)
    client.post("/account/2fa/totp/deactivate/")
    assert "acting_as" not in client.session


def test_signing_up_ends_nothing_and_tells_nothing_strange(home: Path) -> None:
    found_hall()
    client = Client()
    client.post("/account/signup/", {"email": "new@example.org", "password1": PHRASE})
    assert len(mail.outbox) == 1
    found = re.findall(r"\b[A-Z0-9]{4}-[A-Z0-9]{4}\b", mail.outbox[0].body)
    client.post("/account/confirm-email/", {"code": found[0]})
    assert client.get("/me/").status_code == 200 and len(mail.outbox) == 1


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", [1280, 390])
def test_keys_in_a_browser(hall: Hall, open_page: OpenPage, width: int) -> None:
    key_of(hall.resident, ["people.register_organisation"])
    page = open_page("/me/keys/", client=signed_in("resident"), width=width)
    assert_accessible(page)
    assert_fits(page)
    screenshot(page, f"keys-{width}")


def test_a_letter_tells_of_a_new_key(hall: Hall, mailoutbox: Any) -> None:
    """Whoever found a session open makes no key unseen."""
    sent = {"name": "My calendar", "acts_as": "", "days": "30", "may": "read"}
    page = signed_in(hall.resident).post("/me/keys/", sent)
    assert page.status_code == 200 and page.context["key"]
    (letter,) = mailoutbox
    assert letter.to == ["resident@example.org"]
    assert "My calendar" in letter.body and page.context["key"] not in letter.body
