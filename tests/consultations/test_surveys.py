"""Surveys: everybody once, nobody's answer known, results that follow from published tables."""

from __future__ import annotations

import json
import random
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from commonhall.actions.models import Version
from commonhall.consultations.surveys import actions, counting, jobs, keeping, packs
from commonhall.consultations.surveys.models import (
    Participation,
    Survey,
    SurveyAnswer,
    SurveyResult,
)
from commonhall.consultations.surveys.queries import survey_values
from commonhall.core import clock
from commonhall.core.refusals import BadInput, Refused
from commonhall.people.personal_data import everything_about
from commonhall.people.residents import actions as people
from commonhall.people.residents.models import Person
from commonhall.record import sequencer, verification
from commonhall.record.models import Entry
from commonhall.record.readers import DatabaseSource
from tests.consultations.surveys import MARGINS, WAY, answer, closed, survey
from tests.decisions.kit import voter
from tests.decisions.test_lotteries import repeal
from tests.decisions.test_pages import resident_lives_in, signed_in
from tests.kit import Hall, found_hall
from tests.words import texts

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def refusal(call: Any) -> str:
    with pytest.raises(Refused) as caught:
        call()
    return caught.value.code


def test_a_survey_runs_closes_and_its_results_follow_from_its_tables(hall: Hall) -> None:
    one = closed(hall, survey(hall), 45)
    result = SurveyResult.objects.get()
    assert one.state == "closed" and result.tables["took_part"] == 45
    again = counting.estimates(one.questions, one.margins, result.tables)
    assert again == result.estimates and again["converged"]
    said = again["questions"]
    value, low, high = said["safe-night"]["shares"][""]
    assert low < value < high and 4 * 10**4 < value < 8 * 10**4
    assert said["way"]["shares"]["foot"][0] == 10_000 and said["way"]["shares"]["car"][1] == 0
    assert set(said["victim"]["places"]) == {"north", "south"}
    sequencer.sequence_once()
    assert verification.verify(DatabaseSource()).ok


def test_nothing_leads_from_a_person_to_an_answer(hall: Hall) -> None:
    one = survey(hall)
    mine = voter(hall, 1)
    answer(mine, one, **{"safe-night": "3"})
    entry = Entry.objects.get(action="consultations.answer_survey")
    assert "safe-night" not in entry.body and "changes" not in json.loads(entry.body)
    assert {field.name for field in SurveyAnswer._meta.fields} == {
        "key",
        "survey",
        "sealed",
    }
    assert "safe-night" not in SurveyAnswer.objects.get().sealed
    closed(hall, one, 12)
    assert not SurveyAnswer.objects.exists() and Participation.objects.count() == 13
    for state in Version.objects.filter(type="consultations.surveyresult").values_list(
        "state", flat=True
    ):
        assert "person" not in state


def test_everybody_answers_once_who_lives_there(hall: Hall) -> None:
    one = survey(hall, unit=hall.unit("north"))
    assert refusal(lambda: answer(hall.resident, one, way="car")) == "not-verified"
    assert refusal(lambda: answer(voter(hall, 1, "south"), one, way="car")) == "lives-elsewhere"
    mine = voter(hall, 2)
    answer(mine, one, way="car")
    assert refusal(lambda: answer(mine, one, way="foot")) == "answered"
    close = actions.close_survey
    assert refusal(lambda: close.perform(hall.chair, survey=one)) == "not-over"
    with clock.replay(timezone.now() + timedelta(days=9)):
        assert refusal(lambda: answer(voter(hall, 3), one, way="car")) == "closed"
        close.perform(hall.chair, survey=one)
    assert refusal(lambda: close.perform(hall.chair, survey=one)) == "wrong-state"
    assert jobs.close_surveys() == 0


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"names": {}}, "names"),
        ({"questions": []}, "questions"),
        ({"questions": [WAY, WAY]}, "questions"),
        ({"questions": [{**WAY, "options": []}]}, "questions"),
        ({"questions": [{**WAY, "kind": "poem"}]}, "questions"),
        ({"margins": [{**MARGINS[0], "values": []}]}, "margins"),
        ({"margins": [MARGINS[1], MARGINS[1]]}, "margins"),
        ({"closes_at": timezone.now() - timedelta(days=1)}, "closes_at"),
    ],
)
def test_bad_surveys_are_named(hall: Hall, change: dict[str, Any], field: str) -> None:
    with pytest.raises(BadInput) as caught:
        survey(hall, **change)
    assert caught.value.field == field and not Survey.objects.exists()


