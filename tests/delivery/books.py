"""Plan books for tests: plain functions."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from commonhall.actions.actors import Actor
from commonhall.core import clock
from commonhall.delivery.plan_books import actions, amending_actions, deciding_actions
from commonhall.delivery.plan_books.models import (
    Book,
    BookAmendment,
    BookEdition,
    BookIndicator,
    BookPart,
)
from tests.decisions.kit import voter
from tests.kit import Hall
from tests.law.kit import later
from tests.words import texts

# Days from now: the last day of the consultation, the first after it, and the first after the day to answer.
UNTIL, OVER = 21, 22
LATE = UNTIL + 31


def day(number: int) -> date:
    return clock.today() + timedelta(days=number)


def begun(hall: Hall, **given: Any) -> Book:
    """A book of the north, written by the parks."""
    values: dict[str, Any] = {
        "names": texts("Strategy of the north"),
        "texts": texts("How we want to **live** here."),
        "unit": hall.unit("north"),
        "starts": day(30),
        "ends": day(30 + 5 * 365),
        **given,
    }
    return actions.begin_book.perform(hall.parks, **values).result


def part(hall: Hall, book: Book, title: str = "Homes", **given: Any) -> BookPart:
    values = {"kind": "goal", "text": f"{title} for everybody who lives here.", **given}
    return actions.add_part.perform(hall.parks, book=book, title=title, **values).result


def indicator(hall: Hall, of: BookPart, **given: Any) -> BookIndicator:
    values: dict[str, Any] = {
        "names": texts("Homes built"),
        "measure": "homes",
        "baseline": Decimal(100),
        "baseline_on": day(-30),
        "target": Decimal(300),
        "target_on": day(900),
        **given,
    }
    return actions.add_indicator.perform(hall.parks, part=of, **values).result


def opened(hall: Hall, parts: int = 2) -> tuple[Book, list[BookPart]]:
    """A book with parts, open for amendments until the least day."""
    book = begun(hall)
    found = [part(hall, book, f"Part {number}") for number in range(1, parts + 1)]
    actions.open_consultation.perform(hall.parks, book=book, until=day(UNTIL))
    for one in found:
        one.refresh_from_db()
    return book, found


def amended(hall: Hall, of: BookPart, by: Actor | None = None, **given: Any) -> BookAmendment:
    values = {"title": of.title, "text": "Cheap homes for everybody.", "reason": "Rents.", **given}
    return amending_actions.amend_book_part.perform(
        by or voter(hall, 60_000), part=of, **values
    ).result


def support(who: Actor, amendment: BookAmendment) -> Any:
    return amending_actions.support_book_amendment.perform(who, amendment=amendment).result


def answer(hall: Hall, amendment: BookAmendment, by: Actor | None = None, **given: Any) -> Any:
    """Taken up, once the consultation is over."""
    values = {"verdict": "taken_up", "answer": "You are right.", **given}
    amendment.refresh_from_db()
    with later(OVER):
        return deciding_actions.answer_book_amendment.perform(
            by or hall.parks, amendment=amendment, **values
        ).result


def adopted(hall: Hall, book: Book) -> BookEdition:
    book.refresh_from_db()
    with later(OVER):
        return deciding_actions.adopt_book.perform(hall.chair, book=book).result


def revised(hall: Hall) -> tuple[Book, BookEdition, BookEdition]:
    """Two editions: a part changed, one new, one gone."""
    book = begun(hall)
    homes, trees = part(hall, book, "Part 1"), part(hall, book, "Part 2")
    indicator(hall, homes)
    actions.open_consultation.perform(hall.parks, book=book, until=day(UNTIL))
    first = adopted(hall, book)
    book.refresh_from_db()
    actions.revise_book.perform(hall.parks, book=book, reason="The river **rose**.")
    for one in (homes, trees):
        one.refresh_from_db()
    actions.change_book_part.perform(hall.parks, part=homes, title="Homes", text="Dry homes.")
    actions.remove_book_part.perform(hall.parks, part=trees)
    part(hall, book, "Water")
    actions.open_consultation.perform(hall.parks, book=book, until=day(UNTIL))
    return book, first, adopted(hall, book)
