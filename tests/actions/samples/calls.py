"""Samples of what may be done with calls for sealed offers."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import QuerySet

from commonhall.actions.actors import Actor
from commonhall.core import clock
from commonhall.decisions.votes import teller_files
from commonhall.delivery.calls import (
    deciding_actions,
    offer_actions,
    opening_actions,
    preparing_actions,
    queries,
    question_actions,
)
from commonhall.delivery.calls.models import Call, CallDocument, Offer, Opener
from commonhall.law.instruments.models import Deadline
from commonhall.people import actors
from commonhall.people.bodies.models import Office
from commonhall.people.organisations.models import Membership, Organisation
from commonhall.people.residents.models import Person
from tests.actions.samples import Refusal, Sample, Wrong, sample, set_fields, unless
from tests.delivery import calls as kit
from tests.kit import Hall

ONE = timedelta(days=1)


def desk(code: str) -> Office:
    return Office.objects.get(code=code)


@sample("delivery.prepare_call")
def prepare_call(hall: Hall) -> Sample:
    now = clock.now()
    given = kit.wanted(hall, criteria="40 Quality\n20 Speed")
    return Sample(
        hall.parks,
        given=given,
        changed=lambda one: (
            (one.state, one.price_weight, [line["weight"] for line in one.criteria])
            == ("draft", 40, [40, 20])
        ),
        wrong=[
            Wrong("criteria", "40 Quality"),
            Wrong("closes_at", now - ONE),
            Wrong("questions_until", now - ONE),
            Wrong("questions_until", given["closes_at"] + ONE),
        ],
    )


def full(call: Call) -> Any:
    """Let twelve documents be there already."""

    def before() -> None:
        for _ in range(12):
            made = CallDocument(call=call, name="x", size=1, digest="0" * 64, file="x.pdf")
            made.save_base(raw=True, force_insert=True)

    return before


@sample("delivery.attach_document")
def attach_document(hall: Hall) -> Sample:
    call = kit.draft(hall)
    return Sample(
        hall.parks,
        call,
        {"file": SimpleUploadedFile("plan.pdf", b"%PDF-1.4"), "name": "The plan"},
        changed=lambda one: (one.call, one.name, one.size) == (call, "The plan", 8),
        refused=[
            Refusal("other-body", by=hall.roads),
            unless("wrong-state", state="open"),
            Refusal("enough-documents", before=full(call)),
        ],
    )


@sample("delivery.join_as_opener")
def join_as_opener(hall: Hall) -> Sample:
    call, key = kit.draft(hall), teller_files.make_key().public

    def nine() -> None:
        for number in range(1, 10):
            made = Opener(call=call, number=number, office=desk("reviewer"), public_key=str(number))
            made.save_base(raw=True, force_insert=True)

    return Sample(
        hall.clerk,
        call,
        {"public_key": key},
        changed=lambda one: (one.number, one.public_key) == (1, key),
        refused=[
            unless("for-itself", body=hall.body("hall")),
            unless("wrong-state", state="open"),
            Refusal("joined", before=lambda: kit.joined(hall, call)),
            Refusal("enough-openers", before=nine),
        ],
        wrong=[
            Wrong("public_key", "04"),
            Wrong(
                "public_key",
                key,
                before=lambda: preparing_actions.join_as_opener.perform(
                    hall.chair, call=call, public_key=key
                ),
            ),
        ],
    )


@sample("delivery.name_scorer")
def name_scorer(hall: Hall) -> Sample:
    call = kit.draft(hall)

    def three() -> None:
        for code in ("parks-desk", "roads-desk", "hall-desk"):
            preparing_actions.name_scorer.perform(hall.parks, call=call, office=desk(code))

    return Sample(
        hall.parks,
        call,
        {"office": desk("council-chair")},
        changed=lambda one: (one.number, one.office.code) == (1, "council-chair"),
        refused=[
            Refusal("other-body", by=hall.roads),
            unless("wrong-state", state="announced"),
            Refusal("enough-scorers", before=three),
        ],
        wrong=[Wrong("office", desk("reviewer"))],
    )


@sample("delivery.open_call")
def open_call(hall: Hall) -> Sample:
    call = kit.joined(hall, kit.draft(hall))
    return Sample(
        hall.parks,
        call,
        changed=lambda one: (
            (one.state, sorted(one.keys), one.contract.state) == ("open", ["1", "2"], "tender")
        ),
        refused=[
            Refusal("other-body", by=hall.roads),
            unless("wrong-state", state="open"),
            Refusal("no-openers", thing=kit.draft(hall)),
            unless("hour-passed", closes_at=clock.now() - ONE),
        ],
    )


# --- questions ------------------------------------------------------------------------------------
@sample("delivery.ask_about_call")
def ask_about_call(hall: Hall) -> Sample:
    call = kit.is_open(hall)

    def ten() -> None:
        for _ in range(10):
            question_actions.ask_about_call.perform(hall.resident, call=call, text="Why?")

    return Sample(
        hall.resident,
        call,
        {"text": "Which colour?"},
        changed=lambda one: (one.text, one.answered_at) == ("Which colour?", None),
        refused=[
            unless("wrong-state", state="draft"),
            unless("late", closes_at=clock.now() - ONE),
            unless("no-more-questions", questions_until=clock.now() - ONE),
            Refusal("enough-questions", before=ten),
        ],
        wrong=[Wrong("text", "")],
    )


@sample("delivery.answer_question")
def answer_question(hall: Hall) -> Sample:
    call = kit.is_open(hall)
    question = question_actions.ask_about_call.perform(
        hall.resident, call=call, text="Which colour?"
    ).result
    return Sample(
        hall.parks,
        question,
        {"text": "Green."},
        changed=lambda one: one.answer == "Green." and one.answered_at is not None,
        refused=[
            Refusal("other-body", by=hall.roads),
            unless("answered", answered_at=clock.now()),
            Refusal("late", before=lambda: set_fields(call, closes_at=clock.now() - ONE)),
        ],
        wrong=[Wrong("text", "")],
    )


# --- offers ---------------------------------------------------------------------------------------
@sample("delivery.hand_in_offer")
def hand_in_offer(hall: Hall) -> Sample:
    return Sample(
        kit.organisation(hall, "Ash"),
        kit.is_open(hall),
        {"price": 100_00, "text": "Good lamps."},
        changed=lambda one: (
            (one.state, one.price, one.text, one.offerer) == ("sealed", None, "", None)
        ),
        refused=[
            unless("wrong-state", state="draft"),
            unless("wrong-state", state="ended"),
            unless("late", closes_at=clock.now() - ONE),
        ],
        wrong=[Wrong("price", -1), Wrong("text", "")],
    )


@sample("delivery.withdraw_offer")
def withdraw_offer(hall: Hall) -> Sample:
    ash, call = kit.organisation(hall, "Ash"), kit.is_open(hall)
    kit.hand_in(ash, call)
    return Sample(
        ash,
        call,
        changed=lambda one: one.state == "withdrawn",
        refused=[
            unless("late", closes_at=clock.now() - ONE),
            Refusal(
                "no-offer",
                before=lambda: offer_actions.withdraw_offer.perform(ash, call=call),
            ),
        ],
    )


@sample("delivery.close_call")
def close_call(hall: Hall) -> Sample:
    return Sample(
        actors.system(),
        kit.past(kit.is_open(hall)),
        changed=lambda one: (one.state, one.offers) == ("closed", 0),
        refused=[
            unless("wrong-state", state="closed"),
            unless("in-time", closes_at=clock.now() + ONE),
        ],
    )


def released(call: Call, actor: Actor) -> None:
    set_fields(call.openers.get(person=actor.person), ended_on=clock.today())


def joins(actor: Actor, organisation: Organisation | None) -> Any:
    """Let an official speak for an organisation, too."""

    def before() -> None:
        person = Person.objects.get(pk=actor.person)
        made = Membership(organisation=organisation, person=person, starts=clock.today())
        made.save_base(raw=True, force_insert=True)

    return before


@sample("delivery.open_offers")
def open_offers(hall: Hall) -> Sample:
    call = kit.is_open(hall)
    kit.hand_in(kit.organisation(hall, "Ash"), call)
    call = kit.past(call)
    (clerk, key), _other = kit.KEYS[call.pk]
    parts = kit.parts_of(clerk, key, call)
    return Sample(
        hall.clerk,
        call,
        {"file": SimpleUploadedFile("parts.json", parts.written().encode())},
        changed=lambda one: (one.state, one.offers) == ("closed", 1),
        refused=[
            unless("for-itself", body=hall.body("hall")),
            unless("too-early", closes_at=clock.now() + ONE),
            unless("wrong-state", state="opened"),
            Refusal("no-opener", by=hall.chair, before=lambda: released(call, hall.chair)),
            Refusal("no-offers", before=lambda: set_fields(Offer.objects.get(), state="withdrawn")),
            Refusal(
                "opened-alone",
                before=lambda: opening_actions.open_offers.perform(clerk, call=call, file=parts),
            ),
        ],
        wrong=[Wrong("file", SimpleUploadedFile("parts.json", b"{}"))],
    )


# --- scoring and deciding -------------------------------------------------------------------------
@sample("delivery.score_offer")
def score_offer(hall: Hall) -> Sample:
    call = kit.opened(hall, 100_00)
    offer = Offer.objects.get()

    def third() -> None:
        office = desk("hall-desk")
        preparing_actions.name_scorer.perform(hall.parks, call=call, office=office)

    return Sample(
        hall.parks,
        offer,
        {"points": {"c1": "8", "c2": "6"}, "reasons": "As it says."},
        changed=lambda one: (one.points, str(one.total)) == ({"c1": 8, "c2": 6}, "44.00"),
        refused=[
            Refusal("no-scorer", by=hall.clerk),
            unless("wrong-state", state="excluded"),
            Refusal("wrong-state", before=lambda: set_fields(call, state="announced")),
            Refusal("scored", before=lambda: kit.score(hall.parks, offer)),
            Refusal("own-organisation", before=joins(hall.parks, offer.offerer)),
            Refusal("not-apart", by=hall.clerk, before=third),
        ],
        wrong=[Wrong("reasons", ""), Wrong("points", {"c1": "8"})],
    )


@sample("delivery.record_talk")
def record_talk(hall: Hall) -> Sample:
    kit.opened(hall, 100_00)
    offer = Offer.objects.get()
    kit.score(hall.parks, offer, 10, 10)
    kit.score(hall.roads, offer, 0, 0)
    return Sample(
        hall.parks,
        offer,
        {"text": "We read it differently."},
        changed=lambda one: (one.talk, one.talked_on) == ("We read it differently.", clock.today()),
        refused=[
            Refusal("no-scorer", by=hall.clerk),
            unless("wrong-state", state="excluded"),
            Refusal("own-organisation", before=joins(hall.parks, offer.offerer)),
            unless("talked", talked_on=clock.today()),
            Refusal("not-apart", before=lambda: set_fields(offer.call, apart=100)),
        ],
        wrong=[Wrong("text", "")],
    )


@sample("delivery.exclude_offer")
def exclude_offer(hall: Hall) -> Sample:
    call = kit.opened(hall, 100_00)
    return Sample(
        hall.parks,
        Offer.objects.get(),
        {"reasons": "No posts."},
        changed=lambda one: (one.state, one.excluded_for) == ("excluded", "No posts."),
        refused=[
            Refusal("other-body", by=hall.roads),
            unless("wrong-state", state="excluded"),
            Refusal("wrong-state", before=lambda: set_fields(call, state="announced")),
        ],
        wrong=[Wrong("reasons", "")],
    )


def raw_deadline(duty: str) -> None:
    QuerySet(Deadline).filter(duty=duty)._raw_delete("default")


@sample("delivery.announce_result")
def announce_result(hall: Hall) -> Sample:
    call = kit.scored(hall, kit.opened(hall, 100_00, 80_00))
    offers = queries.to_score(call)

    def all_out() -> None:
        for one in offers:
            deciding_actions.exclude_offer.perform(hall.parks, offer=one, reasons="No posts.")

    def unscored() -> None:
        for one in offers[0].scores.all()[:1]:
            type(one)._base_manager.filter(pk=one.pk)._raw_delete(one._state.db)

    def far() -> None:
        set_fields(offers[0].scores.all()[0], points={"c1": 0, "c2": 0})

    return Sample(
        hall.parks,
        call,
        changed=lambda one: (one.state, one.ranking[0]["offer"]) == ("announced", offers[1].pk),
        refused=[
            Refusal("other-body", by=hall.roads),
            unless("wrong-state", state="announced"),
            Refusal("all-excluded", before=all_out),
            Refusal("not-scored", before=unscored),
            Refusal("far-apart", before=far),
            Refusal("no-standstill", before=lambda: raw_deadline("award-standstill")),
        ],
    )


@sample("delivery.end_call")
def end_call(hall: Hall) -> Sample:
    return Sample(
        hall.parks,
        kit.is_open(hall),
        {"reasons": "Not needed any more."},
        changed=lambda one: (
            (one.state, one.why_ended, one.contract.state)
            == ("ended", "Not needed any more.", "cancelled")
        ),
        refused=[Refusal("other-body", by=hall.roads), unless("wrong-state", state="awarded")],
        wrong=[Wrong("reasons", "")],
    )
