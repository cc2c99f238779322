"""Nobody guesses a code, answers twice, reads an answer, finds a small group, or bends a survey by lot until it pleases."""

from __future__ import annotations

import json
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from commonhall.actions import registry
from commonhall.actions.actors import Kind
from commonhall.actions.models import Version
from commonhall.consultations.surveys import actions as survey_actions
from commonhall.consultations.surveys import counting, keeping, result_actions
from commonhall.consultations.surveys.models import Participation, Survey, SurveyAnswer
from commonhall.core import clock, exports
from commonhall.core.refusals import BadInput
from commonhall.decisions.samples import actions
from commonhall.decisions.samples.models import Sample, SampleLetter, SheetReading
from commonhall.people import actors
from commonhall.people.personal_data import everything_about
from commonhall.people.residents import actions as residents
from commonhall.people.residents import roll_keys
from commonhall.people.residents.models import CensusEntry, Person
from commonhall.record import sequencer
from commonhall.record.models import Entry
from tests.attacks.test_asking_annulled import granted
from tests.consultations import surveys
from tests.decisions import by_lot
from tests.decisions.kit import voter
from tests.kit import Hall, found_hall, person, signed_in
from tests.law.kit import refusal

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def test_codes_are_guessed_a_few_times_only_and_stand_nowhere(hall: Hall, settings: Any) -> None:
    settings.RATE_LIMITS = {"people.guesses_at_one": "3/d"}
    sample, sent, _listed = by_lot.ready(hall)
    address, client = reverse("decisions:survey_letter"), Client()
    with by_lot.later(sample, 1):
        wrong = {"letter": sent[0].number, "code": "AAAA-AAAA-AAAA"}
        answers = [client.post(address, wrong).status_code for _try in range(4)]
        assert answers == [400, 400, 400, 429]
        right = {"letter": sent[0].number, "code": sent[0].code}
        assert client.post(address, right).status_code == 429
        # At the desk the same letter is closed, too; another letter is not.
        desk = signed_in(hall.clerk)
        sheet = reverse("decisions:enter_answer_sheet", args=[sample.pk])
        marked = {**right, "q-way": "foot", "m-age": "old"}
        assert "too many wrong codes" in desk.post(sheet, marked).content.decode()
        by_lot.answer(sample, sent[1])
        swapped = {"letter": sent[2].number, "code": sent[3].code}
        assert client.post(address, swapped).status_code == 400
    sequencer.sequence_once()
    said = "".join(Entry.objects.values_list("body", flat=True))
    kept = str(list(SampleLetter.objects.values()))
    for letter in sent[:2]:
        assert letter.code not in said + kept and letter.number not in said


def test_nobody_answers_without_a_letter_or_twice(hall: Hall) -> None:
    sample, sent, _listed = by_lot.ready(hall)
    who = voter(hall, 7)
    assert refusal(lambda: surveys.answer(who, sample.survey, way="car")) == "by-letter"
    assert sample.survey.body_id == hall.chair.body
    with by_lot.later(sample, 1):
        by_lot.answer(sample, sent[0])
        assert refusal(lambda: by_lot.answer(sample, sent[0])) == "answered"
        refused = refusal(
            lambda: actions.answer_by_code.perform(
                hall.clerk,
                sample=sample,
                letter=sent[1].number,
                code=sent[1].code,
                answers={"way": "car"},
                features={"age": "young"},
            )
        )
        assert refused == "wrong-kind"
    assert SurveyAnswer.objects.count() == Participation.objects.count() == 1


def test_no_row_leads_from_a_letter_to_an_answer(hall: Hall) -> None:
    sample, sent, _listed = by_lot.ready(hall)
    with by_lot.later(sample, 1):
        for number, letter in enumerate(sent[:12]):
            by_lot.answer(sample, letter, **by_lot.said(number))
        before = dict(SurveyAnswer.objects.values_list("key", "sealed"))
        said = Counter(map(str, keeping.pile(sample.survey)))
        by_lot.answer(sample, sent[12], **by_lot.said(12))
        # Each answer that comes in has the others written again: no row is the newest, no key stays.
        after = dict(SurveyAnswer.objects.values_list("key", "sealed"))
        assert not set(before) & set(after) and not set(before.values()) & set(after.values())
        assert said <= Counter(map(str, keeping.pile(sample.survey)))
    # Who reads the database reads no answer, and no place by which a single one could be told.
    assert not any(word in str(after) for word in ("north", "south", "way", "foot", "young"))
    rows = Participation.objects.values("survey", "person")
    assert {tuple(row.items()) for row in rows} == {
        (("survey", sample.survey_id), ("person", None))
    }
    fields = {one.name for one in SampleLetter._meta.fields}
    assert not {one for one in fields if one.endswith(("_at", "_on"))}
    sequencer.sequence_once()
    entries = Entry.objects.filter(action="decisions.answer_by_code")
    bodies = [json.loads(one.body) for one in entries]
    assert len(bodies) == 13 and len({str(one.get("data", {})) for one in bodies}) == 1
    assert "safe-night" not in "".join(
        Version.objects.filter(type__startswith="decisions.sample").values_list("state", flat=True)
    )


