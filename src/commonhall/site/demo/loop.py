"""One matter of Millbrook's that has travelled once around the loop: the pump of the Works estate.

docs/tour.md walks it station by station. All days hang on the last whole quarter's end, so that the edition of
that quarter measures what was delivered within it.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from commonhall.actions.actors import Actor
from commonhall.cases.cases.models import Case
from commonhall.cases.sources import actions as source_actions
from commonhall.cases.sources.models import Source
from commonhall.consultations.conversations import actions as conversation_actions
from commonhall.consultations.conversations import closing_actions
from commonhall.consultations.conversations.models import Conversation, Statement
from commonhall.consultations.statements import votes
from commonhall.core import clock
from commonhall.core.refusals import Refused
from commonhall.decisions.motions import actions
from commonhall.decisions.motions.models import Motion
from commonhall.decisions.votes import actions as vote_actions
from commonhall.decisions.votes import envelopes
from commonhall.decisions.votes.models import Election, Option
from commonhall.delivery.functions import actions as function_actions
from commonhall.delivery.payments import actions as payment_actions
from commonhall.delivery.plan import actions as plan_actions
from commonhall.delivery.plan import confirming_actions, milestone_actions
from commonhall.delivery.plan.models import Item
from commonhall.delivery.shifts import actions as shift_actions
from commonhall.law.appeals import actions as appeal_actions
from commonhall.people.actors import as_organisation
from commonhall.people.bodies.models import Body
from commonhall.people.interests import actions as people
from commonhall.people.organisations.models import Membership, Organisation
from commonhall.services.minimum_standards.models import Alarm, MinimumStandard
from commonhall.services.services import actions as services
from commonhall.site.demo import tellers
from commonhall.site.demo.asking import ask, neighbours
from commonhall.site.demo.council import by_council
from commonhall.site.demo.said import said

if TYPE_CHECKING:
    from commonhall.site.demo.town import Town

SAID = [
    "The pump must be renewed, not mended again.",
    "Water may be off at night, but not by day.",
    "Those on the top floors should be asked first.",
    "The landlord should pay a part of it.",
    "A tank on each roof would be cheaper.",
    "Tell us the day before you turn it off.",
    "The pump house could be opened to visitors.",
    "Pay the neighbours who look after it.",
]
OPTIONS = [
    (
        "pump",
        30_000_00,
        said("A new pump, with the water kept running"),
    ),
    ("tanks", 34_000_00, said("Tanks on the roofs")),
    ("visit", 9_000_00, said("Open the pump house to visitors")),
]
MONEY = 42_000_00


class Loop:
    """What the stations hand on. `at`: the clock, so many days from the last whole quarter's end."""

    def __init__(self, town: Town) -> None:
        self.town = town
        today = timezone.localdate()
        ended = date(today.year, (today.month - 1) // 3 * 3 + 1, 1)
        self.end = timezone.make_aware(datetime(ended.year, ended.month, ended.day, 10))
        self.works = next(unit for unit in town.units if unit.code == "works")
        self.water = Body.objects.get(code="water")
        self.office, self.chair = town.desks["water-desk"], town.desks["council-chair"]
        self.council = [town.desks[f"council-{number}"] for number in (1, 2, 3, 4)]
        self.residents = town.residents[60:100]

    def at(self, days: float) -> Any:
        return clock.replay(self.end + timedelta(days=days))

    def day(self, days: int) -> date:
        return timezone.localdate(self.end + timedelta(days=days))


def build(town: Town) -> None:
    """From the need to the appeal; before the floors, so that what broke can be gathered in `close`."""
    loop = Loop(town)
    source = _source(loop)
    if source is None:
        return
    _refused(loop, source)
    _asked(loop, source)
    motion = _decided(loop, source)
    item = _voted(loop, source)
    _appealed(loop, motion)
    _delivered(loop, item)


def _source(loop: Loop) -> Source | None:
    """What people of the Works said of their water, gathered under one cause."""
    with loop.at(-110):
        cases = Case.objects.filter(
            category__code="water-pressure", raised_at__lt=clock.now(), source=None
        )
        here = list(cases.filter(unit=loop.works).order_by("-pk")[:8])
        if not here:
            return None
        return source_actions.name_source.perform(
            loop.office,
            title="The pump of the Works estate",
            unit=loop.works,
            body=loop.water,
            text="Built for four storeys, it feeds **nine**. Every case from the upper floors leads to it.",
            cases=here,
        ).result


DECISION: dict[str, Any] = {
    "names": said("Renew the pump of the Works"),
    "texts": said(
        "The pump is renewed in one night and one day, with the water off on all floors."
    ),
    "amount": 30_000_00,
}


def _refused(loop: Loop, source: Source) -> None:
    """The council wants to decide at once. The record shows that it could not."""
    with loop.at(-106), suppress(Refused):
        actions.table_motion.perform(loop.chair, matter=source.ref, unit=loop.works, **DECISION)


def _asked(loop: Loop, source: Source) -> None:
    """Ten days of asking: residents, an organisation with standing, an official."""
    with loop.at(-104):
        conversation: Conversation = conversation_actions.open_conversation.perform(
            loop.office,
            title="Water on the upper floors of the Works",
            question="We can still change **when** the water is off, and **who** looks after the pump.",
            unit=loop.works,
            opens_on=clock.today(),
            closes_on=loop.day(-94),
            about=source.ref,
            briefing=[
                ("for", "The pump is 31 years old.", "Water office, list of plant"),
                ("against", "A new one costs as much as two playgrounds.", "Budget, page 9"),
            ],
            statements=SAID,
        ).result
    with loop.at(-103):
        conversation_actions.argue.perform(
            loop.residents[0],
            conversation=conversation,
            side="against",
            text="A day without water is a day without a kitchen for the nursery.",
            source="Parents of the nursery",
        )
    statements = list(Statement.objects.filter(conversation=conversation).order_by("pk"))
    with loop.at(-102):
        for place, person in enumerate(
            [*loop.residents, *neighbours(loop.town, loop.works), *_others(loop)]
        ):
            conversation_actions.take_part.perform(person, conversation=conversation)
            side = 1 if place % 2 else -1
            for order, statement in enumerate(statements):
                value = 1 if order in (0, 5) else side if order < 5 else -side
                votes.cast(person, statement, value if (place + order) % 6 else 0)
    with loop.at(-93):
        closing_actions.close_conversation.perform(loop.office, conversation=conversation)
    with loop.at(-92):
        for number in closing_actions.ground_ids(conversation):
            closing_actions.respond.perform(
                loop.office,
                conversation=conversation,
                statement=Statement.objects.get(pk=number),
                verdict="taken_up",
                text="It stands in the plan.",
            )


def _others(loop: Loop) -> list[Actor]:
    """Who takes part not in their own name."""
    return [one for one in (_friends(loop), loop.town.desks["health-desk"]) if one is not None]


def _friends(loop: Loop) -> Actor | None:
    """An organisation with standing, by somebody who speaks for it."""
    for made in Organisation.objects.filter(state="recognised").order_by("-pk"):
        member = Membership.objects.filter(organisation=made).select_related("person").first()
        if member is not None and member.person is not None:
            return as_organisation(member.person, made)
    return None


def _decided(loop: Loop, source: Source) -> Motion:
    """Asked, they may decide; who lives above the pump is recused. The rest votes for it."""
    with loop.at(-91):
        people.declare_interest.perform(loop.council[0], target=source.ref, kind="property")
    with loop.at(-90):
        motion: Motion = actions.table_motion.perform(
            loop.chair, matter=source.ref, unit=loop.works, **DECISION
        ).result
        for seat in (loop.chair, *loop.council):
            with suppress(Refused):
                actions.vote_on_motion.perform(seat, motion=motion, choice="yes")
        actions.conclude_motion.perform(loop.chair, motion=motion)
    return motion


def _appealed(loop: Loop, motion: Motion) -> None:
    """A day without water was never asked about: the reviewer grants the appeal."""
    from commonhall.record.models import Entry

    entry = Entry.objects.filter(action="decisions.conclude_motion", subject=motion.ref).first()
    if entry is None:
        return
    with loop.at(-84):
        appeal = appeal_actions.file_appeal.perform(
            loop.residents[0],
            entry=entry,
            text="The conversation agreed on water by day. The decision turns it **off** by day.",
        ).result
    with loop.at(-70):
        appeal_actions.decide_appeal.perform(
            loop.town.desks["reviewer"],
            appeal=appeal,
            verdict="granted",
            text="What those concerned agreed on was set aside without a word. It cannot stand.",
        )


def _voted(loop: Loop, source: Source) -> Item:
    """The estate's own budget, in secret, by Equal Shares; the winner enters the plan by itself."""
    with loop.at(-82):
        election: Election = vote_actions.prepare_election.perform(
            loop.chair,
            kind="budget",
            form="approval",
            rule="mes",
            unit=loop.works,
            budget=MONEY,
            names=said("The budget of the Works"),
            texts=said(""),
        ).result
        for code, cost, names in OPTIONS:
            vote_actions.add_option.perform(
                loop.chair,
                election=election,
                code=code,
                names=names,
                cost=cost,
                unit=loop.works,
                about=source.ref if code == "pump" else "",
            )
        keys = tellers.named(loop.town, loop.chair, election)
    with loop.at(-82):
        by_council(vote_actions.open_election).perform(
            loop.town, election=election, closes_at=clock.now() + timedelta(days=14)
        )
    election.refresh_from_db()
    with loop.at(-75):
        for place, unit in enumerate(_at_home(loop)):
            chosen = [("pump", 1)] if place % 4 else [("visit", 1), ("tanks", 1)]
            mark = envelopes.new_mark()
            vote_actions.cast_ballot.perform(unit, election=election, choices=chosen, mark=mark)
    with loop.at(-67):
        tellers.count(Election.objects.get(pk=election.pk), keys)
    return Item.objects.get(about=Option.objects.get(election=election, code="pump").ref)


def _at_home(loop: Loop) -> list[Actor]:
    """Confirmed residents of the Works."""
    from commonhall.people.residents.models import Person

    homes = set(Person.objects.filter(unit=loop.works).values_list("pk", flat=True))
    return [one for one in loop.town.residents if one.person in homes]


def _delivered(loop: Loop, item: Item) -> None:
    """Given to the water office, which promises a day and misses it; neighbours look after the pump house."""
    with loop.at(-64):
        by_council(plan_actions.amend_item).perform(
            loop.town,
            item=item,
            body=loop.water,
            names=item.names,
            texts=item.texts,
            budget=item.budget,
            reason="The water office looks after pumps.",
        )
    item.refresh_from_db()
    with loop.at(-60):
        plan_actions.start_item.perform(loop.office, item=item, due_on=loop.day(-30))
        step = milestone_actions.add_milestone.perform(
            loop.office,
            item=item,
            names=said("The pump is there"),
            due_on=loop.day(-45),
        ).result
    friends = _friends(loop)
    if friends is not None:
        _handed_over(loop, item, friends)
    with loop.at(-47):
        milestone_actions.finish_milestone.perform(
            loop.office, milestone=step, proof="Delivery note 4711, with a photograph."
        )
    with loop.at(-20):
        payment_actions.record_payment.perform(
            loop.office,
            item=item,
            amount=24_400_00,
            purpose="Pump",
            payee="Weir and Sons, pumps",
            invoice="4711",
            invoiced_on=loop.day(-44),
        )
        plan_actions.finish_item.perform(loop.office, item=item)
    with loop.at(-16):
        for resident in loop.residents[:6]:
            confirming_actions.confirm_item.perform(resident, item=item, good=True)


def _handed_over(loop: Loop, item: Item, friends: Actor) -> None:
    with loop.at(-76):
        service = services.set_service.perform(
            loop.office,
            code="pump-house",
            names=said("Care of the pump house"),
            texts=said("Looked at every day, aired and kept clean."),
            body=loop.water,
            unit=loop.works,
        ).result
    ask(
        loop.town,
        loop.end - timedelta(days=58),
        loop.works,
        "Who should look after the pump house?",
        about=service.ref,
    )
    with loop.at(-58):
        by_council(function_actions.transfer_function).perform(
            loop.town,
            service=service,
            organisation=Organisation.objects.get(pk=friends.organisation or 0),
            names={},
            amount=1_800_00,
            starts=clock.today(),
            ends=loop.day(300),
            standards=said("Looked at every day; a fault is reported within the hour."),
        )
    with loop.at(-40):
        begins = clock.now() + timedelta(days=4)
        shift = shift_actions.offer_shift.perform(
            friends,
            names=said("Paint the pump house"),
            unit=loop.works,
            item=item,
            starts_at=begins,
            ends_at=begins + timedelta(hours=3),
            places=8,
        ).result
        hands = [
            shift_actions.join_shift.perform(one, shift=shift).result for one in loop.residents[:5]
        ]
    with loop.at(-35):
        shift_actions.count_volunteers.perform(friends, shift=shift, came=hands)


def gather_alarm(town: Town) -> None:
    """The floor that broke in the Works belongs to the same source: its case is gathered under it."""
    loop = Loop(town)
    source = Source.objects.filter(title="The pump of the Works estate").first()
    minimum_standard = MinimumStandard.objects.filter(body=loop.water).first()
    alarm = (
        Alarm.objects.filter(minimum_standard=minimum_standard, unit=loop.works)
        .select_related("case")
        .first()
    )
    if source is not None and alarm is not None:
        with clock.replay(alarm.opened_at + timedelta(days=1)):
            source_actions.gather_cases.perform(loop.office, source=source, cases=[alarm.case])
