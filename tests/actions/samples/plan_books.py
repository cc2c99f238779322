"""Samples of what may be done with plan books."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from commonhall.core import clock
from commonhall.delivery.plan_books import actions, deciding_actions
from commonhall.delivery.plan_books.models import Book, BookAmendment, BookPart
from tests import on_record
from tests.actions.samples import Refusal, Sample, Wrong, sample, set_fields, unless
from tests.actions.samples.delivery import item
from tests.decisions.kit import voter
from tests.delivery import books
from tests.delivery.books import UNTIL, day
from tests.kit import Hall
from tests.law.kit import confirmed
from tests.words import texts

ONE = timedelta(days=1)


def drafted(hall: Hall) -> BookPart:
    """A part of a draft."""
    return books.part(hall, books.begun(hall))


def open_part(hall: Hall) -> BookPart:
    """A part that is open for amendments."""
    return books.opened(hall)[1][0]


def over(book: Book) -> None:
    """As if its consultation had ended yesterday."""
    set_fields(book, consult_until=clock.today() - ONE)


def closed(hall: Hall) -> Book:
    """A book whose consultation is over, without amendments."""
    book = books.opened(hall)[0]
    on_record.change(QuerySet(Book).filter(pk=book.pk), consult_until=clock.today() - ONE)
    book.refresh_from_db()
    return book


@sample("delivery.begin_book")
def begin_book(hall: Hall) -> Sample:
    return Sample(
        hall.parks,
        given={
            "names": texts("Strategy"),
            "unit": hall.unit("north"),
            "starts": day(1),
            "ends": day(900),
        },
        changed=lambda one: (one.state, one.body.code, one.edition) == ("draft", "parks", 0),
        wrong=[Wrong("ends", day(1))],
    )


def full(book: Book) -> Any:
    """Let a hundred parts be there already."""

    def before() -> None:
        for place in range(100):
            made = BookPart(book=book, place=place + 1, kind="text", title="x")
            made.save_base(raw=True, force_insert=True)

    return before


@sample("delivery.add_part")
def add_part(hall: Hall) -> Sample:
    book = books.begun(hall)
    return Sample(
        hall.parks,
        book,
        {"kind": "goal", "title": "Homes", "text": "For everybody."},
        changed=lambda one: (one.book, one.place, one.title) == (book, 1, "Homes"),
        refused=[
            Refusal("other-body", by=hall.roads),
            unless("wrong-state", state="consulted"),
            unless("wrong-state", state="adopted"),
        ],
        wrong=[Wrong("title", "Homes", before=full(book))],
    )


@sample("delivery.change_book_part")
def change_book_part(hall: Hall) -> Sample:
    part = drafted(hall)
    return Sample(
        hall.parks,
        part,
        {"title": "Flats", "text": "For all."},
        changed=lambda one: (one.title, one.text) == ("Flats", "For all."),
        refused=[
            unless("removed", removed=True),
            Refusal("wrong-state", before=lambda: set_fields(part.book, state="consulted")),
        ],
    )


@sample("delivery.remove_book_part")
def remove_book_part(hall: Hall) -> Sample:
    part = drafted(hall)
    return Sample(
        hall.parks,
        part,
        changed=lambda one: one.removed,
        refused=[
            unless("removed", removed=True),
            Refusal("wrong-state", before=lambda: set_fields(part.book, state="adopted")),
        ],
    )


def many(hall: Hall, part: BookPart) -> Any:
    """Let sixty indicators be there already."""

    def before() -> None:
        for _number in range(60):
            books.indicator(hall, part)

    return before


@sample("delivery.add_indicator")
def add_indicator(hall: Hall) -> Sample:
    part = drafted(hall)
    given = {
        "names": texts("Homes built"),
        "measure": "homes",
        "baseline": Decimal(100),
        "baseline_on": day(-10),
        "target": Decimal(300),
        "target_on": day(900),
    }
    return Sample(
        hall.parks,
        part,
        given,
        changed=lambda one: (one.part, one.book, one.target) == (part, part.book, Decimal(300)),
        refused=[
            unless("removed", removed=True),
            Refusal("wrong-state", before=lambda: set_fields(part.book, state="adopted")),
        ],
        wrong=[
            Wrong("target_on", day(-10)),
            Wrong("target", Decimal(100)),
            Wrong("measured_by", part.ref),
            Wrong("names", texts("One more"), before=many(hall, part)),
        ],
    )


@sample("delivery.drop_book_indicator")
def drop_book_indicator(hall: Hall) -> Sample:
    part = drafted(hall)
    return Sample(
        hall.parks,
        books.indicator(hall, part),
        changed=lambda one: one.dropped,
        refused=[
            unless("removed", dropped=True),
            Refusal("wrong-state", before=lambda: set_fields(part.book, state="consulted")),
        ],
    )


@sample("delivery.open_consultation")
def open_consultation(hall: Hall) -> Sample:
    part = drafted(hall)
    return Sample(
        hall.parks,
        part.book,
        {"until": day(UNTIL)},
        changed=lambda book: (
            (book.state, book.consult_until, book.answer_by)
            == ("consulted", day(UNTIL), day(UNTIL + 30))
        ),
        refused=[
            unless("wrong-state", state="adopted"),
            Refusal("empty", before=lambda: set_fields(part, removed=True)),
        ],
        wrong=[Wrong("until", day(UNTIL - 1))],
    )


@sample("delivery.revise_book")
def revise_book(hall: Hall) -> Sample:
    book = closed(hall)
    deciding_actions.adopt_book.perform(hall.chair, book=book)
    book.refresh_from_db()
    return Sample(
        hall.parks,
        book,
        {"reason": "The river rose."},
        changed=lambda one: (one.state, one.edition, one.reason) == ("draft", 1, "The river rose."),
        refused=[unless("wrong-state", state="draft"), unless("wrong-state", state="consulted")],
    )


@sample("delivery.drop_book_revision")
def drop_book_revision(hall: Hall) -> Sample:
    book = closed(hall)
    deciding_actions.adopt_book.perform(hall.chair, book=book)
    book.refresh_from_db()
    edition = book.editions.get()
    actions.revise_book.perform(hall.parks, book=book, reason="The river rose.")
    book.refresh_from_db()
    return Sample(
        hall.parks,
        book,
        {"reason": "It fell again."},
        changed=lambda one: (
            (one.state, one.edition, one.reason) == ("adopted", 1, "It fell again.")
        ),
        refused=[
            unless("wrong-state", state="consulted"),
            unless("wrong-state", state="adopted"),
            Refusal("other-body", by=hall.roads),
            Refusal("no-edition", before=lambda: set_fields(edition, set_aside_on=clock.today())),
        ],
    )


@sample("delivery.give_up_book")
def give_up_book(hall: Hall) -> Sample:
    return Sample(
        hall.parks,
        books.begun(hall),
        {"reason": "Nobody wants it."},
        changed=lambda one: one.ended_on == clock.today(),
        refused=[
            unless("wrong-state", ended_on=clock.today()),
            unless("wrong-state", state="consulted"),
            unless("in-force", edition=1),
        ],
    )


# --- amendments -----------------------------------------------------------------------------------
@sample("delivery.amend_book_part")
def amend_book_part(hall: Hall) -> Sample:
    part = open_part(hall)
    return Sample(
        voter(hall, 1),
        part,
        {"title": part.title, "text": "Cheap homes.", "reason": "Rents."},
        changed=lambda one: (
            (one.state, one.text, one.before, one.round) == ("open", "Cheap homes.", part.text, 1)
        ),
        refused=[
            Refusal("over", before=lambda: over(part.book)),
            unless("removed", removed=True),
            Refusal("lives-elsewhere", by=voter(hall, 2, "south")),
        ],
        wrong=[Wrong("text", part.text)],
    )


@sample("delivery.propose_book_part")
def propose_book_part(hall: Hall) -> Sample:
    book, (first, _second) = books.opened(hall)
    other = drafted(hall)
    return Sample(
        voter(hall, 1),
        book,
        {
            "kind": "goal",
            "title": "Water",
            "text": "For all.",
            "after": first,
            "reason": "Drought.",
        },
        changed=lambda one: (
            (one.state, one.kind, one.part, one.after, one.before)
            == ("open", "goal", None, first, "")
        ),
        refused=[
            Refusal("over", before=lambda: over(book)),
            Refusal("lives-elsewhere", by=voter(hall, 2, "south")),
        ],
        wrong=[
            Wrong("after", other),
            Wrong("after", first, before=lambda: set_fields(first, removed=True)),
        ],
    )


@sample("delivery.withdraw_book_amendment")
def withdraw_book_amendment(hall: Hall) -> Sample:
    who = voter(hall, 1)
    return Sample(
        who,
        books.amended(hall, open_part(hall), who),
        changed=lambda one: one.state == "withdrawn",
        refused=[
            Refusal("not-yours", by=voter(hall, 2)),
            unless("wrong-state", state="refused"),
        ],
    )


@sample("delivery.support_book_amendment")
def support_book_amendment(hall: Hall) -> Sample:
    part, who, writer = open_part(hall), confirmed(hall), voter(hall, 1)
    one = books.amended(hall, part, writer)
    return Sample(
        who,
        one,
        changed=lambda made: (made.person_id, made.taken_back_on) == (who.person, None),
        refused=[
            Refusal("supported", before=lambda: books.support(who, one)),
            Refusal("own-words", by=writer),
            Refusal("over", before=lambda: over(part.book)),
            Refusal("lives-elsewhere", by=voter(hall, 2, "south")),
            unless("wrong-state", state="refused"),
        ],
    )


@sample("delivery.unsupport_book_amendment")
def unsupport_book_amendment(hall: Hall) -> Sample:
    part, who = open_part(hall), confirmed(hall)
    one = books.amended(hall, part, voter(hall, 1))
    books.support(who, one)
    return Sample(
        who,
        one,
        changed=lambda made: made.taken_back_on == clock.today(),
        refused=[
            Refusal("not-supported", by=voter(hall, 2)),
            Refusal("over", before=lambda: over(part.book)),
            unless("wrong-state", state="refused"),
        ],
    )


def waiting(hall: Hall) -> BookAmendment:
    """An amendment whose consultation is over."""
    made = books.amended(hall, open_part(hall))
    over(made.book)
    return made


@sample("delivery.answer_book_amendment")
def answer_book_amendment(hall: Hall) -> Sample:
    one = waiting(hall)
    return Sample(
        hall.parks,
        one,
        {"verdict": "taken_up", "answer": "You are right."},
        changed=lambda made: (
            (made.state, made.answer, made.part.text)
            == ("taken_up", "You are right.", "Cheap homes for everybody.")
        ),
        refused=[
            Refusal("other-body", by=hall.roads),
            unless("wrong-state", state="withdrawn"),
            Refusal("too-early", before=lambda: set_fields(one.book, consult_until=day(1))),
        ],
        wrong=[
            Wrong("words", "Other.", {"verdict": "refused"}),
            Wrong("words", "", before=lambda: set_fields(one.part, text="Changed.")),
            Wrong("verdict", "taken_up", before=lambda: set_fields(one.part, removed=True)),
        ],
    )


@sample("delivery.hide_book_amendment")
def hide_book_amendment(hall: Hall) -> Sample:
    one = books.amended(hall, open_part(hall), confirmed(hall))
    return Sample(
        hall.parks,
        one,
        {"reason": "private"},
        changed=lambda hidden: (
            hidden.about == one.ref and not BookAmendment.objects.get(pk=one.pk).text
        ),
        refused=[unless("wrong-state", title="", text="", reason="")],
    )


# --- deciding -------------------------------------------------------------------------------------
@sample("delivery.adopt_book")
def adopt_book(hall: Hall) -> Sample:
    book = closed(hall)
    part = book.parts.order_by("pk")[0]
    return Sample(
        hall.chair,
        book,
        changed=lambda made: (made.number, made.book.state, made.book.edition) == (1, "adopted", 1),
        refused=[
            unless("wrong-state", state="draft"),
            unless("too-early", consult_until=day(1)),
            Refusal("unanswered", before=lambda: unanswered(hall, part)),
            Refusal("empty", before=lambda: no_parts(book)),
        ],
    )


def unanswered(hall: Hall, part: BookPart) -> None:
    set_fields(part.book, consult_until=day(1))
    part.refresh_from_db()
    books.amended(hall, BookPart.objects.get(pk=part.pk))
    over(part.book)


def no_parts(book: Book) -> None:
    for one in book.parts.all():
        set_fields(one, removed=True)


@sample("delivery.report_book_value")
def report_book_value(hall: Hall) -> Sample:
    one = books.indicator(hall, drafted(hall))
    return Sample(
        hall.parks,
        one,
        {"value": Decimal(150), "on": day(0), "source": "The register."},
        changed=lambda made: (made.indicator, made.value) == (one, Decimal(150)),
        refused=[
            Refusal("other-body", by=hall.roads),
            unless("measured", measured_by="services.minimumstandard:1"),
            unless("removed", dropped=True),
        ],
        wrong=[Wrong("on", day(1))],
    )


@sample("delivery.place_in_book")
def place_in_book(hall: Hall) -> Sample:
    part = drafted(hall)
    foreign = actions.begin_book.perform(
        hall.roads,
        names=texts("Roads"),
        unit=hall.unit("north"),
        starts=day(1),
        ends=day(900),
    ).result
    other = actions.add_part.perform(hall.roads, book=foreign, kind="text", title="Roads").result
    return Sample(
        hall.parks,
        item(hall),
        {"part": part},
        changed=lambda one: one.part == part,
        refused=[unless("wrong-state", state="stopped")],
        wrong=[Wrong("part", other)],
    )
