"""Recalling a mandate: enough names oblige whoever gave it to answer; too few lapse."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection

from commonhall.law.instruments.models import Threshold
from commonhall.law.mandates import actions
from commonhall.law.mandates.models import Mandate
from commonhall.law.recalls import actions as recall_actions
from commonhall.law.recalls.models import Recall
from commonhall.law.timers import watch
from commonhall.people.residents import actions as people
from commonhall.record import sequencer, verification
from commonhall.record.models import Entry
from commonhall.record.readers import DatabaseSource
from tests.decisions.kit import voter
from tests.kit import Hall, found_hall
from tests.law import kit

pytestmark = pytest.mark.django_db
sign = recall_actions.sign_recall


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def begun(hall: Hall, body: str = "roads") -> Recall:
    mandate = Mandate.objects.select_related("body__unit").get(body__code=body)
    return recall_actions.petition_recall.perform(
        kit.confirmed(hall), mandate=mandate, text="Nothing is mended."
    ).result


def reached(hall: Hall) -> Recall:
    petition = begun(hall)
    for number in range(9):
        sign.perform(voter(hall, number), petition=petition)
    petition.refresh_from_db()
    return petition


def test_enough_names_oblige_the_council_and_it_recalls(hall: Hall) -> None:
    petition = reached(hall)
    assert (petition.state, petition.body.code, petition.needed) == ("reached", "council", 10)
    assert (petition.due_on - kit.clock.today()).days == 30
    entry = Entry.objects.get(action="law.oblige_answer")
    assert entry.parent is not None and entry.parent.action == "law.sign_recall"
    mandate = Mandate.objects.get(pk=petition.mandate_id)
    outcome = actions.recall_mandate.perform(hall.chair, mandate=mandate, on=kit.clock.today())
    assert [one.action for one in outcome.children] == ["law.grant_recall"]
    petition.refresh_from_db()
    assert petition.state == "recalled" and petition.decided_by.code == "council"
    case = hall.raise_case()
    from commonhall.cases.cases import actions as case_actions

    refused = case_actions.answer_case.check(hall.roads, case).refusal
    assert refused is not None and refused.code == "no-mandate"
    sequencer.sequence_once()
    assert verification.verify(DatabaseSource()).ok


def test_or_it_says_why_not(hall: Hall) -> None:
    petition = reached(hall)
    refuse = recall_actions.refuse_recall
    assert (
        kit.refusal(lambda: refuse.perform(hall.parks, petition=petition, text="No."))
        == "no-competence"
    )
    refuse.perform(hall.chair, petition=petition, text="They have begun to mend.")
    petition.refresh_from_db()
    assert petition.state == "refused" and petition.answer
    assert (
        kit.refusal(lambda: refuse.perform(hall.chair, petition=petition, text="No."))
        == "wrong-state"
    )


def test_before_the_threshold_nothing_is_owed_and_time_runs_out(hall: Hall) -> None:
    petition = begun(hall)
    assert petition.needed == 10 and petition.signatures.count() == 1
    assert (
        kit.refusal(
            lambda: recall_actions.refuse_recall.perform(hall.chair, petition=petition, text="No.")
        )
        == "wrong-state"
    )
    with kit.later(90):
        assert watch() == 0
    with kit.later(91):
        assert watch() == 1
    petition.refresh_from_db()
    assert petition.state == "lapsed"


def test_who_may_petition_and_sign(hall: Hall) -> None:
    mandate = Mandate.objects.select_related("body__unit").get(body__code="roads")
    petition_recall = recall_actions.petition_recall
    assert (
        kit.refusal(lambda: petition_recall.perform(hall.resident, mandate=mandate, text="x"))
        == "not-verified"
    )
    south = voter(hall, 1, "south")
    assert (
        kit.refusal(lambda: petition_recall.perform(south, mandate=mandate, text="x"))
        == "lives-elsewhere"
    )
    petition = begun(hall)
    assert kit.refusal(lambda: sign.perform(hall.resident, petition=petition)) == "signed"
    assert kit.refusal(lambda: sign.perform(south, petition=petition)) == "lives-elsewhere"
    north = voter(hall, 2)
    assert (
        kit.refusal(lambda: petition_recall.perform(north, mandate=mandate, text="x"))
        == "petitioned"
    )
    with kit.later(91):
        assert sign.check(north, petition).refusal is not None


def test_the_threshold_is_law(hall: Hall) -> None:
    assert str(Threshold.objects.get(matter="recall-mandate")) == "recall-mandate: 5%"
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE law_threshold SET ends = %s", [kit.clock.today() - timedelta(days=1)]
        )
    assert kit.refusal(lambda: begun(hall)) == "no-threshold"


def test_repealing_the_provision_stops_it_and_late_answers_are_noted(hall: Hall) -> None:
    petition = reached(hall)
    with kit.later(31):
        assert watch() == 1
    petition.refresh_from_db()
    assert petition.overdue_on is not None
    kit.repeal("Article 28")
    late = voter(hall, 18)
    assert kit.refusal(lambda: sign.perform(late, petition=petition)) == "no-right"


def test_erasure(hall: Hall) -> None:
    petition = begun(hall)
    people.erase_me.perform(hall.resident, words=True)
    petition.refresh_from_db()
    assert (petition.person_id, petition.text, petition.signatures.count()) == (None, "", 1)
    sequencer.sequence_once()
    assert verification.verify(DatabaseSource()).ok
