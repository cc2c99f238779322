"""What every action refuses, made from its declaration: strangers, the wrong kind of subject, a body
without the power, a missing and an unknown field. Nothing is left behind."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from commonhall.actions.action_pages import offered, why_no_program
from commonhall.actions.actors import ANYONE, Actor, Kind
from commonhall.actions.declaration import Action
from commonhall.actions.models import Version
from commonhall.core.models import Governed
from commonhall.core.refusals import Permission
from commonhall.law.instruments.models import Competence
from commonhall.open_data.action_operations import address
from commonhall.people import actors
from commonhall.people.organisations.models import Membership
from commonhall.record.models import Entry
from tests.kit import Hall, by_key
from tests.living import living_hall

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall(home: Path) -> Hall:
    return living_hall()


def subjects(hall: Hall) -> dict[Kind, Actor]:
    """One subject of each kind that can stand at a door."""
    member = Membership.objects.select_related("person", "organisation").first()
    assert member is not None
    return {
        Kind.PERSON: hall.resident,
        Kind.OFFICE: hall.parks,
        Kind.ORGANISATION: actors.as_organisation(member.person, member.organisation),
    }


def thing_of(action: Action[..., Any]) -> Governed | None:
    return action.thing._base_manager.first() if action.thing else None


def path_of(action: Action[..., Any], thing: Governed | None) -> str:
    return address(action).replace("{number}", str(thing.pk) if thing else "")


def by_programs() -> list[Action[..., Any]]:
    return [one for one in offered() if not why_no_program(one)]


def left_behind() -> tuple[int, int]:
    return Entry.objects.exclude(kind="refusal").count(), Version.objects.count()


@pytest.mark.slow
def test_every_action_refuses_who_may_not_and_says_by_which_rule(hall: Hall) -> None:
    wrong: list[str] = []
    known = subjects(hall)
    for action in offered():
        thing = thing_of(action)
        if action.thing and thing is None:
            continue
        stranger = action.check(ANYONE, thing).refusal
        if stranger is None or stranger.rule != "identity":
            wrong.append(f"{action.code}: a stranger is not refused by identity")
        for kind, actor in known.items():
            refusal = action.check(actor, thing).refusal
            if kind not in action.by and (refusal is None or refusal.code != "wrong-kind"):
                wrong.append(f"{action.code}: {kind} is not refused as the wrong kind")
    assert wrong == []


def test_every_power_is_refused_to_a_body_that_law_gives_none(hall: Hall) -> None:
    """Repeal every grant: then no office may do anything that rests on a power."""
    Competence.objects.all()._raw_delete(Competence.objects.db)
    offices = [hall.parks, hall.chair, hall.clerk, hall.roads]
    wrong = [
        f"{action.code}: {office.name}"
        for action in offered()
        if action.power
        for office in offices
        if action.check(office, thing_of(action))
    ]
    assert wrong == []


@pytest.mark.slow
def test_every_missing_and_unknown_field_is_named_and_changes_nothing(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As it is told to somebody who may do it; whoever may not is told that alone (tests/attacks)."""
    monkeypatch.setattr(Action, "check", lambda *_given, **_named: Permission(True))
    wrong: list[str] = []
    known, before = subjects(hall), left_behind()
    for action in by_programs():
        thing = thing_of(action)
        if action.thing and thing is None:
            continue
        path = path_of(action, thing)
        actor = next(known[kind] for kind in action.by if kind in known)
        required = {name for name, asked in action.inputs.items() if asked.required}
        unsigned = Client().post(f"/api/v1{path}", {}, "application/json")
        if unsigned.status_code != 401:
            wrong.append(f"{action.code}: {unsigned.status_code} without a key")
        if required:
            missing = by_key(actor, path, {})
            named = {one["field"] for one in missing.json().get("errors", [])}
            if missing.status_code != 422 or not required & named:
                wrong.append(f"{action.code}: {missing.status_code} {named} for {required}")
        unknown = by_key(actor, path, {"no_such_field": 1})
        named = {one["field"] for one in unknown.json().get("errors", [])}
        if unknown.status_code != 422 or "no_such_field" not in named:
            wrong.append(f"{action.code}: {unknown.status_code} {named} for an unknown field")
    assert wrong == []
    assert left_behind() == before
