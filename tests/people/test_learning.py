"""Learning paths: shipped and of the hall's own, questions explained, progress kept for one's own eyes and handed over."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape
from django.utils.translation import override

from commonhall.actions import registry
from commonhall.actions.models import Version
from commonhall.core import clock, refs, search, timers
from commonhall.core.exports import datasets
from commonhall.people.learning import actions, counting, progress, queries
from commonhall.people.learning.helping import FORMS
from commonhall.people.learning.models import Lesson, LessonDone, PathDone
from commonhall.people.learning.shipped import PACKS, all_shipped
from commonhall.people.learning.shown import PathShown
from commonhall.people.learning.timers import count_paths
from commonhall.people.personal_data import everything_about
from commonhall.people.residents import actions as residents
from commonhall.people.residents.models import Person
from commonhall.record.models import Entry
from tests.actions.samples import set_fields
from tests.kit import Hall, found_hall, person, signed_in
from tests.people.learning_kit import (
    adopted,
    do_lesson,
    do_path,
    number_of,
    own_lesson,
    own_path,
    question,
    right_answers,
    shown,
    words,
)
from tests.words import CODES, SOURCE, texts

pytestmark = pytest.mark.django_db
PATHS = all_shipped()
MOST_QUERIES = 16


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


# --- what comes with the software -----------------------------------------------------------------
def test_there_is_a_path_for_each_who_takes_part() -> None:
    assert [one.code for one in PATHS] == [
        "resident",
        "organisation",
        "official",
        "mediator",
        "teller",
    ]
    assert set(PACKS) == {one.code for one in PATHS}


@pytest.mark.parametrize("path", PATHS, ids=lambda one: one.code)
def test_each_shipped_lesson_is_whole_in_every_language(path: PathShown) -> None:
    for one in path.lessons:
        assert one.whole and one.try_at and (not one.beside or one.beside in FORMS)
        for code in CODES:
            with override(code):
                assert len(one.picture) == len(one.icons) >= 2, (one.url, code)
                assert one.name and one.text and one.task
                for asked in one.questions:
                    given = [words for _place, words in asked.answers()]
                    assert len(set(given)) == 3 and asked.right_answer in given
                    assert given[int(asked.right_place()) - 1] == asked.right_answer
        assert len(one.texts[SOURCE].split()) < 260, "two minutes at most"


def test_right_answers_do_not_all_stand_in_one_place() -> None:
    places = [q.right_place() for path in PATHS for one in path.lessons for q in one.questions]
    assert {places.count(place) for place in "123"} != {0} and max(
        places.count(place) for place in "123"
    ) < len(places) * 0.6


def test_forms_that_offer_lessons_exist() -> None:
    assert set(FORMS) <= set(registry.actions())


# --- reading --------------------------------------------------------------------------------------
def test_a_stranger_reads_and_answers_without_scripts_and_nothing_is_kept(hall: Hall) -> None:
    stranger = Client()
    told = stranger.get("/learn/").content.decode()
    assert all(escape(path.name) in told for path in PATHS) and "Sign in to keep it" in told
    told = stranger.get("/learn/resident/").content.decode()
    assert "/learn/resident/case/" in told
    told = stranger.get("/learn/resident/case/").content.decode()
    assert "Three questions" in told and "how-step" in told and "/cases/raise/" in told
    answer = do_lesson(stranger, "resident", "case")
    told = answer.content.decode()
    assert told.count("That is right") == 3 and "we do not keep" in told
    assert answer["Cache-Control"] == "no-store" and not LessonDone.objects.exists()


def test_a_wrong_answer_is_explained_and_one_left_out_is_asked_for(hall: Hall) -> None:
    one = shown("resident", "case")
    wrong = right_answers(one)
    wrong["question_1"] = next(p for p in "123" if p != one.questions[0].right_place())
    told = Client().post(one.url, wrong).content.decode()
    assert told.count("That is right") == 2 and told.count("Not quite") == 1
    assert all(escape(asked.why) in told for asked in one.questions)
    del wrong["question_2"]
    answer = Client().post(one.url, wrong)
    assert answer.status_code == 400 and "Choose an answer." in answer.content.decode()
    assert Client().post(one.url, {**wrong, "question_2": "4"}).status_code == 400


def test_what_is_not_there_is_not_found(hall: Hall) -> None:
    for address in ("/learn/nobody/", "/learn/resident/nothing/", "/learn/nobody/case/"):
        assert Client().get(address).status_code == 404
        assert Client().post(address).status_code in (404, 405)


def test_progress_is_kept_shown_to_oneself_and_deleted_on_wish(hall: Hall) -> None:
    client = signed_in(hall.resident)
    do_lesson(client, "resident", "case")
    # Wrong answers count as well: nobody is judged.
    one = shown("resident", "say")
    client.post(one.url, dict.fromkeys(right_answers(one), "1"))
    told = client.get("/learn/").content.decode()
    assert "2 of 3 lessons done" in told and "Delete my progress" in told
    assert "Finished" not in told
    do_lesson(client, "resident", "appeal")
    assert PathDone.objects.filter(person=hall.resident.person).count() == 1
    assert "You finished this path" in client.get("/learn/resident/").content.decode()
    assert LessonDone.objects.count() == 3
    do_lesson(client, "resident", "appeal")
    assert LessonDone.objects.count() == 3, "done twice is done once"
    assert client.get("/me/learning/forget/").status_code == 200
    assert LessonDone.objects.count() == 3, "asked before it is deleted"
    client.post("/me/learning/forget/")
    assert not LessonDone.objects.exists() and not PathDone.objects.exists()


def test_learning_leaves_nothing_on_the_record(hall: Hall) -> None:
    before = Entry.objects.count()
    do_path(signed_in(hall.resident), "resident")
    assert Entry.objects.count() == before


def test_whoever_acts_in_an_office_learns_for_themselves(hall: Hall) -> None:
    do_lesson(signed_in(hall.parks), "official", "answer")
    assert list(LessonDone.objects.values_list("person", flat=True)) == [number_of(hall.parks)]


def test_progress_is_handed_over_and_erased_with_ones_data(hall: Hall) -> None:
    client = signed_in(hall.resident)
    do_path(client, "teller")
    own = Person.objects.get(pk=hall.resident.person)
    held = everything_about(own)["people"]
    assert [one["lesson"] for one in held["lessons_done"]] == ["why", "count"]
    assert [one["path"] for one in held["paths_finished"]] == ["teller"]
    told = client.get("/me/data/").content.decode()
    assert "Lessons I did" in told
    residents.erase_me.perform(hall.resident)
    assert not LessonDone.objects.exists() and not PathDone.objects.exists()


# --- counts ---------------------------------------------------------------------------------------
def finish(number: int, path: str = "teller") -> None:
    found = next(one for one in queries.public_paths() if one.code == path)
    for at in range(number):
        one = person(f"learner{at}-{path}")
        for lesson in found.lessons:
            progress.note(one.pk, found, lesson.code)


@pytest.mark.parametrize(("people", "told"), [(9, None), (10, 10), (19, 10), (20, 20)])
def test_only_whole_tens_are_told(hall: Hall, people: int, told: int | None) -> None:
    finish(people)
    counting.count_finished()
    assert queries.counts().get("teller") == told
    page = Client().get("/learn/teller/").content.decode()
    assert (f"Finished by {told} people or more" in page) is (told is not None)
    assert ("is shown once ten people have" in page) is (told is None)
    assert told == people or f"{people} people" not in page
    rows = {row["code"]: row for row in datasets()["people.learning"].rows()}
    assert rows["teller"]["finished"] == told and rows["resident"]["finished"] is None
    answer = Client().get("/api/v1/learning-paths/teller").json()
    assert answer["finished"] == told


def test_a_count_is_made_by_the_clock_and_sinks_again(hall: Hall) -> None:
    assert any("learning.timers.count_paths" in name for name in timers.registered())
    finish(10)
    assert queries.counts() == {}, "nobody watches a count rise by one"
    counting.count_finished()
    assert queries.counts() == {"teller": 10}
    progress.forget(PathDone.objects.order_by("pk")[0].person_id)
    counting.count_finished()
    assert queries.counts() == {}


# --- the hall's own -------------------------------------------------------------------------------
def test_the_halls_own_words_win_and_the_software_is_back_when_they_end(hall: Hall) -> None:
    made = adopted(hall)
    assert made.questions.count() == 3 and shown("resident", "case").row == made
    with override(SOURCE):
        before = shown("resident", "case")
    given = words("How we do it", beside="cases.raise_case")
    actions.change_lesson.perform(hall.clerk, made, **given)
    told = Client().get("/learn/resident/case/").content.decode()
    assert "How we do it" in told and "In the hall’s own words" in told and "<strong>green" in told
    assert escape(before.questions[0].ask) in told, "its questions stay"
    beside = signed_in(hall.resident).get("/cases/raise/").content.decode()
    assert "How we do it" in beside and "Write a case that is answered" not in beside
    actions.end_lesson.perform(hall.clerk, made)
    told = Client().get("/learn/resident/case/").content.decode()
    assert "Write a case that is answered" in told
    again = adopted(hall)
    assert again.pk == made.pk and again.name != "How we do it"
    assert again.questions.filter(ended_on=None).count() == 3


def test_a_path_of_the_halls_own_is_shown_once_a_lesson_has_three_questions(hall: Hall) -> None:
    own_path(hall)
    made = own_lesson(hall, questions=2)
    stranger, clerk = Client(), signed_in(hall.clerk)
    assert "Waste" not in stranger.get("/learn/").content.decode()
    assert stranger.get("/learn/waste/").status_code == 404
    assert stranger.get(made.get_absolute_url()).status_code == 404
    told = clerk.get("/learn/").content.decode()
    assert "Waste" in told and "Not shown to others" in told
    assert "once it has three questions" in clerk.get(made.get_absolute_url()).content.decode()
    assert clerk.post(made.get_absolute_url(), {}).status_code == 400
    actions.add_question.perform(hall.clerk, made, **question())
    assert "Waste" in stranger.get("/learn/").content.decode()
    assert do_lesson(stranger, "waste", made.code).status_code == 200


def test_a_path_is_renamed_and_hidden_also_one_that_came_with_the_software(hall: Hall) -> None:
    clerk = signed_in(hall.clerk)
    form = clerk.get("/learning/write-path/?code=resident").content.decode()
    assert "For residents" in form, "the form begins with the words that stand there"
    own_path(hall, "Resident", names=texts("For neighbours"))
    assert "For neighbours" in Client().get("/learn/").content.decode()
    own_path(hall, "resident", names=texts("For neighbours"), hidden=True)
    told = Client().get("/learn/").content.decode()
    assert "For neighbours" not in told and "/learn/resident/" not in told
    assert Client().get("/learn/resident/").status_code == 404
    own_path(hall, "resident", names=texts("For neighbours"))
    assert Client().get("/learn/resident/").status_code == 200


def test_an_editor_changes_a_shipped_lesson_in_the_browser(hall: Hall) -> None:
    clerk = signed_in(hall.clerk)
    told = clerk.get("/learn/teller/why/").content.decode()
    assert "/learning/adopt-lesson/?lesson=teller.why" in told
    assert "adopt-lesson" not in signed_in(hall.resident).get("/learn/teller/why/").content.decode()
    made = adopted(hall, "teller.why")
    told = clerk.get("/learn/teller/why/").content.decode()
    assert f"/learning/lessons/{made.pk}/change/" in told
    first = made.questions.order_by("pk")[0]
    assert f"/learning/questions/{first.pk}/change-question/" in told
    actions.change_question.perform(hall.clerk, first, **question("Who <b>holds</b> keys?"))
    assert escape("Who <b>holds</b> keys?") in Client().get("/learn/teller/why/").content.decode()


def test_versions_of_a_lesson_are_kept(hall: Hall) -> None:
    made = adopted(hall)
    actions.change_lesson.perform(hall.clerk, made, **words("First"))
    actions.change_lesson.perform(hall.clerk, Lesson.objects.get(pk=made.pk), **words("Second"))
    kept = Version.objects.filter(type="people.lesson", object_id=made.pk).order_by("version")
    states = [one.state for one in kept]
    assert len(states) == 3 and "First" in states[1] and "Second" in states[2]


def test_own_lessons_are_found_while_they_are_shown(hall: Hall) -> None:
    def found() -> list[str]:
        return [ref for _key, ref in search.everything("green") if "lesson" in ref]

    own_path(hall)
    made = own_lesson(hall, questions=2)
    assert found() == []
    actions.add_question.perform(hall.clerk, made, **question())
    assert found() == [made.ref]
    own_path(hall, hidden=True)
    assert found() == []
    own_path(hall)
    assert found() == [made.ref]
    search.rebuild(["people.lesson"])
    assert found() == [made.ref]
    actions.end_lesson.perform(hall.clerk, made)
    assert found() == []


def test_a_ref_leads_to_what_everybody_may_open(hall: Hall) -> None:
    def leads_to(ref: str) -> str:
        return refs.resolve([ref])[ref].url

    path = own_path(hall)
    made = own_lesson(hall, questions=2)
    assert leads_to(path.ref) == leads_to(made.ref) == "/learn/"
    last = actions.add_question.perform(hall.clerk, made, **question()).result
    assert leads_to(path.ref) == "/learn/waste/"
    assert leads_to(made.ref) == leads_to(last.ref) == "/learn/waste/lesson-1/"
    actions.end_lesson.perform(hall.clerk, made)
    assert leads_to(made.ref) == leads_to(last.ref) == "/learn/"
    copied = adopted(hall)
    actions.end_lesson.perform(hall.clerk, copied)
    assert leads_to(copied.ref) == "/learn/resident/case/", "the software's is shown again"


def test_a_lesson_set_aside_by_an_appeal_is_found_no_more_the_day_after(hall: Hall) -> None:
    own_path(hall)
    made = own_lesson(hall)
    set_fields(made, ended_on=clock.today())
    count_paths()
    assert [ref for _key, ref in search.everything("green") if "lesson" in ref] == []


def test_programs_read_paths_with_their_questions(hall: Hall) -> None:
    listed = Client().get("/api/v1/learning-paths").json()
    assert [one["code"] for one in listed] == [one.code for one in PATHS]
    lesson = listed[0]["lessons"][0]
    assert len(lesson["questions"]) == 3 and len(lesson["questions"][0]["wrong"]) == 2
    assert set(listed[0]) == {"code", "name", "about", "url", "finished", "lessons"}
    assert Client().get("/api/v1/learning-paths/nobody").status_code == 404


# --- two minutes ----------------------------------------------------------------------------------
def test_a_form_offers_its_lesson_and_other_pages_none(hall: Hall) -> None:
    case = hall.raise_case()
    told = signed_in(hall.parks).get(f"/cases/{case.pk}/answer/").content.decode()
    assert "Two minutes" in told and "/learn/official/answer/" in told
    assert "/learn/resident/case/" in Client().get("/cases/write/").content.decode()
    assert "two-minutes" not in Client().get("/cases/").content.decode()


def test_a_hidden_paths_lesson_is_offered_nowhere(hall: Hall) -> None:
    own_path(hall, "official", hidden=True)
    case = hall.raise_case()
    told = signed_in(hall.parks).get(f"/cases/{case.pk}/answer/").content.decode()
    assert "two-minutes" not in told


# --- cost -----------------------------------------------------------------------------------------
def queries_of(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as caught:
        assert client.get(address).status_code == 200
    return len(caught)


@pytest.mark.parametrize("address", ["/learn/", "/learn/waste/", "/learn/waste/lesson-1/"])
def test_pages_cost_as_many_queries_however_much_there_is(hall: Hall, address: str) -> None:
    own_path(hall)
    own_lesson(hall)
    client = signed_in(hall.resident)
    client.get(address)
    few = queries_of(client, address)
    for number in range(4):
        own_path(hall, f"more{number}")
        own_lesson(hall, f"more{number}")
        own_lesson(hall)
    finish(12)
    counting.count_finished()
    do_path(client, "waste")
    client.get(address)
    assert queries_of(client, address) == few <= MOST_QUERIES


def test_ones_data_cost_nothing_more_where_nothing_was_learned(hall: Hall) -> None:
    client = signed_in(hall.resident)
    client.get("/me/data/")
    with CaptureQueriesContext(connection) as caught:
        client.get("/me/data/")
    asked = [one["sql"] for one in caught.captured_queries if "lessondone" in one["sql"]]
    assert len(asked) == 1 and "EXISTS" in asked[0]
