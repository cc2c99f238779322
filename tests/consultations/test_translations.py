"""People translate what people wrote: offered, confirmed, shown to who reads that language."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from commonhall.consultations.comments import actions as comments
from commonhall.consultations.conversations.models import Statement, StatementVote
from commonhall.consultations.moderation import withheld_actions
from commonhall.consultations.moderation.models import Withheld
from commonhall.consultations.statements import votes
from commonhall.consultations.translations import moderation_actions
from commonhall.consultations.translations.models import Confirmation, Translation
from commonhall.core import clock
from commonhall.core.exports import datasets
from commonhall.core.refusals import BadInput
from commonhall.law.appeals import actions as appeals
from commonhall.people.residents import actions as people_actions
from commonhall.record import sequencer, verification
from commonhall.record.readers import DatabaseSource
from tests.asking_kit import confirmed, opened
from tests.consultations.debates import say
from tests.consultations.initiatives import begun
from tests.consultations.translated import ONE, POLISH, TWO, confirm, offer, stands
from tests.kit import Hall, by_key, found_hall, signed_in
from tests.law import kit

pytestmark = pytest.mark.django_db
IN_ONE = {"HTTP_ACCEPT_LANGUAGE": ONE}


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def statement_of(hall: Hall) -> Statement:
    return opened(hall, "").statements.get()


def read(path: str, language: str = ONE, client: Client | None = None) -> str:
    answer = (client or Client()).get(path, HTTP_ACCEPT_LANGUAGE=language)
    assert answer.status_code == 200, path
    return answer.content.decode()


def test_two_residents_or_the_writer_confirm(hall: Hall) -> None:
    first, second, third, writer = confirmed(hall, 4)
    remark = say(writer, begun(hall))
    made = offer(first, remark)
    assert confirm(second, made).confirmed_at is None
    assert confirm(third, made).confirmed_at is not None
    better = confirm(writer, offer(first, remark, "Ciemno tam."))
    assert better.confirmed_at is not None and better.confirmations == 0
    assert Confirmation.objects.count() == 2


def test_a_reader_of_the_language_sees_it_with_the_original_one_click_away(hall: Hall) -> None:
    people = confirmed(hall, 3)
    one = begun(hall)
    remark = say(kit.confirmed(hall), one, "It is dark there.")
    stands(people, remark)
    for path in (
        f"/conversations/debates/{one.ref}/",
        remark.get_absolute_url(),
        "/conversations/debates/",
    ):
        page = read(path)
        assert f'lang="{ONE}"' in page and POLISH in page, path
        assert "<details" in page and 'lang="en"' in page and "It is dark there." in page, path
    english = read(f"/conversations/debates/{one.ref}/", "en")
    assert POLISH not in english and "It is dark there." in english


def test_statements_are_read_in_translation_and_votes_stay_with_the_statement(hall: Hall) -> None:
    statement, people = statement_of(hall), confirmed(hall, 3)
    before = StatementVote.objects.count()
    stands(people, statement, "Więcej lamp")
    assert StatementVote.objects.count() == before
    page = read(f"/conversations/{statement.conversation_id}/statements/")
    assert "Więcej lamp" in page and "More lamps" in page
    page = read(f"/conversations/statements/{statement.pk}/", "en")
    assert "A vote is for the statement in any language." in page and "Więcej lamp" in page
    voter = kit.confirmed(hall)
    from commonhall.consultations.conversations.actions import take_part

    take_part.perform(voter, conversation=statement.conversation)
    page = read(f"/conversations/{statement.conversation_id}/vote/", ONE, signed_in(voter))
    assert "Więcej lamp" in page and "More lamps" in page
    votes.cast(voter, statement, 1)
    assert StatementVote.objects.filter(statement=statement, value=1).exists()


def test_an_offered_one_stands_beneath_the_original_with_a_button(hall: Hall) -> None:
    first, writer = confirmed(hall, 2)
    one = begun(hall)
    remark = say(writer, one, "It is dark there.")
    made = offer(first, remark)
    reader = kit.confirmed(hall)
    page = read(f"/conversations/debates/{one.ref}/", ONE, signed_in(reader))
    assert page.index("It is dark there.") < page.index(POLISH)
    address = f"/conversations/translations/{made.pk}/confirm/"
    assert address in page
    assert address not in read(f"/conversations/debates/{one.ref}/")
    answer = signed_in(reader).post(address, {"next": remark.get_absolute_url()})
    assert answer.status_code == 302
    made.refresh_from_db()
    assert made.confirmations == 1


def test_the_newest_confirmed_stands_and_earlier_ones_stay_in_history(hall: Hall) -> None:
    people = confirmed(hall, 3)
    remark = say(kit.confirmed(hall), begun(hall))
    stands(people, remark, "Pierwsze")
    stands(people, remark, "Drugie")
    page = read(remark.get_absolute_url(), "en")
    assert "earlier" in page and "Pierwsze" in page and "Drugie" in page
    page = read(f"/conversations/debates/{remark.about}/")
    assert "Drugie" in page and "Pierwsze" not in page


def test_the_language_of_the_original_is_said_once(hall: Hall) -> None:
    people = confirmed(hall, 3)
    remark = say(kit.confirmed(hall), begun(hall))
    with pytest.raises(BadInput) as error:
        offer(people[0], remark, original_language="")
    assert error.value.field == "original_language"
    stands(people, remark)
    assert offer(people[0], remark, "那里很黑", language=TWO, original_language="").pk
    with pytest.raises(BadInput):
        offer(people[0], remark, "It is dark.", language="en", original_language=ONE)


def test_corrected_words_are_not_shown_in_the_old_translation(hall: Hall) -> None:
    people, writer = confirmed(hall, 3), kit.confirmed(hall)
    remark = say(writer, begun(hall))
    stands(people, remark)
    with clock.replay(clock.now() + timedelta(minutes=5)):
        comments.reword_remark.perform(writer, remark=remark, text="It is light there.")
    assert POLISH not in read(f"/conversations/debates/{remark.about}/")
    assert not list(datasets()["consultations.translations"].rows())


def test_a_moderator_takes_one_out_and_an_appeal_puts_it_back(hall: Hall) -> None:
    people = confirmed(hall, 2)
    translator = kit.confirmed(hall)
    remark = say(people[0], begun(hall))
    made = confirm(people[0], offer(translator, remark))
    moderation_actions.hide_translation.perform(hall.parks, translation=made, reason="insult")
    made.refresh_from_db()
    assert made.text == ""
    for path in (remark.get_absolute_url(), "/conversations/moderation/"):
        assert POLISH not in read(path)
    logged = Client().get("/api/v1/moderations").json()["items"]
    assert [(row["about"], row["now"]["hidden"]) for row in logged] == [(made.ref, True)]
    hidden = Withheld.objects.get()
    withheld_actions.appeal_withheld.perform(translator, hidden, text="It is right.")
    withheld_actions.decide_withheld.perform(
        hall.clerk, hidden, verdict="overturned", text="It is right."
    )
    made.refresh_from_db()
    assert made.text == POLISH and POLISH in read(remark.get_absolute_url())


def test_a_review_that_undoes_the_hiding_shows_it_again(hall: Hall) -> None:
    translator = kit.confirmed(hall)
    made = offer(translator, say(confirmed(hall, 1)[0], begun(hall)))
    moderation_actions.hide_translation.perform(hall.parks, translation=made, reason="insult")
    appeal = appeals.file_appeal.perform(
        translator, entry=kit.entry_of("consultations.hide_translation"), text="It is right."
    ).result
    appeals.decide_appeal.perform(
        kit.reviewer(hall), appeal=appeal, verdict="granted", text="It is right."
    )
    made.refresh_from_db()
    assert made.text == POLISH


def test_a_list_costs_the_same_however_many_are_translated(hall: Hall) -> None:
    people, one = confirmed(hall, 3), begun(hall)
    writer = kit.confirmed(hall)
    conversation = opened(hall, "", statements=["More lamps", "Fewer lamps", "No lamps"])
    remarks = [say(writer, one, f"Dark at {n}") for n in range(3)]
    paths = [
        f"/conversations/debates/{one.ref}/",
        f"/conversations/{conversation.pk}/statements/",
        "/conversations/debates/",
    ]
    stands(people, remarks[0])
    stands(people, conversation.statements.order_by("pk")[0])

    def cost(path: str) -> int:
        Client().get(path, **IN_ONE)
        with CaptureQueriesContext(connection) as queries:
            Client().get(path, **IN_ONE)
        return len(queries)

    before = [cost(path) for path in paths]
    for number, original in enumerate([*remarks, *conversation.statements.all()]):
        stands(people, original, f"Ciemno {number}")
        offer(people[0], original, f"Ciemniej {number}")
    assert [cost(path) for path in paths] == before


def test_programs_and_tables_have_it(hall: Hall) -> None:
    people = confirmed(hall, 3)
    remark = say(people[0], begun(hall))
    sent = {"about": remark.ref, "language": ONE, "text": POLISH, "original_language": "en"}
    translator = kit.confirmed(hall)
    assert by_key(translator, "/translations/offer", sent).status_code == 201
    made = Translation.objects.get()
    (row,) = Client().get(f"/api/v1/translations?about={remark.ref}").json()["items"]
    assert (row["text"], row["confirmed_at"], row["name"]) == (POLISH, None, "")
    (row,) = datasets()["consultations.translations"].rows()
    assert row["id"] == made.pk and row["original_language"] == "en"
    assert Client().get("/api/v1/translations?about=cases.case:1").status_code == 404
    sequencer.sequence_once()
    assert verification.verify(DatabaseSource()).ok


def test_erased_the_words_are_gone_in_every_language_and_ties_with_them(hall: Hall) -> None:
    people, writer = confirmed(hall, 3), kit.confirmed(hall)
    one = begun(hall)
    mine, theirs = say(writer, one), say(people[0], one, "Theirs")
    of_mine = stands(people, mine)
    of_theirs = offer(writer, theirs, "Ich")
    third = confirm(writer, offer(people[1], theirs, "Ichnie"))
    held = signed_in(writer).get("/me/data/export.json").json()["consultations"]
    assert [row["text"] for row in held["translations"]] == ["Ich"]
    assert [row["about"] for row in held["translations_confirmed"]] == [theirs.ref]
    people_actions.erase_me.perform(writer, words=True)
    for made in (of_mine, of_theirs, third):
        made.refresh_from_db()
    assert (of_mine.text, of_theirs.text, third.text) == ("", "", "Ichnie")
    assert (of_theirs.person_id, of_theirs.behind_id) == (None, None)
    assert not third.confirmed_by.exclude(person=None).exists()
    sequencer.sequence_once()
    assert verification.verify(DatabaseSource()).ok
