"""Pages of calls: what each state says and offers, in the same number of queries however much there is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from commonhall.core.exports import datasets
from commonhall.delivery.calls import question_actions
from commonhall.delivery.calls.letters import announced, own_place
from commonhall.delivery.calls.models import Call, Offer
from commonhall.delivery.carriers.actions import pay_request
from commonhall.delivery.carriers.models import PaymentRequest
from commonhall.people.accounts.models import Account
from tests.actions.samples.carriers import payment
from tests.delivery import calls as kit
from tests.kit import Hall, found_hall, signed_in
from tests.words import texts

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def read(path: str, client: Client | None = None) -> str:
    answer = (client or Client()).get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def test_what_an_organisation_can_do_is_said_on_an_open_call(hall: Hall) -> None:
    call, ash = kit.is_open(hall), kit.organisation(hall, "Ash")
    client = signed_in(ash)
    said = read(call.get_absolute_url(), client)
    assert f"{call.get_absolute_url()}hand-in-offer/" in said
    assert f"{call.get_absolute_url()}ask-about/" in said or "ask-about-call/" in said
    assert "40 × the lowest price" in said
    offer = kit.hand_in(ash, call)
    said = read(call.get_absolute_url(), client)
    assert "Your organisation has handed in a sealed offer" in said and offer.digest in said
    assert offer.digest not in read(call.get_absolute_url())


def test_the_list_narrows_and_its_empty_state_says_what_comes(hall: Hall) -> None:
    assert "No calls have been published yet" in read("/plan/calls/")
    call = kit.is_open(hall)
    assert call.name in read("/plan/calls/?state=open")
    assert "No calls are in this state" in read("/plan/calls/?state=awarded")
    draft = kit.draft(hall, names=texts("A roof"))
    assert draft.name not in read("/plan/calls/") and draft.name in read(
        "/plan/calls/", signed_in(hall.parks)
    )
    assert "<feed" in read("/plan/calls/feed.atom")


def test_lists_and_pages_ask_as_often_however_much_there_is(hall: Hall) -> None:
    client = signed_in(hall.parks)
    counts: dict[str, list[int]] = {"list": [], "call": []}
    for prices in ((100_00,), (100_00, 90_00, 80_00, 70_00)):
        kit.draft(hall)
        call = kit.announced(hall, *prices)
        for name, path in (("list", "/plan/calls/"), ("call", call.get_absolute_url())):
            read(path, client)
            with CaptureQueriesContext(connection) as asked:
                read(path, client)
            counts[name].append(len(asked))
    assert counts["list"][0] == counts["list"][1] <= 12
    assert counts["call"][0] == counts["call"][1] <= 40


def test_questions_show_their_answers(hall: Hall) -> None:
    call = kit.is_open(hall)
    one = question_actions.ask_about_call.perform(
        hall.resident, call=call, text="Which colour?"
    ).result
    assert "not answered yet" in read(call.get_absolute_url())
    question_actions.answer_question.perform(hall.parks, question=one, text="Green.")
    said = read(call.get_absolute_url())
    assert "Which colour?" in said and "Green." in said


def test_after_the_opening_names_and_prices_are_public_and_texts_as_the_call_says(
    hall: Hall,
) -> None:
    kit.opened(hall, 100_00)
    offer = Offer.objects.get()
    said = read(offer.get_absolute_url())
    assert "Ash" in said and "Good lamps." not in said
    assert "Good lamps." in read(offer.get_absolute_url(), signed_in(hall.parks))
    assert "Good lamps." in read(offer.get_absolute_url(), signed_in(hall.roads))
    assert "Good lamps." not in read(offer.get_absolute_url(), signed_in(hall.chair))


def test_scores_stand_on_no_page_before_the_result(hall: Hall) -> None:
    call = kit.scored(hall, kit.opened(hall, 100_00))
    offer = Offer.objects.get()
    for who in (None, hall.parks, hall.roads):
        client = signed_in(who) if who else Client()
        assert "As it says." not in read(offer.get_absolute_url(), client)
    kit.deciding_actions.announce_result.perform(hall.parks, call=call)
    said = read(offer.get_absolute_url())
    assert "As it says." in said and "8 of 10" in said


def test_winners_and_losers_are_written_to_with_their_points(hall: Hall) -> None:
    call = kit.announced(hall, 100_00, 80_00)
    said = " ".join(announced(call.ref, call.at))
    assert "Birch" in said and "84.00" in said
    account = Account.objects.get(email="ash@example.org")
    mine = " ".join(own_place(call.ref, call.at, account))
    assert "place 2" in mine and "32.00" in mine
    assert not list(own_place(call.ref, call.at, Account.objects.get(email="roads@example.org")))


def test_programs_read_the_call_its_offers_and_tables(hall: Hall) -> None:
    call = kit.announced(hall, 100_00, 80_00)
    said = json.loads(read(f"/api/v1/offer-calls/{call.pk}"))
    assert [one["place"] for one in said["opened_offers"]] == [1, 2]
    assert said["opened_offers"][0]["total"] == "84.00"
    assert [one["id"] for one in json.loads(read("/api/v1/offer-calls"))["items"]] == [call.pk]
    tables = datasets()
    assert len(list(tables["delivery.offers"].rows())) == 2
    assert len(list(tables["delivery.scores"].rows())) == 4
    assert next(iter(tables["delivery.calls"].rows()))["ranking"] == call.ranking


def test_ocds_says_the_tender_the_bids_and_what_was_paid(hall: Hall) -> None:
    def package() -> tuple[dict[str, Any], int]:
        with CaptureQueriesContext(connection) as asked:
            found = json.loads(read("/plan/contracts/ocds.json"))
        return found, len(asked)

    call = kit.is_open(hall)
    kit.hand_in(kit.organisation(hall, "Ash"), call)
    before, _few = package()
    (release,) = before["releases"]
    assert release["tender"]["awardCriteria"] == "ratedCriteria" and "bids" not in release
    assert "Ash" not in json.dumps(before)
    kit.announced(hall, 100_00, 80_00)
    _found, few = package()
    kit.announced(hall, 100_00, 90_00, 80_00)
    found, many = package()
    assert few == many and found["extensions"]
    newest = found["releases"][0]
    assert [one["value"]["amount"] for one in newest["bids"]["details"]] == [100.0, 90.0, 80.0]
    assert newest["bids"]["statistics"][0] == {"id": "1", "measure": "bids", "value": 3}
    assert {"tenderer"} == set(newest["parties"][-1]["roles"])
    payment(hall)
    asked = PaymentRequest.objects.get()
    pay_request.perform(hall.parks, request=asked)
    paid = json.loads(read("/plan/contracts/ocds.json"))["releases"][0]
    (transaction,) = paid["contracts"][0]["implementation"]["transactions"]
    assert transaction["value"]["amount"] == 60.0 and transaction["payee"]["name"] == "Ash"
    assert "implementation" in paid["tag"]


def test_calling_again_begins_with_what_was_written(hall: Hall) -> None:
    call = kit.past(kit.is_open(hall))
    assert "Offers are closed" in read(call.get_absolute_url())
    kit.deciding_actions.end_call.perform(hall.parks, call=call, reasons="Nobody offered.")
    said = read(call.get_absolute_url())
    assert "Nobody offered." in said and f"?again={call.pk}" in said
    form = read(f"/plan/calls/prepare/?again={call.pk}", signed_in(hall.parks))
    assert "Forty lamps, with posts." in form and "40 Quality" in form
    again = kit.draft(hall, again=Call.objects.get(pk=call.pk))
    assert again.get_absolute_url() in read(call.get_absolute_url())
    assert call.get_absolute_url() in read(again.get_absolute_url())


def test_an_offer_stays_within_its_queries(hall: Hall) -> None:
    kit.announced(hall, 100_00, 90_00)
    client, offer = signed_in(hall.parks), Offer.objects.order_by("pk")[0]
    read(offer.get_absolute_url(), client)
    with CaptureQueriesContext(connection) as asked:
        read(offer.get_absolute_url(), client)
    assert len(asked) <= 32, len(asked)
