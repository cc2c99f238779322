"""The search page: what is known by name first, then what holds the words, other forms of them, in any script."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client

from commonhall.cases.cases import actions as case_actions
from commonhall.cases.cases.search import index_category
from commonhall.cases.categories import actions as category_actions
from commonhall.cases.sources import actions as source_actions
from commonhall.core import clock, search
from commonhall.core.models import SearchText
from commonhall.pages.searching import Search
from tests.cases.everybody import SECRET, confidential
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


def test_a_hit_shows_the_words_that_were_found_and_nothing_that_would_run(hall: Hall) -> None:
    hall.raise_case(title="It is dark", text="The <b>lanterns</b> by the quay flicker.")
    shown = page(q="lantern")
    assert "The &lt;b&gt;<mark>lanterns</mark>&lt;/b&gt; by the quay" in shown
    # By its category's name it is found as well; that is no part of what was written.
    assert "<mark>" not in page(q="lamps").partition("It is dark")[2]


def test_kinds_are_counted_and_lead_to_their_hits(hall: Hall) -> None:
    for _number in range(3):
        hall.raise_case(title="Zebra crossing")
    source_actions.name_source.perform(
        hall.parks,
        title="Zebra paint",
        text="",
        unit=hall.unit("north"),
        body=hall.body("parks"),
        cases=[hall.raise_case()],
    )
    shown = page(q="zebra")
    address = re.search(r'href="(\?q=zebra&amp;kind=cases.case)"', shown)
    assert address and re.search(r'kind=cases.case"\s*>\s*Case\s*<span class="count">3<', shown)
    only = Client().get("/search/" + address[1].replace("&amp;", "&")).content.decode()
    assert "Zebra crossing" in only and "Zebra paint" not in only


def test_in_one_place_alone(hall: Hall) -> None:
    hall.raise_case(title="Zebra north")
    hall.raise_case(title="Zebra south", unit=hall.unit("south"))
    only = page(q="zebra", place="south")
    assert "Zebra south" in only and "Zebra north" not in only
    assert '<option value="south" selected>' in only
    everywhere = page(q="zebra", place="root")
    assert "Zebra south" in everywhere and "Zebra north" in everywhere
    assert "Zebra north" in page(q="zebra", place="nowhere")


def test_of_some_days_alone(hall: Hall) -> None:
    today = clock.today()
    hall.raise_case(title="Zebra now")
    earlier = case_actions.raise_case.coming(occurred_at=clock.now() - timedelta(days=40))
    earlier.perform(
        hall.resident,
        kind="complaint",
        title="Zebra then",
        category=hall.lamps,
        unit=hall.unit("north"),
    )
    day = (today - timedelta(days=20)).isoformat()
    newer, older = page(q="zebra", **{"from": day}), page(q="zebra", until=day)
    assert "Zebra now" in newer and "Zebra then" not in newer
    assert "Zebra then" in older and "Zebra now" not in older
    assert f'name="until" type="date" value="{day}"' in older
    # Built anew it says the same; and a day nobody can read narrows nothing.
    search.rebuild()
    assert "Zebra then" not in page(q="zebra", **{"from": day})
    assert "Zebra then" in page(q="zebra", **{"from": "soon"}, until="<script>")


def test_the_days_stay_in_the_address_of_other_pages(hall: Hall) -> None:
    asked = Search({"q": "zebra", "from": "2026-03-01", "until": "2026-04-30", "below": "7"})
    assert asked.first() == "?q=zebra&from=2026-03-01&until=2026-04-30"


def test_a_confidential_case_is_neither_found_nor_kept_for_showing(hall: Hall) -> None:
    confidential(hall)
    assert not SearchText.objects.filter(text__contains=SECRET).exists()
    assert not SearchText.objects.filter(tokens__contains=SECRET.lower()).exists()
