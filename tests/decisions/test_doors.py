"""Doors of deciding: pages, operations and links that follow from the declarations."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client

from commonhall.actions import action_pages
from commonhall.decisions.lotteries.models import Application
from commonhall.decisions.motions.actions import conclude_motion, table_motion, vote_on_motion
from commonhall.decisions.motions.models import Motion
from commonhall.decisions.votes.models import Election, Option
from tests.decisions.kit import budget, voter
from tests.decisions.lots import entrants, panel, places
from tests.decisions.test_motions import ask, matter, table  # noqa: F401  (a fixture)
from tests.decisions.test_pages import resident_lives_in, signed_in
from tests.kit import Hall, found_hall
from tests.open_data.test_api import key_of, post

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def test_an_office_tables_a_motion_on_the_page_and_votes_on_it(hall: Hall, matter) -> None:  # type: ignore[no-untyped-def]  # noqa: F811
    chair = signed_in("chair", hall.chair.ref)
    assert "/decisions/motions/table/" in chair.get("/decisions/motions/").content.decode()
    assert "/decisions/motions/table/" not in Client().get("/decisions/motions/").content.decode()
    page = chair.get(f"/decisions/motions/table/?matter={matter.ref}").content.decode()
    assert "Those concerned must be asked" in page and "Old cable" in page
    sent = {
        "matter": matter.ref,
        "unit": hall.unit("north").pk,
        "names_en": "Lamps",
        "texts_en": "Ten lamps.",
        "amount": "50",
    }
    refused = chair.post("/decisions/motions/table/", sent)
    assert refused.status_code == 403 and not Motion.objects.exists()
    ask(hall, matter.ref)
    assert chair.post("/decisions/motions/table/", {**sent, "texts_en": ""}).status_code == 400
    assert chair.post("/decisions/motions/table/", sent).status_code == 302
    motion = Motion.objects.get()
    assert (motion.about, motion.amount) == (matter.ref, 5000)
    shown = chair.get(motion.get_absolute_url()).content.decode()
    address = action_pages.url_of(vote_on_motion, motion)
    assert f'href="{address}"' in shown
    assert chair.post(address, {"choice": "maybe"}).status_code == 400
    assert chair.post(address, {"choice": "yes"}).status_code == 302
    assert chair.post(action_pages.url_of(conclude_motion, motion)).status_code == 302
    motion.refresh_from_db()
    assert motion.state == Motion.State.PASSED


def test_no_key_concludes_a_motion_but_it_may_table_and_vote(hall: Hall, matter) -> None:  # type: ignore[no-untyped-def]  # noqa: F811
    ask(hall, matter.ref)
    key = key_of("chair", hall.chair.ref)
    sent = {"matter": matter.ref, "unit": "north", "names": {"en": "x"}, "texts": {"en": "y"}}
    assert post("/motions/table", {**sent, "matter": "cases.source:999"}, key).status_code == 422
    assert post("/motions/table", sent, key).status_code == 201
    motion = Motion.objects.get()
    assert post(f"/motions/{motion.pk}/vote-on", {"choice": "yes"}, key).status_code == 200
    answer = post(f"/motions/{motion.pk}/conclude", {}, key)
    assert answer.json()["code"] == "second-factor"


def test_the_law_is_asked_about_the_matter_before_there_is_a_motion(hall: Hall, matter) -> None:  # type: ignore[no-untyped-def]  # noqa: F811
    answer = table_motion.check(hall.chair)
    assert answer and [str(one) for one in answer.conditions]
    ask(hall, matter.ref)
    assert table(hall, matter).about == matter.ref


def test_options_are_withdrawn_from_the_ballot_they_stand_on(hall: Hall) -> None:
    election, other = budget(hall), budget(hall)
    client = signed_in("chair", hall.chair.ref)
    option = election.options.get(code="c")
    address = f"/decisions/{election.pk}/withdraw-option/"
    page = client.get(election.get_absolute_url()).content.decode()
    assert f"{address}?option={option.pk}" in page
    assert f"{address}?option" not in Client().get(election.get_absolute_url()).content.decode()
    foreign = other.options.get(code="c")
    assert client.post(address, {"option": foreign.pk}).status_code == 400
    assert client.post(address, {"option": option.pk}).status_code == 302
    assert list(Option.objects.filter(withdrawn=True)) == [option]
    assert client.post(address, {"option": option.pk}).status_code == 400


def test_a_ballot_has_neither_operation_nor_command(hall: Hall) -> None:
    election = budget(hall)
    answer = post(f"/elections/{election.pk}/cast-ballot", {}, key_of("resident"))
    assert answer.status_code == 404
    assert Election.objects.get(pk=election.pk).state == Election.State.DRAFT


def test_a_lottery_asks_what_its_rule_needs_and_nothing_else(hall: Hall) -> None:
    resident_lives_in(hall, "north")
    client = signed_in("resident")
    plain, need = places(hall), places(hall, "need", household=True)
    page = client.get(f"/decisions/lotteries/{plain.pk}/apply-for/").content.decode()
    assert "features" not in page and "claims" not in page and 'name="home"' not in page
    page = client.get(f"/decisions/lotteries/{need.pk}/apply-for/").content.decode()
    assert "features" not in page and "A child under three (30)" in page
    address = f"/decisions/lotteries/{need.pk}/apply-for/"
    assert client.post(address, {"claims": ["child"]}).status_code == 400
    assert client.post(address, {"claims": ["x"], "home": "Mill 1"}).status_code == 400
    assert client.post(address, {"claims": ["child"], "home": "Mill 1"}).status_code == 302
    assert Application.objects.get().claims == ["child"]
    asked = panel(hall)
    key = key_of("resident")
    wrong = post(f"/lotteries/{asked.pk}/apply-for", {"features": {"age": "young"}}, key)
    assert (wrong.status_code, wrong.json()["field"]) == (422, "features")
    surplus = post(f"/lotteries/{plain.pk}/apply-for", {"home": "Mill 1"}, key)
    assert (surplus.status_code, surplus.json()["field"]) == (422, "home")
    good = {"features": {"age": "young", "home": "owns"}}
    assert post(f"/lotteries/{asked.pk}/apply-for", good, key).status_code == 200


def test_what_belongs_to_offices_is_shown_to_them_only(hall: Hall) -> None:
    lottery = places(hall, "need")
    entrants(hall, lottery, 1)
    page = lottery.get_absolute_url()
    chair = signed_in("chair", hall.chair.ref).get(page).content.decode()
    assert f"{page}confirm-claims/" in chair
    assert "confirm-claims" not in signed_in("resident").get(page).content.decode()
    voter(hall, 5)
