"""Plan books: parts in order, amendments beside the text, each answered; editions frozen, compared and followed."""

from __future__ import annotations

import json
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from commonhall.core import clock
from commonhall.core.exports import datasets
from commonhall.core.refusals import BadInput
from commonhall.delivery.plan_books import (
    actions,
    amending_actions,
    deciding_actions,
    editions,
    queries,
)
from commonhall.delivery.plan_books.models import BookAmendment, BookPart
from commonhall.law.promises import ledger, timers
from commonhall.law.promises.models import Fate
from commonhall.record.models import Entry
from tests.actions.samples.delivery import item
from tests.decisions.kit import voter
from tests.delivery import books as kit
from tests.delivery.books import LATE, UNTIL
from tests.evaluation import kit as evaluation
from tests.kit import Hall, found_hall, signed_in
from tests.law.kit import confirmed, later, refusal

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def wrong(call: Any) -> str:
    """The input that is wrong."""
    with pytest.raises(BadInput) as found:
        call()
    return found.value.field


def test_parts_stand_in_their_order(hall: Hall) -> None:
    book = kit.begun(hall)
    for title in ("Homes", "Trees"):
        kit.part(hall, book, title)
    kit.part(hall, book, "First of all", place=1)
    titles = [one.title for one in queries.parts(book)]
    assert titles == ["First of all", "Homes", "Trees"]
    actions.remove_book_part.perform(hall.parks, part=BookPart.objects.get(title="Homes"))
    assert [one.title for one in queries.parts(book)] == ["First of all", "Trees"]


def test_people_get_the_days_the_law_gives_them(hall: Hall) -> None:
    book = kit.begun(hall)
    refused = refusal(
        lambda: actions.open_consultation.perform(hall.parks, book=book, until=kit.day(UNTIL))
    )
    assert refused == "empty"
    kit.part(hall, book)
    short = wrong(
        lambda: actions.open_consultation.perform(hall.parks, book=book, until=kit.day(UNTIL - 1))
    )
    assert short == "until"
    actions.open_consultation.perform(hall.parks, book=book, until=kit.day(UNTIL))
    book.refresh_from_db()
    assert (book.state, book.answer_by) == ("consulted", kit.day(UNTIL + 30))
    # From now on the body changes nothing by itself.
    assert refusal(lambda: kit.part(hall, book, "Late")) == "wrong-state"
    one = BookPart.objects.get(book=book)
    assert (
        refusal(lambda: actions.change_book_part.perform(hall.parks, part=one, title="x", text="y"))
        == "wrong-state"
    )


def test_an_amendment_owes_an_answer_by_a_day(hall: Hall) -> None:
    _book, (homes, _trees) = kit.opened(hall)
    one = kit.amended(hall, homes)
    promise = ledger.of(one.ref)
    assert promise is not None
    assert (promise.kind, promise.body.code) == ("plan-amendment", "parks")
    assert promise.first_on == kit.day(UNTIL + 30)
    with later(LATE):
        timers.watch()
        promise.refresh_from_db()
        assert promise.fate(clock.today()) == Fate.BROKEN


def test_a_withdrawn_amendment_owes_nothing(hall: Hall) -> None:
    _book, (homes, _trees) = kit.opened(hall)
    who = voter(hall, 1)
    one = kit.amended(hall, homes, who)
    amending_actions.withdraw_book_amendment.perform(who, amendment=one)
    promise = ledger.of(one.ref)
    assert promise is not None and promise.fate(kit.day(0)) == Fate.WITHDRAWN
    assert refusal(lambda: kit.answer(hall, one)) == "wrong-state"


def test_what_is_taken_up_stands_in_the_part(hall: Hall) -> None:
    _book, (homes, trees) = kit.opened(hall)
    one, other = kit.amended(hall, homes), kit.amended(hall, trees, voter(hall, 2), removes=True)
    kit.answer(hall, one)
    kit.answer(hall, other)
    homes.refresh_from_db()
    trees.refresh_from_db()
    assert (homes.text, trees.removed) == ("Cheap homes for everybody.", True)
    promise = ledger.of(one.ref)
    assert promise is not None and promise.kept_on is not None


