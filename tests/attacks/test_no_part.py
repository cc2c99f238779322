"""Nobody judges what a body did while they hold an office of it: not from a seat in another body, not as a stand-in."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from commonhall.actions.actors import Actor
from commonhall.consultations.drafts import actions as draft_actions
from commonhall.consultations.initiatives import paper_actions
from commonhall.consultations.moderation import actions as moderation
from commonhall.consultations.moderation import withheld_actions
from commonhall.law.stand_ins import actions as stand_ins
from commonhall.people import actors
from commonhall.people.bodies.models import Office, OfficeTerm
from commonhall.people.residents.models import Person
from commonhall.services.minimum_standards import actions as standards
from tests import on_record
from tests.actions.samples.stand_ins import accepted, acting
from tests.attacks.doors import refused_everywhere
from tests.attacks.test_initiatives import begun
from tests.consultations import kit
from tests.kit import MEASURED, Hall, found_hall, person
from tests.law import kit as law
from tests.words import texts

pytestmark = pytest.mark.django_db
A_PART = "state had-a-part"


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def also_in(who: int | None, code: str) -> Actor:
    """The person takes the seat of another office, too, and acts in it."""
    office = Office.objects.select_related("body").get(code=code)
    on_record.change(OfficeTerm.objects.filter(office=office), person=who)
    return actors.as_office(Person.objects.get(pk=who), office)


def comment_hidden_by(hall: Hall, by: Actor) -> Any:
    paragraph = kit.draft(hall).paragraphs.get(place=1)
    said = draft_actions.comment.perform(
        hall.resident, paragraph=paragraph, text="My neighbour Smith needs no lamp"
    ).result
    moderation.hide_comment.perform(by, comment=said, reason="private")
    said.refresh_from_db()
    moderation.appeal_comment.perform(hall.resident, comment=said, text="A dog.")
    return said


def test_who_hid_words_does_not_decide_the_appeal_in_another_office(hall: Hall) -> None:
    said = comment_hidden_by(hall, hall.parks)
    given = {"verdict": "upheld", "text": "A name."}
    decide = moderation.decide_comment_appeal
    colleague = also_in(hall.parks.person, "hall-desk")
    refused_everywhere(colleague, decide, said, given, by=A_PART)
    free = also_in(hall.roads.person, "hall-desk")
    decide.perform(free, comment=said, **given)


def test_nor_who_stood_in_for_them_on_that_day(hall: Hall) -> None:
    made = accepted(hall, actors.as_person(person("helper")))
    said = comment_hidden_by(hall, acting(made))
    stand_ins.stop_stand_in.perform(actors.as_person(Person.objects.get(pk=made.person_id)), made)
    given = {"verdict": "upheld", "text": "A name."}
    twice = also_in(made.person_id, "hall-desk")
    refused_everywhere(twice, moderation.decide_comment_appeal, said, given, by=A_PART)


def test_nor_what_was_taken_out_of_a_case(hall: Hall) -> None:
    case = hall.raise_case(text="Grabowski of the shop broke it.")
    hidden = withheld_actions.hide_case.perform(
        hall.chair, case, reason="private", what="text"
    ).result
    withheld_actions.appeal_withheld.perform(hall.resident, hidden, text="A shop.")
    given = {"verdict": "overturned", "text": "It is a shop."}
    answers_it = also_in(hall.parks.person, "hall-desk")
    refused_everywhere(answers_it, withheld_actions.decide_withheld, hidden, given, by=A_PART)


def test_who_must_meet_a_standard_does_not_confirm_it_from_another_seat(hall: Hall) -> None:
    standard = standards.set_minimum_standard.perform(
        hall.chair,
        names=texts("Water"),
        measure="reported",
        threshold=Decimal(90),
        at_least=True,
        body=hall.body("parks"),
        unit=hall.unit("north"),
    ).result
    for value in (40, 99):
        standards.report_value.perform(
            hall.parks, standard, unit=hall.unit("north"), value=Decimal(value), **MEASURED
        )
    given = {"unit": hall.unit("north"), "seen": "I was there."}
    law.reviewer(hall)
    twice = also_in(hall.parks.person, "reviewer")
    refused_everywhere(twice, standards.confirm_value, standard, given, by=A_PART)
    standards.confirm_value.perform(hall.chair, standard, **given)


def test_a_colleague_of_who_entered_signatures_does_not_count_them_again(hall: Hall) -> None:
    sheet = paper_actions.enter_signatures.perform(
        hall.clerk, initiative=begun(hall), number=9, evidence="Sheet 1."
    ).result
    law.reviewer(hall)
    answers = also_in(hall.chair.person, "reviewer")
    given = {"number": 9}
    refused_everywhere(answers, paper_actions.confirm_signatures, sheet, given, by=A_PART)
