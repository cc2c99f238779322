"""A call for sealed offers from its preparation to the award; each rule refuses what it should."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from commonhall.core import clock
from commonhall.core.refusals import BadInput
from commonhall.delivery.calls import (
    deciding_actions,
    offer_actions,
    opening_actions,
    preparing_actions,
    queries,
    question_actions,
    ranking,
    scoring_actions,
    timers,
)
from commonhall.delivery.calls.models import Call, Offer, OpenerParts, Score
from commonhall.delivery.calls.ranking import Scored
from commonhall.delivery.contracts import actions as contract_actions
from commonhall.law.appeals import actions as appeal_actions
from commonhall.people.bodies.models import Office
from commonhall.people.organisations.models import Organisation
from commonhall.record import sequencer, verification
from commonhall.record.readers import DatabaseSource
from tests.delivery import calls as kit
from tests.kit import Hall, found_hall
from tests.law.kit import entry_of, later, refusal

pytestmark = pytest.mark.django_db
State = Call.State


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def fresh(call: Call) -> Call:
    return Call.objects.get(pk=call.pk)


def award(hall: Hall, call: Call, **given: object) -> object:
    winner = deciding_actions.winner_of(call)
    assert winner is not None and winner.offerer is not None and call.contract is not None
    values = {
        "organisation": winner.offerer,
        "amount": winner.price,
        "bids": call.offers,
        "reason": "It stands first.",
        "ends": clock.today() + timedelta(days=90),
        **given,
    }
    return contract_actions.award_contract.perform(hall.parks, contract=call.contract, **values)  # type: ignore[arg-type]


# --- the whole way --------------------------------------------------------------------------------
def test_from_the_call_to_the_contract_and_the_record_verifies(hall: Hall) -> None:
    call = kit.announced(hall, 100_00, 80_00, 120_00)
    assert call.state == State.ANNOUNCED and call.offers == 3
    assert [one["total"] for one in call.ranking] == ["84.00", "76.00", "70.67"]
    assert refusal(lambda: award(hall, call)) == "standstill"
    with later(12):
        award(hall, fresh(call))
    assert fresh(call).state == State.AWARDED
    contract = fresh(call).contract
    assert contract is not None and contract.organisation is not None
    assert (contract.organisation.name, contract.amount, contract.bids) == ("Birch", 80_00, 3)
    while sequencer.sequence_once():
        pass
    assert verification.verify(DatabaseSource()).ok


def test_only_the_first_offer_is_awarded_at_its_price(hall: Hall) -> None:
    call = kit.announced(hall)
    with later(12):
        other = Organisation.objects.get(names__icontains="Ash")
        for name, value in (("organisation", other), ("amount", 80_01), ("bids", 3)):
            with pytest.raises(BadInput) as wrong:
                award(hall, fresh(call), **{name: value})
            assert wrong.value.field == name


def test_an_appeal_stops_the_award_until_it_is_decided(hall: Hall) -> None:
    call = kit.announced(hall)
    loser = Offer.objects.exclude(pk=call.ranking[0]["offer"]).get()
    member = loser.offerer.memberships.get().person  # type: ignore[union-attr]
    from commonhall.people.actors import as_organisation

    appeal_actions.file_appeal.perform(
        as_organisation(member, loser.offerer),  # type: ignore[arg-type]
        entry=entry_of("delivery.announce_result"),
        text="Our lamps are brighter.",
    )
    with later(12):
        assert refusal(lambda: award(hall, fresh(call))) == "suspended"
        assert (
            refusal(lambda: deciding_actions.end_call.perform(hall.parks, call=call, reasons="No."))
            == "suspended"
        )


# --- before it opens ------------------------------------------------------------------------------
def test_a_call_opens_only_with_two_openers_of_other_bodies(hall: Hall) -> None:
    call = kit.draft(hall)
    assert (
        refusal(lambda: preparing_actions.open_call.perform(hall.parks, call=call)) == "no-openers"
    )
    key = kit.teller_files.make_key().public
    own = preparing_actions.prepare_call.perform(hall.clerk, **kit.wanted(hall)).result
    join = preparing_actions.join_as_opener
    assert refusal(lambda: join.perform(hall.parks, call=call, public_key=key)) == "no-competence"
    assert refusal(lambda: join.perform(hall.clerk, call=own, public_key=key)) == "for-itself"
    assert preparing_actions.open_call.perform(hall.parks, call=kit.joined(hall, call)).result.keys


@pytest.mark.parametrize(
    ("text", "found"),
    [("30 Quality\n30 Speed", [30, 30]), ("  10  Look ", [10]), ("", [])],
)
def test_criteria_are_read_line_by_line(text: str, found: list[int]) -> None:
    assert [one["weight"] for one in preparing_actions.read_criteria(text)] == found


def test_points_must_add_up_to_a_hundred(hall: Hall) -> None:
    with pytest.raises(BadInput, match="100"):
        kit.draft(hall, price_weight=41)


@pytest.mark.parametrize(("month", "day"), [(10, 25), (3, 28)])
def test_an_hour_that_comes_twice_or_never_is_refused(hall: Hall, month: int, day: int) -> None:
    zone = ZoneInfo("Europe/Berlin")
    with timezone.override(zone), pytest.raises(BadInput, match="clocks"):
        moment = datetime(2037 if month == 10 else 2038, month, day, 2, 30, tzinfo=zone)
        kit.draft(hall, closes_at=moment)


def test_documents_are_public_and_fixed_once_the_call_is_open(hall: Hall) -> None:
    call = kit.draft(hall)
    file = SimpleUploadedFile("plan.pdf", b"%PDF-1.4 lamps")
    made = preparing_actions.attach_document.perform(hall.parks, call=call, file=file).result
    assert (made.name, made.size) == ("plan.pdf", 14)
    preparing_actions.open_call.perform(hall.parks, call=kit.joined(hall, call))
    assert (
        refusal(lambda: preparing_actions.attach_document.perform(hall.parks, call=call, file=file))
        == "wrong-state"
    )


# --- questions ------------------------------------------------------------------------------------
def test_questions_are_answered_in_public_before_the_hour(hall: Hall) -> None:
    call, ash = kit.is_open(hall), kit.organisation(hall, "Ash")
    ask = question_actions.ask_about_call
    one = ask.perform(ash, call=call, text="Which colour?").result
    entry = entry_of("delivery.ask_about_call")
    assert entry.actor == "" and "organisation:" not in str(entry.body)
    question_actions.answer_question.perform(hall.parks, question=one, text="Green.")
    assert (
        refusal(
            lambda: question_actions.answer_question.perform(hall.parks, question=one, text="Red.")
        )
        == "answered"
    )
    with later(1.5):  # type: ignore[arg-type]
        assert refusal(lambda: ask.perform(ash, call=call, text="And?")) == "no-more-questions"


# --- offers ---------------------------------------------------------------------------------------
def test_an_offer_is_replaced_and_withdrawn_until_the_hour(hall: Hall) -> None:
    call, ash = kit.is_open(hall), kit.organisation(hall, "Ash")
    first = kit.hand_in(ash, call, 90_00)
    second = kit.hand_in(ash, call, 70_00)
    assert first.pk == second.pk and first.digest != second.digest and second.handed_in == 2
    offer_actions.withdraw_offer.perform(ash, call=call)
    assert refusal(lambda: offer_actions.withdraw_offer.perform(ash, call=call)) == "no-offer"
    kit.hand_in(ash, call, 60_00)
    found = kit.open_it(kit.past(call))
    assert [(one.price, one.text) for one in queries.opened(found)] == [(60_00, "Good lamps.")]
    while sequencer.sequence_once():
        pass
    assert verification.verify(DatabaseSource()).ok


def test_an_attachment_is_sealed_and_opened_with_the_offer(hall: Hall, settings: object) -> None:
    call, ash = kit.is_open(hall), kit.organisation(hall, "Ash")
    offer_actions.hand_in_offer.perform(
        ash, call=call, price=1, text="See there.", file=SimpleUploadedFile("a.pdf", b"%PDF secret")
    )
    assert not Offer.objects.get().file
    kit.open_it(kit.past(call))
    one = Offer.objects.get()
    assert (one.file.read(), one.file_name) == (b"%PDF secret", "a.pdf")


def test_nobody_offered_is_said_and_leads_to_another_call(hall: Hall) -> None:
    call = kit.past(kit.is_open(hall))
    assert timers.close_calls() == 1 and timers.close_calls() == 0
    assert fresh(call).offers == 0
    actor, _key = kit.KEYS[call.pk][0]
    parts = kit.Parts(call.ref, 1, fresh(call).set_root, b"")
    assert (
        refusal(lambda: opening_actions.open_offers.perform(actor, call=call, file=parts))
        == "no-offers"
    )
    deciding_actions.end_call.perform(hall.parks, call=call, reasons="Nobody offered.")
    contract = fresh(call).contract
    assert contract is not None and contract.state == "cancelled"
    assert kit.draft(hall, again=fresh(call)).again == call


def test_two_openers_open_all_at_once_and_one_alone_opens_nothing(hall: Hall) -> None:
    call = kit.is_open(hall)
    kit.hand_in(kit.organisation(hall, "Ash"), call)
    call = kit.past(call)
    (actor, key), (other, other_key) = kit.KEYS[call.pk]
    parts = kit.parts_of(actor, key, call)
    found = opening_actions.open_offers.perform(actor, call=call, file=parts).result
    assert found.state == State.CLOSED and Offer.objects.get().price is None
    again = lambda: opening_actions.open_offers.perform(actor, call=call, file=parts)  # noqa: E731
    assert refusal(again) == "opened-alone"
    with pytest.raises(BadInput):
        opening_actions.open_offers.perform(other, call=call, file=parts)
    theirs = kit.parts_of(other, other_key, call)
    found = opening_actions.open_offers.perform(other, call=call, file=theirs).result
    assert found.state == State.OPENED and Offer.objects.get().price == 100_00
    assert not OpenerParts.objects.exists()


# --- scoring --------------------------------------------------------------------------------------
def test_scores_are_hidden_from_the_record_until_the_result(hall: Hall) -> None:
    call = kit.opened(hall, 100_00)
    offer = Offer.objects.get()
    kit.score(hall.parks, offer)
    assert refusal(lambda: kit.score(hall.parks, offer)) == "scored"
    assert Score.objects.get().told == {}
    announce = deciding_actions.announce_result
    assert refusal(lambda: announce.perform(hall.parks, call=call)) == "not-scored"
    kit.score(hall.roads, offer)
    announce.perform(hall.parks, call=call)
    assert {tuple(one.told.values()) for one in Score.objects.all()} == {(8, 6)}


def test_scores_far_apart_need_a_talk_or_a_third(hall: Hall) -> None:
    call = kit.opened(hall, 100_00, 80_00)
    one, two = queries.to_score(call)
    for offer in (one, two):
        kit.score(hall.parks, offer, 10, 10)
        kit.score(hall.roads, offer, 2, 2)
    announce = deciding_actions.announce_result
    assert refusal(lambda: announce.perform(hall.parks, call=call)) == "far-apart"
    scoring_actions.record_talk.perform(hall.roads, offer=one, text="I misread it.")
    kit.score(hall.roads, one, 8, 8)
    assert refusal(lambda: announce.perform(hall.parks, call=call)) == "far-apart"
    preparing_actions.name_scorer.perform(
        hall.parks, call=call, office=Office.objects.get(code="hall-desk")
    )
    assert refusal(lambda: kit.score(hall.clerk, one)) == "not-apart"
    kit.score(hall.clerk, two, 6, 6)
    found = announce.perform(hall.parks, call=call).result
    assert {place["offer"]: place["points"] for place in found.ranking} == {
        one.pk: "54.00",
        two.pk: "36.00",
    }


def test_all_excluded_is_refused_with_the_way_on(hall: Hall) -> None:
    call = kit.opened(hall, 100_00)
    offer = Offer.objects.get()
    deciding_actions.exclude_offer.perform(hall.parks, offer=offer, reasons="No posts.")
    announce = deciding_actions.announce_result
    assert refusal(lambda: announce.perform(hall.parks, call=call)) == "all-excluded"
    deciding_actions.end_call.perform(hall.parks, call=call, reasons="All were excluded.")
    assert fresh(call).state == State.ENDED


def test_points_follow_the_stated_formula() -> None:
    rows = [
        Scored(1, "aa" * 32, 200, [{"c": 10}, {"c": 8}]),
        Scored(2, "bb" * 32, 300, [{"c": 10}]),
        Scored(3, "cc" * 32, 0, [{"c": 0}]),
    ]
    found = ranking.rank(rows[:2], 60, {"c": 40}, "00" * 32)
    assert [(one.number, one.total) for one in found] == [
        (1, Decimal("96.00")),
        (2, Decimal("80.00")),
    ]
    free = ranking.rank(rows, 60, {"c": 40}, "00" * 32)
    assert {one.number: one.price_points for one in free} == {1: 0, 2: 0, 3: 60}
    same = [Scored(n, d * 32, 5, []) for n, d in ((1, "aa"), (2, "bb"))]
    assert {
        ranking.rank(same, 100, {}, root * 32)[0].number for root in ("00", "01", "02", "03", "04")
    } == {1, 2}
