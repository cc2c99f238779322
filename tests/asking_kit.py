"""A real, sufficient asking about a matter, made fast: through the actions people use."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from commonhall.actions.actors import Actor
from commonhall.consultations.conversations import actions as conversation_actions
from commonhall.consultations.conversations import closing_actions
from commonhall.consultations.conversations.models import Conversation, StatementVote
from commonhall.core import clock
from commonhall.people import actors
from commonhall.people.residents import actions as resident_actions
from commonhall.people.residents.models import Person
from tests.kit import Hall

BRIEFING = [
    ("for", "It is dark there at night.", "Count of accidents, 2025"),
    ("against", "It costs 40,000 a year.", "Budget, page 12"),
]
DAYS = 7


def confirmed(hall: Hall, count: int, unit: str = "north") -> list[Actor]:
    """Residents of a place whom the office confirmed."""
    people = [Person.objects.create(name=f"Resident {number}") for number in range(count)]
    for one in people:
        resident_actions.verify_resident.perform(hall.clerk, person=one, unit=hall.unit(unit))
    return [actors.as_person(one) for one in people]


def opened(hall: Hall, about: str, unit: str = "north", **given: Any) -> Conversation:
    values: dict[str, Any] = {
        "title": "How light should it be?",
        "question": "We can still change **how many** lamps there are.",
        "unit": hall.unit(unit),
        "opens_on": clock.today(),
        "closes_on": clock.today() + timedelta(days=DAYS - 1),
        "briefing": BRIEFING,
        "statements": ["More lamps"],
        "about": about,
        **given,
    }
    return conversation_actions.open_conversation.perform(hall.parks, **values).result


def argued(who: Actor, conversation: Conversation) -> None:
    """A second party gives an argument of its own."""
    conversation_actions.argue.perform(
        who,
        conversation=conversation,
        side="against",
        text="Bats need the dark.",
        source="My window",
    )


def took_part(conversation: Conversation, people: list[Actor]) -> None:
    """Each joins by the action; their votes are written together."""
    statement = conversation.statements.order_by("pk")[0]
    for one in people:
        conversation_actions.take_part.perform(one, conversation=conversation)
    StatementVote.objects.bulk_create(
        StatementVote(conversation=conversation, participant=row, statement=statement, value=1)
        for row in conversation.participants.filter(subject__in=[one.ref for one in people])
    )


def closed(hall: Hall, conversation: Conversation, days: int = DAYS + 1) -> Conversation:
    """Closed by the office once its days are over."""
    with clock.replay(timezone.now() + timedelta(days=days)):
        closing_actions.close_conversation.perform(hall.parks, conversation=conversation)
        for one in closing_actions.ground_ids(conversation):
            closing_actions.respond.perform(
                hall.parks,
                conversation=conversation,
                statement=conversation.statements.get(pk=one),
                verdict="taken_up",
                text="We take it up.",
            )
    conversation.refresh_from_db()
    return conversation


def ask(hall: Hall, about: str, count: int = 5, unit: str = "north", **given: Any) -> Conversation:
    """Those concerned are asked about a matter, as the standard charter wants it."""
    conversation = opened(hall, about, unit, **given)
    people = confirmed(hall, count, unit)
    if people:
        argued(people[0], conversation)
    took_part(conversation, people)
    return closed(hall, conversation)
