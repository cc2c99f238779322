"""How Millbrook votes: a budget shared by Equal Shares, a question that runs, a decision of the council."""

from __future__ import annotations

import random
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from commonhall.actions.actors import Actor
from commonhall.cases.sources.models import Source
from commonhall.core import clock
from commonhall.core.refusals import Refused
from commonhall.decisions.briefings.actions import answer_argument, argue_vote, state_costs
from commonhall.decisions.motions import actions as motion_actions
from commonhall.decisions.motions.models import Motion
from commonhall.decisions.votes import actions, envelopes
from commonhall.decisions.votes.models import Election
from commonhall.people.interests import actions as interest_actions
from commonhall.people.residents import actions as resident_actions
from commonhall.people.residents.models import Person
from commonhall.places.models import Unit
from commonhall.site.demo import council, ranked, tellers, themes
from commonhall.site.demo.asking import ask, asked_sources
from commonhall.site.demo.council import by_council
from commonhall.site.demo.said import said

if TYPE_CHECKING:
    from commonhall.site.demo.town import Town

MONEY = 120_000_00
PROJECTS = [
    (
        "01",
        "station",
        38_000_00,
        "lamps",
        said("Lamps along the river road"),
        said("Twelve lamps between the bridge and the mill."),
    ),
    (
        "02",
        "old-town",
        26_000_00,
        "potholes",
        said("Paving without steps in the old town"),
        said("So that wheelchairs and prams get to the market."),
    ),
    (
        "03",
        "riverside",
        45_000_00,
        "playgrounds",
        said("A playground by the water"),
        said("Swings, sand and shade."),
    ),
    (
        "04",
        "hillside",
        18_000_00,
        "buses",
        said("A roof at the Hillside bus stop"),
        said("And a bench."),
    ),
    (
        "05",
        "harbour",
        60_000_00,
        "playgrounds",
        said("A park in the old harbour"),
        said("Trees where the cranes stood."),
    ),
    (
        "06",
        "north-field",
        15_000_00,
        "meals",
        said("A kitchen garden for the school"),
        said("The meals come from it."),
    ),
    (
        "07",
        "works",
        22_000_00,
        "noise",
        said("A quiet hedge at the goods yard"),
        said("Against the night deliveries."),
    ),
    (
        "08",
        "meadows",
        9_000_00,
        "bins",
        said("Covered bins on the Meadows"),
        said("Foxes will have to look elsewhere."),
    ),
]
NEAR = 0.75
VERIFIED = 130


def build(town: Town) -> None:
    """Confirm residents, vote, decide."""
    voters = _confirm(town)
    _budget(town, voters)
    ranked.build(town, [voter for voter, _unit in voters[:40]])
    themes.build(town, [voter for voter, _unit in voters[:20]])
    _question(town, voters)
    _motion(town)


def _confirm(town: Town) -> list[tuple[Actor, Unit]]:
    desk, chance, confirmed = town.desks["hall-desk"], town.chance, []
    with clock.replay(timezone.now() - timedelta(days=200)):
        for resident in town.residents[:VERIFIED]:
            unit = chance.choice(town.units)
            person = Person.objects.get(pk=resident.person or 0)
            resident_actions.verify_resident.perform(desk, person=person, unit=unit)
            confirmed.append((resident, unit))
    return confirmed


def _budget(town: Town, voters: list[tuple[Actor, Unit]]) -> None:
    """A participatory budget, five months ago: people vote mostly for what is near them."""
    chair, chance = town.desks["council-chair"], town.chance
    root = Unit.objects.get(code="root")
    units = {unit.code: unit for unit in town.units}
    opened = timezone.now() - timedelta(days=160)
    with clock.replay(opened - timedelta(days=20)):
        election = actions.prepare_election.perform(
            chair,
            kind="budget",
            form="approval",
            rule="mes",
            unit=root,
            budget=MONEY,
            names=said("The town's budget for small works"),
            texts=said(
                "Residents share €120,000. It is counted by **Equal Shares**: each voter has the same "
                "part of the money, and it pays for what they chose."
            ),
        ).result
        sources = {row.unit.code: row.ref for row in Source.objects.select_related("unit")}
        for code, place, cost, category, names, text in PROJECTS:
            actions.add_option.perform(
                chair,
                election=election,
                code=code,
                names=names,
                texts=text,
                cost=cost,
                unit=units[place],
                category=category,
                about=sources.get(place, ""),
            )
        keys = tellers.named(town, chair, election)
    ask(town, opened, root, "Which small works does the town need?", about=election.ref)
    with clock.replay(opened):
        by_council(actions.open_election).perform(
            town, election=election, closes_at=opened + timedelta(days=21)
        )
    election.refresh_from_db()
    for number, (voter, unit) in enumerate(voters):
        with clock.replay(opened + timedelta(days=20 * number / len(voters), hours=3)):
            actions.cast_ballot.perform(
                voter,
                election=election,
                choices=_choices(unit.code, chance),
                mark=envelopes.new_mark(),
            )
    with clock.replay(opened + timedelta(days=20, hours=12)):
        tellers.copy(election, keys)
    with clock.replay(opened + timedelta(days=22)):
        tellers.count(Election.objects.get(pk=election.pk), keys)
    with clock.replay(opened + timedelta(days=23)):
        tellers.delete_copy(Election.objects.get(pk=election.pk), keys)


