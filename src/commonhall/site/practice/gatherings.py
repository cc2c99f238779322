"""What people of Millbrook talk about just now: a conversation with statements to answer, and a round table."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from commonhall.actions.actors import Actor
from commonhall.consultations.conversations import actions as conversation_actions
from commonhall.consultations.conversations.models import Conversation, Statement
from commonhall.consultations.round_tables import actions as table_actions
from commonhall.consultations.round_tables import invitation_actions
from commonhall.consultations.round_tables.models import AgendaItem, RoundTable
from commonhall.consultations.statements import votes
from commonhall.core import clock
from commonhall.people.organisations.models import Organisation
from commonhall.places.models import Unit
from commonhall.site.demo import calls
from commonhall.site.demo.asking import neighbours

if TYPE_CHECKING:
    from commonhall.site.demo.town import Town

STATEMENTS = (
    "The river bank needs benches in the shade.",
    "Dogs should be on a lead by the water.",
    "The path should be lit until midnight.",
    "Cars should not park on the meadow.",
    "A small café would do the bank good.",
    "Leave the bank as it is.",
)


def build(town: Town) -> None:
    root = Unit.objects.get(code="root")
    _conversation(town, root)
    _table(town, root)


def _conversation(town: Town, root: Unit) -> None:
    now = timezone.now()
    with clock.replay(now - timedelta(days=6)):
        talk: Conversation = conversation_actions.open_conversation.perform(
            town.desks["hall-desk"],
            title="What should the river bank be like?",
            question="The council plans the bank anew in spring. **What matters to you?**",
            unit=root,
            opens_on=timezone.localdate(now - timedelta(days=6)),
            closes_on=timezone.localdate(now + timedelta(days=15)),
            briefing=[
                ("for", "Two hundred people a day come to the bank in summer.", "Count of July"),
                (
                    "against",
                    "What is built there is under water once a year.",
                    "The gauge at the mill",
                ),
            ],
            statements=STATEMENTS,
        ).result
    said = list(Statement.objects.filter(conversation=talk).order_by("pk"))
    with clock.replay(now - timedelta(days=2)):
        for number, one in enumerate(neighbours(town, root)):
            conversation_actions.take_part.perform(one, conversation=talk)
            for turn, statement in enumerate(said):
                votes.cast(one, statement, 1 if (number + turn) % 3 else -1)


def _table(town: Town, root: Unit) -> None:
    """Parks and three organisations: two have said where they stand, and one proposed something."""
    parks, offering = town.desks["parks-desk"], calls.speakers()
    numbers = [one.organisation for one in offering if one.organisation is not None]
    with clock.replay(timezone.now() - timedelta(days=4)):
        table: RoundTable = table_actions.convene_table.perform(
            parks,
            title="Quiet hours on the river bank",
            text="How everybody can use the bank, and people next to it can sleep.",
            unit=root,
            organisations=list(Organisation.objects.filter(pk__in=numbers)),
            agenda=["Hours in summer", "Who looks after the bins"],
        ).result
        for one in offering:
            invitation_actions.answer_invitation.perform(one, table=table, answer="accepted")
    hours = AgendaItem.objects.filter(table=table).order_by("place")[0]
    with clock.replay(timezone.now() - timedelta(days=3)):
        _said(parks, hours, "The bank is open to everybody. We can close the grill places at ten.")
        _said(offering[0], hours, "After ten nobody needs music.")
        table_actions.propose.perform(
            offering[0], item=hours, text="From May to September, quiet from ten in the evening."
        )


def _said(by: Actor, item: AgendaItem, words: str) -> None:
    table_actions.take_position.perform(by, item=item, text=words)
