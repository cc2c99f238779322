"""The practice town lends accounts to everybody. Nothing of that is reached in a hall, and no visitor of the one is anybody in
the other."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client, RequestFactory
from django.urls import NoReverseMatch, get_resolver, reverse

from commonhall.pages.practice import entering, views
from commonhall.people.accounts.models import Account
from commonhall.people.learning.practice import TASKS
from tests.kit import Hall, found_hall

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def test_no_address_of_a_hall_lends_an_account(hall: Hall) -> None:
    client = Client()
    for task in TASKS:
        assert client.get(f"/practice/enter/{task}/").status_code == 404
    for page in ("/practice/", "/practice/again/", "/practice/key.json", "/practice/state.json"):
        assert client.get(page).status_code == 404
        assert client.post(page, {"how": "all"}).status_code == 404
    assert "_auth_user_id" not in client.session
    with pytest.raises(NoReverseMatch):
        reverse("practice:start")
    named = [str(one.pattern) for one in get_resolver().url_patterns]
    assert not [one for one in named if one.startswith("practice")]


def test_the_code_that_lends_accounts_refuses_in_a_hall(hall: Hall, settings: Any) -> None:
    assert settings.PRACTICE is False
    account = Account.objects.order_by("pk")[0]
    request = RequestFactory().get("/")
    request.session = Client().session  # type: ignore[assignment]
    lent = {"account": account.email, "as": ""}
    with pytest.raises(ImproperlyConfigured):
        entering.enter(request, lent, "report", "")
    with pytest.raises(ImproperlyConfigured):
        entering.stay_confirmed(request)
    with pytest.raises(ImproperlyConfigured):
        views.enter(request, "report")
    assert not request.session.get("_auth_user_id")


def test_no_setting_in_the_environment_makes_a_hall_a_practice_town(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from commonhall.site import environment

    source = Path(environment.__file__).with_name("settings.py").read_text(encoding="utf-8")
    assert "\nPRACTICE = False\n" in source, "a constant, which the environment does not reach"


@pytest.mark.parametrize(
    "lesson",
    [
        "//evil.example/",
        "resident/case/../../account/logout",
        "resident/case?next=//evil.example",
        "https:/evil.example",
        "resident/case\nX-Header: 1",
        "résident/case",
    ],
)
def test_the_way_back_leads_to_a_lesson_only(lesson: str) -> None:
    assert not entering.LESSONS.fullmatch(lesson)