@pytest.mark.parametrize(
    ("given_", "field"),
    [
        ({"way": "plane"}, "way"),
        ({"safe-night": "11"}, "safe-night"),
        ({}, "answers"),
        ({"age": "x", "way": "car"}, "age"),
    ],
)
def test_bad_answers_are_named_and_leave_nothing(
    hall: Hall, given_: dict[str, str], field: str
) -> None:
    one = survey(hall)
    with pytest.raises(BadInput) as caught:
        answer(voter(hall, 1), one, **given_)
    assert caught.value.field == field
    assert not Participation.objects.exists() and not SurveyAnswer.objects.exists()


def test_without_its_provision_nobody_asks_or_answers(hall: Hall) -> None:
    one, mine = survey(hall), voter(hall, 1)
    repeal("Article 19")
    assert refusal(lambda: survey(hall, wave=2)) == "no-competence"
    assert refusal(lambda: answer(mine, one, way="car")) == "no-right"
    assert (
        refusal(
            lambda: actions.open_survey.perform(
                hall.resident,
                names={"en": "x"},
                texts={},
                unit=hall.unit("root"),
                series="x",
                wave=1,
                questions=[],
                margins=[],
                closes_at=timezone.now(),
            )
        )
        == "wrong-kind"
    )


def test_fewer_than_ten_are_not_shown(hall: Hall) -> None:
    one = closed(hall, survey(hall), 9)
    said = SurveyResult.objects.get().estimates["questions"]
    assert all(each["suppressed"] and not each["shares"] for each in said.values())
    assert "fewer than ten people answered" in Client().get(one.get_absolute_url()).content.decode()


def test_taking_part_is_handed_over_and_erased(hall: Hall) -> None:
    one, mine = survey(hall), voter(hall, 1)
    answer(mine, one, way="car")
    person = Person.objects.get(pk=mine.person)
    assert everything_about(person)["consultations"]["surveys_taken_part_in"] == [one.names]
    people.erase_me.perform(mine, words=True)
    assert not Participation.objects.exists() and SurveyAnswer.objects.count() == 1


def test_values_by_place_and_day(hall: Hall) -> None:
    closed(hall, survey(hall), 45)
    later = (timezone.now() + timedelta(days=30)).date()
    ids = [hall.unit(code).pk for code in ("root", "north", "south")]
    found = survey_values("safe-night", ids, later)
    assert set(found) == set(ids)
    assert all(
        0 <= low <= value <= high <= 10 and n >= 10 for value, low, high, n in found.values()
    )
    assert survey_values("safe-night", ids, timezone.now().date()) == {}
    assert survey_values("nothing", ids, later) == {} and survey_values("way", ids[1:], later) == {}


def test_pages_work_without_a_script(hall: Hall, django_assert_max_num_queries: Any) -> None:
    resident_lives_in(hall, "north")
    one = survey(hall, names=texts("<script>x</script>"))
    client, page = signed_in("resident"), f"/conversations/surveys/{one.pk}/"
    assert client.get(f"{page}answer/")["Cache-Control"] == "no-store"
    assert client.post(f"{page}answer/", {"m-age": "young"}).status_code == 400
    assert client.post(f"{page}answer/", {"m-age": "young", "q-way": "car"}).status_code == 302
    assert "You have taken part" in client.get(page).content.decode()
    assert "<script>x" not in Client().get(page).content.decode()
    closed(hall, one, 30)
    text = Client().get(page).content.decode()
    assert "95% interval" in text and "By place" in text
    with django_assert_max_num_queries(6):
        Client().get("/conversations/surveys/")
    whole = Client().get(f"/api/v1/surveys/{one.pk}").json()
    assert whole["took_part"] == 31 and whole["estimates"]["questions"]["way"]["n"] == 31
    assert Client().get("/api/v1/surveys?series=how").json()["items"][0]["id"] == one.pk
    assert (
        "/conversations/surveys/"
        in Client().get(f"/places/{hall.unit('root').pk}/").content.decode()
    )


