"""Samples of what may be done with waiting lists."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.files.base import ContentFile

from commonhall.actions.actors import Actor
from commonhall.core import clock
from commonhall.decisions.lotteries import orders
from commonhall.people import actors
from commonhall.services.waiting_lists import actions, intake_actions
from commonhall.services.waiting_lists import offering_actions as offering
from commonhall.services.waiting_lists.models import (
    PlaceOffer,
    WaitingEntry,
    WaitingList,
)
from tests.actions.samples import Refusal, Sample, Wrong, sample, set_fields, unless
from tests.kit import Hall
from tests.services import kit, waiting
from tests.words import texts

State, Offered = WaitingEntry.State, PlaceOffer.State
DAY = timedelta(days=1)


def in_days(days: int) -> Any:
    return clock.today() + timedelta(days=days)


def queue(hall: Hall, count: int = 2, **given: Any) -> tuple[WaitingList, list[WaitingEntry]]:
    """A list on which some wait, one after the other."""
    made, now, found = waiting.waiting_list(hall, **given), clock.now(), []
    for number in range(count):
        with clock.replay(now + timedelta(minutes=number)):
            found.append(waiting.join(kit.applicant(hall, f"person{number}"), made))
    return made, [waiting.fresh(one) for one in found]


def own(entry: WaitingEntry) -> Actor:
    assert entry.person is not None
    return actors.as_person(entry.person)


def claiming(hall: Hall, *claims: str) -> WaitingEntry:
    made = waiting.by_points(hall)
    return waiting.fresh(waiting.join(kit.applicant(hall), made, claims=list(claims)))


def stranger(hall: Hall) -> Refusal:
    return Refusal("not-yours", by=kit.applicant(hall, "stranger"))


def by_lot(hall: Hall) -> WaitingEntry:
    made = waiting.waiting_list(
        hall, names=texts("Market pitches"), rule="lottery", closes_on=in_days(5)
    )
    return waiting.fresh(waiting.join(kit.applicant(hall, "lotte"), made))


def no_order(hall: Hall) -> list[Refusal]:
    """By lot: not drawn yet; and once the draw was annulled."""
    one = by_lot(hall)
    lottery = orders.of(one.waiting_list)
    assert lottery is not None
    return [
        Refusal("not-drawn", thing=one),
        Refusal("no-order", thing=one, before=lambda: set_fields(lottery, state="annulled")),
    ]


def full(entry: WaitingEntry) -> list[Refusal]:
    """No place is free; the list has ended."""
    made = entry.waiting_list
    return [
        Refusal("no-place", before=lambda: set_fields(made, places=0)),
        Refusal("ended", before=lambda: set_fields(made, ended_on=clock.today())),
        unless("wrong-state", state=State.LEFT),
    ]


# --- what a body sets -----------------------------------------------------------------------------
@sample("services.open_waiting_list")
def open_waiting_list(hall: Hall) -> Sample:
    return Sample(
        hall.parks,
        given={
            "names": texts("Nursery"),
            "unit": hall.unit("north"),
            "places": 5,
            "rule": "need",
            "criteria": waiting.criteria(),
            "provision": waiting.provision(),
            "service": kit.service(hall),
        },
        changed=lambda one: (
            (one.places, one.body.code, one.editions.get().worth["alone"]) == (5, "parks", 30)
        ),
        wrong=[
            Wrong("closes_on", clock.today() - DAY),
            Wrong("closes_on", None, {"rule": "lottery", "criteria": None}),
            Wrong("criteria", None),
        ],
    )


@sample("services.change_places")
def change_places(hall: Hall) -> Sample:
    return Sample(
        hall.parks,
        waiting.waiting_list(hall),
        {"places": 3, "reason": "A new bed was dug."},
        changed=lambda one: one.places == 3 and one.changes.get().before == 2,
        refused=[unless("ended", ended_on=clock.today()), Refusal("other-body", by=hall.roads)],
        wrong=[Wrong("places", 2)],
    )


@sample("services.set_last_day")
def set_last_day(hall: Hall) -> Sample:
    return Sample(
        hall.parks,
        waiting.waiting_list(hall),
        {"closes_on": in_days(9)},
        changed=lambda one: one.closes_on == in_days(9),
        refused=[
            unless("ended", ended_on=clock.today()),
            Refusal("drawn-by-lot", thing=by_lot(hall).waiting_list),
        ],
        wrong=[Wrong("closes_on", clock.today() - DAY)],
    )


@sample("services.change_waiting_rule")
def change_waiting_rule(hall: Hall) -> Sample:
    given = {"rule": "need", "criteria": waiting.criteria(), "provision": waiting.provision()}
    return Sample(
        hall.parks,
        queue(hall, 1)[0],
        {**given, "reason": "Need counts more."},
        changed=lambda one: (one.number, one.rule, one.waiting) == (2, "need", 1),
        refused=[unless("ended", ended_on=clock.today())],
        wrong=[Wrong("rule", "queue", {"criteria": None}), Wrong("criteria", None)],
    )


# --- those who wait -------------------------------------------------------------------------------
@sample("services.join_waiting_list")
def join_waiting_list(hall: Hall) -> Sample:
    ada, made = kit.applicant(hall), waiting.by_points(hall)
    south = waiting.by_points(hall, unit=hall.unit("south"))
    return Sample(
        ada,
        made,
        {"claims": ["alone"], "text": "Please."},
        changed=lambda one: (one.state, one.points, one.to_look) == (State.WAITING, 0, 1),
        refused=[
            unless("closed", ended_on=clock.today()),
            unless("closed", closes_on=clock.today() - DAY),
            Refusal("lives-elsewhere", thing=south),
            Refusal("on-the-list", before=lambda: waiting.join(ada, made)),
        ],
        wrong=[Wrong("claims", ["tall"])],
    )


@sample("services.claim_points")
def claim_points(hall: Hall) -> Sample:
    one = claiming(hall)
    _made, (queued,) = queue(hall, 1)
    return Sample(
        own(one),
        one,
        {"claims": ["alone", "sibling"]},
        changed=lambda entry: entry.to_look == 2,
        refused=[
            unless("wrong-state", state=State.LEFT),
            stranger(hall),
            Refusal("no-points", by=own(queued), thing=queued),
        ],
        wrong=[Wrong("claims", ["tall"])],
    )


def proof(entry: WaitingEntry) -> Any:
    return actions.add_proof.perform(
        own(entry), entry, file=ContentFile(b"%PDF-1.4", "order.pdf"), need="alone"
    ).result


@sample("services.add_proof")
def add_proof(hall: Hall) -> Sample:
    one = claiming(hall, "alone")
    _made, (queued,) = queue(hall, 1)

    def twenty() -> None:
        for _number in range(20):
            proof(one)

    return Sample(
        own(one),
        one,
        {"file": ContentFile(b"%PDF-1.4", "order.pdf"), "need": "alone"},
        changed=lambda made: (made.need, made.name) == ("alone", "order.pdf"),
        refused=[
            unless("wrong-state", state=State.LEFT),
            stranger(hall),
            Refusal("enough-documents", before=twenty),
            Refusal("no-points", by=own(queued), thing=queued),
        ],
    )


@sample("services.take_back_proof")
def take_back_proof(hall: Hall) -> Sample:
    one = claiming(hall, "alone")
    return Sample(
        own(one),
        proof(one),
        changed=lambda made: made.ended_on == clock.today() and not made.name,
        refused=[unless("wrong-state", ended_on=clock.today()), stranger(hall)],
    )


def asked(hall: Hall) -> WaitingEntry:
    _made, (one,) = queue(hall, 1)
    set_fields(one, answer_until=in_days(3), asked_on=clock.today() - DAY)
    return waiting.fresh(one)


@sample("services.keep_waiting_entry")
def keep_waiting_entry(hall: Hall) -> Sample:
    one = asked(hall)
    return Sample(
        own(one),
        one,
        changed=lambda kept: (kept.kept_on, kept.answer_until) == (clock.today(), None),
        refused=[
            unless("wrong-state", state=State.LEFT),
            unless("not-asked", answer_until=None),
            stranger(hall),
        ],
    )


@sample("services.leave_waiting_list")
def leave_waiting_list(hall: Hall) -> Sample:
    _made, (one,) = queue(hall, 1)
    return Sample(
        own(one),
        one,
        changed=lambda gone: (gone.state, gone.ended_on) == (State.LEFT, clock.today()),
        refused=[unless("wrong-state", state=State.OFFERED), stranger(hall)],
    )


def offered(hall: Hall) -> PlaceOffer:
    _made, entries = queue(hall)
    return PlaceOffer.objects.get(pk=waiting.offer(hall, entries[0]).pk)


def _answers(hall: Hall) -> list[Refusal]:
    return [
        unless("wrong-state", state=Offered.LAPSED),
        unless("too-late", answer_by=clock.today() - DAY),
        stranger(hall),
    ]


@sample("services.accept_place_offer")
def accept_place_offer(hall: Hall) -> Sample:
    one = offered(hall)
    return Sample(
        own(one.entry),
        one,
        changed=lambda made: (made.state, made.entry.state) == (Offered.ACCEPTED, State.PLACED),
        refused=_answers(hall),
    )


@sample("services.decline_place_offer")
def decline_place_offer(hall: Hall) -> Sample:
    one = offered(hall)
    return Sample(
        own(one.entry),
        one,
        {"stay": False},
        changed=lambda made: (
            (made.state, made.entry.state, made.passed_to.state)
            == (Offered.DECLINED, State.LEFT, Offered.OPEN)
        ),
        refused=_answers(hall),
    )


# --- the body -------------------------------------------------------------------------------------
@sample("services.look_at_claim")
def look_at_claim(hall: Hall) -> Sample:
    one = claiming(hall, "alone")
    return Sample(
        hall.parks,
        one,
        {"criterion": "alone", "holds": True, "reason": "I saw the order."},
        changed=lambda entry: entry.claims[0]["seen"] and entry.points == 0,
        refused=[
            unless("wrong-state", state=State.LEFT),
            unless("nothing-to-look-at", claims=[]),
            Refusal("other-body", by=hall.roads),
        ],
        wrong=[Wrong("criterion", "sibling")],
    )


@sample("services.confirm_claim")
def confirm_claim(hall: Hall) -> Sample:
    second = waiting.colleague(hall)
    one = claiming(hall, "alone")
    waiting.look(hall, one)
    return Sample(
        second,
        waiting.fresh(one),
        {"criterion": "alone", "holds": True, "reason": "The order names them alone."},
        changed=lambda entry: (entry.points, entry.to_look) == (30, 0),
        refused=[
            unless("wrong-state", state=State.LEFT),
            unless("nothing-to-confirm", claims=[]),
            Refusal("second-look", by=hall.parks),
        ],
        wrong=[Wrong("criterion", "sibling")],
    )


@sample("services.offer_place")
def offer_place(hall: Hall) -> Sample:
    _made, entries = queue(hall)
    return Sample(
        hall.parks,
        entries[0],
        changed=lambda made: (made.state, made.before, made.entry.state) == ("open", 0, "offered"),
        refused=[
            *full(entries[0]),
            Refusal("out-of-order", thing=entries[1]),
            *no_order(hall),
        ],
    )


@sample("services.offer_out_of_order")
def offer_out_of_order(hall: Hall) -> Sample:
    _made, entries = queue(hall)
    return Sample(
        hall.parks,
        entries[1],
        {"reason": "The house burnt down."},
        changed=lambda made: (made.before, made.reason) == (1, "The house burnt down."),
        refused=[
            *full(entries[1]),
            Refusal("is-next", thing=entries[0]),
            *no_order(hall),
        ],
    )


@sample("services.free_place")
def free_place(hall: Hall) -> Sample:
    one = offered(hall)
    actions.accept_place_offer.perform(own(one.entry), one)
    return Sample(
        hall.parks,
        PlaceOffer.objects.get(pk=one.pk),
        changed=lambda made: made.free_on == clock.today(),
        refused=[
            unless("wrong-state", state=Offered.OPEN),
            unless("wrong-state", free_on=clock.today()),
        ],
    )


# --- the operator ---------------------------------------------------------------------------------
def told(**more: Any) -> dict[str, Any]:
    return {"channel": "counter", "name": "Ruth", "identity": "Identity card shown", **more}


@sample("services.take_in_entry")
def take_in_entry(hall: Hall) -> Sample:
    made = waiting.by_points(hall)

    def before() -> None:
        intake_actions.take_in_entry.perform(hall.clerk, waiting_list=made, **told(phone="555 1"))

    return Sample(
        hall.clerk,
        made,
        told(phone="555 1"),
        changed=lambda one: (one.person.name, one.channel) == ("Ruth", "counter") and one.receipt,
        refused=[unless("closed", ended_on=clock.today())],
        wrong=[
            Wrong("name", "Ruth", before=before),
            Wrong("name", "Ruth", {"phone": "555 2"}, before=before),
            Wrong("email", "nobody@example.org"),
            Wrong("claims", ["tall"]),
        ],
    )


@sample("services.record_waiting_word")
def record_waiting_word(hall: Hall) -> Sample:
    one = intake_actions.take_in_entry.perform(
        hall.clerk, waiting_list=waiting.waiting_list(hall), **told()
    ).result
    return Sample(
        hall.clerk,
        waiting.fresh(one),
        {"code": one.receipt, "says": "leave"},
        changed=lambda entry: entry.state == State.LEFT,
        refused=[
            unless("not-for-another", receipt=""),
            unless("wrong-state", state=State.PLACED),
        ],
        wrong=[Wrong("code", "ABCDEFGH"), Wrong("says", "accept")],
    )


# --- the System -----------------------------------------------------------------------------------
@sample("services.lapse_place_offer")
def lapse_place_offer(hall: Hall) -> Sample:
    one = offered(hall)
    set_fields(one, answer_by=clock.today() - DAY)
    return Sample(
        actors.system(),
        PlaceOffer.objects.get(pk=one.pk),
        changed=lambda made: (made.state, made.passed_to.state) == (Offered.LAPSED, Offered.OPEN),
        refused=[
            unless("not-late", answer_by=clock.today()),
            unless("not-late", state=Offered.ACCEPTED),
        ],
    )


@sample("services.pass_on_place_offer")
def pass_on_place_offer(hall: Hall) -> Sample:
    one = offered(hall)
    set_fields(one, state=Offered.DECLINED)
    set_fields(one.entry, state=State.LEFT)

    def alone() -> None:
        for entry in WaitingEntry.objects.filter(state=State.WAITING):
            set_fields(entry, state=State.LEFT)

    def passed() -> None:
        offering.pass_on_place_offer.perform(actors.system(), PlaceOffer.objects.get(pk=one.pk))

    return Sample(
        actors.system(),
        PlaceOffer.objects.get(pk=one.pk),
        changed=lambda made: (made.after_id, made.entry.state) == (one.pk, State.OFFERED),
        refused=[
            unless("wrong-state", state=Offered.OPEN),
            Refusal("wrong-state", before=passed),
            Refusal("nobody", before=alone),
        ],
    )


@sample("services.ask_waiting_entry")
def ask_waiting_entry(hall: Hall) -> Sample:
    _made, (one,) = queue(hall, 1)
    set_fields(one, kept_on=in_days(-365))
    return Sample(
        actors.system(),
        waiting.fresh(one),
        changed=lambda entry: entry.answer_until == in_days(42),
        refused=[
            unless("not-yet", kept_on=in_days(-364)),
            unless("not-yet", answer_until=in_days(1)),
            unless("not-yet", state=State.OFFERED),
        ],
    )


@sample("services.warn_waiting_entry")
def warn_waiting_entry(hall: Hall) -> Sample:
    one = asked(hall)
    return Sample(
        actors.system(),
        one,
        changed=lambda entry: entry.warned_on == clock.today(),
        refused=[
            unless("not-yet", answer_until=in_days(8)),
            unless("not-yet", answer_until=None),
            unless("not-yet", warned_on=clock.today()),
        ],
    )


@sample("services.lapse_waiting_entry")
def lapse_waiting_entry(hall: Hall) -> Sample:
    one = asked(hall)
    set_fields(one, answer_until=in_days(-1), warned_on=in_days(-8))
    return Sample(
        actors.system(),
        waiting.fresh(one),
        changed=lambda entry: entry.state == State.LAPSED,
        refused=[
            unless("not-yet", answer_until=clock.today()),
            unless("not-yet", warned_on=None),
            unless("not-yet", warned_on=in_days(-6)),
        ],
    )


@sample("services.destroy_waiting_entry")
def destroy_waiting_entry(hall: Hall) -> Sample:
    one = claiming(hall, "alone")
    actions.leave_waiting_list.perform(own(one), one)
    long_ago = in_days(-1096)
    set_fields(one, ended_on=long_ago)
    return Sample(
        actors.system(),
        waiting.fresh(one),
        changed=lambda gone: (gone.person, gone.text, gone.claims) == (None, "", None),
        refused=[
            unless("not-over", destroyed_on=clock.today()),
            unless("not-over", ended_on=long_ago + DAY),
            unless("not-over", ended_on=None),
        ],
    )
