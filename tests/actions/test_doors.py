"""Every declared action has its doors, every door belongs to one action, and all doors say the same."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from commonhall.actions import action_pages, registry
from commonhall.actions.action_pages import (
    has_door,
    offered,
    why_no_program,
)
from commonhall.actions.actors import Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import Action
from commonhall.actions.declaration import action as declare_action
from commonhall.cases.cases.actions import answer_case, mark_done
from commonhall.cases.cases.models import Case
from commonhall.open_data import action_list
from commonhall.open_data.action_operations import address
from commonhall.open_data.api import api
from commonhall.people.accounts.models import Account
from commonhall.people.actors import choices, person_of
from commonhall.people.api_keys.keys import make
from commonhall.site.cli import main
from tests.kit import Hall, by_key, found_hall, signed_in

HERE = Path(__file__).parent
ACTIONS = pytest.mark.parametrize("action", offered(), ids=lambda action: action.code)


# --- the shape of all of them ---------------------------------------------------------------------
def test_an_undescribed_parameter_is_told_where_it_is_declared() -> None:
    """Each parameter is the thing acted on or a described input: docs/add-an-action.md."""
    with pytest.raises(TypeError, match="describe the parameter 'text'"):

        @declare_action("cases.shout", by=Kind.OFFICE, power="shout", title="Shout", done="Shouted")
        def shout(ctx: Context, case: Case, text: str) -> None: ...

    assert "cases.shout" not in registry.actions()


def test_codes_end_in_the_functions_name_and_begin_with_the_app() -> None:
    for code, action in registry.actions().items():
        app = action.function.__module__.split(".")[1]
        assert code == f"{app}.{action.function.__name__}"


@ACTIONS
def test_who_may_do_it_finds_a_page(action: Action[..., Any]) -> None:
    pages = [view for view in _views() if getattr(view, "action", None) is action]
    assert len(pages) == 1, "put the thing's or the feature's action_pages into urls.py"
    assert pages[0].page.performs == (action.code,)


@pytest.mark.slow
@ACTIONS
def test_operations_and_commands_are_there_or_say_why_not(action: Action[..., Any]) -> None:
    row = action_list.row(action)
    if why_no_program(action):
        assert (row["operation"], row["command"]) == ("", "")
        return
    operation = _paths()[f"/api/v1{address(action)}"]["post"]
    assert operation["operationId"] == action.name
    assert row["command"].endswith(action.code)


def test_no_two_operations_or_pages_share_a_name() -> None:
    names = [
        operation["operationId"] for methods in _paths().values() for operation in methods.values()
    ]
    assert sorted(names) == sorted(set(names))
    slugs = [
        (one.thing or action_pages.feature_of(one), action_pages.slug(one)) for one in offered()
    ]
    assert len(slugs) == len(set(slugs))


def test_every_action_without_a_door_says_why() -> None:
    for row in action_list.rows():
        doors = [row[door] for door in ("page", "operation", "command")]
        assert all(doors) or row["missing"], row["code"]


@ACTIONS
def test_every_input_has_a_label(action: Action[..., Any]) -> None:
    assert [name for name, asked in action.inputs.items() if not str(asked.input.label)] == []


@ACTIONS
def test_every_action_says_what_it_does(action: Action[..., Any]) -> None:
    assert (action.function.__doc__ or "").strip().endswith(".")


def test_the_reference_page_is_what_the_declarations_say() -> None:
    page = HERE.parents[1] / "docs" / "actions.md"
    assert page.read_text(encoding="utf-8") == action_list.markdown(), "make actions"


def test_the_system_s_own_actions_have_no_door() -> None:
    assert not any(has_door(one) for one in registry.actions().values() if one.by == (Kind.SYSTEM,))


def _views() -> list[Any]:
    def walk(patterns: list[Any]) -> list[Any]:
        found = []
        for pattern in patterns:
            if isinstance(pattern, URLResolver):
                found += walk(pattern.url_patterns)
            elif isinstance(pattern, URLPattern):
                found.append(pattern.callback)
        return found

    return walk(get_resolver().url_patterns)


def _paths() -> dict[str, Any]:
    document: dict[str, Any] = api.get_openapi_schema()
    return dict(document["paths"])


# --- the same in every door -----------------------------------------------------------------------
@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def key_of(name: str, office: str = "") -> str:
    account = Account.objects.get(email=f"{name}@example.org")
    choice = next(one for one in choices(person_of(account)) if one.key == office)
    return make(account, "test", choice, 30)[1]


def at_the_page(hall: Hall, case: Case, given: dict[str, str]) -> str:
    client = signed_in(hall.parks)
    answer = client.post(f"/cases/{case.pk}/answer/", given)
    assert answer.status_code == 400
    return answer.content.decode()


def by_the_api(hall: Hall, case: Case, given: dict[str, str]) -> dict[str, Any]:
    answer = Client().post(
        f"/api/v1/cases/{case.pk}/answer",
        json.dumps(given),
        content_type="application/json",
        headers={"Authorization": f"Bearer {key_of('parks', hall.parks.ref)}"},
    )
    assert answer.status_code == 422, answer.content
    found: dict[str, Any] = answer.json()
    return found


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("given", "field", "sentence"),
    [
        ({"text": " "}, "text", "Enter an answer."),
        ({"text": "x" * 4001}, "text", "Enter up to 4000 characters"),
        ({"text": "On Friday.", "promise": "soon"}, "promise", "Enter a date like 2026-05-03"),
        (
            {"text": "On Friday.", "promise": "2001-01-01"},
            "promise",
            "Choose a day from today to five years",
        ),
    ],
)
def test_the_same_wrong_value_gives_the_same_sentence(
    hall: Hall, monkeypatch: Any, capsys: Any, given: dict[str, str], field: str, sentence: str
) -> None:
    case = hall.raise_case()
    problem = by_the_api(hall, case, given)
    assert (problem["field"], sentence in problem["detail"]) == (field, True), problem
    assert sentence in at_the_page(hall, case, given)
    monkeypatch.setenv("COMMONHALL_KEY", key_of("parks", hall.parks.ref))
    words = [f"{name}={value}" for name, value in given.items()]
    assert main(["do", "cases.answer_case", case.ref, *words]) == 2
    assert f"{field}: {sentence}" in capsys.readouterr().err
    case.refresh_from_db()
    assert case.state == Case.State.OPEN


@pytest.mark.django_db(transaction=True)
def test_the_command_acts_in_the_name_of_its_key(hall: Hall, monkeypatch: Any, capsys: Any) -> None:
    case = hall.raise_case()
    monkeypatch.setenv("COMMONHALL_KEY", key_of("parks", hall.parks.ref))
    assert main(["do", "cases.answer_case", case.ref, "text=On Friday.", "--json"]) == 0
    made = json.loads(capsys.readouterr().out)
    assert (made["action"], made["ref"]) == ("cases.answer_case", case.ref)
    case.refresh_from_db()
    assert case.state == Case.State.ANSWERED
    # Another body's key is refused by the same gate, and a key is never taken from the words.
    monkeypatch.setenv("COMMONHALL_KEY", key_of("roads", hall.roads.ref))
    assert main(["do", "cases.mark_done", case.ref, "text=Done."]) == 1
    assert "This belongs to another body" in capsys.readouterr().err
    monkeypatch.delenv("COMMONHALL_KEY")
    assert main(["do", "cases.mark_done", case.ref, "text=Done."]) == 2
    assert "COMMONHALL_KEY" in capsys.readouterr().err


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["cases.nothing"], "there is no action"),
        (["cases.open_alarm_case"], "done by the System only"),
        (["cases.answer_case", "text=x"], "say first what it is done to"),
        (["cases.answer_case", "cases.case:999", "text=x"], "there is no cases.case:999"),
        (["cases.answer_case", "CASE", "x"], "write inputs as name=value"),
        (["cases.answer_case", "CASE", "txt=x", "text=y"], "txt: There is no such field"),
    ],
)
def test_a_wrong_command_says_what_would_be_right(
    hall: Hall, monkeypatch: Any, capsys: Any, words: list[str], said: str
) -> None:
    case = hall.raise_case()
    monkeypatch.setenv("COMMONHALL_KEY", key_of("parks", hall.parks.ref))
    assert main(["do", *(case.ref if one == "CASE" else one for one in words)]) == 2
    assert said in capsys.readouterr().err


@pytest.mark.django_db
def test_a_dry_run_takes_actor_and_thing_and_says_on_what_it_hangs(hall: Hall) -> None:
    case = hall.raise_case()
    assert answer_case.check(hall.parks, case)
    refused = mark_done.check(hall.roads, case).refusal
    assert refused is not None and refused.code == "other-body"


@pytest.mark.django_db
def test_saving_a_name_that_is_no_field_is_refused(hall: Hall) -> None:
    from commonhall.actions.context import Context
    from commonhall.core import clock

    case = hall.raise_case()
    case.reopend = 1  # type: ignore[attr-defined]
    ctx = Context.root(answer_case, hall.parks, clock.now())
    with pytest.raises(AttributeError, match="reopend"):
        ctx.save(case)


@pytest.mark.django_db
def test_sending_a_page_twice_does_it_once(hall: Hall) -> None:
    client = Client()
    client.force_login(Account.objects.get(email="resident@example.org"))
    given = {
        "kind": "complaint",
        "title": "Dark corner",
        "category": hall.lamps.pk,
        "unit": hall.unit("north").pk,
        "once": "a-key-of-this-form",
    }
    assert client.post("/cases/raise/", given).status_code == 302
    assert client.post("/cases/raise/", given).status_code == 302
    assert Case.objects.count() == 1


@pytest.mark.django_db
def test_who_comes_by_a_door_too_often_waits_and_refusals_count(hall: Hall, settings: Any) -> None:
    """A document's number is not found by trying: what is refused is counted, and rolled back is nothing."""
    settings.RATE_LIMITS = {"people.verify_by_census": "2/h"}
    given = {"number": "wrong", "born": "1990-01-01"}
    told = [by_key(hall.resident, "/residents/verify-by-census", given) for _ in range(3)]
    assert [(one.status_code, one.json()["code"]) for one in told] == [
        (403, "not-on-the-list"),
        (403, "not-on-the-list"),
        (429, "too-many"),
    ]
    page = signed_in(hall.resident).post("/me/verify/", given)
    assert (
        page.status_code == 403
        and "You have done this many times in an hour" in page.content.decode()
    )


def test_a_page_of_its_own_never_walks_round_a_second_factor() -> None:
    assert [one.code for one in offered() if one.own_page and one.second_factor] == []