def test_a_part_that_has_changed_since_is_not_overwritten(hall: Hall) -> None:
    """The second amendment to the same part is taken up only with words that say how both read together."""
    _book, (homes, _trees) = kit.opened(hall)
    one = kit.amended(hall, homes)
    other = kit.amended(hall, homes, voter(hall, 2), text="Homes with gardens.")
    kit.answer(hall, one)
    assert wrong(lambda: kit.answer(hall, other)) == "words"
    kit.answer(hall, other, words="Cheap homes with gardens.")
    homes.refresh_from_db()
    assert homes.text == "Cheap homes with gardens."


def test_an_unchanged_amendment_is_none(hall: Hall) -> None:
    _book, (homes, _trees) = kit.opened(hall)
    assert wrong(lambda: kit.amended(hall, homes, text=homes.text)) == "text"
    assert not BookAmendment.objects.exists()


def test_a_book_is_adopted_only_once_everybody_is_answered(hall: Hall) -> None:
    book, (homes, _trees) = kit.opened(hall)
    one = kit.amended(hall, homes)
    early = refusal(lambda: deciding_actions.adopt_book.perform(hall.chair, book=book))
    assert early == "too-early"
    assert refusal(lambda: kit.adopted(hall, book)) == "unanswered"
    kit.answer(hall, one, verdict="refused")
    assert kit.adopted(hall, book).number == 1


def test_a_draft_is_not_adopted_without_asking(hall: Hall) -> None:
    book = kit.begun(hall)
    kit.part(hall, book)
    assert refusal(lambda: kit.adopted(hall, book)) == "wrong-state"


def test_the_digest_of_an_edition_stands_on_the_record(hall: Hall) -> None:
    book, _parts = kit.opened(hall)
    made = kit.adopted(hall, book)
    assert made.digest == sha256(made.content.encode()).hexdigest()
    entry = Entry.objects.get(action="delivery.adopt_book")
    assert json.loads(entry.body)["data"]["digest"] == made.digest
    book.refresh_from_db()
    assert (book.state, book.edition) == ("adopted", 1)


def test_editions_are_compared_part_by_part(hall: Hall) -> None:
    book, first, second = kit.revised(hall)
    assert (first.number, second.number) == (1, 2)
    rows = editions.compared(editions.parts_of(first), editions.parts_of(second))
    assert [row.change for row in rows] == ["changed", "added", "removed"]
    assert "<del>" in rows[0].old and "Dry</ins>" in rows[0].new
    page = Client().get(f"/plan/books/{book.pk}/editions/2/").content.decode()
    assert "Dry</ins>" in page and second.digest in page
    assert Client().get(f"/plan/books/{book.pk}/editions/3/").status_code == 404


def test_an_earlier_edition_is_never_changed(hall: Hall) -> None:
    _book, first, _second = kit.revised(hall)
    kept = first.content
    first.refresh_from_db()
    assert first.content == kept
    assert "Part 1" in kept and "Dry homes" not in kept


def test_progress_shows_the_start_the_value_now_and_the_target(hall: Hall) -> None:
    book = kit.begun(hall)
    one = kit.indicator(hall, kit.part(hall, book))
    address = f"/plan/books/{book.pk}/progress/"
    assert "no value yet" in Client().get(address).content.decode()
    future = wrong(
        lambda: deciding_actions.report_book_value.perform(
            hall.parks, indicator=one, value=Decimal(200), on=kit.day(1), source="The register."
        )
    )
    assert future == "on"
    deciding_actions.report_book_value.perform(
        hall.parks, indicator=one, value=Decimal(200), on=kit.day(0), source="The register."
    )
    page = Client().get(address).content.decode()
    assert "50 % of the way" in page and "<svg" in page and "The register." in page


