"""Where Millbrook's Saturday market goes: a question put in order, counted by instant run-off, with every stage to see."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from commonhall.actions.actors import Actor
from commonhall.core import clock
from commonhall.decisions.briefings.actions import argue_vote, state_costs
from commonhall.decisions.votes import actions, envelopes
from commonhall.decisions.votes.models import Election
from commonhall.places.models import Unit
from commonhall.site.demo import tellers
from commonhall.site.demo.asking import ask
from commonhall.site.demo.council import by_council
from commonhall.site.demo.said import said

if TYPE_CHECKING:
    from commonhall.site.demo.town import Town

OPTIONS = (
    ("bridge", "By the bridge"),
    ("church", "In front of the church"),
    ("mill", "In the yard of the mill"),
    ("school", "Behind the school"),
)
# How many put the places in which order: the bridge leads, and most put it last.
ORDERS = (
    (11, ("bridge", "mill", "school")),
    (8, ("church", "mill", "school")),
    (6, ("school", "mill", "church")),
    (3, ("mill", "school", "church")),
    (1, ("mill",)),
)
ARGUED = (
    ("for", "transport-desk", "All four places are reached by a bus.", "Timetable"),
    ("for", "", "There are more traders than the old square holds.", "List of the market office"),
    ("against", "", "It has been on the square for eighty years.", "The town's chronicle"),
    (
        "against",
        "streets-desk",
        "Wherever it goes, some streets close on Saturdays.",
        "Traffic plan",
    ),
)
COSTS = "New sockets and a water pipe once, 12,000, wherever it goes."


def build(town: Town, voters: list[Actor]) -> None:
    """Prepared, argued, voted on and counted, three months ago."""
    chair, opened = town.desks["council-chair"], timezone.now() - timedelta(days=95)
    root = Unit.objects.get(code="root")
    with clock.replay(opened - timedelta(days=15)):
        election = actions.prepare_election.perform(
            chair,
            kind="question",
            form="ranked",
            rule="irv",
            most=3,
            unit=root,
            names=said("Where should the Saturday market go?"),
            texts=said("The old square is too small for it. Put up to three places in order."),
        ).result
        for code, name in OPTIONS:
            actions.add_option.perform(chair, election=election, code=code, names=said(name))
        keys = tellers.named(town, chair, election)
    with clock.replay(opened - timedelta(days=12)):
        for number, (side, desk, text, source) in enumerate(ARGUED):
            by = town.desks[desk] if desk else town.residents[40 + number]
            argue_vote.perform(by, election=election, side=side, text=text, source=source)
        state_costs.perform(town.desks["reviewer"], election, text=COSTS, amount=12_000_00)
    ask(town, opened, root, "The Saturday market", about=election.ref)
    with clock.replay(opened):
        by_council(actions.open_election).perform(
            town, election=election, closes_at=opened + timedelta(days=14)
        )
    election.refresh_from_db()
    orders = [order for many, order in ORDERS for _ in range(many)]
    for number, (voter, order) in enumerate(zip(voters, orders, strict=False)):
        with clock.replay(opened + timedelta(days=1, hours=7 * number)):
            actions.cast_ballot.perform(
                voter,
                election=election,
                choices=[(code, rank) for rank, code in enumerate(order, 1)],
                mark=envelopes.new_mark(),
            )
    with clock.replay(opened + timedelta(days=15)):
        tellers.count(Election.objects.get(pk=election.pk), keys)
