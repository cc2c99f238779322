"""Building Millbrook: two years of cases, answers, confirmations, sources and law, all by actions."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection
from django.utils import timezone

from commonhall.actions.actors import Actor
from commonhall.actions.subscriptions import listening
from commonhall.cases.cases import actions as case_actions
from commonhall.cases.cases.models import Case
from commonhall.cases.categories import actions as category_actions
from commonhall.cases.categories.models import Category
from commonhall.cases.pictures import actions as picture_actions
from commonhall.cases.sources import actions
from commonhall.core import clock
from commonhall.core.refusals import Refused
from commonhall.law.founding import actions as founding_actions
from commonhall.law.founding import charter_templates
from commonhall.law.founding.charter import FirstOffice
from commonhall.law.founding.models import FoundingPeriod
from commonhall.law.hall_settings import actions as hall_actions
from commonhall.law.instruments import actions as instrument_actions
from commonhall.law.instruments.models import Provision, Rank
from commonhall.pages.set_up.founding import FOUNDER
from commonhall.people import actors
from commonhall.people.bodies.models import Body, Office
from commonhall.people.interests import actions as interest_actions
from commonhall.people.organisations.models import Organisation
from commonhall.people.residents.models import Person
from commonhall.places import ground_files
from commonhall.places.actions import UnitRow
from commonhall.places.founding import FirstGround
from commonhall.places.models import Unit
from commonhall.record import sequencer
from commonhall.record.models import Entry
from commonhall.site.commands.migrate import prepare
from commonhall.site.demo import (
    applications,
    away,
    budgets,
    consultations,
    content,
    council,
    debates,
    deliveries,
    disputes,
    drawings,
    elections,
    evaluations,
    everybody,
    feedback,
    finances,
    holdings,
    initiatives,
    lessons,
    loop,
    lotteries,
    mentoring,
    organisations,
    panels,
    reviews,
    services,
    surveys,
    surveys_by_lot,
    together,
    votes,
    waiting,
    warnings,
)
from commonhall.site.demo import people as folk
from commonhall.site.demo.asking import ask
from commonhall.site.demo.council import MEMBERS, SEATS, by_council
from commonhall.site.demo.ground import millbrook
from commonhall.site.demo.said import composed, said
from commonhall.ui.console import progress

DAYS = 730
# How many acts make the town, and how many follow from a case: so the bar knows how far it is.
WITHOUT_CASES, AN_CASE = 2993, 3.6
# The share of cases with a photo, of those that can be drawn.
SHOWN = 0.25


@dataclass
class Town:
    """What the builder keeps at hand. waiting: steps still to come, as (moment, step)."""

    chance: random.Random
    begins: datetime
    desks: dict[str, Actor] = field(default_factory=dict)
    residents: list[Actor] = field(default_factory=list)
    categories: list[Category] = field(default_factory=list)
    units: list[Unit] = field(default_factory=list)
    waiting: list[tuple[datetime, Callable[[], Any]]] = field(default_factory=list)
    # How people say they were treated: a chance of its own, so that the rest stays as it was.
    moods: random.Random = field(default_factory=lambda: random.Random(12345))  # noqa: S311
    # Cases with a drawn photo, by number: which of the views. They have a chance of their own, too.
    views: dict[int, int] = field(default_factory=dict)
    looks: random.Random = field(default_factory=lambda: random.Random(54321))  # noqa: S311


def build(cases: int, seed: int, further: Callable[[Town], object] | None = None) -> dict[str, int]:
    """Build the town into an empty database; returns what it holds. further: done last, as the rest is."""
    prepare()
    now = timezone.now().replace(minute=0, second=0, microsecond=0)
    town = Town(random.Random(seed), now - timedelta(days=DAYS))  # noqa: S311  (a made-up past)
    # Nobody has been promised anything yet: the build need not wait for the disk at every action.
    _durable(False)
    try:
        with (
            progress(WITHOUT_CASES + round(cases * AN_CASE), "Building Millbrook") as bar,
            listening(lambda *_: bar.advance()),
        ):
            _found(town)
            _first_sitting(town)
            organisations.register(town)
            _cases(town, cases)
            _law(town)
            consultations.build(town)
            votes.build(town)
            lotteries.build(town)
            panels.build(town)
            surveys.build(town)
            surveys_by_lot.build(town)
            loop.build(town)
            services.build(town)
            loop.gather_alarm(town)
            deliveries.build(town)
            reviews.build(town)
            initiatives.build(town)
            budgets.build(town)
            together.build(town)
            finances.build(town)
            holdings.build(town)
            mentoring.build(town)
            debates.build(town)
            everybody.build(town)
            warnings.build(town)
            disputes.build(town)
            applications.build(town)
            elections.build(town)
            waiting.build(town)
            evaluations.build(town)
            feedback.build(town)
            council.build(town)
            away.build(town)
            lessons.build(town)
            if further is not None:
                further(town)
    finally:
        _durable(True)
    while sequencer.sequence_once():
        pass
    return {
        "cases": Case.objects.count(),
        "organisations": Organisation.objects.count(),
        "bodies": Body.objects.count(),
        "entries": Entry.objects.count(),
    }


def _durable(wanted: bool) -> None:
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA synchronous={'FULL' if wanted else 'OFF'}")


def _found(town: Town) -> None:
    holders = {
        "hall-desk": folk.account("desk@millbrook.example", "Mira Weber"),
        "council-chair": folk.account("chair@millbrook.example", "Tomás Reyes"),
        "reviewer": folk.account("reviewer@millbrook.example", "Qing Ashdown"),
    }
    offices = []
    for body in content.BODIES:
        address = f"{body.code}@millbrook.example"
        person = folk.account(address, content.HOLDERS[body.code])
        titles = composed("%(body)s desk", body=body.names)
        offices.append(FirstOffice(body.code, f"{body.code}-desk", titles, {}, person))
        holders[f"{body.code}-desk"] = person
    second = holders["schools-second"] = folk.account("schools2@millbrook.example", "Ines Marlow")
    offices.append(FirstOffice("schools", "schools-second", said("Second school desk"), {}, second))
    second = holders["hall-second"] = folk.account("desk2@millbrook.example", "Jo Ferry")
    offices.append(FirstOffice("hall", "hall-second", said("Second desk of the hall"), {}, second))
    for code, name in zip(SEATS[1:], MEMBERS, strict=True):
        number = code.removeprefix("council-")
        person = holders[code] = folk.account(f"council{number}@millbrook.example", name)
        titles = said("Council member %(number)s", number=number)
        duties = said("Decides with the council.")
        offices.append(FirstOffice("council", code, titles, duties, person))
    units = [UnitRow("root", "town", said("Millbrook"))]
    units += [
        UnitRow(code, "district", names, "root", millbrook.town().districts[code])
        for code, names in content.DISTRICTS
    ]
    with clock.replay(town.begins):
        plan = charter_templates.plan(
            charter_templates.read(charter_templates.STANDARD),
            said("Millbrook"),
            clock.today(),
            bodies=content.BODIES,
            offices=offices,
            units=units,
            people=holders,
        )
        ground = ground_files.read(json.dumps(millbrook.town().collection()))
        plan = replace(plan, further=(*plan.further, FirstGround(ground)))
        founding_actions.found.perform(FOUNDER, plan=plan)
        for office in Office.objects.select_related("body"):
            if office.code in holders:
                town.desks[office.code] = actors.as_office(holders[office.code], office)
        category_actions.set_category_pack.perform(
            town.desks["hall-desk"], pack="town", body=Body.objects.get(code="hall")
        )
    town.units = list(Unit.objects.exclude(code="root").order_by("pk"))
    town.categories = list(Category.objects.select_related("body").order_by("pk"))
    first = folk.account("resident@millbrook.example", "Lena Brook", holds_office=False)
    everybody: list[Person] = [first, *folk.residents(220, town.chance)]
    town.residents = [actors.as_person(person) for person in everybody]


def _first_sitting(town: Town) -> None:
    """The council meets: the place has its name, and what one office could do alone ends."""
    with clock.replay(town.begins + timedelta(days=3, hours=9)):
        desk = town.desks["hall-desk"]
        hall_actions.settle_name_and_colour.perform(desk, names=said("Millbrook"))
        for period in FoundingPeriod.objects.all():
            by_council(founding_actions.close_founding_period).perform(town, period=period)


def _cases(town: Town, count: int) -> None:
    """Raise cases in order of time, and do in between what has become due."""
    span = timedelta(days=DAYS - 1)
    moments = sorted(town.chance.random() for _ in range(count))
    for place in moments:
        moment = town.begins + timedelta(days=1) + span * place * 0.997
        _catch_up(town, moment)
        with clock.replay(moment):
            _raise(town, moment)
    _catch_up(town, timezone.now() - timedelta(hours=1))
    _sources(town)


def _catch_up(town: Town, until: datetime) -> None:
    town.waiting.sort(key=lambda step: step[0])
    while town.waiting and town.waiting[0][0] <= until:
        moment, step = town.waiting.pop(0)
        with clock.replay(moment):
            step()
        town.waiting.sort(key=lambda one: one[0])


def _raise(town: Town, moment: datetime) -> None:
    chance = town.chance
    category, unit = chance.choice(town.categories), chance.choice(town.units)
    title, text = content.matter(category.code, chance)
    latitude, longitude, street = millbrook.spot(unit.code, chance)
    by = town.residents[0] if chance.random() < 0.02 else chance.choice(town.residents)
    view = len(town.views)
    shown = title in drawings.SCENES and town.looks.random() < SHOWN
    photo, words = drawings.picture(title, False, view) if shown else (None, "")
    case = case_actions.raise_case.perform(
        by,
        kind=chance.choices(list(Case.Kind.values), [5, 4, 2, 1])[0],
        title=title,
        text=text,
        category=category,
        unit=unit,
        address=street,
        point=(Decimal(f"{latitude:.6f}"), Decimal(f"{longitude:.6f}")),
        channel=chance.choices(["paper", "phone"], [1, 4])[0],
        photo=photo,
        photo_words=words,
    ).result
    if shown:
        town.views[case.pk] = view
    desk = town.desks[f"{case.body.code}-desk"]
    answered = moment + timedelta(days=chance.expovariate(1 / 6), hours=2)
    town.waiting.append((answered, lambda: _answer(town, case, by, desk, answered)))


def _answer(town: Town, case: Case, by: Actor, desk: Actor, moment: datetime) -> None:
    chance = town.chance
    days = chance.randint(3, 30)
    promise = timezone.localdate(moment) + timedelta(days=days)
    case_actions.answer_case.perform(
        desk, case=case, text=chance.choice(content.ANSWERS), promise=promise
    )
    late = chance.random() < 0.2
    done = moment + timedelta(days=days * (1.6 if late else 0.7), hours=1)
    town.waiting.append((done, lambda: _finish(town, case, by, desk, done)))


def _finish(town: Town, case: Case, by: Actor, desk: Actor, moment: datetime) -> None:
    chance = town.chance
    case_actions.mark_done.perform(desk, case=case, text=chance.choice(content.RESULTS))
    if (view := town.views.get(case.pk)) is not None:
        image, words = drawings.picture(case.title, True, view)
        picture_actions.show_result.perform(desk, case=case, image=image, words=words)
    said = moment + timedelta(days=chance.uniform(0.3, 9))
    word = chance.random()
    if word < 0.62:
        mood = town.moods.choices(["yes", "mostly", "no", ""], [6, 3, 1, 3])[0]
        town.waiting.append(
            (said, lambda: case_actions.confirm_case.perform(by, case=case, satisfied=mood))
        )
    elif word < 0.72:

        def refuse() -> None:
            case_actions.refuse_result.perform(
                by,
                case=case,
                text=chance.choice(content.NOT_SOLVED),
                satisfied=town.moods.choices(["mostly", "no", ""], [1, 5, 2])[0],
            )
            again = said + timedelta(days=chance.uniform(2, 12))
            town.waiting.append((again, lambda: _finish(town, case, by, desk, again)))

        town.waiting.append((said, refuse))


def _sources(town: Town) -> None:
    """Gather what keeps coming back under its common cause."""
    with clock.replay(timezone.now() - timedelta(days=330)):
        # By their order, not by their number: a database that was used before numbers on.
        for number, category in enumerate(town.categories[:4], start=1):
            body = category.body
            unit = town.units[number % len(town.units)]
            there = Case.objects.filter(category=category, raised_at__lt=clock.now())
            cases = list(there.filter(unit=unit).order_by("-pk")[:12])
            if cases and body is not None:
                names = content.SOURCES[category.code]
                actions.name_source.perform(
                    town.desks[f"{body.code}-desk"],
                    title=names,
                    text=content.SOURCE_TEXT,
                    unit=unit,
                    body=body,
                    cases=cases,
                )


def _law(town: Town) -> None:
    """A local rule, a refused action, and a decision that was annulled by repealing its provision."""
    streets = town.desks["streets-desk"]
    root = Unit.objects.get(code="root")
    until = timezone.now() - timedelta(days=60)
    asked = ask(town, until, root, "Should the market close at noon?")
    with clock.replay(until):
        day = clock.today()
        rule = (
            by_council(instrument_actions.adopt_instrument)
            .perform(
                town,
                unit=root,
                code="market-closing",
                rank=Rank.DECISION,
                titles=said("Decision on closing the market early"),
                provisions=[{"number": "Paragraph 1", "texts": said("The market closes at noon.")}],
                starts=day,
                review_on=day + timedelta(days=365),
                matter=asked.ref,
            )
            .result
        )
        old_town = town.units[0]
        interest_actions.declare_interest.perform(
            streets,
            target=old_town.ref,
            kind="property",
            office=Office.objects.get(code="streets-desk"),
        )
    with clock.replay(timezone.now() - timedelta(days=30)):
        by_council(instrument_actions.repeal_provision).perform(
            town, provision=Provision.objects.get(instrument=rule), on=clock.today()
        )
        case = Case.objects.filter(unit=old_town, body__code="streets").first()
        if case is not None:
            try:
                case_actions.mark_done.perform(streets, case=case, text="Done.")
            except Refused:
                # This is the point: the record now shows a refused attempt.
                return
