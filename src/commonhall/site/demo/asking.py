"""Millbrook asks before it decides: the conversations that the charter wants before rules, votes and sums."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.utils import timezone

from commonhall.actions.actors import Actor
from commonhall.cases.sources.models import Source
from commonhall.consultations.askings.models import AskingReport
from commonhall.consultations.conversations import actions as conversation_actions
from commonhall.consultations.conversations import closing_actions
from commonhall.consultations.conversations.models import Conversation, Statement
from commonhall.consultations.statements import votes
from commonhall.core import clock
from commonhall.people.residents import actions as resident_actions
from commonhall.people.residents.models import Person, Verification
from commonhall.places.models import Unit

if TYPE_CHECKING:
    from commonhall.site.demo.town import Town

# Residents from this one on are confirmed where an asking needs them.
POOL = 150
FEWEST = 6


def neighbours(town: Town, unit: Unit) -> list[Actor]:
    """At least six residents of a place whom the office confirmed when the hall was young."""
    pool = {one.person: one for one in town.residents[POOL:]}
    known = Verification.objects.filter(
        person__in=pool, unit__path__startswith=unit.path
    ).values_list("person", flat=True)
    found = [pool[number] for number in known.order_by("pk")]
    confirmed = set(Verification.objects.filter(person__in=pool).values_list("person", flat=True))
    free = [one for number, one in pool.items() if number not in confirmed]
    homes = [unit] if unit.parent_id else town.units
    with clock.replay(town.begins + timedelta(days=4, hours=10)):
        for number, one in enumerate(free[: max(0, FEWEST - len(found))]):
            person = Person.objects.get(pk=one.person or 0)
            home = homes[number % len(homes)]
            resident_actions.verify_resident.perform(
                town.desks["hall-desk"], person=person, unit=home
            )
            found.append(one)
    return found


def ask(
    town: Town,
    until: datetime,
    unit: Unit,
    title: str,
    *,
    about: str = "",
    desk: str = "hall-desk",
    statements: tuple[str, ...] = ("Yes, and soon.", "Tell us what it costs first."),
) -> Conversation:
    """A conversation of ten days, closed and answered two days before it is needed."""
    office, people = town.desks[desk], neighbours(town, unit)
    begins = until - timedelta(days=14)
    with clock.replay(begins):
        conversation: Conversation = conversation_actions.open_conversation.perform(
            office,
            title=title,
            question="The council decides after this. **What do you say?**",
            unit=unit,
            opens_on=timezone.localdate(begins),
            closes_on=timezone.localdate(begins + timedelta(days=9)),
            about=about,
            briefing=[
                ("for", "Many cases of the last year led here.", "The cases of this hall"),
                ("against", "It binds money that is then missing elsewhere.", "Budget of the year"),
            ],
            statements=statements,
        ).result
    said = list(Statement.objects.filter(conversation=conversation).order_by("pk"))
    with clock.replay(begins + timedelta(days=2)):
        conversation_actions.argue.perform(
            people[0],
            conversation=conversation,
            side="other",
            text="Try it in one street first, and count.",
            source="What neighbours told me",
        )
        for number, one in enumerate(people):
            conversation_actions.take_part.perform(one, conversation=conversation)
            for turn, statement in enumerate(said):
                votes.cast(one, statement, 1 if (number + turn) % 4 else -1)
    with clock.replay(until - timedelta(days=3)):
        closing_actions.close_conversation.perform(office, conversation=conversation)
    with clock.replay(until - timedelta(days=2)):
        for shared in closing_actions.ground_ids(conversation):
            closing_actions.respond.perform(
                office,
                conversation=conversation,
                statement=Statement.objects.get(pk=shared),
                verdict="taken_up",
                text="It stands in what the council is asked to decide.",
            )
    conversation.refresh_from_db()
    return conversation


def asked_sources() -> QuerySet[Source]:
    """Sources about which people were asked, with the report published."""
    numbers = [
        int(ref.partition(":")[2])
        for ref in AskingReport.objects.values_list("about", flat=True)
        if ref.startswith("cases.source:")
    ]
    return Source.objects.filter(pk__in=numbers).select_related("unit").order_by("pk")
