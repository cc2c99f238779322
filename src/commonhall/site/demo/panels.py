"""A panel of Millbrook at work: letters to the roll in two waves, eight members, a witness, what it recommends and one answer."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.core.files.base import ContentFile
from django.utils import timezone

from commonhall.actions.actors import Actor
from commonhall.consultations.meetings import actions as meeting_actions
from commonhall.core import clock
from commonhall.decisions.lotteries import actions as lottery_actions
from commonhall.decisions.lotteries import draw_actions, jobs, seed_actions
from commonhall.decisions.lotteries.models import Lottery
from commonhall.decisions.panels import (
    actions,
    answer_actions,
    letter_actions,
    queries,
    recommendation_actions,
    work_actions,
)
from commonhall.decisions.panels.models import Member, Panel, PanelLetter
from commonhall.decisions.panels.spoken_models import Recommendation
from commonhall.people.actors import as_person, system
from commonhall.people.residents.letter_codes import Printed
from commonhall.places.models import Unit
from commonhall.site.demo import rolls
from commonhall.site.demo.lotteries import DRAWN, QUOTAS
from commonhall.site.demo.people import residents
from commonhall.site.demo.said import said

if TYPE_CHECKING:
    from commonhall.site.demo.town import Town

PEOPLE, PER_WAVE, SEATS = 110, 50, 12
# Of ten letters so many are accepted, and so many declined.
ACCEPT, DECLINE = 4, 2


def build(town: Town) -> None:
    """From the commission four months ago to the answer that is still owed."""
    begins = timezone.now() - timedelta(days=120)
    people = [as_person(one) for one in residents(PEOPLE, random.Random(63))]  # noqa: S311
    listed = rolls.bring_in(town, begins - timedelta(days=60))
    panel = _commissioned(town, begins)
    drawn(town, panel.letters)
    for wave in (1, 2):
        _wave(town, panel, wave, listed, people)
    drawn(town, panel.draw)
    members = _seated(panel)
    _works(town, panel, members)


def _commissioned(town: Town, begins: datetime) -> Panel:
    today = timezone.localdate(begins)
    with clock.replay(begins):
        made: Panel = actions.commission_panel.perform(
            town.desks["hall-desk"],
            names=said("How quiet should nights in Millbrook be?"),
            texts=said(
                "The panel looks at bars, deliveries and road works. Opening hours, routes and hours of work can "
                "still change; the state's noise limits cannot."
            ),
            unit=Unit.objects.get(code="root"),
            seats=SEATS,
            quotas=QUOTAS,
            per_wave=PER_WAVE,
            waves=2,
            answer_days=14,
            enough=3 * SEATS,
            days=[(today + timedelta(days=at)).isoformat() for at in (60, 74)],
            works_until=timezone.localdate() + timedelta(days=20),
            answer_on=timezone.localdate() + timedelta(days=70),
            pay=60_00,
            care=["children", "interpreter", "travel", "step-free"],
            witnesses=2,
            source="numbers",
            draw_names=said("County Lottery, main draw, six of forty-nine"),
            letters_at=begins + timedelta(days=1),
            seats_at=begins + timedelta(days=36),
            numbers_count=6,
            numbers_most=49,
        ).result
    return made


def drawn(town: Town, lottery: Lottery) -> None:
    """The list is frozen, two offices that do not hold the draw enter its numbers, and it is drawn."""
    lottery.refresh_from_db()
    with clock.replay(lottery.closes_at + timedelta(minutes=1)):
        lottery_actions.close_lottery.perform(system(), lottery=lottery)
        if lottery.kind == Lottery.Kind.PANEL:
            jobs.work_out_chances.call(lottery.pk)
    lottery.refresh_from_db()
    assert lottery.draws_at is not None
    with clock.replay(lottery.draws_at + timedelta(hours=1)):
        for desk in ("streets-desk", "reviewer"):
            seed_actions.enter_numbers.perform(town.desks[desk], lottery=lottery, numbers=DRAWN)
            lottery.refresh_from_db()
        draw_actions.draw_lottery.perform(system(), lottery=lottery)
    lottery.refresh_from_db()


def _wave(town: Town, panel: Panel, number: int, listed: str, people: list[Actor]) -> None:
    """Letters drawn and printed; of ten, four accept and two decline. Some who accept have an account."""
    panel = Panel.objects.get(pk=panel.pk)
    assert panel.letters.drawn_at is not None
    begins = panel.letters.drawn_at + timedelta(days=15 * (number - 1), hours=2)
    with clock.replay(begins):
        wave = letter_actions.draw_letters.perform(system(), panel=panel).result
    with clock.replay(begins + timedelta(days=1)):
        batch = letter_actions.print_panel_letters.perform(
            town.desks["hall-desk"], wave, file=_file(listed)
        ).result
    free = iter(people[40 * (number - 1) :])
    for at, letter in enumerate(batch.letters):
        if at % 10 >= ACCEPT + DECLINE:
            continue
        with clock.replay(begins + timedelta(days=2 + at % 9, minutes=at)):
            _answer(town, panel, letter, at % 10 < ACCEPT, next(free))


def _file(listed: str) -> Any:
    return ContentFile(listed.encode(), name="residents.csv")


def _answer(town: Town, panel: Panel, letter: Printed, accepts: bool, who: Actor) -> None:
    given: dict[str, Any] = {}
    if accepts:
        given = {
            "features": {
                "age": town.moods.choices(("16-34", "35-59", "60"), (3, 4, 3))[0],
                "home": town.moods.choices(("rents", "owns"), (2, 3))[0],
            },
            "care": ["children"] if letter.number[0] in "123" else [],
        }
    letter_actions.answer_panel_letter.perform(
        system(), panel=panel, letter=letter.number, code=letter.code, accepts=accepts, **given
    )
    if accepts:
        letter_actions.join_panel.perform(who, letter=letter.number, code=letter.code)


def _seated(panel: Panel) -> list[Actor]:
    """One declines, whom the rule names next follows; the others take their seats, three with their names."""
    panel = Panel.objects.get(pk=panel.pk)
    lottery, names = panel.draw, iter(("Ada Brook", "Kofi Marsh", "Mei Lin"))
    assert lottery.drawn_at is not None
    first = True
    with clock.replay(lottery.drawn_at + timedelta(days=2)):
        while waiting := lottery.tickets.filter(state="drawn").order_by("code").first():
            holder = PanelLetter.objects.select_related("person").get(code=waiting.code).person
            assert holder is not None
            if first:
                draw_actions.decline_place.perform(as_person(holder), lottery=lottery)
                first = False
            else:
                draw_actions.accept_place.perform(
                    as_person(holder), lottery=lottery, name=next(names, "")
                )
            lottery.refresh_from_db()
    rows = Member.objects.filter(panel=panel, left_on=None).select_related("person")
    return [as_person(one.person) for one in rows.order_by("number") if one.person]


def _works(town: Town, panel: Panel, members: list[Actor]) -> None:
    panel, desk = Panel.objects.get(pk=panel.pk), town.desks["hall-desk"]
    assert panel.draw.drawn_at is not None
    begins = panel.draw.drawn_at + timedelta(days=4)
    with clock.replay(begins):
        work_actions.add_panel_material.perform(
            desk,
            panel=panel,
            title="Noise at night, measured on ten corners",
            text="Three corners of the old town are above **55 decibels** after ten in the evening.",
            source="https://example.org/noise",
        )
        work_actions.add_panel_material.perform(
            members[2],
            panel=panel,
            title="How another town moved its deliveries",
            text="Lorries come from seven in the morning; shops share one store at the edge of the town.",
            source="https://example.org/deliveries",
        )
        proposed = [
            work_actions.propose_witness.perform(by, panel=panel, name=name, text=text).result
            for by, name, text in (
                (town.residents[0], "Dr Mira Sol, sleep clinic", "What noise does to sleep."),
                (town.residents[1], "The inn at the bridge", "What closing at ten would mean."),
                (members[0], "The drivers' association", "Why lorries come at five."),
            )
        ]
        for at, who in enumerate(members):
            chosen = [proposed[0], proposed[1 + at % 2]]
            work_actions.approve_witnesses.perform(who, panel=panel, witnesses=chosen)
        work_actions.choose_witnesses.perform(members[0], panel=panel)
    for one in work_actions.to_invite(panel):
        with clock.replay(begins + timedelta(days=2)):
            work_actions.note_witness.perform(desk, panel=panel, witness=one, state="heard")
    _meets(town, panel, members, begins + timedelta(days=20))
    _recommends(panel, members, begins + timedelta(days=40))
    answered = Recommendation.objects.filter(panel=panel, state="adopted").order_by("number")[0]
    with clock.replay(begins + timedelta(days=60)):
        answer_actions.answer_recommendation.perform(
            desk,
            recommendation=answered,
            verdict="partly",
            answer="Deliveries in the old town begin at **six** from spring on. At seven the bakers could not open.",
        )


def _meets(town: Town, panel: Panel, members: list[Actor], day: datetime) -> None:
    desk = town.desks["hall-desk"]
    starts = timezone.localtime(day).replace(hour=10, minute=0, second=0, microsecond=0)
    with clock.replay(day - timedelta(days=19)):
        meeting = meeting_actions.announce_meeting.perform(
            desk,
            title="First day of the panel on quiet nights",
            text="Two witnesses are heard, then groups of three write down what they saw.",
            unit=panel.unit,
            where="Library, Market Square 4",
            starts_at=starts,
            ends_at=starts + timedelta(hours=6),
            about=panel.ref,
            panel=panel.ref,
        ).result
    with clock.replay(starts + timedelta(minutes=20)):
        code = meeting_actions.code_of(meeting)
        for who in members[:-2]:
            meeting_actions.attend_meeting.perform(who, meeting=meeting, code=code)
    with clock.replay(starts + timedelta(hours=7)):
        meeting_actions.close_meeting.perform(
            desk,
            meeting=meeting,
            minutes="The doctor and the drivers were heard; all groups reported.",
        )
    with clock.replay(starts + timedelta(days=3)):
        for at, member in enumerate(queries.unpaid(panel)[:8]):
            work_actions.pay_panel_member.perform(
                desk, panel=panel, member=member, receipt=f"P-{at + 1:03d}"
            )


def _recommends(panel: Panel, members: list[Actor], moment: datetime) -> None:
    """Two are adopted, one with a minority note; one is not; one is still a draft."""
    written = (
        (
            "Deliveries in the old town from seven on",
            "Before seven no lorry stops between the bridge and the market.",
            1,
        ),
        (
            "Quiet hours for road works",
            "Between nine in the evening and six in the morning only what cannot wait is dug up.",
            3,
        ),
        ("Bars close at ten", "Doors and terraces close at ten, also at weekends.", 8),
        ("A telephone that somebody answers at night", "And a visit within the hour.", None),
    )
    for at, (title, text, against) in enumerate(written):
        with clock.replay(moment + timedelta(hours=at)):
            one = recommendation_actions.draft_recommendation.perform(
                members[at], panel=panel, title=title, text=text
            ).result
            if against is None:
                continue
            recommendation_actions.put_recommendation_to_vote.perform(
                members[at], recommendation=one
            )
            one.refresh_from_db()
            if against == 3:
                recommendation_actions.note_minority.perform(
                    members[0],
                    recommendation=one,
                    text="A burst main cannot wait for six o'clock, and nobody says who decides that.",
                )
            for place, who in enumerate(members):
                recommendation_actions.vote_on_recommendation.perform(
                    who, recommendation=one, choice="no" if place < against else "yes"
                )
            one.refresh_from_db()
            recommendation_actions.count_recommendation.perform(system(), recommendation=one)
