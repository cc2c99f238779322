"""Cases for everybody: a confidential one is read by no other door, nobody is counted twice or for another, what was
written without an account is nobody's case before its writer confirms it, and nothing is changed behind anybody's back."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from commonhall.actions import threads
from commonhall.actions.models import Follow, Notification, Version
from commonhall.cases.cases import actions, early_actions, maps
from commonhall.cases.cases.models import Case
from commonhall.cases.cases.reading import readers
from commonhall.cases.duplicates import actions as duplicates
from commonhall.cases.duplicates.similar import similar
from commonhall.cases.evidence import actions as evidence
from commonhall.cases.mail_in.models import MailDraft
from commonhall.cases.me_too import actions as me_too
from commonhall.cases.pictures import actions as pictures
from commonhall.cases.sources import actions as sources
from commonhall.core import clock, exports, search
from commonhall.core import refs as core_refs
from commonhall.core.refusals import BadInput
from commonhall.record.models import Entry
from commonhall.site import settings as site_settings
from tests.actions.samples import set_fields
from tests.cases.everybody import (
    SECRET,
    asked,
    confidential,
    confirmation,
    filled,
    resident,
    written,
)
from tests.cases.mail_kit import photo, run_jobs
from tests.kit import Hall, by_key, found_hall, key_of, signed_in
from tests.law.kit import refusal

pytestmark = pytest.mark.django_db
HIDDEN = (SECRET, "Hidden Lane", "hidden-answer", "What the photo shows secretly")


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


@pytest.fixture
def case(hall: Hall) -> Case:
    """A confidential case with a point, a photo, an answer, a promise of words and a second photo."""
    from django.core.files.base import ContentFile

    asked(hall, "pole", public=True)
    image = ContentFile(photo(), name="lamp.jpg")
    found = confidential(
        hall,
        point=(1.5, 10.5),
        photo=image,
        photo_words=HIDDEN[3],
        answers={"pole": "hidden-answer"},
        unit=None,
    )
    more = ContentFile(photo(), name="more.jpg")
    pictures.add_picture.perform(hall.resident, case=found, image=more, words=HIDDEN[3])
    actions.answer_case.perform(hall.parks, case=found, text="Hidden Lane is watched.")
    found.refresh_from_db()
    return found


def content(response: Any) -> str:
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return body.decode(errors="replace")


# --- read by every door ---------------------------------------------------------------------------
DOORS = (
    "/",
    "/cases/",
    "/cases/?q=beaten",
    "/cases/?category=lamps",
    "/cases/?body=parks",
    "/cases/map/",
    "/cases/points.json",
    "/cases/nearby.json?latitude=1.5&longitude=10.5",
    "/cases/similar/?title=My+neighbour+is+beaten&category={category}&unit={unit}",
    "/cases/feed.atom",
    "/cases/export.csv",
    "/cases/export.jsonl",
    "/cases/{case}/",
    "/cases/{case}/correct/",
    "/cases/{case}/answer/",
    "/cases/{case}/join-to/",
    "/cases/{case}/templates/",
    "/cases/categories/{category}/",
    "/api/v1/cases",
    "/api/v1/cases?words=beaten",
    "/api/v1/cases/{case}",
    "/api/v1/threads/cases.case:{case}",
    "/thread/cases.case:{case}/",
    "/open311/v2/requests.json",
    "/open311/v2/requests/{case}.json",
    "/search/?q=beaten",
    "/search/?q=Hidden",
    "/record/?subject=cases.case:{case}",
    "{body_page}",
    "{unit_page}",
    "{whole_page}",
    "/desk/",
)
PICTURES = ("/cases/{case}/photo.jpg", "/cases/pictures/{picture}.jpg")


def _readers(hall: Hall) -> dict[str, Client]:
    resident(hall, "other")
    return {
        "stranger": Client(),
        "another resident": signed_in("other"),
        "another body": signed_in("roads", hall.roads.ref),
        "the council": signed_in("chair", hall.chair.ref),
        "the desk that takes in": signed_in("clerk", hall.clerk.ref),
    }


def test_no_door_shows_its_words_to_anybody_else(hall: Hall, case: Case) -> None:
    names = {
        "case": case.pk,
        "category": case.category_id,
        "unit": hall.unit("north").pk,
        "body_page": reverse("people:body", args=[case.body_id]),
        "unit_page": reverse("places:unit", args=[hall.unit("north").pk]),
        "whole_page": reverse("places:unit", args=[hall.unit("root").pk]),
        "picture": case.pictures.get().pk,
    }
    told = []
    for who, client in _readers(hall).items():
        for door in DOORS:
            address = door.format(**names)
            response = client.get(address)
            found = content(response)
            # What was asked for is shown again where it was asked for.
            found = found.replace("Hidden</title>", "") if "q=Hidden" in door else found
            told += [
                f"{who} reads {word!r} at {address}"
                for word in HIDDEN
                if word in found and not ("q=" in address and word == "Hidden Lane")
            ]
        for door in PICTURES:
            assert client.get(door.format(**names)).status_code == 404, (who, door)
    assert not told, "\n".join(told)


def test_no_key_reads_it_but_its_raisers(hall: Hall, case: Case) -> None:
    other = resident(hall, "other")
    for who, reads in ((other, False), (hall.roads, False), (hall.resident, True)):
        headers = {"Authorization": f"Bearer {key_of(who)}"}
        answer = Client().get(f"/api/v1/cases/{case.pk}", headers=headers)
        assert (SECRET in answer.content.decode()) is reads, who.name
    answer = by_key(other, f"/cases/{case.pk}/add-evidence", {"text": "I know it."})
    assert answer.status_code == 409 and SECRET not in answer.content.decode()


def test_neither_record_nor_export_nor_index_holds_it(hall: Hall, case: Case) -> None:
    states = " ".join(Version.objects.values_list("state", flat=True))
    bodies = " ".join(json.dumps(json.loads(one.body)) for one in Entry.objects.all())
    tables = " ".join(
        str(list(one.rows()))
        for one in exports.datasets().values()
        if one.name.startswith("cases.")
    )
    for where in (states, bodies, tables):
        assert not any(word in where for word in HIDDEN)
    version = json.loads(Version.objects.filter(type="cases.case").latest("version").state)
    assert version["state"]["unit_id"] == hall.unit("root").pk, "where it is, is sealed"
    assert not {"title", "text", "address", "latitude", "exact_unit_id"} & set(version["state"])
    assert "beaten" not in str(search.everything("beaten"))
    assert not search.everything("Hidden", kinds=["cases.case"])
    assert SECRET not in core_refs.resolve([case.ref])[case.ref].title
    assert all(SECRET not in str(one) for one in threads.of(case.ref).found.values())


def test_nothing_near_or_like_it_leads_to_it(hall: Hall, case: Case) -> None:
    assert maps.near(1.5, 10.5) == []
    assert similar(case.category, hall.unit("north"), SECRET) == []


def test_nobody_ties_it_to_what_is_public(hall: Hall, case: Case) -> None:
    set_fields(hall.lamps, confidential=False)
    hall.lamps.refresh_from_db()
    public = hall.raise_case(title="A lamp")
    for call in (
        lambda: duplicates.join_to_case.perform(
            hall.parks, case=public, cases=[case], reason="Same"
        ),
        lambda: sources.name_source.perform(
            hall.parks, title="S", unit=hall.unit("north"), body=hall.body("parks"), cases=[case]
        ),
    ):
        try:
            call()
        except BadInput:
            continue
        raise AssertionError("a confidential case was tied to a public one")


def test_nobody_follows_it_and_old_followers_hear_nothing(hall: Hall, case: Case) -> None:
    other = resident(hall, "other")
    assert signed_in("other").post("/me/follow/", {"ref": case.ref}).status_code == 404
    Follow.objects.create(account_id=other.account or 0, ref=case.ref)
    assert readers(case.ref, [other.account or 0, hall.resident.account or 0]) == {
        hall.resident.account
    }
    run_jobs()
    mail.outbox.clear()
    actions.mark_done.perform(hall.parks, case=case, text="Hidden Lane is safe.")
    run_jobs()
    assert not Notification.objects.filter(account=other.account).exists()
    assert {one.to[0] for one in mail.outbox} == {"resident@example.org"}
    assert not any(SECRET in str(one.subject) for one in mail.outbox)


def test_opening_the_category_later_opens_no_case(hall: Hall, case: Case) -> None:
    set_fields(hall.lamps, confidential=False)
    assert SECRET not in content(Client().get(f"/cases/{case.pk}/"))


# --- me too ---------------------------------------------------------------------------------------
def test_nobody_is_counted_twice_or_for_another(hall: Hall) -> None:
    case, one = hall.raise_case(), resident(hall, "anna")
    two = resident(hall, "bela")
    me_too.say_me_too.perform(one, case=case)
    assert refusal(lambda: me_too.say_me_too.perform(one, case=case)) == "said-before"
    answer = by_key(one, f"/cases/{case.pk}/say-me-too", {})
    assert answer.status_code == 409
    answer = by_key(two, f"/cases/{case.pk}/say-me-too", {"person": one.person})
    assert answer.status_code == 422, "nobody is named"
    signed_in("anna").post(f"/cases/{case.pk}/say-me-too/", {"person": two.person, "lives": "here"})
    assert refusal(lambda: me_too.take_back_me_too.perform(two, case=case)) == "wrong-state"
    case.refresh_from_db()
    assert case.too == 1
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO cases_metoo (version, case_id, person_id, lives, at) "
            "VALUES (1, %s, %s, 'here', '2026-01-01')",
            [case.pk, one.person],
        )


def test_from_elsewhere_counts_as_elsewhere_and_unconfirmed_not_at_all(hall: Hall) -> None:
    case = hall.raise_case()
    made = me_too.say_me_too.perform(resident(hall, "anna", "south"), case=case).result
    assert made.lives == "elsewhere"
    assert refusal(lambda: me_too.say_me_too.perform(hall.resident, case=case)) == "not-verified"
    assert refusal(lambda: me_too.say_me_too.perform(hall.parks, case=case)) == "wrong-kind"
    raiser = resident(hall, "bela")
    own = hall.raise_case(by=raiser)
    assert refusal(lambda: me_too.say_me_too.perform(raiser, case=own)) == "own-case"


def test_who_says_me_too_has_no_word_on_the_result(hall: Hall) -> None:
    case, one = hall.raise_case(), resident(hall, "anna")
    me_too.say_me_too.perform(one, case=case)
    actions.mark_done.perform(hall.parks, case=case, text="Done.")
    assert refusal(lambda: actions.confirm_case.perform(one, case=case)) == "not-yours"
    assert refusal(lambda: early_actions.withdraw_case.perform(one, case=case)) == "not-yours"


# --- correcting -----------------------------------------------------------------------------------
def test_nothing_is_changed_late_or_after_anybody_acted(hall: Hall) -> None:
    correct = {"title": "Other", "text": "Other"}
    late = hall.raise_case()
    set_fields(late, raised_at=clock.now() - timedelta(minutes=61))
    answered = hall.raise_case()
    actions.answer_case.perform(hall.parks, case=answered, text="We come.")
    backed = hall.raise_case()
    me_too.say_me_too.perform(resident(hall, "anna"), case=backed)
    shown = hall.raise_case()
    evidence.add_evidence.perform(resident(hall, "bela"), case=shown, text="Dark.")
    for case, code in (
        (late, "too-late"),
        (answered, "wrong-state"),
        (backed, "acted-on"),
        (shown, "acted-on"),
    ):
        for call in (
            lambda case=case: early_actions.correct_case.perform(
                hall.resident, case=case, **correct
            ),
            lambda case=case: early_actions.withdraw_case.perform(hall.resident, case=case),
        ):
            assert refusal(call) == code
        signed_in("resident").post(f"/cases/{case.pk}/correct/", {**correct, "address": ""})
        case.refresh_from_db()
        assert case.title == "The lamp is broken"


def test_an_appealed_answer_gives_no_second_hour(hall: Hall) -> None:
    """What reopens a case later does not open its words."""
    case = hall.raise_case()
    actions.mark_done.perform(hall.parks, case=case, text="Done.")
    actions.confirm_case.perform(hall.resident, case=case)
    actions.reopen_case.perform(hall.resident, case=case, text="Dark again.")
    assert (
        refusal(lambda: early_actions.correct_case.perform(hall.resident, case=case, title="Other"))
        == "acted-on"
    )


# --- without an account ---------------------------------------------------------------------------
def test_a_flood_costs_its_sender_and_nobody_else(hall: Hall, settings: Any) -> None:
    """So many letters go to one address a day, from one household an hour, and from one network."""
    settings.RATE_LIMITS = site_settings.RATE_LIMITS
    for number in range(12):
        Client(REMOTE_ADDR="203.0.113.9").post(
            "/cases/write/", filled(hall, email="victim@example.org", once=str(number))
        )
    assert len(mail.outbox) <= 5, "somebody else's address is not flooded"
    mail.outbox.clear()
    for number in range(12):
        Client(REMOTE_ADDR="203.0.113.77").post(
            "/cases/write/", filled(hall, email=f"a{number}@example.org", once=str(number))
        )
    assert len(mail.outbox) <= 6, "nor do many addresses help"
    mail.outbox.clear()
    for number in range(60):
        Client(REMOTE_ADDR=f"198.51.100.{number}").post(
            "/cases/write/", filled(hall, email=f"b{number}@example.org", once=str(number))
        )
    assert len(mail.outbox) <= 40, "nor do many machines of one network"
    assert not Case.objects.exists()


def test_a_link_serves_once_and_signs_nobody_in(hall: Hall) -> None:
    path, client = written(hall), Client()
    client.post(path, confirmation(hall))
    again = client.post(path, confirmation(hall, title="Another"))
    assert Case.objects.count() == 1 and again["Location"] == f"/cases/{Case.objects.get().pk}/"
    assert client.get("/me/").status_code == 302, "nobody is signed in"
    assert refusal_of_word(client)


def refusal_of_word(client: Client) -> bool:
    """Whoever holds the link cannot withdraw or correct the case by it."""
    case = Case.objects.get()
    client.post(f"/cases/{case.pk}/withdraw/", {})
    case.refresh_from_db()
    return case.state == "open"


def test_no_link_is_guessed_or_bent(hall: Hall) -> None:
    path = written(hall)
    token = path.rstrip("/").rpartition("/")[2]
    for bent in (token[:-3] + "abc", token.replace(":", "x", 1), "WzEsIngiXQ:1x:abc", "1"):
        assert Client().get(f"/cases/by-mail/{bent}/").status_code in (404, 410)
        Client().post(f"/cases/by-mail/{bent}/", confirmation(hall))
    assert not Case.objects.exists()


def test_a_forwarded_link_raises_nothing_in_another_account(hall: Hall) -> None:
    path = written(hall)
    assert signed_in("resident").post(path, confirmation(hall)).status_code == 403
    assert not Case.objects.exists() and MailDraft.objects.count() == 1


def test_the_letter_carries_none_of_the_writers_words(hall: Hall) -> None:
    """Else the hall could be made to mail anything to anybody."""
    given = {
        "title": "Buy at http://evil.example",
        "text": "http://evil.example",
        "address": "evil",
    }
    written(hall, **given, asked="1")
    letter = mail.outbox[-1]
    assert "evil" not in str(letter.body) + str(letter.subject)
    assert re.search(r"/cases/by-mail/", str(letter.body))


def test_the_right_must_stand_when_it_is_confirmed(hall: Hall) -> None:
    from tests.law.kit import repeal

    path = written(hall)
    repeal("Article 70")
    shown = Client().post(path, confirmation(hall))
    assert shown.status_code == 400 and not Case.objects.exists()


def test_a_category_for_residents_is_not_opened_by_a_letter(hall: Hall) -> None:
    path = written(hall)
    set_fields(hall.lamps, raised_by="residents")
    assert Client().post(path, confirmation(hall)).status_code == 400
    assert not Case.objects.exists()
    shown = Client().post("/cases/write/", filled(hall, once="other", asked="1"))
    assert "Sign in to raise a case in this category." in content(shown)


# --- questions ------------------------------------------------------------------------------------
def test_answers_that_are_not_offered_are_refused(hall: Hall) -> None:
    asked(hall, "colour", "choice", choices=[["red", {"en": "Red"}], ["blue", {"en": "Blue"}]])
    base = {"kind": "complaint", "title": "Dark", "category": "lamps", "unit": "north"}
    for answers in ({"colour": "green"}, {"unasked": "x"}, {"colour": "red", "person": "5"}):
        answer = by_key(hall.resident, "/cases/raise", {**base, "answers": answers})
        assert answer.status_code == 422 and answer.json()["field"] == "answers", answers
    assert not Case.objects.exists()
