"""Whoever reviews is not removed unheard: not in a charter of a hall's own, not by a body that nobody reviews."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from commonhall.actions import action_pages
from commonhall.actions.actors import Actor
from commonhall.core import clock
from commonhall.law.founding.actions import close_founding_period
from commonhall.law.founding.queries import founding_period
from commonhall.law.hearings.actions import answer_hearing, open_hearing
from commonhall.law.hearings.models import Hearing
from commonhall.law.mandates.actions import recall_mandate
from commonhall.people import actors
from commonhall.people.bodies.actions import end_term
from commonhall.people.bodies.models import OfficeTerm
from commonhall.people.residents.models import Person
from tests.actions.samples.law import mandate_of
from tests.attacks.doors import refused_everywhere, wrong_everywhere
from tests.kit import Hall, found_hall, person, signed_in
from tests.law import kit

pytestmark = pytest.mark.django_db
WHY: dict[str, Any] = {"reasons": "Every appeal is late by months."}


@pytest.fixture
def hall(home: Path) -> Hall:
    """A charter of its own: it says nothing of power over power, nor who reviews whom. Parks fills offices."""
    made = found_hall()
    kit.reviewer(made)
    close_founding_period.perform(made.chair, founding_period())
    kit.repeal("Article 34")
    kit.competence(made, "parks", "fill-offices", "Article 38")
    kit.competence(made, "parks", "give-mandates", "Article 38")
    return made


def judge() -> Actor:
    return actors.as_person(Person.objects.get(name="reviewer"))


def term() -> OfficeTerm:
    return OfficeTerm.objects.get(office__code="reviewer", ended_early_on=None)


def test_a_term_is_not_ended_unheard(hall: Hall) -> None:
    refused_everywhere(hall.parks, end_term, term(), {}, by="segregation not-heard")
    hearing = open_hearing.perform(hall.parks, hall.body("reviewer"), term=term(), **WHY).result
    refused_everywhere(hall.parks, end_term, term(), {}, by="segregation not-heard")
    assert (hearing.until - clock.today()).days == 14
    shown = Client().get(f"/bodies/{hall.body('reviewer').pk}/").content.decode()
    assert WHY["reasons"] in shown and "can answer until" in shown
    with kit.later(15):
        assert end_term.perform(hall.parks, term()).result.ended_early_on


def test_the_reviewer_has_the_word_and_nobody_else(hall: Hall) -> None:
    hearing = open_hearing.perform(hall.parks, hall.body("reviewer"), term=term(), **WHY).result
    for other in (hall.resident, person("stranger")):
        who = other if isinstance(other, Actor) else actors.as_person(other)
        refused_everywhere(who, answer_hearing, hearing, {"text": "No."}, by="state not-heard-here")
    url = action_pages.url_of(answer_hearing, hearing)
    page = signed_in(judge())
    assert url in page.get(f"/bodies/{hall.body('reviewer').pk}/").content.decode()
    assert page.post(url, {"text": ""}).status_code == 400
    assert page.post(url, {"text": "There were 400 of them."}).status_code == 302
    assert (
        "There were 400 of them."
        in Client().get(f"/bodies/{hall.body('reviewer').pk}/").content.decode()
    )
    assert end_term.check(hall.parks, term())


def test_the_hearing_of_one_is_none_of_another(hall: Hall) -> None:
    """Neither of the whole body, nor opened by somebody else, nor long ago."""
    body = hall.body("reviewer")
    open_hearing.perform(hall.parks, body, **WHY)
    kit.competence(hall, "roads", "fill-offices", "Article 38")
    open_hearing.perform(hall.roads, body, term=term(), **WHY)
    with kit.later(15):
        assert recall_mandate.check(hall.parks, mandate_of("reviewer"))
        refused_everywhere(hall.parks, end_term, term(), {}, by="segregation not-heard")
    with kit.later(15 + 91):
        assert not end_term.check(hall.roads, term())


def test_a_mandate_is_not_taken_unheard(hall: Hall) -> None:
    given = {"on": clock.today() + timedelta(days=1)}
    refused_everywhere(
        hall.parks, recall_mandate, mandate_of("reviewer"), given, by="segregation not-heard"
    )


def test_others_go_as_before(hall: Hall) -> None:
    refused_everywhere(hall.parks, open_hearing, hall.body("roads"), WHY, by="state no-reviewer")
    roads = OfficeTerm.objects.get(office__code="roads-desk")
    assert end_term.check(hall.parks, roads)


def test_reasons_are_needed_and_once_is_enough(hall: Hall) -> None:
    body = hall.body("reviewer")
    wrong_everywhere(
        hall.parks, open_hearing, body, {"reasons": ""}, field="reasons", says="Say why"
    )
    open_hearing.perform(hall.parks, body, **WHY)
    wrong_everywhere(hall.parks, open_hearing, body, WHY, field="reasons", says="already")
    assert Hearing.objects.count() == 1
