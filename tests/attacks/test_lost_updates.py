"""Two programs change one thing: whoever has not seen the other's change is told, and overwrites nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from commonhall.actions.actors import Actor
from commonhall.actions.declaration import Action
from commonhall.cases.cases.actions import answer_case, mark_done
from commonhall.cases.categories.actions import end_category
from commonhall.core.models import Governed
from commonhall.delivery.plan.actions import adopt_item, amend_item
from commonhall.open_data.action_operations import address, collection
from commonhall.people.organisations.actions import register_organisation
from commonhall.record.models import Entry
from commonhall.services.services.actions import end_service
from tests.actions.samples import set_fields
from tests.actions.samples.services import service
from tests.attacks.doors import everything
from tests.kit import Hall, code_of, found_hall, key_of
from tests.words import texts

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def send(
    who: Actor, action: Action[..., Any], thing: Governed, given: dict[str, Any], **headers: str
) -> Any:
    """As a program sends it; `If_Match=…` for the header."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    named["Authorization"] = f"Bearer {key_of(who)}"
    if action.second_factor:
        named["Second-Factor"] = code_of(who.account)
    return Client().post(
        "/api/v1" + address(action).replace("{number}", str(thing.pk)),
        json.dumps(given),
        content_type="application/json",
        headers=named,
    )


def read(thing: Governed, shown_at: str = "") -> str:
    """The thing's version, as the operation that shows it says; else what may be done with it."""
    path = shown_at or f"/{collection(type(thing))}/{thing.pk}/may"
    answer = Client().get(f"/api/v1{path}")
    assert answer.status_code == 200, answer.content
    return str(answer["ETag"])


def changed(thing: Governed) -> None:
    """Somebody else changes it."""
    set_fields(thing, version=thing.version + 1)


def item(hall: Hall) -> Any:
    return adopt_item.perform(
        hall.chair,
        level="project",
        names=texts("Lamps"),
        unit=hall.unit("north"),
        body=hall.body("parks"),
        budget=1000_00,
    ).result


Kind = tuple[Any, Action[..., Any], Governed, dict[str, Any], str]
KINDS: dict[str, Callable[[Hall], Kind]] = {
    "case": lambda hall: (
        hall.parks,
        answer_case,
        (case := hall.raise_case()),
        {"text": "We look."},
        f"/cases/{case.pk}",
    ),
    "item": lambda hall: (
        hall.chair,
        amend_item,
        (one := item(hall)),
        {"reason": "Prices rose.", "budget": "2000", "names": texts("Lamps")},
        f"/plan/{one.pk}",
    ),
    "category": lambda hall: (hall.chair, end_category, hall.lamps, {}, ""),
    "service": lambda hall: (
        hall.parks,
        end_service,
        (one := service(hall)),
        {},
        f"/services/{one.code}",
    ),
}


@pytest.mark.parametrize("kind", KINDS)
def test_what_was_changed_meanwhile_is_not_overwritten(hall: Hall, kind: str) -> None:
    who, action, thing, given, shown_at = KINDS[kind](hall)
    seen = read(thing, shown_at)
    assert seen == read(thing)
    changed(thing)
    now, before = read(thing, shown_at), everything()
    assert now != seen
    refused = send(who, action, thing, given, If_Match=seen)
    assert refused.status_code == 412, refused.content
    assert refused["Content-Type"].startswith("application/problem+json")
    said = refused.json()
    assert (said["status"], said["code"]) == (412, "changed-meanwhile")
    assert everything() == before
    done = send(who, action, thing, given, If_Match=now)
    assert done.status_code == 200, done.content
    # The answer carries the version in which the thing was left.
    assert done["ETag"] == read(thing) != now


def test_one_act_after_another_goes_on_from_the_version_it_left(hall: Hall) -> None:
    case = hall.raise_case()
    seen = read(case, f"/cases/{case.pk}")
    first = send(hall.parks, answer_case, case, {"text": "We look."}, If_Match=seen)
    assert first.status_code == 200
    late = send(hall.parks, mark_done, case, {"text": "Done."}, If_Match=seen)
    assert late.status_code == 412
    case.refresh_from_db()
    assert case.state == "answered"
    next_one = send(hall.parks, mark_done, case, {"text": "Done."}, If_Match=first["ETag"])
    assert next_one.status_code == 200


@pytest.mark.parametrize(
    ("header", "status"),
    [
        ("*", 200),
        ("W/{tag}", 200),
        ('"cases.case:999@1", {tag}', 200),
        ('"cases.case:999@1"', 412),
        ("nonsense", 412),
        ('""', 412),
        ("", 200),
    ],
)
def test_how_a_version_may_be_named(hall: Hall, header: str, status: int) -> None:
    case = hall.raise_case()
    seen = header.replace("{tag}", read(case))
    answer = send(hall.parks, answer_case, case, {"text": "We look."}, If_Match=seen)
    assert answer.status_code == status, answer.content


def test_without_a_version_nothing_is_asked(hall: Hall) -> None:
    case = hall.raise_case()
    changed(case)
    assert send(hall.parks, answer_case, case, {"text": "We look."}).status_code == 200


def test_whoever_may_not_do_it_is_told_that_first(hall: Hall) -> None:
    case = hall.raise_case()
    answer = send(hall.roads, answer_case, case, {"text": "We look."}, If_Match='"x"')
    assert answer.status_code == 403 and answer.json()["rule"] == "competence"


def test_sent_twice_it_is_answered_as_before_though_the_version_is_older(hall: Hall) -> None:
    case = hall.raise_case()
    once = {"If_Match": read(case), "Idempotency_Key": "once"}
    first = send(hall.parks, answer_case, case, {"text": "We look."}, **once)
    again = send(hall.parks, answer_case, case, {"text": "We look."}, **once)
    assert (first.status_code, again.status_code) == (200, 200)
    assert again.json()["repeated"] and again["ETag"] == first["ETag"] == read(case)


def test_a_version_that_is_gone_is_no_refusal_of_power(hall: Hall) -> None:
    case = hall.raise_case()
    known = Entry.objects.count()
    send(hall.parks, answer_case, case, {"text": "We look."}, If_Match='"cases.case:1@99"')
    assert Entry.objects.count() == known


def test_what_is_made_new_says_its_version(hall: Hall) -> None:
    answer = Client().post(
        f"/api/v1{address(register_organisation)}",
        json.dumps({"name": "Friends", "kind": "association", "unit": "north"}),
        content_type="application/json",
        headers={"Authorization": f"Bearer {key_of(hall.resident)}"},
    )
    assert answer.status_code == 201, answer.content
    assert answer["ETag"] == f'"{answer.json()["ref"]}@1"'


@pytest.mark.slow
def test_the_document_says_so_of_every_operation_on_a_thing() -> None:
    from commonhall.open_data.api import api

    document = api.get_openapi_schema(path_prefix="")
    asked = 0
    for path, methods in document["paths"].items():
        said = methods.get("post")
        if said is None or "412" not in map(str, said["responses"]):
            continue
        names = {one["name"] for one in said["parameters"]}
        assert "If-Match" in names and "{number}" in path
        asked += 1
    assert asked > 100
