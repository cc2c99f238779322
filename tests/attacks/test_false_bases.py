"""Whoever holds every key of the hall writes an action that nobody was allowed: what it rests on gives it away."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from commonhall.core import clock
from commonhall.law import record_checks
from commonhall.law.instruments.models import Competence, Right
from commonhall.law.mandates.models import Mandate
from commonhall.people.bodies.models import Body
from commonhall.record import entries, sequencer
from commonhall.record.models import Entry
from tests.actions.samples import set_fields
from tests.kit import Hall, found_hall
from tests.living import living_hall
from tests.record import attacks

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall(home) -> Hall:  # type: ignore[no-untyped-def]
    return found_hall()


def of_the_council(_hall: Hall) -> dict[str, Any]:
    """A real entry of the council's chair, as the pattern of a forged one."""
    entry = Entry.objects.filter(action="cases.set_category").latest("id")
    body = json.loads(entry.body)
    return {name: body[name] for name in ("action", "kind", "by", "subject", "basis")}


def forge(body: dict[str, Any]) -> list[str]:
    """Write the entry as the hall writes its own; what verification says of it."""
    with transaction.atomic():
        entry = entries.append(body)
    sequencer.sequence_once()
    report = attacks.check()
    assert {one.where for one in report.findings if one.code == "basis_false"} <= {entry.pk.hex}
    return [one.message for one in report.findings if one.code == "basis_false"]


def rest_on(body: dict[str, Any], **refs: str) -> dict[str, Any]:
    return {**body, "basis": [{**body["basis"][0], **refs}]}


def another_power(hall: Hall, body: dict[str, Any]) -> dict[str, Any]:
    other = Competence.objects.filter(body__code="council").exclude(power="set-categories")[0]
    return rest_on(body, competence=other.ref)


def another_body(hall: Hall, body: dict[str, Any]) -> dict[str, Any]:
    return {**body, "by": {"kind": "office", "ref": hall.roads.ref}}


def another_mandate(hall: Hall, body: dict[str, Any]) -> dict[str, Any]:
    parks = Mandate.objects.get(body=Body.objects.get(code="parks"))
    return rest_on(body, mandate=parks.ref)


def another_provision(_hall: Hall, body: dict[str, Any]) -> dict[str, Any]:
    return rest_on(body, provision="law.provision:1")


def a_competence_that_never_was(_hall: Hall, body: dict[str, Any]) -> dict[str, Any]:
    return rest_on(body, competence="law.competence:9999")


def a_competence_that_has_ended(_hall: Hall, body: dict[str, Any]) -> dict[str, Any]:
    number = int(body["basis"][0]["competence"].partition(":")[2])
    set_fields(Competence.objects.get(pk=number), ends=clock.today() - timedelta(days=1))
    return body


def a_right_of_persons(_hall: Hall, body: dict[str, Any]) -> dict[str, Any]:
    right = Right.objects.filter(holder=Right.Holder.PERSON)[0]
    basis = {"provision": f"law.provision:{right.provision_id}", "right": right.ref}
    return {**body, "basis": [basis]}


FORGED: dict[Callable[[Hall, dict[str, Any]], dict[str, Any]], str] = {
    another_power: "and this takes set-categories",
    another_body: "belongs to another body",
    another_mandate: "belongs to another body",
    another_provision: "rests on another provision",
    a_competence_that_never_was: "is on no record before it",
    a_competence_that_has_ended: "was not in force that day",
    a_right_of_persons: "is for person, not for office",
}


@pytest.mark.parametrize("way", FORGED, ids=lambda way: way.__name__)
def test_an_action_nobody_was_allowed_is_found(hall: Hall, way: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(record_checks, "NEAR", timedelta(0))
    said = forge(way(hall, of_the_council(hall)))
    assert said and any(FORGED[way] in one for one in said), said


def test_what_lawfully_happened_stands(home: Any) -> None:
    """In a hall in which something of everything has happened."""
    hall = living_hall()
    assert forge(of_the_council(hall)) == []
