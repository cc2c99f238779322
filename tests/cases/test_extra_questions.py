"""A category's own questions: asked on the page, kept with the case, shown where they are public."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from commonhall.cases.cases.models import Case
from commonhall.cases.categories.question_actions import choice_lines, read_choices
from commonhall.core.refusals import BadInput
from tests.cases.everybody import asked
from tests.kit import Hall, by_key, found_hall, signed_in
from tests.words import OTHER, texts

pytestmark = pytest.mark.django_db
COLOURS = [["red", texts("Red")], ["blue", texts("Blue")]]


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def form(hall: Hall, **given: Any) -> dict[str, Any]:
    return {
        "kind": "complaint",
        "title": "Dark corner",
        "category": hall.lamps.pk,
        "unit": hall.unit("north").pk,
        **given,
    }


def test_without_scripts_the_form_comes_back_with_the_questions(hall: Hall) -> None:
    asked(hall, "pole", required=True)
    client = signed_in("resident")
    response = client.post("/cases/raise/", form(hall))
    assert "Which pole?" in response.content.decode() and not Case.objects.exists()
    shown = client.post("/cases/raise/", form(hall, answers_shown=hall.lamps.pk, asked="1"))
    assert shown.status_code == 400 and "Enter an answer." in shown.content.decode()
    client.post(
        "/cases/raise/", form(hall, answers_shown=hall.lamps.pk, answers_pole="17", asked="1")
    )
    assert Case.objects.get().extra == {"pole": "17"}


def test_with_scripts_they_are_fetched_when_the_category_is_chosen(hall: Hall) -> None:
    asked(hall, "colour", "choice", choices=COLOURS)
    part = Client().get(f"/cases/questions/?category={hall.lamps.pk}").content.decode()
    assert 'name="answers_colour"' in part and "Red" in part
    assert Client().get("/cases/questions/?category=x").content.strip() == b""


def test_answers_are_shown_where_they_are_public(hall: Hall) -> None:
    asked(hall, "pole", public=True)
    asked(hall, "phone")
    asked(hall, "colour", "choice", choices=COLOURS, public=True)
    case = hall.raise_case(answers={"pole": "17", "phone": "secret-number", "colour": "red"})
    page = Client().get(f"/cases/{case.pk}/").content.decode()
    assert "17" in page and "Red" in page and "secret-number" not in page
    own = signed_in("parks", hall.parks.ref).get(f"/cases/{case.pk}/").content.decode()
    assert "secret-number" in own
    data = Client().get(f"/api/v1/cases/{case.pk}").json()
    assert [(one["code"], one["answer"]) for one in data["answers"]] == [
        ("pole", "17"),
        ("colour", "Red"),
    ]
    table = b"".join(Client().get("/cases/export.csv").streaming_content).decode()  # type: ignore[attr-defined]
    row = next(csv.DictReader(io.StringIO(table.lstrip("\ufeff"))))
    assert "17" in row["answers"] and "secret-number" not in table


@pytest.mark.parametrize(
    ("kind", "value"),
    [("number", "many"), ("date", "someday"), ("choice", "green"), ("text", "x" * 401)],
)
def test_an_answer_that_does_not_fit_is_named(hall: Hall, kind: str, value: str) -> None:
    asked(hall, "one", kind, **({"choices": COLOURS} if kind == "choice" else {}))
    with pytest.raises(BadInput) as caught:
        hall.raise_case(answers={"one": value})
    assert caught.value.field == "answers" and "Which one?" in str(caught.value.message)


def test_programs_read_the_questions_and_answer_them(hall: Hall) -> None:
    asked(hall, "pole", required=True)
    listed = Client().get("/api/v1/categories").json()
    assert listed[0]["questions"][0]["code"] == "pole"
    given = {"kind": "complaint", "title": "Dark", "category": "lamps", "unit": "north"}
    answer = by_key(hall.resident, "/cases/raise", given)
    assert answer.status_code == 422 and answer.json()["field"] == "answers"
    answer = by_key(hall.resident, "/cases/raise", {**given, "answers": {"pole": "17"}})
    assert answer.status_code in (200, 201), answer.content
    assert Case.objects.get().extra == {"pole": "17"}


def test_choices_are_written_in_lines_and_read_back() -> None:
    lines = [f"red = Red | {OTHER} = Red there", "blue = Blue"]
    found = read_choices("\n".join(lines))
    assert [code for code, _names in found] == ["red", "blue"]
    assert [one.split(" | ")[0] for one in choice_lines(found)] == ["red = Red", "blue = Blue"]
    for wrong in ("Red", "a b = Red", "red = Red\nred = Rot"):
        with pytest.raises(BadInput):
            read_choices(wrong)


@pytest.mark.parametrize(
    ("by", "words"),
    [("residents", "Only confirmed residents"), ("organisations", "Only organisations")],
)
def test_a_category_says_who_may_raise_it(hall: Hall, by: str, words: str) -> None:
    from tests.actions.samples import set_fields

    set_fields(hall.lamps, raised_by=by)
    hall.lamps.refresh_from_db()
    with pytest.raises(BadInput) as caught:
        hall.raise_case()
    assert words in str(caught.value.message)
