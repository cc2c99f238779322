"""A strategy from its first words to its second edition, and a garden from an idea to what neighbours say of it.

By phone, without scripts. The office writes, neighbours propose other words and support them, a stranger reads both beside
each other, every amendment is answered, the council adopts, the river rises, and the second edition is compared with the
first. Then three neighbours found a project, the body agrees, they keep a promise, account for the money, and are thanked.
"""

from __future__ import annotations

from typing import Any

import pytest

from commonhall.actions import action_pages
from commonhall.actions.actors import Actor
from commonhall.core import clock
from commonhall.core.money_field import MoneyField
from commonhall.delivery.plan_books.actions import begin_book
from commonhall.delivery.plan_books.models import Book, BookAmendment, BookIndicator, BookPart
from commonhall.delivery.projects.actions import found_project
from commonhall.delivery.projects.models import Project
from commonhall.people import actors
from commonhall.people.residents import actions as residents
from commonhall.record import sequencer, verification
from commonhall.record.readers import DatabaseSource
from tests.browser_kit import OpenPage
from tests.kit import Hall, found_hall, person
from tests.story.walk import Calendar, Walk
from tests.words import SOURCE, texts_in

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.story,
    pytest.mark.one_database,
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture
def calendar(home: Any, monkeypatch: pytest.MonkeyPatch) -> Calendar:
    return Calendar(monkeypatch)


def neighbour(hall: Hall, name: str, unit: str = "north") -> Actor:
    """Somebody with an account, confirmed to live in the place."""
    found = person(name)
    residents.verify_resident.perform(hall.clerk, person=found, unit=hall.unit(unit))
    return actors.as_person(found)


def holds() -> bool:
    while sequencer.sequence_once():
        pass
    return bool(verification.verify(DatabaseSource()).ok)


# --- the strategy ---------------------------------------------------------------------------------
def test_from_a_draft_to_the_second_edition(calendar: Calendar, open_page: OpenPage) -> None:
    with clock.replay(calendar.start):
        hall = found_hall()
    walk = Walk(open_page, SOURCE, 390)
    ada, ben = neighbour(hall, "ada"), neighbour(hall, "ben")
    book, homes = written(walk, hall, calendar)
    one = amended(walk, hall, ada, ben, homes)
    calendar.turn(23)
    answered(walk, hall, one, ada)
    walk.do(hall.chair, f"{book.get_absolute_url()}adopt/")
    said = walk.look(None, f"{book.get_absolute_url()}editions/1/", "book-edition")
    assert "Cheap homes for everybody." in said and "in force" in said
    followed(walk, hall, calendar, book)
    revised(walk, hall, calendar, book, homes)
    assert holds()


def written(walk: Walk, hall: Hall, calendar: Calendar) -> tuple[Book, BookPart]:
    """Two parts, an indicator, and the last day to propose other words."""
    walk.do(
        hall.parks,
        action_pages.url_of(begin_book),
        **texts_in("names", "Strategy of the north"),
        unit=hall.unit("north").pk,
        starts=calendar.day(60).isoformat(),
        ends=calendar.day(60 + 1460).isoformat(),
    )
    book = Book.objects.get()
    for title in ("Homes", "Water"):
        walk.do(
            hall.parks,
            f"{book.get_absolute_url()}add-part/",
            kind="goal",
            title=title,
            text=f"{title} for everybody.",
        )
    homes = BookPart.objects.get(title="Homes")
    walk.do(
        hall.parks,
        f"{homes.get_absolute_url()}add-indicator/",
        **texts_in("names", "Homes built"),
        measure="homes",
        baseline="100",
        baseline_on=calendar.day(0).isoformat(),
        target="300",
        target_on=calendar.day(900).isoformat(),
    )
    address = f"{book.get_absolute_url()}open-consultation/"
    early = walk.refused(hall.parks, address, until=calendar.day(5).isoformat())
    assert "so that people have time" in early
    walk.do(hall.parks, address, until=calendar.day(21).isoformat())
    said = walk.look(None, book.get_absolute_url(), "book-open")
    assert "Open for amendments until" in said and "Propose or support other words" in said
    return book, homes


def amended(walk: Walk, hall: Hall, ada: Actor, ben: Actor, homes: BookPart) -> BookAmendment:
    """One neighbour proposes, another supports; who lives elsewhere or is not confirmed is told the rule."""
    address = f"{homes.get_absolute_url()}amend/"
    assert "You are confirmed to live elsewhere" in walk.refused(
        neighbour(hall, "sam", "south"), address
    )
    assert "confirmed residents" in walk.refused(actors.as_person(person("new")), address)
    unchanged = walk.refused(ada, address, reason="Rents rise.")
    assert "You have not changed the text" in unchanged
    walk.do(ada, address, text="Cheap homes for everybody.", reason="Rents rise.")
    one = BookAmendment.objects.get()
    walk.do(ben, f"{one.get_absolute_url()}support/")
    assert "You support this already" in walk.refused(ben, f"{one.get_absolute_url()}support/")
    said = walk.look(None, homes.get_absolute_url(), "book-part")
    assert "Rents rise." in said and "1 supporter" in said
    return one


