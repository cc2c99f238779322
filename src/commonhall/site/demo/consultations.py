"""How Millbrook asks before it decides: a finished conversation, a running one, a draft, a round table."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from commonhall.actions.actors import Actor
from commonhall.cases.sources.models import Source
from commonhall.consultations.conversations import actions as conversation_actions
from commonhall.consultations.conversations import closing_actions
from commonhall.consultations.conversations.models import Conversation, Statement
from commonhall.consultations.drafts import actions
from commonhall.consultations.drafts.models import Paragraph
from commonhall.consultations.moderation import actions as moderation_actions
from commonhall.consultations.statements import actions as statement_actions
from commonhall.consultations.statements import votes
from commonhall.core import clock
from commonhall.people import actors
from commonhall.people.organisations.models import Membership, Organisation
from commonhall.places.models import Unit
from commonhall.site.demo import content, tables
from commonhall.site.demo.asking import neighbours
from commonhall.site.demo.said import elsewhere

if TYPE_CHECKING:
    from commonhall.site.demo.town import Town

RESIDENTS, ORGANISATIONS, OFFICIALS = 42, 12, 6
# A statement, and how likely those who want it light, and those who want it dark, agree.
STATEMENTS = [
    ("The river road must be lit all night.", 0.95, 0.1),
    ("Darkness by the water matters more than light: bats and herons live there.", 0.15, 0.95),
    ("Lamps that only light up when somebody comes are enough.", 0.6, 0.7),
    ("I feel unsafe on the river road after ten.", 0.9, 0.3),
    ("The cable must be replaced before any new lamp is put up.", 0.95, 0.95),
    (elsewhere("Without lamps I do not dare to walk the river road at night."), 0.9, 0.2),
    ("Warm, shielded lamps that do not shine into bedrooms or the river.", 0.85, 0.95),
    ("Money for lamps should rather go into the footpath.", 0.2, 0.7),
    ("Whoever digs up the road must say two weeks before for how long.", 0.95, 0.9),
    (elsewhere("First the cable, then we can talk about lamps."), 0.9, 0.9),
    ("The bus stop should be lit whatever else is decided.", 0.95, 0.85),
    ("Turn the lamps off between midnight and five.", 0.1, 0.85),
    ("Wheelchair users were forgotten: the ramp must be lit.", 0.9, 0.8),
    (
        elsewhere("A residents' group reports broken lamps, and somebody comes within half a day."),
        0.8,
        0.6,
    ),
]
RUDE = "Whoever lives at number 14 should pay for it all."
BRIEFING = [
    (
        "for",
        "Eleven people fell on the river road in two years, nine of them in the dark.",
        "Accident reports of the Clinic, 2024–2025 (fictional)",
    ),
    (
        "against",
        "Light by the water drives bats and insects away; the bank is their only corridor.",
        "Friends of Riverside, survey of the bank, 2025 (fictional)",
    ),
    (
        "against",
        "Twelve new lamps cost 4,100 a year in power and care.",
        "Budget of the Streets office, item 214 (fictional)",
    ),
    (
        "other",
        "Sensors dim the lamps to a tenth while nobody is there; Harbour has had them since 2023.",
        "Report on the lamps in Harbour, 2024 (fictional)",
    ),
]
ABOUT_BINS = [
    (
        "for",
        "A second round a week would cost 62,000 a year and needs one more crew.",
        "Estimate of Waste and Cleaning, 2026 (fictional)",
    ),
    (
        "against",
        "Half of the bins are not full on the day; others overflow on Saturdays.",
        "Count at 90 bins, June 2026 (fictional)",
    ),
    (
        "other",
        "Larger bins at twelve places would hold what overflows today.",
        "Neighbours of Mill End, walk with the crew, 2026 (fictional)",
    ),
]
RUNNING = [
    "Bins should be emptied twice a week in summer.",
    "Larger bins are better than more rounds.",
    "Shops should pay for the rubbish in front of their doors.",
    elsewhere("In summer the bins should be emptied twice every week."),
    "Closed bins keep foxes and smells away.",
    "Put up signs that say when the bin was last emptied.",
]


def build(town: Town) -> None:
    """Ask about the first source and close it; ask about another, which runs on."""
    rows = Source.objects.select_related("unit", "body").order_by("pk")
    lamps = rows.filter(title=content.SOURCES["lamps"]).first() or rows.first()
    if lamps is None:
        return
    now = timezone.now()
    organisations = _organisations()
    _finished(town, lamps, organisations, now)
    bins = rows.filter(title=content.SOURCES["bins"]).first()
    _running(town, bins, organisations, now)
    _draft(town, lamps, now)
    tables.build(town, lamps, organisations, now)


def _organisations() -> list[Actor]:
    """Recognised organisations, each through who speaks for it."""
    rows = Membership.objects.filter(organisation__state=Organisation.State.RECOGNISED)
    return [
        actors.as_organisation(row.person, row.organisation)
        for row in rows.select_related("person", "organisation").order_by("pk")
        if row.person is not None
    ]


def _opened(
    desk: Actor,
    unit: Unit,
    about: str,
    begins: datetime,
    ends: datetime,
    title: str,
    question: str,
    statements: list[str],
    briefing: list[tuple[str, str, str]],
) -> Conversation:
    with clock.replay(begins):
        return conversation_actions.open_conversation.perform(
            desk,
            title=title,
            question=question,
            unit=unit,
            opens_on=timezone.localdate(begins),
            closes_on=timezone.localdate(ends),
            briefing=briefing,
            about=about,
            statements=statements,
        ).result


def _finished(town: Town, source: Source, organisations: list[Actor], now: datetime) -> None:
    begins, ends = now - timedelta(days=19), now - timedelta(days=12)
    conversation = _opened(
        town.desks[f"{source.body.code}-desk"],
        source.unit,
        source.ref,
        begins,
        ends,
        "How light should the river road be?",
        "The old cable under the river road has to be replaced. **What can still be changed:** how many "
        "lamps, what kind, and when they burn. *What cannot:* that the cable is replaced this year.",
        [text for text, _light, _dark in STATEMENTS[:5]],
        BRIEFING,
    )
    chance = town.chance
    desks = [desk for code, desk in town.desks.items() if code.endswith("-desk")]
    everybody = [
        *town.residents[:RESIDENTS],
        *neighbours(town, source.unit),
        *organisations[:ORGANISATIONS],
        *desks[:OFFICIALS],
    ]
    moment = begins + timedelta(hours=3)
    with clock.replay(moment):
        for number, (text, _light, _dark) in enumerate(STATEMENTS[5:]):
            author = everybody[number * 7 % len(everybody)]
            statement_actions.write_statement.perform(author, conversation=conversation, text=text)
    _moderated(town, conversation, moment)
    with clock.replay(moment):
        conversation_actions.argue.perform(
            town.residents[3],
            conversation=conversation,
            side="for",
            text="My mother does not leave the house after five in winter.",
            source="My mother, 78",
        )
    statements = {row.text: row for row in conversation.statements.order_by("pk")}
    for number, who in enumerate(everybody):
        light = number % 5 not in (1, 3)
        with clock.replay(begins + timedelta(hours=4 + number * 2)):
            conversation_actions.take_part.perform(who, conversation=conversation)
            for text, in_light, in_dark in STATEMENTS:
                if chance.random() < 0.88:
                    agrees = chance.random() < (in_light if light else in_dark)
                    value = 0 if chance.random() < 0.08 else 1 if agrees else -1
                    votes.cast(who, statements[text], value)
    desk = town.desks[f"{source.body.code}-desk"]
    with clock.replay(now - timedelta(days=11)):
        closing_actions.close_conversation.perform(desk, conversation=conversation)
    with clock.replay(now - timedelta(days=10)):
        for number, one in enumerate(closing_actions.ground_ids(conversation)):
            refused = number == 2
            closing_actions.respond.perform(
                desk,
                conversation=conversation,
                statement=Statement.objects.get(pk=int(one)),
                verdict="refused" if refused else "taken_up",
                text="There is no money for this before next year's budget."
                if refused
                else "It goes into the tender for the new cable, which is put out next month.",
            )


def _moderated(town: Town, conversation: Conversation, moment: datetime) -> None:
    """One statement about a neighbour is hidden; its author appeals, and another body upholds it."""
    author, streets = town.residents[5], town.desks["streets-desk"]
    with clock.replay(moment + timedelta(hours=1)):
        said = statement_actions.write_statement.perform(
            author, conversation=conversation, text=RUDE
        ).result
        moderation_actions.moderate_statement.perform(
            streets, statement=said, reason="private", note="Please leave neighbours out of it."
        )
    with clock.replay(moment + timedelta(hours=5)):
        moderation_actions.appeal_moderation.perform(
            author, statement=said, text="Everybody knows who is meant anyway."
        )
    with clock.replay(moment + timedelta(hours=30)):
        moderation_actions.decide_statement_appeal.perform(
            town.desks["hall-desk"],
            statement=said,
            verdict="upheld",
            text="It speaks of a private person. The same can be said without the house number.",
        )


def _running(town: Town, source: Source | None, organisations: list[Actor], now: datetime) -> None:
    """About the bins; for the whole town where too few cases were gathered to name their source."""
    begins, ends = now - timedelta(days=4), now + timedelta(days=24)
    conversation = _opened(
        town.desks["waste-desk"],
        source.unit if source else Unit.objects.get(code="root"),
        source.ref if source else "",
        begins,
        ends,
        "Bins: more rounds, larger bins, or another way?",
        "One crew cannot do the round in a day any more. **What can still be changed:** how often, with "
        "which bins, and who pays. Say what you see in your street.",
        RUNNING,
        ABOUT_BINS,
    )
    statements = list(conversation.statements.order_by("pk"))
    everybody = [*town.residents[60:84], *organisations[12:17], town.desks["hall-desk"]]
    for number, who in enumerate(everybody):
        with clock.replay(begins + timedelta(hours=2 + number * 3)):
            conversation_actions.take_part.perform(who, conversation=conversation)
            for place, statement in enumerate(statements):
                if town.chance.random() < 0.8:
                    agrees = town.chance.random() < (0.85 if (number + place) % 3 else 0.3)
                    votes.cast(who, statement, 1 if agrees else -1)


def _draft(town: Town, source: Source, now: datetime) -> None:
    """The rule on lamps is put up as a draft, after the conversation."""
    desk = town.desks[f"{source.body.code}-desk"]
    begins = now - timedelta(days=7)
    with clock.replay(begins):
        draft = actions.put_up_draft.perform(
            desk,
            title="Rule on light by the water",
            text="What the conversation on the river road brought, as a rule for the whole bank.",
            unit=source.unit,
            closes_on=timezone.localdate(now + timedelta(days=14)),
            paragraphs=[
                "Lamps by the water are warm and shielded: they do not shine into bedrooms or the river.",
                "They burn from dusk until midnight, and after that when somebody comes.",
                "Whoever digs up the road says two weeks before for how long.",
            ],
            about=source.ref,
        ).result
    first, second, third = Paragraph.objects.filter(draft=draft).order_by("place")
    with clock.replay(begins + timedelta(days=1)):
        actions.comment.perform(
            town.residents[0], paragraph=second, text="Is the ramp lit all night as well?"
        )
        moved = actions.amend.perform(
            town.residents[3],
            paragraph=second,
            text="They burn from dusk until midnight, and after that when somebody comes. The ramp "
            "and the bus stop are lit all night.",
            reason="All groups shared this in the conversation.",
        ).result
        actions.amend.perform(
            town.residents[9],
            paragraph=third,
            text=elsewhere("Whoever digs up the road says four weeks before for how long."),
            reason=elsewhere("Two weeks are too short for the shops to prepare."),
        )
    with clock.replay(begins + timedelta(days=3)):
        actions.answer_amendment.perform(
            desk, amendment=moved, verdict="taken_up", text="It is common ground, and it is right."
        )
        actions.comment.perform(
            town.desks["safety-desk"],
            paragraph=first,
            text="Shielding must be measured once built.",
        )
