"""A hall with conversations in it: plain functions for the tests of this app."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from commonhall.actions.actors import Actor
from commonhall.consultations.conversations import actions as conversation_actions
from commonhall.consultations.conversations import closing_actions
from commonhall.consultations.conversations.models import Conversation, Statement
from commonhall.consultations.drafts import actions
from commonhall.consultations.drafts.models import Draft
from commonhall.consultations.meetings import actions as meeting_actions
from commonhall.consultations.meetings.models import Meeting
from commonhall.consultations.round_tables import actions as table_actions
from commonhall.consultations.round_tables.models import RoundTable
from commonhall.consultations.statements import actions as statement_actions
from commonhall.consultations.statements import votes
from commonhall.core import clock
from commonhall.people import actors
from commonhall.people.organisations import actions as people
from commonhall.people.organisations.models import Organisation
from commonhall.people.residents.models import Person
from tests.kit import Hall

BRIEFING = [
    ("for", "It is dark there at night.", "Count of accidents, 2025"),
    ("against", "It costs 40,000 a year.", "Budget, page 12"),
]
TEXTS = ["More lamps", "Fewer lamps", "路灯要亮到天亮", "Lamps that sense people"]


def days(count: float) -> datetime:
    return timezone.now() + timedelta(days=count)


def opened(hall: Hall, **given: Any) -> Conversation:
    values: dict[str, Any] = {
        "title": "How light should Mill Road be?",
        "question": "We can still change **how many** lamps there are.",
        "unit": hall.unit("north"),
        "opens_on": clock.today(),
        "closes_on": clock.today() + timedelta(days=10),
        "briefing": BRIEFING,
        "statements": TEXTS,
        **given,
    }
    return conversation_actions.open_conversation.perform(hall.parks, **values).result


def residents(count: int) -> list[Actor]:
    made = Person.objects.bulk_create([Person(name=f"Resident {n}") for n in range(count)])
    return [actors.as_person(one) for one in made]


def organisation(hall: Hall, name: str = "Friends of the lamp", recognised: bool = True) -> Actor:
    """An organisation with standing, spoken for by the resident."""
    made: Organisation = people.register_organisation.perform(
        hall.resident, name=name, kind="association", unit=hall.unit("north")
    ).result
    if recognised:
        people.recognise_organisation.perform(hall.clerk, organisation=made)
    person = Person.objects.get(pk=hall.resident.person)
    return actors.as_organisation(person, made)


def join(conversation: Conversation, *who: Actor) -> None:
    for one in who:
        conversation_actions.take_part.perform(one, conversation=conversation)


def vote(who: Actor, statements: list[Statement], *values: int) -> None:
    for statement, value in zip(statements, values, strict=False):
        votes.cast(who, statement, value)


def two_camps(hall: Hall, conversation: Conversation, each: int = 10) -> list[Actor]:
    """Ten statements, two camps of residents: they differ on all but the last two."""
    for number in range(10 - conversation.statements.count()):
        statement_actions.write_statement.perform(
            hall.clerk, conversation=conversation, text=f"Statement number {number}"
        )
    statements = list(conversation.statements.order_by("pk"))
    everybody = residents(2 * each)
    join(conversation, *everybody)
    for place, who in enumerate(everybody):
        side = 1 if place < each else -1
        values = [side if (place + n) % 7 else 0 for n in range(8)]
        vote(who, statements, *values, 1, -1)
    return everybody


def close(hall: Hall, conversation: Conversation) -> Conversation:
    with clock.replay(days(12)):
        closing_actions.close_conversation.perform(hall.parks, conversation=conversation)
    conversation.refresh_from_db()
    return conversation


def draft(hall: Hall, **given: Any) -> Draft:
    values: dict[str, Any] = {
        "title": "Rule on lamps",
        "text": "Before the Council decides.",
        "unit": hall.unit("north"),
        "closes_on": clock.today() + timedelta(days=10),
        "paragraphs": ["Lamps burn until midnight.", "每条街道至少有两盏路灯。"],
        **given,
    }
    return actions.put_up_draft.perform(hall.parks, **values).result


def table(hall: Hall, seated: Actor, **given: Any) -> RoundTable:
    values: dict[str, Any] = {
        "title": "Lamps for all",
        "text": "Who does what?",
        "unit": hall.unit("north"),
        "bodies": [],
        "organisations": [Organisation.objects.get(pk=seated.organisation)],
        "agenda": ["Who pays", "Who repairs"],
        **given,
    }
    return table_actions.convene_table.perform(hall.parks, **values).result


def meeting(hall: Hall, **given: Any) -> Meeting:
    """Announced for a day far enough ahead, as the law wants it."""
    values: dict[str, Any] = {
        "title": "An evening about lamps",
        "text": "We can still change **how many** there are.",
        "unit": hall.unit("north"),
        "where": "School hall, Mill Road 3",
        "starts_at": days(8),
        "ends_at": days(8) + timedelta(hours=2),
        **given,
    }
    return meeting_actions.announce_meeting.perform(hall.parks, **values).result
