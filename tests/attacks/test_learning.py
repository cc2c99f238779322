"""Nobody reads how far another person came, learns it from counts, writes lessons without the power, or puts a script or
another site into a lesson."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from commonhall.actions.models import Version
from commonhall.core import exports
from commonhall.core.refusals import BadInput
from commonhall.people.actors import as_person
from commonhall.people.learning import actions, counting, progress, queries
from commonhall.people.learning.models import LearningPath, Lesson, LessonDone, PathDone
from commonhall.people.residents.models import Person
from commonhall.record.models import Entry
from tests.kit import Hall, by_key, found_hall, person, signed_in
from tests.law.kit import refusal
from tests.people.learning_kit import (
    adopted,
    do_lesson,
    do_path,
    own_lesson,
    own_path,
    question,
    words,
)
from tests.words import texts

pytestmark = pytest.mark.django_db
SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(1)> [x](javascript:alert(1))"


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


# --- progress is one's own ------------------------------------------------------------------------
def test_nobody_else_sees_what_somebody_learned_on_any_page(hall: Hall) -> None:
    do_path(signed_in(hall.resident), "mediator")
    for who in (hall.clerk, hall.chair, hall.parks):
        client = signed_in(who)
        for address in ("/learn/", "/learn/mediator/", "/learn/mediator/listen/", "/me/data/"):
            told = client.get(address).content.decode()
            assert "You finished this path" not in told
            assert "lessons done" not in told and "Lessons I did" not in told
    stranger = Client().get("/learn/mediator/").content.decode()
    assert "You finished" not in stranger


def test_no_address_takes_anothers_number(hall: Hall) -> None:
    do_path(signed_in(hall.resident), "mediator")
    other = signed_in(hall.chair)
    number = hall.resident.person
    for query in (f"?person={number}", f"?reader={number}", f"?account={hall.resident.account}"):
        assert "You finished" not in other.get(f"/learn/mediator/{query}").content.decode()
    other.post("/me/learning/forget/", {"person": number})
    assert PathDone.objects.filter(person=number).exists(), "only one's own is deleted"
    other.post("/learn/resident/case/", {"person": number, "reader": number})
    assert set(LessonDone.objects.values_list("person", flat=True)) == {number}


def test_a_stranger_deletes_nothing(hall: Hall) -> None:
    do_path(signed_in(hall.resident), "mediator")
    answer = Client().post("/me/learning/forget/")
    assert answer.status_code == 302 and "/account/login/" in answer["Location"]
    assert LessonDone.objects.exists()


def test_a_form_of_another_site_marks_nothing(hall: Hall) -> None:
    client = Client(enforce_csrf_checks=True)
    client.cookies = signed_in(hall.resident).cookies
    for address in ("/learn/resident/case/", "/me/learning/forget/"):
        assert client.post(address, {"question_1": "1"}).status_code == 403
    assert not LessonDone.objects.exists()


def test_no_export_version_or_entry_holds_who_learned(hall: Hall) -> None:
    before = (Entry.objects.count(), Version.objects.count())
    do_path(signed_in(hall.resident), "mediator")
    assert (Entry.objects.count(), Version.objects.count()) == before
    written = json.dumps(list(exports.datasets()["people.learning"].rows()), default=str)
    assert set(json.loads(written)[0]) == {"code", "names", "lessons", "finished"}
    assert not any("lessondone" in name or "pathdone" in name for name in exports.datasets())


# --- counts ---------------------------------------------------------------------------------------
def test_one_more_or_less_is_seen_by_nobody(hall: Hall) -> None:
    path = next(one for one in queries.public_paths() if one.code == "mediator")
    people = [person(f"learner{number}") for number in range(12)]

    def finish(one: Person) -> None:
        for lesson in path.lessons:
            progress.note(one.pk, path, lesson.code)

    def told() -> Any:
        counting.count_finished()
        page = Client().get("/learn/mediator/").content.decode()
        return queries.counts().get("mediator"), "10 people or more" in page

    for one in people[:9]:
        finish(one)
    assert told() == (None, False)
    finish(people[9])
    assert told() == (10, True)
    for one in people[10:]:
        finish(one)
        assert told() == (10, True), "whoever finishes next changes nothing"


# --- who writes -----------------------------------------------------------------------------------
def test_nobody_writes_lessons_without_the_power_by_any_door(hall: Hall) -> None:
    made = adopted(hall)
    first = made.questions.order_by("pk")[0]
    calls: list[tuple[Any, tuple[Any, ...], dict[str, Any]]] = [
        (actions.write_path, (), {"code": "x", "names": texts("X"), "abouts": texts("X")}),
        (actions.add_lesson, (), {"path": "resident", **words()}),
        (actions.adopt_lesson, (), {"lesson": "resident.say"}),
        (actions.change_lesson, (made,), words("Taken over")),
        (actions.end_lesson, (made,), {}),
        (actions.add_question, (made,), question()),
        (actions.change_question, (first,), question("Taken over?")),
    ]
    own = as_person(Person.objects.get(pk=hall.clerk.person))
    for action, thing, given in calls:
        for who in (hall.resident, hall.parks, hall.chair, own):
            found = refusal(partial(action.perform, who, *thing, **given))
            assert found, (action.code, who)
    pages = [
        "/learning/write-path/",
        "/learning/add-lesson/",
        "/learning/adopt-lesson/",
        f"/learning/lessons/{made.pk}/change/",
        f"/learning/lessons/{made.pk}/end/",
        f"/learning/questions/{first.pk}/change-question/",
    ]
    for who in (hall.resident, hall.parks, hall.chair):
        for address in pages:
            answer = signed_in(who).post(address, {"names_en": "Taken over", "code": "x"})
            assert answer.status_code in (400, 403), address
    answer = by_key(hall.parks, f"/lessons/{made.pk}/end", {})
    assert answer.status_code in (403, 404, 409)
    assert not LearningPath.objects.exists() and Lesson.objects.get().ended_on is None
    assert Lesson.objects.get().names != texts("Taken over")


def test_an_office_without_the_power_does_not_see_what_is_not_shown(hall: Hall) -> None:
    own_path(hall)
    made = own_lesson(hall, questions=1)
    for who in (hall.parks, hall.chair, hall.resident):
        client = signed_in(who)
        assert client.get(made.get_absolute_url()).status_code == 404
        assert client.get("/learn/waste/").status_code == 404
        assert "Waste" not in client.get("/learn/").content.decode()
        assert "write-path" not in client.get("/learn/").content.decode()
    assert Client().get("/api/v1/learning-paths/waste").status_code == 404


# --- what is written ------------------------------------------------------------------------------
def test_a_script_in_a_lesson_is_shown_as_text(hall: Hall) -> None:
    hostile = dict.fromkeys(texts("x"), SCRIPT)
    own_path(hall, names=dict.fromkeys(hostile, SCRIPT[:70]), abouts=hostile)
    made = actions.add_lesson.perform(
        hall.clerk,
        path="waste",
        names=dict.fromkeys(hostile, SCRIPT[:70]),
        texts=hostile,
        steps=dict.fromkeys(hostile, f"{SCRIPT}\n{SCRIPT}"),
        tasks=hostile,
        try_at="/cases/",
        beside="cases.raise_case",
    ).result
    for _number in range(3):
        given = dict.fromkeys(("asks", "right", "wrong", "other", "whys"), hostile)
        actions.add_question.perform(hall.clerk, made, **given)
    client = signed_in(hall.resident)
    pages = [
        client.get(address).content.decode()
        for address in ("/learn/", "/learn/waste/", made.get_absolute_url(), "/cases/raise/")
    ]
    pages.append(do_lesson(client, "waste", made.code).content.decode())
    for told in pages:
        assert "<script>alert" not in told and "onerror=alert(1)>" not in told.replace("&gt;", "")
        assert "<img src=x" not in told and 'href="javascript' not in told
        assert "alert(1)" in told


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "javascript:alert(1)",
        "\\\\evil.example",
        "http:/evil.example",
    ],
)
def test_try_it_leads_to_no_other_site(hall: Hall, address: str) -> None:
    own_path(hall)
    with pytest.raises(BadInput, match="try_at"):
        actions.add_lesson.perform(hall.clerk, path="waste", **words(try_at=address))
    assert not Lesson.objects.exists()


def test_a_lesson_stands_beside_no_form_that_is_not_named(hall: Hall) -> None:
    own_path(hall)
    for beside in ("law.found", "people.end_lesson", "nothing"):
        with pytest.raises(BadInput, match="beside"):
            actions.add_lesson.perform(hall.clerk, path="waste", **words(beside=beside))


def test_what_somebody_did_opens_no_door(hall: Hall) -> None:
    """Nothing in the hall asks whether somebody finished a path: no action, stage or roll reads it."""
    package = Path(actions.__file__).parents[2]
    readers = [
        file
        for file in package.rglob("*.py")
        if "LessonDone" in file.read_text(encoding="utf-8")
        and "migrations" not in file.parts
        and "learning" not in file.parts
    ]
    assert sorted(file.name for file in readers) == ["models.py", "personal_data.py"]