def test_the_order_in_which_answers_lie_says_nothing(hall: Hall) -> None:
    survey = by_lot.drawn(by_lot.opened(hall)) if by_lot.roll(hall) else None
    assert survey is not None
    orders, keys = set(), roll_keys.every()
    for _try in range(6):
        SurveyAnswer.objects.all().delete()
        for number in range(8):
            said = {"way": "foot", "safe-night": str(number)}
            keeping.keep(survey.survey, said, {"age": "young"}, None)
        rows = SurveyAnswer.objects.raw("select * from consultations_surveyanswer")
        orders.add(
            tuple(json.loads(keeping.PILE.opened(one, keys))[1]["safe-night"] for one in rows)
        )
    assert len(orders) > 1 and tuple(map(str, range(8))) not in orders


def test_no_office_reads_an_answer(hall: Hall) -> None:
    """Of all that an office does with surveys, nothing takes or gives an answer of one person but a sheet on paper."""
    for code, one in registry.actions().items():
        module = one.function.__module__
        ours = "surveys" in module or ".samples." in module
        if ours and Kind.OFFICE in one.by and "answers" in one.inputs:
            assert code == "decisions.enter_answer_sheet"
    sample, sent, _listed = by_lot.ready(hall)
    with by_lot.later(sample, 1):
        by_lot.sheet(hall.clerk, sample, sent[0], **by_lot.said(3))
        kept = SheetReading.objects.get()
        assert "foot" not in str(kept.digests) and str(hall.clerk.person) != kept.by
        # The same answers on two sheets look different: nobody tries answers against what is kept.
        by_lot.sheet(hall.clerk, sample, sent[1], **by_lot.said(3))
        one, other = SheetReading.objects.order_by("pk")
        assert not set(one.digests.values()) & set(other.digests.values())
        refused = refusal(lambda: by_lot.sheet(hall.chair, sample, sent[0]))
        assert refused in ("for-itself", "no-competence")
        by_lot.answer(sample, sent[2], **by_lot.said(4))
    for who in (hall.chair, hall.clerk):
        client = signed_in(who)
        for page in (sample.survey.get_absolute_url(), f"/api/v1/surveys/{sample.survey_id}"):
            text = client.get(page).content.decode()
            assert sent[2].number not in text and "safe-night&quot;: &quot;" not in text
    for dataset in exports.datasets():
        assert not dataset.endswith(("sampleletter", "surveyanswer", "sheetreading"))


def test_no_group_follows_by_subtracting_one_filter_from_another() -> None:
    """Nine old among sixty: neither they nor, by what is left of all, the young are told apart."""
    rows = [({"age": "young"}, {"way": "foot"})] * 51 + [({"age": "old"}, {"way": "car"})] * 9
    for young, old in ((51, 9), (45, 15)):
        rows = [({"age": "young"}, {"way": "foot"})] * young
        rows += [({"age": "old"}, {"way": "car"})] * old
        found = counting.tables([surveys.WAY], surveys.MARGINS[:1], rows)
        groups = found["questions"]["way"]["groups"]["age"]
        assert set(groups) == ({"young", "old"} if old >= 10 else set())
    # Old people are many, but few of them answered this question.
    rows = [({"age": "young"}, {"way": "foot"})] * 40 + [({"age": "old"}, {"way": "car"})] * 5
    rows += [({"age": "old"}, {"way": "", "x": "1"})] * 30
    found = counting.tables([surveys.WAY], surveys.MARGINS[:1], rows)
    assert found["questions"]["way"]["groups"]["age"] == {}
    margins = [
        {
            **surveys.MARGINS[1],
            "values": [{"value": one, "people": 9, "names": {}} for one in "abc"],
        }
    ]
    rows = [
        ({"place": one}, {"way": "foot"})
        for one, count in (("a", 30), ("b", 12), ("c", 4))
        for _n in range(count)
    ]
    found = counting.tables([surveys.WAY], margins, rows)
    assert set(found["questions"]["way"]["places"]) == {"a"}


