"""What Millbrook promised: a plan with kept and broken days, contracts, a function, shifts."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from commonhall.actions.actors import Actor
from commonhall.core import clock
from commonhall.delivery.contracts import actions as contract_actions
from commonhall.delivery.functions import actions as function_actions
from commonhall.delivery.payments import actions as payment_actions
from commonhall.delivery.plan import actions, confirming_actions, milestone_actions
from commonhall.delivery.plan.models import Item
from commonhall.delivery.shifts import actions as shift_actions
from commonhall.law.instruments.models import Provision
from commonhall.people.actors import as_organisation
from commonhall.people.bodies.models import Body
from commonhall.people.organisations.models import Organisation
from commonhall.places.models import Unit
from commonhall.services.services.models import Service
from commonhall.site.demo import calls
from commonhall.site.demo.asking import ask
from commonhall.site.demo.council import by_council
from commonhall.site.demo.said import said

if TYPE_CHECKING:
    from commonhall.site.demo.town import Town


# Two payments to one payee stay below what takes an award.
MOST_UNAWARDED = 12_000_00


def build(town: Town) -> None:
    """The plan first; then what was done under it; then what residents and organisations carry."""
    standing = list(Organisation.objects.filter(state="recognised").order_by("pk")[:2])
    mended, roof = _plan(town)
    if standing:
        _contracts(town, mended, standing[0])
        _carried(town, standing[-1])
        calls.build(town, mended)
    _confirmed(town, mended)
    _shifts(town, roof)


def _at(days: int) -> tuple[Any, date]:
    """The clock of some days ago, and that day."""
    then = timezone.now() - timedelta(days=days)
    return clock.replay(then), then.date()


def _plan(town: Town) -> tuple[Item, Item]:
    """A goal, two measures; one project delivered late, one on time, one under way, one not begun."""
    root = Unit.objects.get(code="root")
    body = {one.code: one for one in Body.objects.all()}
    places = {one.code: one for one in town.units}
    replay, _day = _at(320)
    with replay:
        goal = (
            by_council(actions.adopt_item)
            .perform(
                town,
                level="goal",
                names=said("A town one can walk in at any hour"),
                texts=said("Light, even ground and clear ways, in every district."),
                unit=root,
                body=body["streets"],
            )
            .result
        )
    measures = []
    # Each is asked about: what was asked before the first covers no second sum.
    for days, names, code, budget in (
        (300, said("Renew the oldest lamps"), "streets", 160_000_00),
        (280, said("Better bus stops"), "transport", 90_000_00),
    ):
        then = timezone.now() - timedelta(days=days)
        ask(town, then, root, "A town one can walk in at any hour", about=goal.ref)
        replay, _day = _at(days)
        with replay:
            made = by_council(actions.adopt_item).perform(
                town,
                level="measure",
                names=names,
                texts={},
                unit=root,
                body=body[code],
                parent=goal,
                budget=budget,
                about=goal.ref,
            )
        measures.append(made.result)
    mended = _project(
        town,
        measures[0],
        places["station"],
        said("Forty lamps by the station"),
        "streets",
        40_000_00,
        promised=200,
        done=180,
    )
    _project(
        town,
        measures[0],
        places["hillside"],
        said("Lamps on the Hillside stairs"),
        "streets",
        12_000_00,
        promised=120,
        done=131,
    )
    roof = _project(
        town,
        measures[1],
        places["riverside"],
        said("Shelters on line 2"),
        "transport",
        34_000_00,
        promised=-40,
        done=None,
    )
    return mended, roof


def _project(
    town: Town,
    parent: Item,
    unit: Unit,
    names: dict[str, str],
    desk: str,
    budget: int,
    promised: int,
    done: int | None,
) -> Item:
    """One project, begun 240 days ago: a milestone half-way, payments, and its end if it has one."""
    office: Actor = town.desks[f"{desk}-desk"]
    due = (timezone.now() - timedelta(days=promised)).date()
    replay, _day = _at(260)
    with replay:
        item: Item = (
            by_council(actions.adopt_item)
            .perform(
                town,
                level="project",
                names=names,
                texts={},
                unit=unit,
                body=Body.objects.get(code=desk),
                parent=parent,
                budget=budget,
                about=parent.ref,
            )
            .result
        )
    replay, begun = _at(240)
    with replay:
        actions.start_item.perform(office, item=item, due_on=due)
        step = milestone_actions.add_milestone.perform(
            office,
            item=item,
            names=said("Ground works done"),
            due_on=begun + timedelta(days=35),
        ).result
        payment_actions.record_payment.perform(
            office,
            item=item,
            amount=min(budget // 4, MOST_UNAWARDED),
            purpose="Ground works",
            payee="Ashford Ground Works",
            invoice=f"A-{item.pk}",
            invoiced_on=begun,
        )
    with clock.replay(_moment(begun + timedelta(days=33))):
        milestone_actions.finish_milestone.perform(
            office, milestone=step, proof="Photographs of the trench, closed again."
        )
    if done is not None:
        replay, day = _at(done)
        with replay:
            payment_actions.record_payment.perform(
                office,
                item=item,
                amount=min(budget // 2, MOST_UNAWARDED),
                purpose="Final account",
                payee="Ashford Ground Works",
                invoice=f"B-{item.pk}",
                invoiced_on=day,
            )
            actions.finish_item.perform(office, item=item)
    return item


def _moment(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=timezone.get_current_timezone())


def _contracts(town: Town, item: Item, winner: Organisation) -> None:
    """A grant given after an open call, and a call that is open today."""
    office = town.desks["streets-desk"]
    replay, day = _at(230)
    with replay:
        grant = contract_actions.publish_call.perform(
            office,
            names=said("Walks at dusk: where is it dark?"),
            unit=item.unit,
            closes_on=day + timedelta(days=21),
            item=item,
            grant=True,
        ).result
    replay, day = _at(205)
    with replay:
        contract_actions.award_contract.perform(
            office,
            contract=grant,
            organisation=winner,
            amount=2_400_00,
            bids=3,
            reason="Knows the district, and asked for the least.",
            ends=day + timedelta(days=60),
        )
    replay, _day = _at(140)
    with replay:
        contract_actions.end_contract.perform(office, contract=grant, fulfilled=True)
    replay, day = _at(4)
    with replay:
        contract_actions.publish_call.perform(
            office,
            names=said("Lamp posts, 2027"),
            unit=Unit.objects.get(code="root"),
            closes_on=day + timedelta(days=30),
            item=item,
        )


def _carried(town: Town, organisation: Organisation) -> None:
    """An organisation carries the meals, for a year."""
    service = Service.objects.get(code="warm-meal")
    then = timezone.now() - timedelta(days=90)
    ask(town, then, service.unit, "Who should cook the meals?", about=service.ref)
    replay, day = _at(90)
    with replay:
        by_council(function_actions.transfer_function).perform(
            town,
            service=service,
            organisation=organisation,
            names={},
            amount=60_000_00,
            starts=day,
            ends=day + timedelta(days=365),
            standards=said("A warm meal for every child on every school day."),
            basis=Provision.objects.filter(number="Article 21").first(),
        )


def _confirmed(town: Town, item: Item) -> None:
    """Residents of the place say what they got."""
    told: list[dict[str, Any]] = [{"good": True}, {"good": True, "text": "Bright as day."}]
    missing: dict[str, Any] = {"good": False, "text": "Two lamps at the underpass are dark."}
    replay, _day = _at(170)
    with replay:
        for resident, said in zip(town.residents, (*told, told[0], missing), strict=False):
            confirming_actions.confirm_item.perform(resident, item=item, **said)


def _shifts(town: Town, item: Item) -> None:
    """One that is over and counted, one that still wants hands."""
    organisation = Organisation.objects.filter(state="recognised").order_by("-pk").first()
    speaker = town.desks["streets-desk"]
    if organisation is not None:
        member = organisation.memberships.select_related("person").order_by("pk").first()
        if member is not None and member.person is not None:
            speaker = as_organisation(member.person, organisation)
    with clock.replay(timezone.now() - timedelta(days=30)):
        begins = _moment(timezone.now().date() - timedelta(days=20))
        past = shift_actions.offer_shift.perform(
            speaker,
            names=said("Clear the river bank"),
            unit=item.unit,
            starts_at=begins,
            ends_at=begins + timedelta(hours=3),
            places=12,
        ).result
        hands = [
            shift_actions.join_shift.perform(one, shift=past).result for one in town.residents[:9]
        ]
    with clock.replay(begins + timedelta(hours=5)):
        shift_actions.count_volunteers.perform(speaker, shift=past, came=hands[:7])
    with clock.replay(timezone.now() - timedelta(days=2)):
        soon = _moment(timezone.now().date() + timedelta(days=8))
        wanted = shift_actions.offer_shift.perform(
            speaker,
            names=said("Paint the shelters of line 2"),
            unit=item.unit,
            starts_at=soon,
            ends_at=soon + timedelta(hours=2),
            places=8,
            item=item,
        ).result
        for resident in town.residents[20:23]:
            shift_actions.join_shift.perform(resident, shift=wanted)
