"""Samples of what may be done with the plan, contracts, functions and shifts."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from commonhall.core import clock
from commonhall.core.money import hall_currency
from commonhall.delivery.contracts import actions as contracts
from commonhall.delivery.contracts import confirming_actions
from commonhall.delivery.contracts.models import Contract
from commonhall.delivery.functions import actions as functions
from commonhall.delivery.pictures.models import ItemPicture
from commonhall.delivery.plan import actions as plan
from commonhall.delivery.plan import milestone_actions as milestones
from commonhall.delivery.plan.models import Item
from commonhall.delivery.projects.models import Project
from commonhall.delivery.shifts import actions as shifts
from commonhall.delivery.shifts.models import Shift, Volunteer
from commonhall.people import actors
from commonhall.people.organisations.models import Organisation
from tests.actions.samples import Refusal, Sample, Wrong, sample, set_fields, unless
from tests.actions.samples.cases import a_photo, neighbour
from tests.actions.samples.people import registered
from tests.actions.samples.services import service
from tests.decisions.kit import voter
from tests.delivery import projects
from tests.kit import Hall
from tests.law import kit
from tests.words import texts

ONE = timedelta(days=1)


# --- the plan -------------------------------------------------------------------------------------
def lamps(hall: Hall, **given: Any) -> dict[str, Any]:
    return {
        "level": "project",
        "names": texts("Lamps"),
        "unit": hall.unit("north"),
        "body": hall.body("parks"),
        "budget": 1000_00,
        **given,
    }


def item(hall: Hall, **given: Any) -> Item:
    return plan.adopt_item.perform(hall.chair, **lamps(hall, **given)).result


def running(hall: Hall) -> Item:
    one = item(hall)
    plan.start_item.perform(hall.parks, item=one, due_on=clock.today() + 30 * ONE)
    return one


@sample("delivery.adopt_item")
def adopt_item(hall: Hall) -> Sample:
    goal = item(hall, level="goal", budget=None)
    return Sample(
        hall.chair,
        given=lamps(hall),
        changed=lambda one: (one.state, one.budget, one.body.code) == ("planned", 1000_00, "parks"),
        wrong=[
            Wrong("parent", goal),
            Wrong("parent", goal, {"level": "goal"}),
            Wrong("budget", -1),
            Wrong("due_on", clock.today(), {"starts": clock.today() + ONE}),
        ],
    )


@sample("delivery.adopt_winner")
def adopt_winner(hall: Hall) -> Sample:
    return Sample(
        actors.system(),
        given={
            "names": texts("Lamps"),
            "texts": {},
            "unit": hall.unit("north"),
            "body": hall.body("parks"),
            "budget": 40_00,
            "currency": hall_currency(),
            "about": "",
        },
        changed=lambda one: (one.level, one.budget) == ("project", 40_00),
    )


@sample("delivery.amend_item")
def amend_item(hall: Hall) -> Sample:
    return Sample(
        hall.chair,
        item(hall),
        {"names": texts("Ten lamps"), "budget": 900_00, "reason": "Cheaper."},
        changed=lambda one: (
            (one.names, one.budget, one.body.code) == (texts("Ten lamps"), 900_00, "parks")
            and one.amendments.get().reason == "Cheaper."
        ),
        refused=[unless("wrong-state", state="done"), unless("wrong-state", state="stopped")],
        wrong=[
            Wrong("budget", -1),
            Wrong("due_on", clock.today(), {"starts": clock.today() + ONE}),
        ],
    )


def eight_photos(one: Item) -> Any:
    """Let eight photos be there already."""

    def before() -> None:
        for _ in range(8):
            made = ItemPicture(item=one, when="after", image="x.jpg", words="x", at=clock.now())
            made.save_base(raw=True, force_insert=True)

    return before


@sample("delivery.add_item_picture")
def add_item_picture(hall: Hall) -> Sample:
    one = item(hall)
    return Sample(
        hall.parks,
        one,
        {"image": a_photo(), "when": "after", "words": "New lamps."},
        changed=lambda made: (made.item, made.when, made.words) == (one, "after", "New lamps."),
        refused=[
            Refusal("other-body", by=hall.roads),
            unless("wrong-state", state="stopped"),
            Refusal("enough-photos", before=eight_photos(one)),
        ],
        wrong=[Wrong("words", "")],
    )


def of_a_group(hall: Hall, one: Item) -> Refusal:
    """Refused where residents carry it out."""

    def before() -> None:
        project = projects.founded(hall, kit.confirmed(hall))
        set_fields(Project.objects.get(pk=project.pk), item=one)

    return Refusal("group-reports", before=before)


@sample("delivery.start_item")
def start_item(hall: Hall) -> Sample:
    day = clock.today()
    one = item(hall, due_on=day + 5 * ONE)
    return Sample(
        hall.parks,
        one,
        {"due_on": day, "reason": "It goes faster."},
        changed=lambda one: (one.state, one.starts, one.due_on) == ("running", day, day),
        refused=[
            Refusal("other-body", by=hall.roads),
            unless("wrong-state", state="running"),
            of_a_group(hall, one),
        ],
        wrong=[Wrong("due_on", day - ONE), Wrong("reason", "")],
    )


@sample("delivery.finish_item")
def finish_item(hall: Hall) -> Sample:
    one = running(hall)
    return Sample(
        hall.parks,
        one,
        changed=lambda one: (one.state, one.done_on) == ("done", clock.today()),
        refused=[
            Refusal("other-body", by=hall.roads),
            unless("wrong-state", state="planned"),
            Refusal("milestones-open", before=lambda: milestone(hall, one)),
            of_a_group(hall, one),
        ],
    )


@sample("delivery.stop_item")
def stop_item(hall: Hall) -> Sample:
    return Sample(
        hall.chair,
        item(hall, body=hall.body("council")),
        changed=lambda one: one.state == "stopped",
        refused=[
            Refusal("other-body", thing=item(hall)),
            unless("wrong-state", state="done"),
        ],
    )


@sample("delivery.confirm_item")
def confirm_item(hall: Hall) -> Sample:
    one = running(hall)
    plan.finish_item.perform(hall.parks, item=one)
    return Sample(
        voter(hall, 1),
        one,
        {"good": False, "text": "It is still dark."},
        changed=lambda word: (word.good, word.text) == (False, "It is still dark."),
        refused=[unless("wrong-state", state="running")],
        wrong=[Wrong("text", "")],
    )


def milestone(hall: Hall, one: Item) -> Any:
    return milestones.add_milestone.perform(
        hall.parks, item=one, names=texts("Poles"), due_on=clock.today() + ONE
    ).result


@sample("delivery.add_milestone")
def add_milestone(hall: Hall) -> Sample:
    day, one = clock.today(), running(hall)
    return Sample(
        hall.parks,
        one,
        {"names": texts("Poles"), "due_on": day},
        changed=lambda one: (one.due_on, one.done_on) == (day, None),
        refused=[
            Refusal("other-body", by=hall.roads),
            unless("wrong-state", state="done"),
            of_a_group(hall, one),
        ],
        wrong=[Wrong("due_on", day - ONE)],
    )


@sample("delivery.finish_milestone")
def finish_milestone(hall: Hall) -> Sample:
    one = running(hall)
    return Sample(
        hall.parks,
        milestone(hall, one),
        {"proof": "Ten poles stand."},
        changed=lambda one: (one.done_on, one.proof) == (clock.today(), "Ten poles stand."),
        refused=[
            Refusal("other-body", by=hall.roads),
            unless("wrong-state", done_on=clock.today()),
            of_a_group(hall, one),
        ],
    )


@sample("delivery.record_payment")
def record_payment(hall: Hall) -> Sample:
    return Sample(
        hall.parks,
        running(hall),
        {"amount": 100, "purpose": "Poles", "payee": "Poles Ltd", **invoice()},
        changed=lambda one: (
            (one.amount, one.on, one.currency, one.to, one.body.code)
            == (100, clock.today(), hall_currency(), "Poles Ltd", "parks")
        ),
        refused=[Refusal("other-body", by=hall.roads), unless("wrong-state", state="stopped")],
        wrong=[
            Wrong("amount", 0),
            Wrong("amount", 1000_01),
            Wrong("invoice", " - "),
            Wrong("invoiced_on", clock.today() + ONE),
            Wrong("organisation", None, {"payee": ""}),
        ],
    )


def invoice(number: str = "A 1") -> dict[str, Any]:
    return {"invoice": number, "invoiced_on": clock.today()}


def awarded(hall: Hall, confirmed: bool = True) -> Contract:
    speaker = kit.organisation(hall)
    made = contracts.award_contract.perform(
        hall.parks,
        contract=call(hall),
        organisation=Organisation.objects.get(pk=speaker.organisation),
        amount=100_00,
        bids=2,
        reason="The better offer.",
        ends=clock.today(),
    ).result
    if confirmed:
        confirming_actions.confirm_award.perform(hall.chair, contract=made, seen="The offers.")
    return Contract.objects.get(pk=made.pk)


@sample("delivery.confirm_award")
def confirm_award(hall: Hall) -> Sample:
    return Sample(
        hall.chair,
        awarded(hall, confirmed=False),
        {"seen": "All three offers."},
        changed=lambda one: one.confirmed_on == clock.today(),
        refused=[
            unless("wrong-state", state="tender"),
            unless("same-body", body=hall.body("council")),
        ],
        wrong=[Wrong("seen", "")],
    )


@sample("delivery.pay_contract")
def pay_contract(hall: Hall) -> Sample:
    return Sample(
        hall.parks,
        awarded(hall),
        {"amount": 100_00, "purpose": "Poles", **invoice()},
        changed=lambda one: (one.contract.state, one.to, one.item) == ("active", "Friends", None),
        refused=[Refusal("other-body", by=hall.roads), unless("wrong-state", state="tender")],
        wrong=[Wrong("amount", 0), Wrong("amount", 100_01)],
    )


@sample("delivery.raise_contract")
def raise_contract(hall: Hall) -> Sample:
    return Sample(
        hall.parks,
        awarded(hall),
        {"amount": 120_00, "reason": "The ground is rock."},
        changed=lambda one: (
            (one.amount, one.raised, one.raised_for) == (120_00, 1, "The ground is rock.")
        ),
        refused=[Refusal("other-body", by=hall.roads), unless("wrong-state", state="complete")],
        wrong=[Wrong("amount", 100_00), Wrong("reason", "")],
    )


# --- contracts ------------------------------------------------------------------------------------
def call(hall: Hall, closed: bool = True) -> Contract:
    made = contracts.publish_call.perform(
        hall.parks, names=texts("Poles"), unit=hall.unit("north"), closes_on=clock.today()
    ).result
    if closed:
        set_fields(made, closes_on=clock.today() - ONE)
    return made


@sample("delivery.publish_call")
def publish_call(hall: Hall) -> Sample:
    day = clock.today()
    return Sample(
        hall.parks,
        given={"names": texts("Poles"), "unit": hall.unit("north"), "closes_on": day},
        changed=lambda one: (one.state, one.closes_on, one.body.code) == ("tender", day, "parks"),
        wrong=[Wrong("closes_on", day - ONE)],
    )


@sample("delivery.award_contract")
def award_contract(hall: Hall) -> Sample:
    speaker, day = kit.organisation(hall), clock.today()
    friends = Organisation.objects.get(pk=speaker.organisation)
    return Sample(
        hall.parks,
        call(hall),
        {
            "organisation": friends,
            "amount": 100_00,
            "bids": 2,
            "reason": "The better offer.",
            "ends": day,
        },
        changed=lambda one: (
            (one.state, one.amount, one.organisation, one.awarded_on)
            == ("active", 100_00, friends, day)
        ),
        refused=[
            Refusal("other-body", by=hall.roads),
            unless("wrong-state", state="active"),
            unless("call-open", closes_on=day),
        ],
        wrong=[Wrong("amount", 0), Wrong("ends", day - ONE)],
    )


@sample("delivery.end_contract")
def end_contract(hall: Hall) -> Sample:
    return Sample(
        hall.parks,
        call(hall, closed=False),
        {"fulfilled": False},
        changed=lambda one: one.state == "cancelled",
        refused=[Refusal("other-body", by=hall.roads), unless("wrong-state", state="complete")],
        wrong=[Wrong("fulfilled", True)],
    )


# --- functions ------------------------------------------------------------------------------------
def handed_over(hall: Hall) -> dict[str, Any]:
    speaker = kit.organisation(hall)
    return {
        "organisation": Organisation.objects.get(pk=speaker.organisation),
        "standards": texts("Within ten days."),
        "amount": 5000,
        "starts": clock.today(),
        "ends": clock.today() + ONE,
    }


@sample("delivery.transfer_function")
def transfer_function(hall: Hall) -> Sample:
    given = handed_over(hall)
    return Sample(
        hall.chair,
        service(hall),
        given,
        changed=lambda one: one.service.organisation == one.organisation == given["organisation"],
        refused=[unless("handed-over", organisation=given["organisation"])],
        wrong=[
            Wrong("organisation", registered(hall)),
            Wrong("amount", -1),
            Wrong("ends", clock.today()),
            Wrong("ends", given["ends"], {"starts": clock.today() - ONE}),
        ],
    )


@sample("delivery.take_back_function")
def take_back_function(hall: Hall) -> Sample:
    made = functions.transfer_function.perform(hall.chair, service(hall), **handed_over(hall))
    return Sample(
        hall.chair,
        made.result,
        {"reason": "It was late."},
        changed=lambda one: (one.returned_on, one.service.organisation) == (clock.today(), None),
        refused=[unless("wrong-state", returned_on=clock.today())],
    )


# --- shifts ---------------------------------------------------------------------------------------
def painting(hall: Hall) -> dict[str, Any]:
    begins = timezone.now() + 3 * ONE
    return {
        "names": texts("Paint poles"),
        "unit": hall.unit("north"),
        "starts_at": begins,
        "ends_at": begins + timedelta(hours=2),
        "places": 5,
    }


def shift(hall: Hall) -> Shift:
    return shifts.offer_shift.perform(hall.parks, **painting(hall)).result


@sample("delivery.offer_shift")
def offer_shift(hall: Hall) -> Sample:
    given = painting(hall)
    return Sample(
        hall.parks,
        given=given,
        changed=lambda one: (one.body.code, one.places) == ("parks", 5),
        wrong=[
            Wrong("starts_at", timezone.now() - ONE),
            Wrong("starts_at", given["ends_at"]),
        ],
    )


@sample("delivery.join_shift")
def join_shift(hall: Hall) -> Sample:
    one = shift(hall)
    return Sample(
        hall.resident,
        one,
        changed=lambda hand: (hand.person_id, hand.left_on) == (hall.resident.person, None),
        refused=[
            unless("wrong-state", cancelled=True),
            unless("wrong-state", starts_at=timezone.now() - ONE),
            unless("full", places=0),
            Refusal("joined", before=lambda: shifts.join_shift.perform(hall.resident, shift=one)),
        ],
    )


@sample("delivery.leave_shift")
def leave_shift(hall: Hall) -> Sample:
    one = shift(hall)
    shifts.join_shift.perform(hall.resident, shift=one)
    return Sample(
        hall.resident,
        one,
        changed=lambda hand: hand.left_on == clock.today(),
        refused=[
            unless("wrong-state", starts_at=timezone.now() - ONE),
            Refusal("not-joined", by=neighbour()),
        ],
    )


@sample("delivery.count_volunteers")
def count_volunteers(hall: Hall) -> Sample:
    one, other = shift(hall), shift(hall)
    hand = shifts.join_shift.perform(hall.resident, shift=one).result
    foreign = shifts.join_shift.perform(hall.resident, shift=other).result
    set_fields(one, starts_at=timezone.now() - ONE)
    return Sample(
        hall.parks,
        one,
        {"came": [hand]},
        changed=lambda count: count == 1 and Volunteer.objects.get(pk=hand.pk).came,
        refused=[
            Refusal("not-yours", by=hall.roads),
            unless("not-begun", starts_at=timezone.now() + ONE),
        ],
        wrong=[Wrong("came", [foreign])],
    )


@sample("delivery.bar_item")
def bar_item(hall: Hall) -> Sample:
    return Sample(actors.system(), item(hall), changed=lambda one: one.state == "stopped")
