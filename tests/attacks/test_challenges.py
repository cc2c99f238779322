"""Attacks on challenges: answers that change nothing, powers borrowed for them, support that is ignored."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db.models import QuerySet
from django.test import Client

from commonhall.core import clock
from commonhall.delivery.functions import actions as functions
from commonhall.law.agenda import agenda
from commonhall.law.agenda.actions import take_up_matter
from commonhall.law.agenda.models import Matter
from commonhall.law.challenges import actions as challenges
from commonhall.law.challenges.models import Challenge
from commonhall.law.instruments import granting_actions
from commonhall.law.instruments.models import Competence, Provision, Threshold
from commonhall.law.timers import watch
from commonhall.people.organisations.models import Organisation
from commonhall.record import sequencer, verification
from commonhall.record.models import Entry
from commonhall.record.readers import DatabaseSource
from commonhall.services.services import actions as services
from tests import on_record
from tests.attacks.doors import refused_everywhere, wrong_everywhere
from tests.decisions.kit import voter
from tests.kit import Hall, by_key, found_hall, signed_in
from tests.law import kit
from tests.words import texts

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def challenged(hall: Hall, granting: str = "") -> Challenge:
    """A rule of the council, challenged by a resident; granting: a power that Roads hold by it."""
    provision = kit.rule(hall).provisions.get()
    if granting:
        granting_actions.grant_competence.perform(
            hall.chair,
            provision=provision,
            body=hall.body("roads"),
            power=granting,
            unit=hall.unit("north"),
            starts=clock.today(),
            most=500_00,
        )
    return challenges.challenge_rule.perform(
        kit.confirmed(hall), provision=provision, text="Too much."
    ).result


def answer(hall: Hall, challenge: Challenge, verdict: str, **given: Any) -> Any:
    sent = {"verdict": verdict, "text": "We looked at it.", **given}
    return by_key(hall.chair, f"/challenges/{challenge.pk}/answer", sent)


def test_handed_over_moves_the_power_or_is_refused(hall: Hall) -> None:
    challenge = challenged(hall, "set-plans")
    last = clock.today() + timedelta(days=5)
    said = answer(hall, challenge, "handed_over", to_body="parks", ends_on=last.isoformat())
    assert said.status_code == 200, said.content
    old = Competence.objects.get(power="set-plans", body__code="roads")
    new = Competence.objects.get(power="set-plans", body__code="parks")
    assert (old.ends, new.starts) == (last, last + timedelta(days=1))
    assert (new.most, new.unit_id, new.provision_id) == (old.most, old.unit_id, old.provision_id)
    actions = set(Entry.objects.values_list("action", flat=True))
    assert {"law.end_competence", "law.grant_competence", "law.answer_challenge"} <= actions
    sequencer.sequence_once()
    assert verification.verify(DatabaseSource()).ok


def test_handed_over_where_nothing_is_held_changes_nothing_and_is_refused(hall: Hall) -> None:
    challenge = challenged(hall)
    given = {"verdict": "handed_over", "text": "We looked at it.", "to_body": hall.body("parks")}
    wrong_everywhere(hall.chair, challenges.answer_challenge, challenge, given, field="to_body")
    del given["to_body"]
    wrong_everywhere(hall.chair, challenges.answer_challenge, challenge, given, field="to_body")
    assert Challenge.objects.get().state == "open"


def test_an_organisation_takes_over_by_a_transfer_that_runs(hall: Hall) -> None:
    challenge = challenged(hall, "set-plans")
    friends = Organisation.objects.get(pk=kit.organisation(hall).organisation)
    service = services.set_service.perform(
        hall.chair,
        code="x",
        names=texts("Lamps"),
        texts={},
        body=hall.body("parks"),
        unit=hall.unit("root"),
    ).result
    given: dict[str, Any] = {"to_organisation": friends.pk}
    sent = {"verdict": "handed_over", "text": "We looked at it.", "to_organisation": friends}
    for transfer in ({}, {"transfer": service.ref}, {"transfer": "delivery.transfer:99"}):
        wrong_everywhere(
            hall.chair,
            challenges.answer_challenge,
            challenge,
            {**sent, **transfer},
            field="transfer",
        )
    made = functions.transfer_function.perform(
        hall.chair,
        service=service,
        organisation=friends,
        names={},
        amount=100,
        standards=texts("Ten days."),
        starts=clock.today(),
        ends=clock.today() + timedelta(days=300),
    ).result
    said = answer(hall, challenge, "handed_over", **given, transfer=made.ref)
    assert said.status_code == 200, said.content
    assert Competence.objects.get(power="set-plans", body__code="roads").ends == clock.today()


def test_simplified_puts_the_new_words_in_and_shows_the_old_beside_them(hall: Hall) -> None:
    challenge = challenged(hall)
    client = signed_in(hall.chair)
    sent = {"verdict": "simplified", "text": "Simpler.", "texts_en": "Stalls close at dusk."}
    assert client.post(f"/law/challenges/{challenge.pk}/answer/", sent).status_code == 302
    provision = Provision.objects.get(pk=challenge.provision_id)
    assert provision.text == "Stalls close at dusk."
    page = Client().get(f"/law/challenges/{challenge.pk}/").content.decode()
    assert "Stalls close at noon." in page and "Stalls close at dusk." in page


def test_nobody_borrows_a_power_for_the_answer(hall: Hall) -> None:
    """Handing over takes the power to grant, as it would alone."""
    challenge = challenged(hall, "set-plans")
    grants = QuerySet(Competence).filter(power="grant-competences")
    on_record.change(grants, ends=clock.today() - timedelta(days=1))
    given = {"verdict": "handed_over", "text": "We looked at it.", "to_body": hall.body("parks")}
    refused_everywhere(
        hall.chair,
        challenges.answer_challenge,
        challenge,
        given,
        by="competence no-competence",
        hangs_on="verdict",
    )
    assert Challenge.objects.get().state == "open"
    assert not Competence.objects.filter(power="set-plans", body__code="parks").exists()


def test_kept_comes_back_on_the_day_of_its_review(hall: Hall) -> None:
    challenge = challenged(hall)
    review = clock.today() + timedelta(days=100)
    for wrong in (None, clock.today(), clock.today() + timedelta(days=2000)):
        given = {"verdict": "kept", "text": "It stays.", **({"review_on": wrong} if wrong else {})}
        wrong_everywhere(
            hall.chair, challenges.answer_challenge, challenge, given, field="review_on"
        )
    assert answer(hall, challenge, "kept", review_on=review.isoformat()).status_code == 200
    with kit.later(99):
        watch()
        assert not Matter.objects.exists()
    with kit.later(100):
        watch()
        (matter,) = agenda.waiting(hall.body("council"))
        assert matter.about == challenge.provision.ref
        page = signed_in(hall.chair).get(f"/bodies/{hall.body('council').pk}/").content.decode()
        address = f"/law/agenda/{matter.pk}/take-up/"
        assert address in page
        assert signed_in(hall.chair).post(address, {"text": "It stays."}).status_code == 302
        assert not agenda.waiting(hall.body("council")).exists()


def test_enough_support_brings_it_before_the_council_by_a_day(hall: Hall) -> None:
    row = Threshold.objects.get(matter="challenge-rule")
    assert (row.per_cent, row.least) == (1, 10)
    challenge = challenged(hall)
    assert challenge.needed == 10
    for number in range(9):
        challenges.support_challenge.perform(voter(hall, number), challenge=challenge)
    assert not Matter.objects.exists()
    challenges.support_challenge.perform(voter(hall, 9), challenge=challenge)
    challenge.refresh_from_db()
    day = clock.today() + timedelta(days=30)
    assert (challenge.supported_on, challenge.due_on) == (clock.today(), day)
    matter = Matter.objects.get()
    assert (matter.body.code, matter.about, matter.due_on) == ("council", challenge.ref, day)
    assert Entry.objects.filter(action="law.oblige_challenge").count() == 1
    # It leaves the agenda by its answer, not by a word about it.
    refused_everywhere(
        hall.chair, take_up_matter, matter, {"text": "Noted."}, by="state owed-there"
    )
    challenges.support_challenge.perform(voter(hall, 10), challenge=challenge)
    with kit.later(31):
        assert watch() == 1
    given = {"review_on": (clock.today() + timedelta(days=9)).isoformat()}
    assert answer(hall, challenge, "kept", **given).status_code == 200
    assert not agenda.waiting(hall.body("council")).exists()