def test_an_office_opens_one_with_a_pack_and_lines(hall: Hall) -> None:
    client = signed_in("chair", hall.chair.ref)
    sent = {
        "names_en": "Here",
        "unit": str(hall.unit("root").pk),
        "series": "here",
        "wave": "1",
        "packs": ["trust"],
        "questions": "bus choice | Bus?\n- a | A\n- b | B",
        "closes_at": "2035-01-01",
        "margins": "age | Age | 年龄\n- y | 5 | young\n- o | 6 | old\nplace | Place\n- north | 5\n- south | 6",
    }
    for wrong in (
        {"questions": "bus"},
        {"questions": "- a | A"},
        {"margins": "- a | 1"},
        {"margins": "age"},
    ):
        assert client.post("/conversations/surveys/open/", {**sent, **wrong}).status_code == 400
    assert client.post("/conversations/surveys/open/", sent).status_code == 302
    made = Survey.objects.get()
    assert [one["code"] for one in made.questions] == ["trust-council", "trust-neighbours", "bus"]
    assert [one["place"] for one in made.margins] == [False, True]
    again = client.post("/conversations/surveys/open/", sent)
    assert again.status_code == 400 and "has already been asked" in again.content.decode()


# --- the counting -----------------------------------------------------------------------------------
QUESTIONS = [*packs.questions(["safety"]), WAY]
rows = st.lists(
    st.tuples(
        st.fixed_dictionaries(
            {
                "age": st.sampled_from(["young", "old"]),
                "place": st.sampled_from(["north", "south", ""]),
            }
        ),
        st.fixed_dictionaries(
            {
                "safe-night": st.sampled_from(["", *keeping.SCALE]),
                "victim": st.sampled_from(["", "yes", "no"]),
                "way": st.sampled_from(["car", "foot"]),
            }
        ),
    ),
    max_size=60,
)


@settings(max_examples=80, deadline=None)
@given(rows)
def test_any_answers_give_estimates_in_range_and_no_small_table(found: list[Any]) -> None:
    tables = json.loads(json.dumps(counting.tables(QUESTIONS, MARGINS, found)))
    again = counting.estimates(QUESTIONS, MARGINS, tables)
    sizes: Counter[int] = Counter()
    for (_profile, number), (_same, count) in zip(tables["classes"], tables["joint"], strict=True):
        sizes[number] += count
    assert sum(sizes.values()) == len(found)
    assert all(size >= 10 for size in sizes.values()) or len(sizes) <= 1
    for question in QUESTIONS:
        said = again["questions"][question["code"]]
        top = 100_000 if question["kind"] == "scale" else 10_000
        for three in [*said["shares"].values(), *(four[:3] for four in said["places"].values())]:
            assert 0 <= three[1] <= three[0] <= three[2] <= top
        assert all(four[3] >= 10 for four in said["places"].values())


def test_weights_bring_the_sample_to_the_population() -> None:
    """90 young who are safe (8), 30 old who are not (2), half and half in the town: near 5, not 6.5."""
    found = [({"age": "young", "place": "north"}, {"safe-night": "8"})] * 90
    found += [({"age": "old", "place": "north"}, {"safe-night": "2"})] * 30
    tables = counting.tables(QUESTIONS[:1], MARGINS[:1], found)
    said = counting.estimates(QUESTIONS[:1], MARGINS[:1], tables)
    assert abs(said["questions"]["safe-night"]["shares"][""][0] - 50_000) < 100
    assert said["effect"] > 12_000 and said["effective"] < 120


def test_intervals_hold_what_they_promise() -> None:
    """400 samples of 120 from a known town: the interval covers its share in 91 to 99 of 100."""
    chance, covered = random.Random(4), 0
    for _sample in range(400):
        found = []
        for _one in range(120):
            young = chance.random() < 0.7
            yes = chance.random() < (0.2 if young else 0.6)
            found.append(({"age": "young" if young else "old"}, {"victim": "yes" if yes else "no"}))
        tables = counting.tables(QUESTIONS[1:2], MARGINS[:1], found)
        said = counting.estimates(QUESTIONS[1:2], MARGINS[:1], tables)
        _value, low, high = said["questions"]["victim"]["shares"][""]
        covered += low <= 4000 <= high
    assert 364 <= covered <= 396
