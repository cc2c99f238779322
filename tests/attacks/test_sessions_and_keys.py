"""Whoever lost an office, a factor or an account: neither an open browser nor a program's key does more than its owner may."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from commonhall.actions import action_pages
from commonhall.actions.actors import Actor
from commonhall.cases.cases.actions import answer_case
from commonhall.core import clock
from commonhall.law.mandates.actions import recall_mandate
from commonhall.law.mandates.models import Mandate
from commonhall.open_data.action_operations import address
from commonhall.people.accounts.models import Account
from commonhall.people.bodies.actions import end_term
from commonhall.people.bodies.models import OfficeTerm
from commonhall.record.models import Entry
from tests.attacks.doors import command, everything, refusals, refused_everywhere
from tests.kit import Hall, code_of, found_hall, key_of, person, signed_in
from tests.law import kit

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def by(key: str, path: str, given: dict[str, Any], **headers: str) -> Any:
    return Client().post(
        f"/api/v1{path}",
        json.dumps(given),
        content_type="application/json",
        headers={"Authorization": f"Bearer {key}", **headers},
    )


def replaced(hall: Hall, who: Actor) -> None:
    """Somebody else holds the office from today on."""
    term = OfficeTerm.objects.get(person=who.person)
    end_term.perform(hall.chair, term, on=clock.today())
    kit.seat(hall, term.office.code, person("next"))


def test_an_open_browser_and_a_key_end_with_the_office(hall: Hall) -> None:
    """Both were there before; what they may do is asked anew each time."""
    client, key = signed_in(hall.parks), key_of(hall.parks)
    case = hall.raise_case()
    page = action_pages.url_of(answer_case, case)
    assert 'name="text"' in client.get(page).content.decode()
    replaced(hall, hall.parks)
    before = everything()
    assert client.post(page, {"text": "Still me."}).status_code == 403
    assert "In the name of" not in client.get(page).content.decode()
    answer = by(key, f"/cases/{case.pk}/answer", {"text": "Still me."})
    assert (answer.status_code, answer.json()["code"]) == (403, "not-in-office")
    assert everything() == before
    refused_everywhere(
        hall.parks, answer_case, case, {"text": "Still me."}, by="identity not-in-office"
    )


def test_an_attempt_after_the_term_is_on_the_record(hall: Hall) -> None:
    case, key = hall.raise_case(), key_of(hall.parks)
    replaced(hall, hall.parks)
    before = refusals()
    by(key, f"/cases/{case.pk}/answer", {"text": "Still me."})
    assert refusals() == before + 1
    entry = Entry.objects.filter(kind="refusal").latest("id")
    assert (entry.actor, entry.subject) == (hall.parks.ref, case.ref)
    assert "Still me." not in entry.body


@pytest.mark.parametrize("door", ["page", "operation", "command"])
def test_without_a_second_factor_no_power_moves(hall: Hall, door: str) -> None:
    mandate, given = Mandate.objects.get(body__code="parks"), {"on": clock.today()}
    sent = {"on": clock.today().isoformat()}
    before = everything()
    if door == "page":
        client = signed_in(hall.chair, confirmed=False)
        page = action_pages.url_of(recall_mandate, mandate)
        assert "second factor" in client.get(page).content.decode()
        assert client.post(page, sent).status_code in (400, 403)
        assert client.post(page, {**sent, "second_factor": "000000"}).status_code in (400, 403)
    elif door == "operation":
        path = address(recall_mandate).replace("{number}", str(mandate.pk))
        answer = by(key_of(hall.chair), path, sent)
        assert (answer.status_code, answer.json()["code"]) == (403, "second-factor")
        wrong = by(key_of(hall.chair), path, sent, **{"Second-Factor": "000000"})
        assert wrong.status_code == 422
        # Nor with somebody else's.
        other = by(key_of(hall.chair), path, sent, **{"Second-Factor": code_of(hall.parks.account)})
        assert other.status_code == 422
    else:
        status, said = command(hall.chair, recall_mandate, mandate, given, factor="")
        assert status == 1 and "second-factor" in said
        status, said = command(hall.chair, recall_mandate, mandate, given, factor="000000")
        assert status == 2 and "second_factor" in said
    assert everything() == before


def test_a_key_does_what_it_is_for_and_nothing_else(hall: Hall) -> None:
    case = hall.raise_case()
    before = everything()
    for scope in ([], ["cases.mark_done"]):
        answer = by(key_of(hall.parks, scope), f"/cases/{case.pk}/answer", {"text": "x"})
        assert (answer.status_code, answer.json()["code"]) == (403, "out-of-scope")
    for wrong in ("", "hall_x", "hall_" + "x" * 5000, "Basic x"):
        answer = by(wrong, f"/cases/{case.pk}/answer", {"text": "x"})
        assert answer.status_code == 401, wrong
    assert everything() == before


def test_a_closed_account_acts_by_no_door(hall: Hall) -> None:
    case, client, key = hall.raise_case(), signed_in(hall.parks), key_of(hall.parks)
    Account.objects.filter(pk=hall.parks.account).update(is_active=False)
    before = everything()
    answer = client.post(action_pages.url_of(answer_case, case), {"text": "x"})
    assert answer.status_code in (302, 403) and "/account/" in answer.get("Location", "/account/")
    assert by(key, f"/cases/{case.pk}/answer", {"text": "x"}).status_code == 401
    assert everything() == before


def test_somebody_signed_in_as_nobody_does_nothing(hall: Hall) -> None:
    case = hall.raise_case()
    before = everything()
    page = action_pages.url_of(answer_case, case)
    assert Client().post(page, {"text": "x"})["Location"].startswith("/account/login/")
    answer = Client().post(
        f"/api/v1/cases/{case.pk}/answer", {"text": "x"}, content_type="application/json"
    )
    assert answer.status_code == 401
    assert everything() == before


def test_a_resident_uses_no_power_by_any_door(hall: Hall) -> None:
    mandate = Mandate.objects.get(body__code="parks")
    refused_everywhere(
        hall.resident, recall_mandate, mandate, {"on": clock.today()}, by="identity wrong-kind"
    )
    told = refused_everywhere(
        hall.resident, answer_case, hall.raise_case(), {"text": "x"}, by="identity wrong-kind"
    )
    assert "public office" in told.words
    # A resident's mistake is on no record.
    assert refusals() == 0
