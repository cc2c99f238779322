"""Millbrook's strategy for five years in its second round, and a garden that residents make themselves."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils import timezone

from commonhall.core import clock
from commonhall.delivery.plan.models import Item
from commonhall.delivery.plan_books import actions, amending_actions, deciding_actions
from commonhall.delivery.plan_books.models import Book, BookIndicator, BookPart
from commonhall.delivery.projects import actions as project_actions
from commonhall.delivery.projects import agreeing_actions, running_actions
from commonhall.delivery.projects.models import ProjectStep
from commonhall.people.bodies.models import Body
from commonhall.people.residents.models import Verification
from commonhall.places.models import Unit
from commonhall.site.demo.council import by_council
from commonhall.site.demo.said import said

if TYPE_CHECKING:
    from commonhall.actions.actors import Actor
    from commonhall.site.demo.town import Town

# Days ago: the strategy was begun, adopted, and opened again for its second edition.
BEGUN, ADOPTED, ANEW = 260, 190, 12
OPEN_FOR = 25
DESK = "streets-desk"
PARTS = (
    (
        "text",
        "Where we stand",
        "Millbrook grows by two hundred people a year. Half of all ways in town are shorter than two kilometres, and "
        "most of them are made by car.",
    ),
    (
        "goal",
        "Streets one can walk",
        "Every child walks to school on a pavement that is lit and wide enough for two. We begin where most children walk.",
    ),
    (
        "goal",
        "A town in the shade",
        "For every tree that is felled, the town plants two within a year, in the same district.",
    ),
)


def build(town: Town) -> None:
    """The strategy first; the garden was founded two months ago."""
    _strategy(town)
    _garden(town)


def _confirmed(town: Town, ago: int) -> list[Actor]:
    """Residents who are confirmed since before so many days ago, and still are."""
    now = timezone.now()
    rows = Verification.objects.filter(
        starts__lte=(now - timedelta(days=ago)).date(), ends__gte=now.date()
    )
    known = set(rows.values_list("person", flat=True))
    return [one for one in town.residents if one.person in known]


# --- the strategy ---------------------------------------------------------------------------------
def _strategy(town: Town) -> None:
    now, desk = timezone.now(), town.desks[DESK]
    people = _confirmed(town, BEGUN)
    with clock.replay(now - timedelta(days=BEGUN)):
        book = _written(town)
        until = clock.today() + timedelta(days=OPEN_FOR)
        actions.open_consultation.perform(desk, book=book, until=until)
    homes, trees = BookPart.objects.filter(book=book, kind="goal").order_by("place")
    with clock.replay(now - timedelta(days=BEGUN - 5)):
        taken = amending_actions.amend_book_part.perform(
            people[0],
            part=homes,
            title="Streets one can walk and roll",
            text=f"{homes.text} Kerbs are lowered at every crossing.",
            reason="My mother uses a wheelchair. A wide pavement does not help her at a kerb.",
        ).result
        refused = amending_actions.amend_book_part.perform(
            people[1],
            part=trees,
            title=trees.title,
            text=trees.text.replace("two", "ten"),
            reason="Young trees give no shade for twenty years.",
        ).result
        for one in people[2:9]:
            amending_actions.support_book_amendment.perform(one, amendment=taken)
    with clock.replay(now - timedelta(days=BEGUN - OPEN_FOR - 4)):
        answer = deciding_actions.answer_book_amendment.perform
        answer(
            desk,
            amendment=taken,
            verdict="taken_up",
            answer="We lower kerbs wherever we build anyway. From now on also elsewhere.",
        )
        answer(
            desk,
            amendment=refused,
            verdict="refused",
            answer="There is no room for ten in most streets. We plant bigger ones instead.",
        )
    with clock.replay(now - timedelta(days=ADOPTED)):
        by_council(deciding_actions.adopt_book).perform(town, book=Book.objects.get(pk=book.pk))
    _followed(town, book)
    _anew(town, book)


def _written(town: Town) -> Book:
    """The draft with three parts and two indicators."""
    desk, year = town.desks[DESK], timezone.now().year
    book = actions.begin_book.perform(
        desk,
        names=said("Strategy %(first)d–%(last)d", first=year, last=year + 4),
        texts=said("What Millbrook wants to be like in five years, and how we will know."),
        unit=Unit.objects.get(code="root"),
        starts=date(year, 1, 1),
        ends=date(year + 4, 12, 31),
    ).result
    made = [
        actions.add_part.perform(desk, book=book, kind=kind, title=title, text=text).result
        for kind, title, text in PARTS
    ]
    begun = clock.today()
    for part, names, unit, baseline, target in (
        (made[1], said("Pavements that are lit and wide enough"), "%", 41, 80),
        (made[2], said("Trees in streets"), said("trees"), 3_120, 4_000),
    ):
        actions.add_indicator.perform(
            desk,
            part=part,
            names=names,
            measure=unit if isinstance(unit, str) else next(iter(unit.values())),
            baseline=Decimal(baseline),
            baseline_on=begun,
            target=Decimal(target),
            target_on=date(year + 4, 12, 31),
        )
    return book


def _followed(town: Town, book: Book) -> None:
    """Values every three months, and what carries it out."""
    desk, now = town.desks[DESK], timezone.now()
    pavements, trees = BookIndicator.objects.filter(book=book).order_by("pk")
    for ago, lit, planted in ((150, 44, 3_180), (80, 49, 3_240), (20, 52, 3_415)):
        with clock.replay(now - timedelta(days=ago)):
            for one, value in ((pavements, lit), (trees, planted)):
                deciding_actions.report_book_value.perform(
                    desk,
                    indicator=one,
                    value=Decimal(value),
                    on=clock.today(),
                    source="Count of the streets department, table 4",
                )
    items = Item.objects.filter(body=book.body, level="project").order_by("pk")
    with clock.replay(now - timedelta(days=60)):
        for item in items.exclude(state=Item.State.STOPPED)[:3]:
            deciding_actions.place_in_book.perform(desk, item=item, part=pavements.part)


def _anew(town: Town, book: Book) -> None:
    """The second edition is being prepared; people propose other words now."""
    desk, now = town.desks[DESK], timezone.now()
    with clock.replay(now - timedelta(days=ANEW)):
        book = Book.objects.get(pk=book.pk)
        actions.revise_book.perform(
            desk,
            book=book,
            reason="The river rose twice last winter. The strategy says nothing about water yet.",
        )
        actions.add_part.perform(
            desk,
            book=Book.objects.get(pk=book.pk),
            kind="goal",
            title="Room for the river",
            text="No new building stands where the river was in the last ten years.",
        )
        actions.open_consultation.perform(
            desk,
            book=Book.objects.get(pk=book.pk),
            until=clock.today() + timedelta(days=OPEN_FOR),
        )
    people = _confirmed(town, ANEW)[20:]
    water = BookPart.objects.filter(book=book).latest("place")
    with clock.replay(now - timedelta(days=ANEW - 3)):
        asked = amending_actions.amend_book_part.perform(
            people[0],
            part=water,
            title=water.title,
            text="No new building stands where the river was in the last thirty years. Gardens may be flooded.",
            reason="Ten years are short. My cellar was full in 2002.",
        ).result
    for one in people[1:6]:
        amending_actions.support_book_amendment.perform(one, amendment=asked)


# --- the garden -----------------------------------------------------------------------------------
def _garden(town: Town) -> None:
    now, parks = timezone.now(), town.desks["parks-desk"]
    founder, *others = _confirmed(town, 60)[10:18]
    with clock.replay(now - timedelta(days=60)):
        garden = project_actions.found_project.perform(
            founder,
            title="A garden for neighbours behind the old mill",
            text="**Twelve beds**, two of them at the height of a wheelchair, and a bench. We water it ourselves.",
            unit=Unit.objects.get(code="mill-end"),
            body=Body.objects.get(code="parks"),
            budget=2_400_00,
            name="Nora Field",
        ).result
        for number, one in enumerate(others):
            project_actions.join_project.perform(
                one, project=garden, name="Tom Weaver" if number == 1 else ""
            )
        for title, ahead in (("The ground is dug over", 25), ("Twelve beds are built", 50)):
            project_actions.plan_step.perform(
                founder, project=garden, title=title, due_on=clock.today() + timedelta(days=ahead)
            )
        project_actions.plan_step.perform(
            founder,
            project=garden,
            title="The first harvest is shared out",
            due_on=clock.today() + timedelta(days=120),
        )
        project_actions.ask_for_project.perform(founder, project=garden)
    with clock.replay(now - timedelta(days=52)):
        agreeing_actions.agree_to_project.perform(
            parks,
            project=type(garden).objects.get(pk=garden.pk),
            agreed=2_000_00,
            reasons="We lend the tools, so that less money is needed. The ground is the town's.",
        )
    first, second = ProjectStep.objects.filter(project=garden).order_by("due_on")[:2]
    garden = type(garden).objects.get(pk=garden.pk)
    for ago, step, proof in (
        (38, first, "Come and see: the gate is open."),
        (7, second, "Photos hang at the gate."),
    ):
        with clock.replay(now - timedelta(days=ago)):
            running_actions.finish_project_step.perform(founder, step=step, proof=proof)
    with clock.replay(now - timedelta(days=7)):
        running_actions.explain_project_step.perform(
            others[0], step=second, word="The timber came three days late."
        )
    for ago, amount, purpose, receipt in (
        (36, 320_00, "Soil, four cubic metres", "2231"),
        (12, 870_50, "Timber and screws", "A-0417"),
    ):
        with clock.replay(now - timedelta(days=ago)):
            running_actions.enter_spending.perform(
                others[0],
                project=garden,
                amount=amount,
                on=clock.today(),
                purpose=purpose,
                receipt=receipt,
            )