def test_values_of_a_series_are_those_of_the_book_s_place(hall: Hall) -> None:
    """Nobody enters them a second time, and those of another place are not taken for them."""
    book = kit.begun(hall)
    homes = kit.part(hall, book)
    air = evaluation.series(hall, "air")
    evaluation.report(hall, air, kit.day(-20), north="150", south="290")
    one = kit.indicator(hall, homes, measured_by=air.ref, baseline_on=kit.day(-400))
    page = Client().get(f"/plan/books/{book.pk}/progress/").content.decode()
    assert "25 % of the way" in page and air.get_absolute_url() in page
    refused = refusal(
        lambda: deciding_actions.report_book_value.perform(
            hall.parks, indicator=one, value=Decimal(1), on=kit.day(0), source="x"
        )
    )
    assert refused == "measured"
    assert wrong(lambda: kit.indicator(hall, homes, measured_by=book.ref)) == "measured_by"


def test_an_item_says_which_part_it_carries_out(hall: Hall) -> None:

    book = kit.begun(hall)
    homes, lamps = kit.part(hall, book), item(hall, due_on=kit.day(40))
    deciding_actions.place_in_book.perform(hall.parks, item=lamps, part=homes)
    page = Client().get(f"/plan/books/{book.pk}/progress/").content.decode()
    assert lamps.name in page and "<strong>1</strong> to come" in page
    assert "It carries out" in Client().get(lamps.get_absolute_url()).content.decode()


def test_pages_cost_the_same_however_many(hall: Hall, django_assert_max_num_queries: Any) -> None:
    book = kit.begun(hall)
    for number in range(6):
        one = kit.part(hall, book, f"Part {number}")
        made = kit.indicator(hall, one)
        deciding_actions.report_book_value.perform(
            hall.parks, indicator=made, value=Decimal(150), on=kit.day(0), source="The register."
        )
    actions.open_consultation.perform(hall.parks, book=book, until=kit.day(UNTIL))
    first = BookPart.objects.filter(book=book).order_by("pk")[0]
    for number in range(8):
        who = voter(hall, 100 + number)
        amendment = kit.amended(hall, first, who, text=f"Text {number}")
        kit.support(voter(hall, 200 + number), amendment)
    for address, most in (
        ("/plan/books/", 4),
        (book.get_absolute_url(), 12),
        (f"/plan/books/{book.pk}/progress/", 9),
        (first.get_absolute_url(), 10),
        (amendment.get_absolute_url(), 12),
        ("/api/v1/books", 6),
        (f"/api/v1/books/{book.pk}", 8),
        ("/api/v1/book-amendments", 6),
    ):
        with django_assert_max_num_queries(most):
            assert Client().get(address).status_code == 200


def test_nobody_s_name_is_in_the_open_data(hall: Hall) -> None:
    _book, (homes, _trees) = kit.opened(hall)
    who = voter(hall, 1)
    kit.support(voter(hall, 2), kit.amended(hall, homes, who))
    (row,) = datasets()["delivery.book_amendments"].rows()
    assert row["supporters"] == 1 and "person" not in row
    for name in ("books", "book_editions", "book_indicators", "book_values"):
        list(datasets()[f"delivery.{name}"].rows())


def test_my_page_says_what_became_of_it(hall: Hall) -> None:
    _book, (homes, _trees) = kit.opened(hall)
    who, other = confirmed(hall), voter(hall, 2)
    one = kit.amended(hall, homes, who)
    kit.support(who, kit.amended(hall, homes, other, text="Another."))
    kit.answer(hall, one, verdict="refused")
    page = signed_in(who).get("/me/").content.decode()
    assert one.heading in page and "not taken up" in page
    assert "Amendments to plan books I support" in page


def test_feed_and_search_find_it(hall: Hall) -> None:
    book, _parts = kit.opened(hall)
    assert b"open for amendments" in Client().get("/plan/books/feed.atom").content
    kit.adopted(hall, book)
    assert b"edition 1" in Client().get("/plan/books/feed.atom").content
    assert b"Strategy of the north" in Client().get("/search/?q=strategy").content
