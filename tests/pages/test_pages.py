"""Home, search and my place: found in any script, led where one lives, three clicks to what matters."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.test import Client

from commonhall.cases.cases.models import Case
from commonhall.people.accounts.models import Account
from commonhall.people.residents.models import Person
from tests.kit import Hall, found_hall
from tests.living import living_hall

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def text(address: str, client: Client | None = None) -> str:
    answer = (client or Client()).get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_search_finds_across_rooms_in_any_script(home: Path) -> None:
    hall = living_hall()
    hall.raise_case(title="夜间噪音扰民")
    assert "夜间噪音扰民" in text("/search/?q=噪音")
    found = text("/search/?q=LAMP+BROKEN")
    # Numbers go on from test to test on PostgreSQL: ask which case was the first.
    assert Case.objects.order_by("pk")[0].get_absolute_url() in found
    assert "No results for" not in found
    assert "/decisions/motions/" in text("/search/?q=new lamps")
    assert "/cases/sources/" in text("/search/?q=cable")
    assert "No results for" in text("/search/?q=unfindable")


def test_search_goes_on_page_by_page(hall: Hall) -> None:
    for number in range(25):
        hall.raise_case(title=f"zebra crossing {number}")
    first = text("/search/?q=zebra")
    assert first.count("item-title") == 20
    older = re.search(r'href="(\?q=zebra&amp;below=\d+)"', first)
    assert older
    rest = text("/search/" + older[1].replace("&amp;", "&"))
    assert rest.count("item-title") == 5


def test_hostile_searches_are_only_words(hall: Hall) -> None:
    for words in ("<script>", "%27 OR 1=1", "*", "%22%22", "below"):
        page = text(f"/search/?q={words}&below=9999999999999999999999")
        assert ("<script>alert" not in page and "&lt;script&gt;" in page) or "script" not in words


def test_my_place_leads_where_one_lives(hall: Hall) -> None:
    client = Client()
    client.force_login(Account.objects.get(email="resident@example.org"))
    assert "Confirm that you live here" in text("/me/place/", client)
    Person.objects.filter(name="resident").update(unit=hall.unit("north"))
    there = client.get("/me/place/")
    assert there["Location"] == f"/places/{hall.unit('north').pk}/"


@pytest.mark.slow
def test_home_leads_in_at_most_three_clicks(home: Path) -> None:
    """How to raise a case; what was decided; who is responsible; how a district does."""
    hall = living_hall()
    wanted = {
        "/cases/raise/": 1,
        "/decisions/motions/": 2,
        f"/bodies/{hall.body('parks').pk}/": 2,
        f"/places/{hall.unit('north').pk}/": 2,
    }
    reached: dict[str, int] = {"/": 0}
    edge = ["/"]
    for depth in (1, 2, 3):
        fresh = []
        for address in edge:
            answer = Client().get(address)
            if answer.status_code != 200 or "text/html" not in answer["Content-Type"]:
                continue
            for link in re.findall(r'href="(/[^"?#]*)"', answer.content.decode()):
                if link not in reached and not link.startswith(("/static", "/account", "/record")):
                    reached[link] = depth
                    fresh.append(link)
        edge = fresh[:60]
    for address, most in wanted.items():
        assert reached.get(address, 9) <= most, f"{address}: {reached.get(address)} clicks"
