"""Translations cannot be forged or confirmed in one's own cause, and nothing hidden is read in another language."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from commonhall.consultations.comments import actions as comments
from commonhall.consultations.conversations.models import Statement
from commonhall.consultations.moderation import actions as older
from commonhall.consultations.moderation import remark_actions, report_actions
from commonhall.consultations.moderation.models import Withheld
from commonhall.consultations.statements import actions as statements
from commonhall.consultations.translations import moderation_actions
from commonhall.consultations.translations.models import Translation
from commonhall.core import jobs
from commonhall.core.exports import datasets
from commonhall.core.models import Governed
from commonhall.core.refusals import BadInput
from commonhall.people import actors
from commonhall.people.residents import actions as residents
from commonhall.people.residents.models import Person
from commonhall.record.models import Entry
from tests.asking_kit import confirmed, opened
from tests.consultations.debates import say
from tests.consultations.initiatives import begun
from tests.consultations.translated import ONE, confirm, offer, stands
from tests.kit import Hall, by_key, found_hall, signed_in
from tests.law import kit
from tests.law.kit import refusal

pytestmark = pytest.mark.django_db
SECRET = "Grabowski mieszka pod 14"


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


# --- in whose name --------------------------------------------------------------------------------
def test_nobody_translates_as_another(hall: Hall) -> None:
    remark, who = say(confirmed(hall, 1)[0], begun(hall)), kit.confirmed(hall)
    sent = {"about": remark.ref, "language": ONE, "original_language": "en", "text": "Ciemno"}
    for forged in (
        {"speaker": "official"},
        {"person": 2},
        {"behind": 2},
        {"confirmed_at": "2020-01-01"},
        {"confirmations": 2},
    ):
        assert by_key(who, "/translations/offer", {**sent, **forged}).status_code == 422
    signed_in(who).post(
        "/conversations/translations/offer/",
        {
            "about_ref": remark.ref,
            "language": ONE,
            "original_language": "en",
            "text": "Ciemno",
            "office": "1",
            "speaker": "official",
            "confirmations": "2",
        },
    )
    made = Translation.objects.get()
    assert (made.speaker, made.person_id, made.office_id) == ("resident", who.person, None)
    assert (made.confirmations, made.confirmed_at) == (0, None)
    stranger = Client().post("/api/v1/translations/offer", sent, content_type="application/json")
    assert stranger.status_code in (401, 403)


def test_who_is_not_confirmed_neither_offers_nor_confirms(hall: Hall) -> None:
    first, second = confirmed(hall, 2)
    remark = say(first, begun(hall))
    newcomer = actors.as_person(Person.objects.create(name="New"))
    assert refusal(lambda: offer(newcomer, remark)) == "not-verified"
    made = offer(second, remark)
    assert refusal(lambda: confirm(newcomer, made)) == "not-verified"


def test_nobody_confirms_their_own_in_any_office(hall: Hall) -> None:
    """Neither as the same subject, nor as the resident behind an organisation, nor as the writer of the original."""
    (writer,) = confirmed(hall, 1)
    one = begun(hall)
    remark = say(writer, one)
    assert refusal(lambda: confirm(writer, offer(writer, remark))) == "own-words"
    spoken = kit.organisation(hall)
    made = offer(spoken, remark, "Inaczej")
    assert refusal(lambda: confirm(spoken, made)) == "own-words"
    found = Person.objects.get(pk=spoken.person)
    residents.verify_resident.perform(hall.clerk, person=found, unit=hall.unit("north"))
    assert refusal(lambda: confirm(actors.as_person(found), made)) == "own-words"
    official = offer(hall.parks, remark, "Urzędowo")
    assert official.behind_id == hall.parks.person
    assert refusal(lambda: confirm(hall.parks, official)) == "own-words"


def test_nobody_confirms_twice_by_page_and_program(hall: Hall) -> None:
    first, second = confirmed(hall, 2)
    who = kit.confirmed(hall)
    made = offer(second, say(first, begun(hall)))
    for _again in range(3):
        signed_in(who).post(f"/conversations/translations/{made.pk}/confirm/")
    assert by_key(who, f"/translations/{made.pk}/confirm", {}).json()["code"] == "twice"
    made.refresh_from_db()
    assert (made.confirmations, made.confirmed_at) == (1, None)
    # Neither offices nor organisations count as residents.
    assert refusal(lambda: confirm(hall.parks, made)) == "not-yours"
    assert refusal(lambda: confirm(kit.organisation(hall), made)) == "not-yours"
    confirm(first, made)
    assert refusal(lambda: confirm(confirmed(hall, 1)[0], made)) == "confirmed"


def test_the_database_itself_takes_one_confirmation_of_each(hall: Hall) -> None:
    first, second, third = confirmed(hall, 3)
    made = confirm(third, offer(second, say(first, begun(hall))))
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO consultations_confirmation (version, translation_id, person_id, at) "
            "VALUES (1, %s, %s, %s)",
            [made.pk, third.person, timezone.now()],
        )


# --- what is written ------------------------------------------------------------------------------
def test_only_languages_of_the_hall_and_never_the_originals_own(hall: Hall) -> None:
    remark, who = say(confirmed(hall, 1)[0], begun(hall)), kit.confirmed(hall)
    sent = {"about": remark.ref, "original_language": "en", "text": "x"}
    for language in ("tlh", "en", "", "und", f"{ONE}-X'--", f"../{ONE}"):
        answer = by_key(who, "/translations/offer", {**sent, "language": language})
        assert answer.status_code == 422, language
        assert "language" in answer.content.decode()
    answer = by_key(
        who, "/translations/offer", {**sent, "language": ONE, "original_language": "xx"}
    )
    assert answer.status_code == 422
    assert not Translation.objects.exists()


def test_a_script_is_stored_as_words_and_control_characters_not_at_all(hall: Hall) -> None:
    writer, who = confirmed(hall, 2)
    remark, statement = say(writer, begun(hall)), opened(hall, "").statements.get()
    evil = "<script>alert(1)</script> [x](javascript:alert(1)) <img src=x onerror=alert(2)>"
    for original in (remark, statement):
        for stood in (False, True):
            made = offer(who, original, f"{evil} {stood}")
            if stood:
                stood_by = confirmed(hall, 2)
                confirm(stood_by[1], confirm(stood_by[0], made))
            for path in (
                original.get_absolute_url(),
                f"/conversations/debates/{remark.about}/",
                "/conversations/debates/",
                f"/conversations/{statement.conversation_id}/statements/",
            ):
                page = Client().get(path, HTTP_ACCEPT_LANGUAGE=ONE).content.decode()
                assert "<script>alert" not in page and "<img src=x" not in page, path
                assert 'href="javascript:' not in page, path
    assert offer(who, remark, "cie\u0007mno\x00").text == "ciemno"
    for blank in ("", "   ", "\u200b\u200b"):
        with pytest.raises(BadInput):
            offer(who, remark, blank)
    with pytest.raises(BadInput):
        offer(who, statement, "x" * 801)


def test_a_flood_is_stopped(hall: Hall, settings: Any) -> None:
    remark, who = say(confirmed(hall, 1)[0], begun(hall)), kit.confirmed(hall)
    settings.RATE_LIMITS = {"consultations.write_comment": "0/h"}
    sent = {"about": remark.ref, "language": ONE, "original_language": "en", "text": "Ciemno"}
    assert by_key(who, "/translations/offer", sent).status_code == 429


# --- hidden originals -----------------------------------------------------------------------------
def nowhere(hall: Hall, original: Governed, made: list[Translation]) -> None:
    """Its translations are read at no door, and nothing more can be done with them."""
    reader, other = kit.confirmed(hall), confirmed(hall, 1)[0]
    number = getattr(original, "conversation_id", 0)
    about = getattr(original, "about", "")
    paths = [
        original.get_absolute_url(),
        "/conversations/debates/",
        reverse("open_data:table", args=["consultations.translations", "csv"]),
        f"/record/?subject={original.ref}",
        "/search/?q=Grabowski",
        "/conversations/moderation/",
    ]
    if about:
        paths += [
            f"/conversations/debates/{about}/",
            f"/conversations/debates/{about}/feed.atom",
            f"/api/v1/debate-comments?about={about}",
        ]
    if number:
        paths += [
            f"/conversations/{number}/statements/",
            f"/api/v1/conversations/{number}/statements",
        ]
    for path in paths:
        for client in (Client(), signed_in(reader), signed_in(hall.parks)):
            answer = client.get(path, HTTP_ACCEPT_LANGUAGE=ONE)
            assert answer.status_code == 200, path
            body = b"".join(answer) if answer.streaming else answer.content
            assert SECRET not in body.decode().replace("value=", ""), path
    assert Client().get(f"/api/v1/translations?about={original.ref}").status_code == 404
    assert not list(datasets()["consultations.translations"].rows())
    with pytest.raises(BadInput):
        offer(other, original, "Jeszcze raz")
    for one in made:
        one.refresh_from_db()
        assert refusal(lambda one=one: confirm(other, one)) == "wrong-state"
        with pytest.raises(BadInput):
            report_actions.report_words.perform(other, about=one.ref, reason="insult")
    while jobs.run_one("test"):
        pass
    assert not any(SECRET in str(letter.body) for letter in mail.outbox)
    assert "Grabowski" not in "".join(Entry.objects.values_list("body", flat=True))


def translated(hall: Hall, original: Governed) -> list[Translation]:
    people = confirmed(hall, 3)
    return [stands(people, original, SECRET), offer(people[0], original, f"{SECRET}.")]


def test_a_hidden_comment_is_hidden_in_every_language(hall: Hall) -> None:
    remark = say(confirmed(hall, 1)[0], begun(hall))
    made = translated(hall, remark)
    remark_actions.hide_remark.perform(hall.parks, remark=remark, reason="private")
    nowhere(hall, remark, made)


def test_a_withdrawn_comment_is_erased_in_every_language(hall: Hall) -> None:
    (writer,) = confirmed(hall, 1)
    remark = say(writer, begun(hall))
    made = translated(hall, remark)
    moderation_actions.hide_translation.perform(hall.parks, translation=made[1], reason="private")
    comments.withdraw_remark.perform(writer, remark=remark)
    nowhere(hall, remark, made)
    assert {one.text for one in Translation.objects.all()} == {""}
    assert Withheld.objects.get().original == ""


def test_hidden_and_withdrawn_statements_are_so_in_every_language(hall: Hall) -> None:
    conversation, (writer,) = opened(hall, ""), confirmed(hall, 1)
    hidden = conversation.statements.get()
    made = translated(hall, hidden)
    older.moderate_statement.perform(hall.clerk, statement=hidden, reason="private", note="")
    hidden.refresh_from_db()
    nowhere(hall, hidden, made)
    own: Statement = statements.write_statement.perform(
        writer, conversation=conversation, text="No lamps at all"
    ).result
    made = translated(hall, own)
    statements.withdraw_statement.perform(writer, statement=own)
    own.refresh_from_db()
    nowhere(hall, own, made)


def test_a_debate_that_may_not_be_seen_has_no_translations(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dataclasses import replace

    from commonhall.cases.cases.models import Case
    from commonhall.consultations.comments import subjects

    case, (writer,) = hall.raise_case(), confirmed(hall, 1)
    remark = say(writer, case)
    translated(hall, remark)
    unseen = replace(subjects._subjects["cases.case"], seen=Case.objects.none)
    monkeypatch.setitem(subjects._subjects, "cases.case", unseen)
    assert Client().get(f"/api/v1/translations?about={remark.ref}").status_code == 404
    assert not list(datasets()["consultations.translations"].rows())


# --- judging --------------------------------------------------------------------------------------
def test_no_moderator_judges_their_own_translation(hall: Hall) -> None:
    remark = say(confirmed(hall, 1)[0], begun(hall))
    official = offer(hall.parks, remark)
    hide = moderation_actions.hide_translation
    assert (
        refusal(lambda: hide.perform(hall.parks, translation=official, reason="insult"))
        == "own-words"
    )
    who = kit.confirmed(hall)
    made = offer(who, remark, "Inaczej")
    assert refusal(lambda: hide.perform(who, translation=made, reason="insult")) == "wrong-kind"
    hide.perform(hall.parks, translation=made, reason="insult")
    made.refresh_from_db()
    assert refusal(lambda: hide.perform(hall.parks, translation=made, reason="insult")) == (
        "wrong-state"
    )
