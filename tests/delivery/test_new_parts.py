"""Residents propose parts that a plan lacks; a revision that goes no further leaves the edition in force as it was."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from commonhall.actions import action_pages
from commonhall.actions.actors import Actor
from commonhall.core.refusals import BadInput
from commonhall.delivery.plan_books import (
    actions,
    amending_actions,
    deciding_actions,
    editions,
    revising_actions,
)
from commonhall.delivery.plan_books.models import Book, BookAmendment
from commonhall.delivery.plan_books.moderation_actions import hide_book_amendment
from commonhall.law.appeals import actions as appeals
from commonhall.law.promises.models import Promise
from commonhall.record import sequencer, verification
from commonhall.record.readers import DatabaseSource
from tests.attacks.doors import refused_everywhere
from tests.decisions.kit import voter
from tests.delivery import books
from tests.kit import Hall, found_hall, signed_in
from tests.law import kit

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def proposed(book: Book, by: Actor, **given: Any) -> BookAmendment:
    values = {"kind": "goal", "title": "Water", "text": "Clean water.", "reason": "It smells."}
    return amending_actions.propose_book_part.perform(by, book=book, **{**values, **given}).result


def titles(book: Book) -> list[str]:
    return [one.title for one in book.parts.filter(removed=False).order_by("place", "pk")]


def test_a_new_part_is_taken_up_in_its_place_and_compared_as_new(hall: Hall) -> None:
    book, (first, _second) = books.opened(hall)
    earlier = books.adopted(hall, book)
    actions.revise_book.perform(hall.parks, book=Book.objects.get(), reason="Drought.")
    actions.open_consultation.perform(hall.parks, book=Book.objects.get(), until=books.day(21))
    one = proposed(Book.objects.get(), voter(hall, 1), after=first)
    assert Promise.objects.get(thing=one.ref).due_on == one.due_on
    assert titles(book) == ["Part 1", "Part 2"]
    page = signed_in(hall.resident).get(book.get_absolute_url()).content.decode()
    assert "New parts that were proposed" in page and "Water" in page
    with kit.later(books.OVER):
        assert (
            kit.refusal(
                lambda: deciding_actions.adopt_book.perform(hall.chair, book=Book.objects.get())
            )
            == "unanswered"
        )
    books.answer(hall, one)
    assert titles(book) == ["Part 1", "Water", "Part 2"]
    one.refresh_from_db()
    assert one.part is not None and one.part.title == "Water"
    later = books.adopted(hall, book)
    rows = editions.compared(editions.parts_of(earlier), editions.parts_of(later))
    assert [(row.title, row.change) for row in rows] == [
        ("Part 1", "same"),
        ("Water", "added"),
        ("Part 2", "same"),
    ]
    shown = signed_in(hall.resident).get(later.get_absolute_url()).content.decode()
    assert "Clean water." in shown
    sequencer.sequence_once()
    assert verification.verify(DatabaseSource()).ok


def test_an_answer_that_is_undone_takes_the_new_part_out_again(hall: Hall) -> None:
    book, _parts = books.opened(hall)
    one = proposed(book, voter(hall, 1))
    books.answer(hall, one, words="Clean water for all.")
    reviewer = kit.reviewer(hall)
    with kit.later(books.OVER):
        appeal = kit.appealed(kit.confirmed(hall), "delivery.answer_book_amendment")
        appeals.decide_appeal.perform(reviewer, appeal=appeal, verdict="granted", text="No.")
    one.refresh_from_db()
    assert (titles(book), one.state, one.part) == (["Part 1", "Part 2"], "open", None)


def test_hidden_words_become_no_part(hall: Hall) -> None:
    book, _parts = books.opened(hall)
    one = proposed(book, voter(hall, 1))
    hide_book_amendment.perform(hall.parks, amendment=one, reason="private")
    with pytest.raises(BadInput):
        books.answer(hall, one)
    page = signed_in(hall.resident).get(one.get_absolute_url()).content.decode()
    assert "Clean water" not in page


def test_the_page_takes_a_new_part_and_tells_what_is_missing(hall: Hall) -> None:
    book, (first, _second) = books.opened(hall)
    client = signed_in(kit.confirmed(hall))
    address = action_pages.url_of(amending_actions.propose_book_part, book)
    answer = client.post(address, {"kind": "goal", "title": "Water", "text": "", "reason": "Dry."})
    assert answer.status_code == 400 and "Enter what the new part says." in answer.content.decode()
    given = {
        "kind": "text",
        "title": "Water",
        "text": "Clean.",
        "reason": "Dry.",
        "after": first.pk,
    }
    assert client.post(address, given).status_code == 302
    assert BookAmendment.objects.get().after == first


# --- a revision that is dropped -------------------------------------------------------------------
def revised(hall: Hall) -> Book:
    """A revision in which a part was changed, one removed, one added, and an indicator dropped and another added."""
    book = books.begun(hall)
    homes, trees = books.part(hall, book, "Homes"), books.part(hall, book, "Trees")
    built = books.indicator(hall, homes)
    actions.open_consultation.perform(hall.parks, book=book, until=books.day(books.UNTIL))
    books.adopted(hall, book)
    book.refresh_from_db()
    actions.revise_book.perform(hall.parks, book=book, reason="The river rose.")
    for one in (homes, trees, built):
        one.refresh_from_db()
    actions.change_book_part.perform(hall.parks, part=homes, title="Flats", text="Dry.")
    actions.remove_book_part.perform(hall.parks, part=trees)
    water = books.part(hall, Book.objects.get(), "Water", place=1)
    actions.drop_book_indicator.perform(hall.parks, indicator=built)
    books.indicator(hall, water)
    return Book.objects.get()


def drop(hall: Hall, book: Book) -> Book:
    return revising_actions.drop_book_revision.perform(
        hall.parks, book=book, reason="It fell again."
    ).result


def test_a_dropped_revision_leaves_the_text_of_the_edition_in_force(hall: Hall) -> None:
    book = revised(hall)
    page = signed_in(hall.parks, "parks-desk").get(book.get_absolute_url()).content.decode()
    assert "Drop the revision" in page
    drop(hall, book)
    edition = book.editions.get()
    assert editions.content(Book.objects.get(), 1) == edition.content
    sequencer.sequence_once()
    assert verification.verify(DatabaseSource()).ok


def test_a_drop_that_is_undone_brings_the_draft_back(hall: Hall) -> None:
    book = revised(hall)
    draft = editions.content(book, 2)
    drop(hall, book)
    reviewer = kit.reviewer(hall)
    appeal = kit.appealed(kit.confirmed(hall), "delivery.drop_book_revision")
    appeals.decide_appeal.perform(reviewer, appeal=appeal, verdict="granted", text="No.")
    book.refresh_from_db()
    assert (book.state, editions.content(book, 2)) == ("draft", draft)


def test_what_residents_were_asked_about_is_not_dropped(hall: Hall) -> None:
    book = revised(hall)
    actions.open_consultation.perform(hall.parks, book=book, until=books.day(books.UNTIL))
    given = {"reason": "It fell again."}
    refused_everywhere(
        hall.parks,
        revising_actions.drop_book_revision,
        Book.objects.get(),
        given,
        by="state wrong-state",
    )
    assert (
        kit.refusal(
            lambda: revising_actions.drop_book_revision.perform(hall.roads, book=book, **given)
        )
        == "other-body"
    )
