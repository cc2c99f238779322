"""What residents say to a plan book cannot be counted twice, come late, be answered by its writer, or be lost."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client

from commonhall.core.refusals import BadInput
from commonhall.delivery.plan_books import (
    actions,
    amending_actions,
    deciding_actions,
    moderation_actions,
    queries,
)
from commonhall.delivery.plan_books.models import BookAmendment, BookSupport
from commonhall.law.appeals import actions as appeals
from commonhall.law.promises import ledger
from commonhall.people import actors
from commonhall.people.residents import actions as residents
from commonhall.people.residents.models import Person
from commonhall.record import sequencer, verification
from commonhall.record.models import Entry
from commonhall.record.readers import DatabaseSource
from tests.decisions.kit import voter
from tests.delivery import books
from tests.delivery.books import OVER
from tests.kit import Hall, by_key, found_hall, person, signed_in
from tests.law import kit
from tests.law.kit import later, refusal

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def test_an_official_does_not_answer_their_own_amendment(hall: Hall) -> None:
    _book, (homes, _trees) = books.opened(hall)
    official = Person.objects.get(pk=hall.parks.person)
    residents.verify_resident.perform(hall.clerk, person=official, unit=hall.unit("north"))
    one = books.amended(hall, homes, actors.as_person(official))
    assert refusal(lambda: books.answer(hall, one)) == "own-matter"


def test_another_body_answers_and_writes_nothing(hall: Hall) -> None:
    book, (homes, _trees) = books.opened(hall)
    one = books.amended(hall, homes)
    assert refusal(lambda: books.answer(hall, one, hall.roads)) == "other-body"
    assert refusal(lambda: books.answer(hall, one, voter(hall, 2))) == "wrong-kind"
    with later(OVER):
        # Whoever writes the book does not adopt it.
        refused = refusal(lambda: deciding_actions.adopt_book.perform(hall.parks, book=book))
        assert refused == "no-competence"


def test_neither_from_elsewhere_nor_unconfirmed_nor_an_office(hall: Hall) -> None:
    _book, (homes, _trees) = books.opened(hall)
    stranger = actors.as_person(person("newcomer"))
    one = books.amended(hall, homes)
    for who, code in (
        (voter(hall, 1, "south"), "lives-elsewhere"),
        (stranger, "not-verified"),
        (hall.parks, "wrong-kind"),
    ):
        assert refusal(lambda who=who: books.amended(hall, homes, who)) == code
        assert refusal(lambda who=who: books.support(who, one)) == code
    assert BookAmendment.objects.count() == 1 and not BookSupport.objects.exists()


def test_nobody_supports_twice_by_page_and_program(hall: Hall) -> None:
    _book, (homes, _trees) = books.opened(hall)
    one, who = books.amended(hall, homes), kit.confirmed(hall)
    client = signed_in(who)
    for _twice in range(2):
        client.post(f"{one.get_absolute_url()}support/")
    answer = by_key(who, f"/book-amendments/{one.pk}/support", {})
    assert answer.status_code == 409 and answer.json()["code"] == "supported"
    assert queries.amendments().get(pk=one.pk).supported == 1  # type: ignore[attr-defined]


def test_the_database_itself_takes_one_support_of_each(hall: Hall) -> None:
    _book, (homes, _trees) = books.opened(hall)
    one, who = books.amended(hall, homes), voter(hall, 1)
    books.support(who, one)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            'INSERT INTO delivery_booksupport (version, amendment_id, person_id, "on") '
            "VALUES (1, %s, %s, '2026-01-01')",
            [one.pk, who.person],
        )


def test_nothing_comes_after_the_last_day(hall: Hall) -> None:
    _book, (homes, _trees) = books.opened(hall)
    one, who = books.amended(hall, homes), voter(hall, 1)
    books.support(who, one)
    with later(OVER):
        assert refusal(lambda: books.amended(hall, homes, voter(hall, 2))) == "over"
        assert refusal(lambda: books.support(voter(hall, 3), one)) == "over"
        unsupport = amending_actions.unsupport_book_amendment
        assert refusal(lambda: unsupport.perform(who, amendment=one)) == "over"


def test_support_of_a_round_that_is_over_is_not_collected_in_the_next(hall: Hall) -> None:
    """An amendment that was answered in one round stays answered, whatever is open now."""
    book, (homes, _trees) = books.opened(hall)
    one = books.amended(hall, homes)
    books.answer(hall, one, verdict="refused")
    books.adopted(hall, book)
    book.refresh_from_db()
    actions.revise_book.perform(hall.parks, book=book, reason="Rents.")
    actions.open_consultation.perform(hall.parks, book=book, until=books.day(books.UNTIL))
    one.refresh_from_db()
    assert refusal(lambda: books.support(voter(hall, 2), one)) == "wrong-state"


def test_nobody_signs_an_amendment_for_another(hall: Hall) -> None:
    _book, (homes, _trees) = books.opened(hall)
    who, other = kit.confirmed(hall), voter(hall, 5)
    sent = {
        "title": homes.title,
        "text": "Mine.",
        "reason": "Because.",
        "person": other.person,
        "speaker": "official",
        "state": "taken_up",
        "answer": "Yes",
    }
    signed_in(who).post(f"{homes.get_absolute_url()}amend/", sent)
    one = BookAmendment.objects.get()
    assert (one.person_id, one.speaker, one.state, one.answer) == (
        who.person,
        "resident",
        "open",
        "",
    )
    withdraw = amending_actions.withdraw_book_amendment
    assert refusal(lambda: withdraw.perform(other, amendment=one)) == "not-yours"


def test_the_text_is_not_changed_while_people_amend_it(hall: Hall) -> None:
    _book, (homes, _trees) = books.opened(hall)
    for call in (
        lambda: actions.change_book_part.perform(hall.parks, part=homes, title="x", text="y"),
        lambda: actions.remove_book_part.perform(hall.parks, part=homes),
        lambda: actions.add_indicator.perform(
            hall.parks,
            part=homes,
            names={"en": "x"},
            measure="x",
            baseline=Decimal(1),
            baseline_on=books.day(0),
            target=Decimal(2),
            target_on=books.day(9),
        ),
    ):
        assert refusal(call) == "wrong-state"


def test_a_refused_amendment_can_be_appealed_and_is_answered_again(hall: Hall) -> None:
    _book, (homes, _trees) = books.opened(hall)
    who = kit.confirmed(hall)
    one = books.amended(hall, homes, who)
    books.answer(hall, one, verdict="refused")
    with later(OVER):
        entry = kit.entry_of("delivery.answer_book_amendment")
        appeal = appeals.file_appeal.perform(who, entry=entry, text="Not so.").result
        appeals.decide_appeal.perform(
            kit.reviewer(hall), appeal=appeal, verdict="granted", text="It must be heard."
        )
    one.refresh_from_db()
    promise = ledger.of(one.ref)
    assert (one.state, one.answer) == ("open", "")
    assert promise is not None and not promise.done


def test_hidden_words_are_nowhere_and_not_taken_up(hall: Hall) -> None:
    _book, (homes, _trees) = books.opened(hall)
    one = books.amended(hall, homes, text="The thief of Mill Lane 4.", reason="Everybody knows.")
    moderation_actions.hide_book_amendment.perform(hall.parks, amendment=one, reason="private")
    for address in (
        one.get_absolute_url(),
        homes.get_absolute_url(),
        "/api/v1/book-amendments",
        "/search/?q=thief",
    ):
        page = Client().get(address).content.decode()
        assert "thief of Mill" not in page and "Everybody knows" not in page
    one.refresh_from_db()
    with pytest.raises(BadInput):
        books.answer(hall, one)
    books.answer(hall, one, verdict="refused")


def test_no_words_of_a_resident_stand_in_an_entry(hall: Hall) -> None:
    _book, (homes, _trees) = books.opened(hall)
    books.amended(hall, homes, text="A word nobody else says: xylophone.")
    assert not any("xylophone" in one.body for one in Entry.objects.all())


def test_after_erasure_nothing_ties_it_to_the_person(hall: Hall) -> None:
    _book, (homes, _trees) = books.opened(hall)
    who = kit.confirmed(hall)
    one = books.amended(hall, homes, who)
    other = books.amended(hall, homes, voter(hall, 2), text="Another.")
    books.support(who, other)
    residents.erase_me.perform(who, words=True)
    one.refresh_from_db()
    assert (one.person_id, one.text, one.reason) == (None, "", "")
    assert BookSupport.objects.get().person_id is None
    assert queries.amendments().get(pk=other.pk).supported == 1  # type: ignore[attr-defined]
    while sequencer.sequence_once():
        pass
    assert verification.verify(DatabaseSource()).ok