def answered(walk: Walk, hall: Hall, one: BookAmendment, ada: Actor) -> None:
    """After the last day nobody comes; the office finds it on its desk and answers."""
    late = walk.refused(ada, f"{one.part.get_absolute_url()}amend/")
    assert "not open for amendments" in late
    assert "Amendments to plan books to answer" in walk.read(hall.parks, "/desk/")
    walk.do(
        hall.parks,
        f"{one.get_absolute_url()}answer/",
        verdict="taken_up",
        answer="You are right.",
    )
    said = walk.look(ada, one.get_absolute_url(), "book-amendment")
    assert "taken up" in said and "You are right." in said


def followed(walk: Walk, hall: Hall, calendar: Calendar, book: Book) -> None:
    calendar.turn(90)
    indicator = BookIndicator.objects.get()
    walk.do(
        hall.parks,
        f"/plan/books/indicators/{indicator.pk}/report-book-value/",
        value="200",
        on=calendar.day(0).isoformat(),
        source="The register of homes",
    )
    said = walk.look(None, f"{book.get_absolute_url()}progress/", "book-progress")
    assert "50 % of the way" in said


def revised(walk: Walk, hall: Hall, calendar: Calendar, book: Book, homes: BookPart) -> None:
    """The second edition: asked again, adopted again, compared with the first."""
    walk.do(hall.parks, f"{book.get_absolute_url()}revise/", reason="The river rose.")
    walk.do(
        hall.parks,
        f"{homes.get_absolute_url()}change/",
        title="Homes",
        text="Cheap and dry homes for everybody.",
    )
    walk.do(
        hall.parks,
        f"{book.get_absolute_url()}open-consultation/",
        until=calendar.day(21).isoformat(),
    )
    calendar.turn(22)
    walk.do(hall.chair, f"{book.get_absolute_url()}adopt/")
    said = walk.look(None, f"{book.get_absolute_url()}editions/2/", "book-compared")
    assert "What changed since edition 1" in said and "and dry" in said


# --- the garden -----------------------------------------------------------------------------------
def test_from_an_idea_to_what_neighbours_say_of_it(calendar: Calendar, open_page: OpenPage) -> None:
    with clock.replay(calendar.start):
        hall = found_hall()
    walk = Walk(open_page, SOURCE, 390)
    ada, ben, cleo = (neighbour(hall, name) for name in ("ada", "ben", "cleo"))
    walk.do(
        ada,
        action_pages.url_of(found_project),
        title="A garden behind the mill",
        text="Ten beds.",
        unit=hall.unit("north").pk,
        body=hall.body("parks").pk,
        budget=MoneyField.written(900_00),
        name="Ada of Mill Road",
    )
    garden = Project.objects.get()
    here = garden.get_absolute_url()
    walk.do(ada, f"{here}plan-step/", title="Dig the beds", due_on=calendar.day(20).isoformat())
    assert "The group must be 3 to ask" in walk.refused(ada, f"{here}ask-for/")
    for who in (ben, cleo):
        walk.do(who, f"{here}join/")
    walk.do(ada, f"{here}ask-for/")
    walk.do(
        hall.parks,
        f"{here}agree-to/",
        agreed=MoneyField.written(800_00),
        reasons="We lend the tools.",
    )
    calendar.turn(10)
    outsider = neighbour(hall, "finn")
    step = garden.steps.get()
    assert "Only members of the group" in walk.refused(
        outsider, f"/plan/projects/steps/{step.pk}/finish/"
    )
    walk.do(ben, f"/plan/projects/steps/{step.pk}/finish/", proof="Come and see.")
    walk.do(
        cleo,
        f"{here}enter-spending/",
        amount=MoneyField.written(120_00),
        on=calendar.day(0).isoformat(),
        purpose="Spades",
        receipt="R-17",
    )
    said = walk.look(None, here, "project")
    assert "Ada of Mill Road" in said and "kept in time" in said and "R-17" in said
    walk.do(ada, f"{here}name-me-in/", name="")
    walk.do(ada, f"{here}finish/", report="Ten beds are there.")
    garden.refresh_from_db()
    assert garden.item is not None
    walk.do(outsider, f"{garden.item.get_absolute_url()}confirm/", good="yes")
    said = walk.look(None, here, "project-done")
    assert "residents say yes" in said and "Ada of Mill Road" not in said
    assert holds()
