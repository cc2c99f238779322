"""The search page: what is known by name first, then what holds the words, other forms of them, in any script."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client

from commonhall.cases.cases import actions as case_actions
from commonhall.cases.cases.search import index_category
from commonhall.cases.categories import actions as category_actions
from commonhall.core import search
from tests.kit import Hall, found_hall
from tests.words import texts

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def page(**asked: str) -> str:
    return Client().get("/search/", asked).content.decode()


def test_a_case_is_found_by_its_category_place_and_body(hall: Hall) -> None:
    hall.raise_case(title="It is dark")
    for words in ("lamps dark", "north dark", "parks dark", "Lamp Norths dark"):
        assert "It is dark" in page(q=words), words
        assert "It is dark" in Client().get("/cases/", {"q": words}).content.decode()
    assert "It is dark" not in page(q="south dark")


def test_passed_on_it_is_found_by_who_answers_now(hall: Hall) -> None:
    case = hall.raise_case(title="It is dark")
    case_actions.pass_on_case.perform(
        hall.parks, case=case, to=hall.body("roads"), reason="A road lamp."
    )
    assert "It is dark" in page(q="roads dark") and "It is dark" not in page(q="parks dark")


def test_a_category_of_another_name_finds_its_cases(hall: Hall) -> None:
    hall.raise_case(title="It is dark")
    category_actions.set_category.perform(
        hall.chair, code=hall.lamps.code, names=texts("Lanterns"), body=hall.body("parks")
    )
    index_category.call(hall.lamps.pk)
    assert "It is dark" in page(q="lantern")


def test_what_is_known_by_name_comes_first(hall: Hall) -> None:
    for _number in range(30):
        hall.raise_case(title="At the parks")
    shown = page(q="parks")
    assert shown.index("/bodies/") < shown.index("At the parks")
    assert f'href="/bodies/{hall.body("parks").pk}/"' in shown


def test_one_kind_alone(hall: Hall) -> None:
    hall.raise_case(title="At the parks")
    only = page(q="parks", kind="people.body")
    assert "At the parks" not in only and f'href="/bodies/{hall.body("parks").pk}/"' in only
    assert "At the parks" in page(q="parks", kind="no.kind")


def test_a_misspelt_word_is_asked_back(hall: Hall) -> None:
    hall.raise_case(title="The playground is broken")
    shown = page(q="playgruond")
    assert "Did you mean" in shown and "?q=playground" in shown
    assert "Did you mean" not in page(q="qqqqqq")


def test_built_anew_the_index_finds_the_same(hall: Hall) -> None:
    hall.raise_case(title="It is dark")
    words = ("dark", "lamps", "parks", "north")
    before = {one: sorted(ref for _key, ref in search.everything(one)) for one in words}
    search.rebuild()
    assert {one: sorted(ref for _key, ref in search.everything(one)) for one in words} == before
    assert all(before.values())
