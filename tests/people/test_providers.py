"""Signing in by an OpenID provider, against a real OpenID server that nobody here wrote."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.core import mail
from django.test import Client
from oidc_provider_mock import User, run_server_in_thread

from commonhall.people.accounts.models import Account
from commonhall.people.accounts.providers import claimed
from commonhall.people.api_keys import keys
from commonhall.people.residents.models import ProviderIdentity, Verification
from commonhall.site.cli import main
from tests.browser_kit import OpenPage, assert_accessible, screenshot
from tests.kit import Hall, found_hall, key_of, person, signed_in

pytestmark = pytest.mark.django_db(transaction=True)
LOGIN = "/account/oidc/provider/login/"


def user(sub: str, acr: str = "high", **claims: Any) -> User:
    said = {"email": f"{sub}@example.org", "email_verified": True, "acr": acr, "town": "0302"}
    return User(sub=sub, claims={**said, **claims})


USERS = [
    user("mira"),
    user("weak", acr="low"),
    user("away", town="9999"),
    user("nested", town="", address={"postal_code": "0302"}),
    user("resident", given_name="Secret", birthdate="1980-05-01"),
    user("unconfirmed", email="resident@example.org", email_verified=False),
]


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with run_server_in_thread(user_claims=USERS) as running:
        yield f"http://localhost:{running.server_port}"


@pytest.fixture
def hall(home: Path, settings: Any, server: str) -> Hall:
    settings.OIDC = {
        "id": "provider",
        "server": server,
        "residence_claim": "town",
        "level_claim": "acr",
        "levels": ["high", "substantial"],
        "places": {"0301": "root", "0302": "north"},
    }
    app = {
        "provider_id": "provider",
        "name": "City ID",
        "client_id": "hall",
        "secret": "s",
        "settings": {"server_url": server},
    }
    settings.SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}
    }
    settings.FORM_TARGETS = [server]
    return found_hall()


def come(client: Client, sub: str, process: str = "login") -> Any:
    """Through the provider and back, as a browser does; the last answer."""
    led = client.post(f"{LOGIN}?process={process}")
    asked = parse_qs(urlsplit(led["Location"]).query)
    assert asked["code_challenge_method"] == ["S256"] and asked["state"]
    there = requests.post(led["Location"], data={"sub": sub}, allow_redirects=False, timeout=10)
    back = urlsplit(there.headers["Location"])
    return client.get(f"{back.path}?{back.query}", follow=True)


def text(response: Any) -> str:
    return str(response.content.decode())


def account(name: str) -> Account:
    one = Account.objects.get(email=f"{name}@example.org")
    EmailAddress.objects.get_or_create(user=one, email=one.email, verified=True, primary=True)
    return one


# --- signing in, and living here ------------------------------------------------------------------
def test_somebody_new_signs_in_and_is_a_resident(hall: Hall) -> None:
    client = Client()
    assert "City ID" in text(client.get("/account/login/"))
    page = text(come(client, "mira"))
    assert "You are confirmed as a resident" in page
    seen = Verification.objects.get()
    assert (seen.unit.code, seen.method) == ("north", "provider")
    assert seen.person.account.email == "mira@example.org"
    # Signing in again makes no second confirmation.
    come(Client(), "mira")
    assert (
        Verification.objects.count() == 1
        and Account.objects.filter(email__startswith="mira").count() == 1
    )


@pytest.mark.parametrize("sub", ["weak", "away"])
def test_too_low_a_level_or_another_place_only_signs_in(hall: Hall, sub: str) -> None:
    client = Client()
    assert "could not say with enough certainty" in text(come(client, sub))
    assert client.get("/me/").status_code == 200
    assert not Verification.objects.exists()


def test_without_levels_nobody_is_confirmed(hall: Hall, settings: Any) -> None:
    settings.OIDC = {**settings.OIDC, "levels": []}
    come(Client(), "mira")
    assert not Verification.objects.exists()


def test_a_claim_may_stand_within_another(hall: Hall, settings: Any) -> None:
    settings.OIDC = {**settings.OIDC, "residence_claim": "address.postal_code"}
    settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["SCOPE"] = ["openid", "email", "address"]
    come(Client(), "nested")
    assert Verification.objects.get().unit.code == "north"
    assert claimed("a.b", {"a": "x"}) == claimed("", {"": "x"}) == claimed("a", {"a": True}) == ""


def test_of_the_claims_only_what_is_needed_is_kept(hall: Hall) -> None:
    client = signed_in("resident")
    account("resident")
    come(client, "resident", "connect")
    kept = SocialAccount.objects.get()
    assert kept.extra_data == {
        "userinfo": {"sub": "resident"},
        "residence": "0302",
        "level": "high",
    }
    held = client.get("/me/data/export.json").json()["people"]["sign_in_providers"]
    assert held[0]["known_as"] == "resident"


# --- joining --------------------------------------------------------------------------------------
@pytest.mark.parametrize("sub", ["resident", "unconfirmed"])
def test_an_address_alone_joins_nothing(hall: Hall, sub: str) -> None:
    owner = account("resident")
    client = Client()
    come(client, sub)
    assert not SocialAccount.objects.filter(user=owner).exists()
    assert client.session.get("_auth_user_id") != str(owner.pk)
    assert client.get("/me/data/export.json").status_code == 302


def test_whoever_is_signed_in_joins_it_and_signs_in_by_it(hall: Hall) -> None:
    owner = account("resident")
    key = key_of(hall.resident)
    client = signed_in("resident")
    assert "/account/3rdparty/" in text(client.get("/me/"))
    page = come(client, "mira", "connect")
    assert page.status_code == 200 and SocialAccount.objects.get().user == owner
    assert Verification.objects.get().person_id == hall.resident.person
    assert keys.actor_of_key(key) is None, "a new way to sign in ends the keys of programs"
    assert any("resident@example.org" in one.to for one in mail.outbox)
    later = Client()
    come(later, "mira")
    assert later.session["_auth_user_id"] == str(owner.pk)


def test_an_identity_confirms_one_person(hall: Hall) -> None:
    account("resident")
    come(signed_in("resident"), "mira", "connect")
    SocialAccount.objects.all().delete()
    other = person("other")
    account("other")
    page = text(come(signed_in("other"), "mira", "connect"))
    assert "has already confirmed another account" in page
    assert not Verification.objects.filter(person=other).exists()


def test_the_rolls_keys_rotate_under_it(hall: Hall, capsys: Any) -> None:
    come(Client(), "mira")
    main(["roll", "rotate"])
    assert main(["roll", "forget", "1"]) == 2
    assert "1 persons confirmed by a sign-in provider" in capsys.readouterr().err
    Verification.objects.all()
    from commonhall.people.actors import as_person
    from commonhall.people.residents.provider_actions import verify_by_provider

    who = ProviderIdentity.objects.get().used_by
    assert who is not None
    given = {"server": hall_server(), "identity": "mira", "unit": hall.unit("north")}
    verify_by_provider.perform(as_person(who), **given)
    assert ProviderIdentity.objects.get().roll_key == "2"
    assert main(["roll", "forget", "1"]) == 0


def hall_server() -> str:
    from django.conf import settings

    return str(settings.OIDC["server"])


# --- attacks --------------------------------------------------------------------------------------
def test_an_answer_nobody_asked_for_is_refused(hall: Hall) -> None:
    """Somebody is led to a callback with an attacker's code: the state is not theirs."""
    attacker = Client()
    led = attacker.post(f"{LOGIN}?process=login")
    there = requests.post(led["Location"], data={"sub": "mira"}, allow_redirects=False, timeout=10)
    back = urlsplit(there.headers["Location"])
    victim = Client()
    victim.get(f"{back.path}?{back.query}", follow=True)
    assert "_auth_user_id" not in victim.session and not SocialAccount.objects.exists()