def test_questions_days_and_letters_stand_once_it_is_opened(hall: Hall) -> None:
    changing = [
        code
        for code, one in registry.actions().items()
        if one.subject_name in ("survey", "sample", "mailing") and Kind.OFFICE in one.by
    ]
    assert set(changing) == {
        "consultations.annul_survey",
        "consultations.answer_results_of_survey",
        "consultations.close_survey",
        "decisions.enter_answer_sheet",
        "decisions.note_unreached",
        "decisions.print_survey_letters",
    }
    sample, sent, _listed = by_lot.ready(hall)
    with by_lot.later(sample, 5):
        by_lot.answer(sample, sent[0])
        assert (
            refusal(lambda: survey_actions.close_survey.perform(hall.chair, survey=sample.survey))
            == "not-over"
        )
        # Nor are letters drawn again, by the office or by another wave of the same series.
        assert (
            refusal(lambda: actions.draw_sample.perform(actors.system(), sample=sample))
            == "wrong-state"
        )
        assert (
            refusal(lambda: actions.draw_sample.perform(hall.chair, sample=sample)) == "wrong-kind"
        )
        assert (
            refusal(lambda: actions.remind_sample.perform(actors.system(), sample=sample))
            == "wrong-state"
        )
    with pytest.raises(BadInput) as caught:
        by_lot.opened(hall, wave=2)
    assert caught.value.field == "series"
    late = clock.replay(sample.survey.closes_at + timedelta(minutes=5))
    with late:
        assert refusal(lambda: by_lot.answer(sample, sent[1])) == "closed"


def test_who_comes_onto_the_roll_later_is_not_drawn(hall: Hall) -> None:
    by_lot.roll(hall)
    sample = by_lot.opened(hall, sample=60)
    lottery = sample.draw
    with clock.replay(lottery.closes_at + timedelta(minutes=2)):
        from commonhall.decisions.lotteries import actions as lottery_actions

        lottery_actions.close_lottery.perform(actors.system(), lottery=lottery)
        residents.import_census.perform(
            hall.clerk, unit=hall.unit("root"), lines="number,born\nLate-1,1990-01-01"
        )
    sample = Sample.objects.select_related("survey", "draw").get(pk=sample.pk)
    from commonhall.decisions.lotteries import draw_actions
    from commonhall.decisions.samples import timers
    from tests.decisions import lots

    assert sample.draw.due_at
    with clock.replay(sample.draw.due_at + timedelta(minutes=1)):
        draw_actions.draw_lottery.perform(actors.system(), lottery=lots.enter_round(sample.draw))
        timers.samples_due()
    assert SampleLetter.objects.count() == 60
    assert not SampleLetter.objects.filter(entry=CensusEntry.objects.latest("pk")).exists()


def test_what_is_held_of_a_person_is_told_and_goes(hall: Hall) -> None:
    sample, sent, _listed = by_lot.ready(hall)
    mine = actors.as_person(person("drawn"))
    entry = SampleLetter.objects.get(number=sent[0].number).entry_id
    CensusEntry.objects.filter(pk=entry).update(used_by=mine.person)
    held = everything_about(Person.objects.get(pk=mine.person))["decisions"]["survey_letters"]
    assert held == [{"survey": sample.survey.names, "answered": False}]
    with by_lot.later(sample, 1):
        by_lot.answer(sample, sent[0])
    residents.erase_me.perform(mine, words=True)
    assert SampleLetter.objects.get(entry=entry).answered and SurveyAnswer.objects.count() == 1
    assert not mail.outbox or all("way" not in one.body for one in mail.outbox)


def test_an_annulled_survey_keeps_no_code(hall: Hall) -> None:
    sample, sent, _listed = by_lot.ready(hall)
    with by_lot.later(sample, 1):
        by_lot.sheet(hall.clerk, sample, sent[0])
        by_lot.answer(sample, sent[1])
    granted(hall, "consultations.open_survey")
    assert Survey.objects.get().state == "closed" and not SurveyAnswer.objects.exists()
    assert not SampleLetter.objects.exists() and not SheetReading.objects.exists()
    answered = result_actions.answer_results_of_survey
    survey = Survey.objects.get()
    assert refusal(lambda: answered.perform(hall.chair, survey, answer="So.")) == "wrong-state"


def test_the_key_of_running_answers_cannot_be_let_go(hall: Hall) -> None:
    sample, sent, _listed = by_lot.ready(hall)
    with by_lot.later(sample, 1):
        by_lot.answer(sample, sent[0])
    old = roll_keys.newest().name
    assert roll_keys.needed(old) and not roll_keys.needed("99")
    roll_keys.rotate()
    with by_lot.later(sample, 1):
        by_lot.answer(sample, sent[1])
    # Written again with the next that came in, it lies under the newest key.
    assert not roll_keys.needed(old) and len(list(keeping.pile(sample.survey))) == 2
