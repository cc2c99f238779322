"""Answer templates: managed by a body, filled in for a case before anything is sent, in the raiser's language."""

from __future__ import annotations

from pathlib import Path

import pytest

from commonhall.cases.answer_templates import actions
from commonhall.cases.answer_templates.filling import fill
from commonhall.cases.cases.models import Case
from commonhall.cases.desk import actions as desk
from commonhall.core.refusals import BadInput
from commonhall.people.accounts.models import Account
from tests.kit import Hall, found_hall, signed_in
from tests.words import CODES, OTHER, texts

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def make(hall: Hall, text: str = "We come to {place}: “{title}”.", **given: object) -> int:
    values = {"names": texts("Soon"), "kind": "answer", "texts": texts(text), **given}
    return int(actions.set_answer_template.perform(hall.parks, **values).result.pk)  # type: ignore[arg-type]


def test_it_is_shown_filled_in_before_it_is_sent(hall: Hall) -> None:
    number, case = make(hall), hall.raise_case(title="Dark <b>corner")
    client = signed_in(hall.parks)
    preview = client.get(f"/cases/{case.pk}/templates/").content.decode()
    assert "We come to North: “Dark &lt;b&gt;corner”." in preview
    page = client.get(f"/cases/{case.pk}/answer/?template={number}").content.decode()
    assert "We come to North: “Dark &lt;b&gt;corner”." in page
    assert not case.answers.exists()


def test_it_speaks_the_language_of_whoever_raised_the_case(hall: Hall) -> None:
    other = next(code for code in CODES if code == OTHER)
    said = {code: f"{code}: {{place}}" for code in CODES}
    actions.set_answer_template.perform(hall.parks, names=texts("Soon"), kind="answer", texts=said)
    Account.objects.filter(email="resident@example.org").update(language=other)
    case = hall.raise_case()
    assert (
        f"{other}: " in signed_in(hall.parks).get(f"/cases/{case.pk}/templates/").content.decode()
    )


def test_only_what_fits_category_and_kind_is_offered(hall: Hall) -> None:
    from commonhall.cases.categories.actions import set_category

    trees = set_category.perform(
        hall.chair, code="trees", names=texts("Trees"), body=hall.body("parks")
    ).result
    make(hall, "For lamps", category=hall.lamps)
    make(hall, "For trees", category=trees)
    asking = make(hall, "Which one?", kind="asked")
    case = hall.raise_case()
    client = signed_in(hall.parks)
    content = client.get(f"/cases/{case.pk}/templates/").content.decode()
    assert ("For lamps" in content, "For trees" in content, "Which one?" in content) == (
        True,
        False,
        True,
    )
    assert (
        "Which one?"
        not in client.get(f"/cases/{case.pk}/answer/?template={asking}").content.decode()
    )
    question = client.get(f"/cases/{case.pk}/ask-raiser/?template={asking}").content.decode()
    assert "Which one?" in question


def test_other_bodies_neither_see_nor_use_it(hall: Hall) -> None:
    number, case = make(hall, "Secret words"), hall.raise_case()
    for client in (signed_in(hall.roads), signed_in("resident")):
        assert client.get(f"/cases/{case.pk}/templates/").status_code == 404
        assert "Secret words" not in client.get("/cases/answer-templates/").content.decode()
        page = client.get(f"/cases/{case.pk}/answer/?template={number}").content.decode()
        assert "Secret words" not in page


def test_a_mark_that_stands_for_nothing_is_named(hall: Hall) -> None:
    with pytest.raises(BadInput, match=r"\{person\}") as told:
        make(hall, "Dear {person}")
    assert told.value.field == "texts"


def test_what_is_answered_together_is_filled_in_for_each(hall: Hall) -> None:
    first, second = hall.raise_case(title="One"), hall.raise_case(title="Two")
    desk.answer_cases.perform(hall.parks, cases=[first, second], text="On “{title}” {or not}.")
    said = [case.answers.get().text for case in (first, second)]
    assert said == ["On “One” {or not}.", "On “Two” {or not}."]


def test_a_title_with_marks_is_not_filled_in_again(hall: Hall) -> None:
    case = hall.raise_case(title="{number}{body}")
    assert fill("{title}", Case.objects.get(pk=case.pk)) == "{number}{body}"