def test_looking_does_not_sign_in(hall: Hall) -> None:
    answer = Client().get(LOGIN)
    assert answer.status_code == 200 and "City ID" in text(answer)


def test_an_answer_that_contradicts_itself_is_not_used(hall: Hall, monkeypatch: Any) -> None:
    from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter

    monkeypatch.setattr(
        OpenIDConnectOAuth2Adapter,
        "_fetch_user_info",
        lambda _self, _token: {"sub": "somebody else", "email": "mira@example.org"},
    )
    client = Client()
    assert "cannot use" in text(come(client, "mira"))
    assert "_auth_user_id" not in client.session and not SocialAccount.objects.exists()


def test_without_a_provider_there_is_none(home: Path) -> None:
    found_hall()
    assert Client().get(LOGIN).status_code == 404
    assert "OpenID" not in text(Client().get("/account/login/"))


@pytest.mark.browser
def test_the_way_there_and_back_in_a_browser(
    hall: Hall, open_page: OpenPage, chromium: Any, live_server: Any
) -> None:
    page = open_page("/account/login/")
    assert_accessible(page)
    screenshot(page, "sign-in-with-provider")
    page.click("text=City ID")
    assert_accessible(page)
    # In a window of its own: the kit lets no page leave the hall.
    context = chromium.new_context(base_url=live_server.url)
    page = context.new_page()
    page.goto(LOGIN)
    page.click("main form button")
    page.wait_for_url("**/oauth2/authorize?**")
    page.fill("input[name=sub]", "mira")
    page.locator("form", has=page.locator("input[name=sub]:not([type=hidden])")).locator(
        "button[type=submit], button"
    ).first.click()
    page.wait_for_selector("text=You are confirmed as a resident")
    assert page.url.startswith(live_server.url)
    context.close()
