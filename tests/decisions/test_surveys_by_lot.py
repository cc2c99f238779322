"""Surveys by lot: drawn by place, answered once by code or on paper, weighted for those who did not answer."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from commonhall.consultations.askings.models import AskingReport
from commonhall.consultations.surveys import counting, keeping, result_actions
from commonhall.consultations.surveys.models import Survey, SurveyAnswer, SurveyResult
from commonhall.core import clock
from commonhall.core.refusals import BadInput
from commonhall.decisions.samples import actions, drawing, letters, record_checks, timers
from commonhall.decisions.samples.models import Mailing, Sample, SampleLetter, SheetReading
from commonhall.law.promises import ledger
from commonhall.people import actors
from commonhall.people.residents.models import CensusEntry
from commonhall.record import sequencer, verification
from commonhall.record.readers import DatabaseSource
from tests.decisions import by_lot
from tests.decisions.test_paper_ballots import second
from tests.kit import Hall, found_hall, person
from tests.law.kit import refusal

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


# --- the draw -------------------------------------------------------------------------------------
def test_letters_are_shared_out_by_place_and_drawn_by_the_seed(hall: Hall) -> None:
    by_lot.roll(hall)
    sample = by_lot.opened(hall)
    assert sample.state == "waiting" and not SampleLetter.objects.exists()
    sample = by_lot.drawn(sample)
    survey = sample.survey
    assert survey.sample["strata"] == [
        {"place": "north", "people": 36, "letters": 24},
        {"place": "south", "people": 24, "letters": 16},
    ]
    assert [one["feature"] for one in survey.margins] == ["age", "place"]
    by_place = SampleLetter.objects.filter(place="north")
    assert by_place.count() == 24 and SampleLetter.objects.count() == 40
    assert {one.entry.unit.code for one in by_place if one.entry} == {"north"}
    assert Mailing.objects.get().letters == 40
    assert list(record_checks.drawn_otherwise()) == []
    stranger = CensusEntry.objects.exclude(pk__in=SampleLetter.objects.values("entry"))[0]
    SampleLetter.objects.filter(pk=by_place[0].pk).update(entry=stranger)
    assert [one.pk for one in record_checks.drawn_otherwise()] == [sample.pk]


@pytest.mark.parametrize(
    ("size", "least", "found"),
    [
        (100, 0, {"a": 60, "b": 37, "c": 3}),
        (100, 20, {"a": 49, "b": 31, "c": 20}),
        (100, 40, {"a": 35, "b": 35, "c": 30}),
        (10, 40, {"a": 4, "b": 3, "c": 3}),
        (5000, 0, {"a": 600, "b": 370, "c": 30}),
    ],
)
def test_shares_are_proportional_above_a_minimum(
    size: int, least: int, found: dict[str, int]
) -> None:
    assert drawing.shares({"a": 600, "b": 370, "c": 30}, size, least) == found


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"sample": 61}, "sample"),
        ({"texts": {}}, "texts"),
        ({"closes_at": timedelta(days=20)}, "closes_at"),
    ],
)
def test_what_cannot_be_is_named(hall: Hall, change: dict[str, Any], field: str) -> None:
    by_lot.roll(hall)
    if "closes_at" in change:
        change = {"closes_at": clock.now() + change["closes_at"]}
    with pytest.raises(BadInput) as caught:
        by_lot.opened(hall, **change)
    assert caught.value.field == field and not Survey.objects.exists()


def test_reminders_go_to_those_who_are_silent_as_often_as_stated(hall: Hall) -> None:
    sample, sent, listed = by_lot.ready(hall)
    with by_lot.later(sample, 2):
        by_lot.answer(sample, sent[0])
        actions.note_unreached.perform(hall.clerk, sample, numbers=[sent[1].number])
        assert timers.samples_due() == 0
    counts = []
    for days in (11, 22, 33):
        with by_lot.later(sample, days):
            timers.samples_due()
            counts.append(Mailing.objects.latest("pk").letters)
    assert counts == [38, 38, 38] and Mailing.objects.count() == 3
    with by_lot.later(sample, 34):
        again = by_lot.printed(hall, sample, listed)
        assert len(again) == 38 and sent[0].number not in {one.number for one in again}
        # The code of the first letter still opens, as does that of the reminder; one of them counts.
        first = next(one for one in sent if one.number == again[0].number)
        by_lot.answer(sample, first)
        assert refusal(lambda: by_lot.answer(sample, again[0])) == "answered"
    assert Sample.objects.get().unreached == 1


def test_those_with_an_account_get_their_code_by_mail(hall: Hall) -> None:
    by_lot.roll(hall)
    sample = by_lot.drawn(by_lot.opened(hall))
    mine = SampleLetter.objects.order_by("pk")[3]
    CensusEntry.objects.filter(pk=mine.entry_id).update(used_by=person("reader"))
    mailing = Mailing.objects.get()
    assert letters.mail_codes.call(mailing.pk) == 1 and letters.mail_codes.call(mailing.pk) == 0
    written = mail.outbox[-1]
    code = written.body.split("Code in the letter: ")[1].split()[0]
    assert mine.number in written.body and code not in written.subject
    with by_lot.later(sample, 1):
        actions.answer_by_code.perform(
            actors.system(),
            sample=sample,
            letter=mine.number,
            code=code,
            answers={"way": "foot"},
            features={"age": "old"},
        )
    assert SampleLetter.objects.get(pk=mine.pk).answered


# --- paper ----------------------------------------------------------------------------------------
def test_two_people_read_a_sheet_and_then_it_counts_once(hall: Hall) -> None:
    sample, sent, _listed = by_lot.ready(hall)
    other = second(hall)
    with by_lot.later(sample, 1):
        by_lot.sheet(hall.clerk, sample, sent[0], way="foot")
        assert SheetReading.objects.count() == 1 and not SurveyAnswer.objects.exists()
        # The same person entering it again has not agreed with anybody.
        by_lot.sheet(hall.clerk, sample, sent[0], way="car")
        assert not SurveyAnswer.objects.exists()
        with pytest.raises(BadInput) as caught:
            by_lot.sheet(other, sample, sent[0], way="foot")
        assert caught.value.field == "way"
        by_lot.sheet(hall.clerk, sample, sent[0], way="foot")
        by_lot.sheet(other, sample, sent[0], way="foot")
        assert not SheetReading.objects.exists()
        ((features, kept),) = keeping.pile(sample.survey)
        assert kept["way"] == "foot" and features == {"age": "young", "place": "north"}
        assert Sample.objects.get().on_paper == 1
        # Online afterwards: the first counts. A sheet of somebody who answered online: put away.
        assert refusal(lambda: by_lot.answer(sample, sent[0])) == "answered"
        by_lot.answer(sample, sent[1])
        with pytest.raises(BadInput) as caught:
            by_lot.sheet(other, sample, sent[1])
        assert caught.value.field == "letter"
        assert SurveyAnswer.objects.count() == 2


# --- results --------------------------------------------------------------------------------------
def test_results_stand_for_those_who_did_not_answer(hall: Hall) -> None:
    sample, sent, _listed = by_lot.ready(hall)
    survey = by_lot.closed(sample, sent[:34])
    result = SurveyResult.objects.get()
    estimates = result.estimates
    assert estimates["response"] == {
        "letters": 40,
        "complete": 34,
        "partial": 0,
        "rr1": 8500,
        "strata": {"north": [24, 24], "south": [16, 10]},
    }
    assert estimates["converged"] and estimates["effect"] >= 10_000
    way = estimates["questions"]["way"]
    assert way["raw"]["foot"] == 5000 and way["shares"]["foot"][1] < 5000 < way["shares"]["foot"][2]
    assert set(way["groups"]["age"]) == {"young", "old"}
    assert way["groups"]["age"]["old"]["n"] + way["groups"]["age"]["young"]["n"] == 34
    again = counting.estimates(survey.questions, survey.margins, result.tables, survey.sample)
    assert again == estimates
    assert not SampleLetter.objects.exists() and not SurveyAnswer.objects.exists()
    report = AskingReport.objects.get(asking=survey.ref)
    inside = {str(hall.unit(code).pk): count for code, count in (("root", 34), ("north", 24))}
    assert report.residents == 34 and inside.items() <= report.places.items()
    sequencer.sequence_once()
    assert verification.verify(DatabaseSource()).ok


def test_the_body_owes_an_answer_by_a_day(hall: Hall) -> None:
    sample, sent, _listed = by_lot.ready(hall)
    answer = result_actions.answer_results_of_survey
    assert refusal(lambda: answer.perform(hall.chair, sample.survey, answer="So.")) == "wrong-state"
    survey = by_lot.closed(sample, sent[:12])
    promise = ledger.of(survey.ref)
    assert promise is not None and promise.due_on == survey.due_on and survey.due_on
    assert refusal(lambda: answer.perform(hall.clerk, survey, answer="So.")) == "other-body"
    with clock.replay(sample.survey.closes_at + timedelta(days=3)):
        answer.perform(hall.chair, survey, answer="Lamps burn longer.")
    promise.refresh_from_db()
    assert promise.kept_on and Survey.objects.get().answer == "Lamps burn longer."
    assert "Lamps burn longer." in Client().get(survey.get_absolute_url()).content.decode()