def _choices(place: str, chance: random.Random) -> list[envelopes.Choice]:
    """Mostly what lies near, and a liking for some of the rest."""
    chosen = [
        (code, 1)
        for code, there, _cost, _category, _names, _text in PROJECTS
        if chance.random() < (NEAR if there == place else 0.28)
    ]
    return chosen or [("01", 1)]


def _question(town: Town, voters: list[tuple[Actor, Unit]]) -> None:
    """A question that is open for another two weeks. Its tellers' keys are lost: nobody opens it."""
    chair, now = town.desks["council-chair"], timezone.now()
    root = Unit.objects.get(code="root")
    with clock.replay(now - timedelta(days=24)):
        election = actions.prepare_election.perform(
            chair,
            kind="question",
            form="approval",
            rule="most",
            most=1,
            quorum=50,
            threshold=50,
            unit=root,
            names=said("Should the old town be free of cars on Sundays?"),
            texts=said("Buses and ambulances are let through."),
        ).result
        for code, names in (("yes", said("Yes")), ("no", said("No"))):
            actions.add_option.perform(chair, election=election, code=code, names=names)
        tellers.named(town, chair, election)
    with clock.replay(now - timedelta(days=20)):
        _argued(town, election)
    opened = now - timedelta(days=6)
    ask(town, opened, root, "Cars in the old town on Sundays", about=election.ref)
    with clock.replay(opened):
        by_council(actions.open_election).perform(
            town, election=election, closes_at=now + timedelta(days=14)
        )
    for number, (voter, _unit) in enumerate(voters[20:80]):
        with clock.replay(now - timedelta(days=5) + timedelta(hours=number)):
            answer = "yes" if town.chance.random() < 0.55 else "no"
            actions.cast_ballot.perform(
                voter, election=election, choices=[(answer, 1)], mark=envelopes.new_mark()
            )


ARGUED = (
    (
        "for",
        "transport-desk",
        "Two bus lines would be four minutes faster.",
        "Timetable trial, May",
    ),
    ("for", "", "Children could cross Market Street alone.", "Parents of the school"),
    (
        "against",
        "",
        "My mother is brought by car, and walks with a frame.",
        "Neighbours of the quay",
    ),
    (
        "against",
        "streets-desk",
        "A third of the cars would drive round by the Works.",
        "Count of 12 June",
    ),
)
ANSWER = (
    "Those who bring somebody with a badge would be let through.",
    "Draft of the rule, part 3",
)
COSTS = "Barriers and signs once 18,000; two stewards each Sunday 9,600 a year, from the budget for streets."


def _argued(town: Town, election: Election) -> None:
    """Both sides argue, one is answered, and the reviewer says what it costs."""
    for number, (side, desk, text, source) in enumerate(ARGUED):
        by = town.desks[desk] if desk else town.residents[30 + number]
        argument = argue_vote.perform(
            by, election=election, side=side, text=text, source=source
        ).result
        if side == "against" and not desk:
            answer_argument.perform(
                town.desks["transport-desk"], argument, text=ANSWER[0], source=ANSWER[1]
            )
    state_costs.perform(town.desks["reviewer"], election, text=COSTS, amount=18_000_00)


def _motion(town: Town) -> None:
    """The council tries to decide before asking and is refused; where people were asked, it decides."""
    chair, now = town.desks[council.CHAIR], timezone.now()
    asked = asked_sources()
    unasked = Source.objects.exclude(pk__in=asked).select_related("unit").order_by("pk").first()
    given: dict[str, Any] = {
        "names": said("Renew what lies behind these cases"),
        "texts": said(
            "The council has it renewed this year and pays for it out of the works budget."
        ),
        "amount": 64_000_00,
    }
    if unasked is not None:
        # This is the point: the refusal is on the record.
        with clock.replay(now - timedelta(days=16)), suppress(Refused):
            motion_actions.table_motion.perform(
                chair, matter=unasked.ref, unit=unasked.unit, **given
            )
    matter = asked.first()
    if matter is None:
        return
    with clock.replay(now - timedelta(days=9)):
        interest_actions.declare_interest.perform(
            town.desks["council-1"], target=matter.ref, kind="property"
        )
    with clock.replay(now - timedelta(days=8)):
        motion: Motion = motion_actions.table_motion.perform(
            chair, matter=matter.ref, unit=matter.unit, **given
        ).result
        # The member with the interest is recused.
        council.vote(town, motion, against=("council-3",))
