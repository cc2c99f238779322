"""Pages and API of lotteries: without a script, each sees what is theirs, hostile words stay words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from commonhall.decisions.lotteries import drawing
from commonhall.decisions.lotteries.models import Application, Lottery
from tests.decisions.kit import voter
from tests.decisions.lots import draw, enter, entrants, panel, places
from tests.decisions.test_pages import resident_lives_in, signed_in
from tests.kit import Hall, found_hall
from tests.open_data.test_api import key_of, post
from tests.words import texts

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def test_a_resident_applies_withdraws_and_answers(hall: Hall) -> None:
    resident_lives_in(hall, "north")
    lottery = panel(hall)
    client, page = signed_in("resident"), f"/decisions/lotteries/{lottery.pk}/"
    assert client.post(f"{page}apply-for/", {"features_age": "young"}).status_code == 400
    sent = {"features_age": "young", "features_home": "owns"}
    assert client.post(f"{page}apply-for/", sent).status_code == 302
    code = Application.objects.get().code
    assert code in client.get(page).content.decode()
    assert code not in Client().get(page).content.decode()
    assert client.post(f"{page}withdraw-application/").status_code == 302
    assert not Application.objects.exists()
    client.post(f"{page}apply-for/", sent)
    code = Application.objects.get().code
    for number in range(3):
        enter(voter(hall, number), lottery, number)
    waits = Client().post(f"{page}ticket/", {"code": code.lower()})
    assert "This ticket has been entered" in waits.content.decode()
    draw(lottery)
    assert "You were drawn" in client.get(page).content.decode(), "four of four"
    assert "You were drawn" not in Client().get(page).content.decode()
    shown = Client().post(f"{page}ticket/", {"code": code})
    assert "drawn by the stated rule" in shown.content.decode()
    assert shown["Cache-Control"] == "no-store"
    assert client.post(f"{page}accept-place/", {"name": "<b>Ada</b>"}).status_code == 302
    assert "&lt;b&gt;Ada" in Client().get(page).content.decode()
    assert Client().post(f"{page}ticket/", {"code": "AAAA"}).status_code == 400
    assert client.get(f"{page}nonsense/").status_code == 404


def test_an_office_opens_one_from_lines(hall: Hall) -> None:
    client = signed_in("chair", hall.chair.ref)
    sent = {
        "names_en": "Panel",
        "kind": "panel",
        "rule": "leximin",
        "unit": str(hall.unit("root").pk),
        "places": "4",
        "closes_at": "2035-01-01",
        "answer_days": "7",
        "source": "numbers",
        "draws_at": "2035-01-02 20:00",
        "numbers_count": "6",
        "numbers_most": "49",
        "draw_names_en": "Numbers of 2 January",
        "quotas": "age | Age | 年龄\n- a | 1 | 3 | A\n- b | 1 | 3 | B",
    }
    for wrong in (
        "- a | 1 | 2 | A",
        "age",
        "age | Age\n- a | x | 2 | A",
        "age | Age\n- a | 1 | 3 | A",
    ):
        answer = client.post("/decisions/lotteries/open/", {**sent, "quotas": wrong})
        assert answer.status_code == 400 and not Lottery.objects.exists()
    assert client.post("/decisions/lotteries/open/", sent).status_code == 302
    made = Lottery.objects.get()
    assert made.quotas[0]["values"][1] == {
        "value": "b",
        "least": 1,
        "most": 3,
        "names": {"en": "B"},
    }
    assert made.numbers == {"count": 6, "most": 49}
    assert "Numbers of 2 January" in Client().get(made.get_absolute_url()).content.decode()
    assert (
        "Open a lottery" not in signed_in("resident").get("/decisions/lotteries/").content.decode()
    )


def test_claims_are_shown_to_the_office_that_confirms_them_only(hall: Hall) -> None:
    lottery = places(hall, "need")
    enter(voter(hall, 77), lottery, claims=["child"])
    page = f"/decisions/lotteries/{lottery.pk}/confirm-claims/"
    assert "Voter 77" in signed_in("chair", hall.chair.ref).get(page).content.decode()
    for other in (signed_in("resident"), signed_in("parks", hall.parks.ref)):
        assert "Voter 77" not in other.get(page).content.decode()
        one = other.get(f"{page}?application={Application.objects.get().pk}").content.decode()
        assert "A child under three" not in one
    row = Application.objects.get()
    chair = signed_in("chair", hall.chair.ref)
    assert chair.post(f"{page}?application={row.pk}", {"confirmed": ["child"]}).status_code == 302
    row.refresh_from_db()
    assert row.confirmed == ["child"]


def test_the_published_file_gives_the_same_tickets(hall: Hall) -> None:
    lottery = places(hall)
    entrants(hall, lottery, 6)
    assert Client().get(f"/decisions/lotteries/{lottery.pk}/draw.json").status_code == 404
    draw(lottery)
    said = Client().get(f"/decisions/lotteries/{lottery.pk}/draw.json").json()
    drawn = lottery.tickets.filter(state="drawn").values_list("code", flat=True)
    assert drawing.replay(said).sitting == set(drawn)
    assert drawing.root_of(drawing.row_of(one) for one in said["tickets"]) == said["root"]
    again = Client().get(f"/decisions/lotteries/{lottery.pk}/again/").content.decode()
    assert "The list and the seed give the same tickets" in again


def test_programs_apply_answer_and_draw_again(hall: Hall) -> None:
    resident_lives_in(hall, "north")
    lottery, key = places(hall), key_of("resident")
    mine = f"/api/v1/lotteries/{lottery.pk}/my-ticket"
    assert Client().get(mine, headers=key).status_code == 404
    made = post(f"/lotteries/{lottery.pk}/apply-for", {}, key)
    assert made.status_code == 200, made.content
    assert post(f"/lotteries/{lottery.pk}/apply-for", {}, key).status_code == 409
    assert post(f"/lotteries/{lottery.pk}/withdraw-application", {}, key).status_code == 200
    assert post(f"/lotteries/{lottery.pk}/apply-for", {}, key).status_code == 200
    code = Client().get(mine, headers=key).json()["code"]
    assert Client().get(mine).status_code == 401
    draw(lottery)
    whole = Client().get(f"/api/v1/lotteries/{lottery.pk}").json()
    assert drawing.replay(whole["draw"]).drawn == (code,) and whole["applied"] == 1
    assert post(f"/lotteries/{lottery.pk}/decline-place", {}, key).status_code == 200
    (ticket,) = Client().get(f"/api/v1/lotteries/{lottery.pk}/tickets").json()["items"]
    assert ticket["state"] == "declined"
    assert Client().get("/api/v1/lotteries?state=complete").json()["items"]


def test_lists_cost_the_same_and_hostile_words_stay_words(
    hall: Hall, django_assert_max_num_queries: Any
) -> None:
    assert "No lotteries yet" in Client().get("/decisions/lotteries/").content.decode()
    script = "<script>alert(1)</script>"
    for number in range(25):
        places(hall, names=texts(f"{script}{number}"), texts=texts(script))
    with django_assert_max_num_queries(6):
        text = Client().get("/decisions/lotteries/").content.decode()
    assert text.count("item-title") == 20 and script not in text
    assert script not in Client().get(Lottery.objects.all()[0].get_absolute_url()).content.decode()
    north = Client().get(f"/places/{hall.unit('root').pk}/").content.decode()
    assert "/decisions/lotteries/" in north
    assert "/decisions/lotteries/" in Client().get("/decisions/feed.atom").content.decode()
