"""Whoever holds public power is seen: what they did, what was refused to them, what they declared."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from commonhall.cases.cases import actions as case_actions
from commonhall.people.bodies.models import OfficeTerm
from commonhall.people.interests.actions import declare_interest
from tests.attacks.doors import refused_everywhere
from tests.kit import Hall, found_hall
from tests.law import kit

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def test_an_official_is_seen_with_acts_recusals_refusals_interests_and_open_questions(
    hall: Hall,
) -> None:
    case, other = hall.raise_case(), hall.raise_case()
    case_actions.answer_case.perform(hall.parks, case=case, text="On Friday.")
    declare_interest.perform(hall.parks, target=hall.unit("north").ref, kind="gift")
    refused_everywhere(
        hall.parks, case_actions.mark_done, other, {"text": "x"}, by="interests recused"
    )
    kit.appealed(kit.confirmed(hall), "cases.answer_case")
    term = OfficeTerm.objects.get(office__code="parks-desk")
    body = Client().get(hall.body("parks").get_absolute_url()).content.decode()
    address = reverse("people:official", args=[term.pk])
    assert address in body
    shown = Client().get(reverse("people:official", args=[term.pk])).content.decode()
    done, recusals = shown.index("What was done in this office"), shown.index("Recusals")
    refused, interests = shown.index("Not allowed by law"), shown.rindex("Declared interests")
    assert "Case answered" in shown[done:recusals]
    assert "/record/entry/" in shown[recusals:refused]
    assert "gift or invitation" in shown[interests:]
    assert "waiting for a decision" in shown[:done]


def test_what_another_did_in_the_same_office_before_is_not_theirs(hall: Hall) -> None:
    case_actions.answer_case.perform(hall.parks, case=hall.raise_case(), text="On Friday.")
    term = OfficeTerm.objects.get(office__code="roads-desk")
    shown = Client().get(reverse("people:official", args=[term.pk])).content.decode()
    assert "Case answered" not in shown
