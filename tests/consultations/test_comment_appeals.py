"""A hidden comment: its author is told and appeals once, another body decides; erased with the rest."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from commonhall.actions.models import Notification
from commonhall.consultations.drafts import actions as actions
from commonhall.consultations.drafts.models import Comment, CommentAppeal
from commonhall.consultations.moderation import actions as appeals
from commonhall.core import clock, jobs
from commonhall.core.exports import datasets
from commonhall.core.refusals import BadInput, Refused
from commonhall.law.instruments.models import Provision
from commonhall.people.accounts.models import Account
from commonhall.people.residents import actions as people
from commonhall.record import verification
from commonhall.record.models import Entry
from commonhall.record.readers import DatabaseSource
from tests.consultations import kit
from tests.kit import Hall, found_hall
from tests.open_data.test_api import key_of, post

pytestmark = pytest.mark.django_db
WORDS = "My neighbour Smith needs no lamp"


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


@pytest.fixture
def said(hall: Hall) -> Comment:
    paragraph = kit.draft(hall).paragraphs.get(place=1)
    return actions.comment.perform(hall.resident, paragraph=paragraph, text=WORDS).result


def shown(said: Comment, name: str = "") -> str:
    client = Client()
    if name:
        client.force_login(Account.objects.get(email=f"{name}@example.org"))
    return client.get(said.paragraph.get_absolute_url()).content.decode()


def hidden(hall: Hall, said: Comment) -> None:
    appeals.hide_comment.perform(hall.parks, comment=said, reason="private")
    said.refresh_from_db()


def test_the_author_is_told_sees_the_words_and_is_shown_the_way(hall: Hall, said: Comment) -> None:
    hidden(hall, said)
    while jobs.run_one("test"):
        pass
    assert said.ref in set(Notification.objects.values_list("ref", flat=True))
    way = f"/conversations/comments/{said.pk}/appeal/"
    assert WORDS in shown(said, "resident") and way in shown(said, "resident")
    for name in ("", "clerk"):
        assert "Smith" not in shown(said, name) and way not in shown(said, name)


def test_one_appeal_which_another_body_decides(hall: Hall, said: Comment) -> None:
    for early in (
        lambda: appeals.appeal_comment.perform(hall.resident, comment=said, text="x"),
        lambda: appeals.decide_comment_appeal.perform(
            hall.clerk, comment=said, verdict="upheld", text="x"
        ),
    ):
        with pytest.raises(Refused) as refused:
            early()
        assert refused.value.code == "wrong-state"
    hidden(hall, said)
    with pytest.raises(Refused) as strange:
        appeals.appeal_comment.perform(hall.clerk, comment=said, text="x")
    assert strange.value.code == "not-yours"
    with pytest.raises(BadInput):
        appeals.appeal_comment.perform(hall.resident, comment=said, text=" ")
    appeals.appeal_comment.perform(hall.resident, comment=said, text="Smith is a dog.")
    assert "Another body will decide" in shown(said) and "dog" not in shown(said)
    with pytest.raises(Refused) as twice:
        appeals.appeal_comment.perform(hall.resident, comment=said, text="again")
    assert twice.value.code == "appealed"
    with pytest.raises(BadInput):
        appeals.decide_comment_appeal.perform(hall.clerk, comment=said, verdict="x", text="x")
    appeals.decide_comment_appeal.perform(
        hall.clerk, comment=said, verdict="overturned", text="It names nobody."
    )
    said.refresh_from_db()
    assert said.hidden_for == "" and "It names nobody." in shown(said) and WORDS in shown(said)
    assert "Smith" not in Entry.objects.get(action="consultations.appeal_comment").body
    with pytest.raises(Refused) as final:
        appeals.hide_comment.perform(hall.parks, comment=said, reason="private")
    assert final.value.code == "overturned"


def test_the_body_that_hid_it_does_not_decide(hall: Hall, said: Comment) -> None:
    appeals.hide_comment.perform(hall.clerk, comment=said, reason="private")
    said.refresh_from_db()
    appeals.appeal_comment.perform(hall.resident, comment=said, text="A dog.")
    with pytest.raises(Refused) as refused:
        appeals.decide_comment_appeal.perform(hall.clerk, comment=said, verdict="upheld", text="x")
    assert refused.value.code == "same-body"
    appeals.decide_comment_appeal.perform(
        hall.chair, comment=said, verdict="upheld", text="A name."
    )
    said.refresh_from_db()
    assert said.hidden_for == "private" and "A name." in shown(said)


def test_it_is_done_on_the_page(hall: Hall, said: Comment) -> None:
    hidden(hall, said)
    client = Client()
    client.force_login(Account.objects.get(email="resident@example.org"))
    way = f"/conversations/comments/{said.pk}/appeal/"
    assert WORDS in client.get(way).content.decode()
    assert client.post(way, {"text": "<b>A dog</b>"}).status_code == 302
    assert CommentAppeal.objects.get().text == "<b>A dog</b>"
    assert Client().get(way).status_code == 302
    assert client.get(f"/conversations/comments/{said.pk}/anything/").status_code == 404


def test_repealing_the_provision_stops_the_deciding(hall: Hall, said: Comment) -> None:
    hidden(hall, said)
    appeals.appeal_comment.perform(hall.resident, comment=said, text="A dog.")
    yesterday = clock.today() - timedelta(days=1)
    provision = Provision.objects.filter(competences__power="review-moderation")[0]
    # By raw SQL, as no action may repeal the charter.
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE law_provision SET ends = %s WHERE id = %s", [yesterday, provision.pk]
        )
    assert appeals.decide_comment_appeal.check(hall.clerk, said).refusal is not None


def test_erased_with_the_words_of_whoever_wrote_it(hall: Hall, said: Comment) -> None:
    hidden(hall, said)
    appeals.appeal_comment.perform(hall.resident, comment=said, text="Smith is a dog.")
    people.erase_me.perform(hall.resident, words=True)
    assert CommentAppeal.objects.get().text == ""


def test_tables_and_programs_know_of_it(hall: Hall, said: Comment) -> None:
    desk, clerk, author = (
        key_of(*who)
        for who in (("parks", "people.office"), ("clerk", "people.office"), ("resident",))
    )

    def send(word: str, key: dict[str, str], **given: str) -> int:
        return post(f"/comments/{said.pk}/{word}", given, key).status_code

    def logged() -> list[dict[str, Any]]:
        found = Client().get(f"/api/v1/drafts/{said.paragraph.draft_id}/moderations")
        return list(found.json()["items"])

    assert logged() == []
    assert send("hide", author, reason="private") == 403
    assert send("hide", desk, reason="private") == 200
    (hidden_row,) = logged()
    assert hidden_row["comment"] == said.pk and hidden_row["statement"] is None
    assert hidden_row["body"]["code"] == "parks" and hidden_row["at"] and not hidden_row["verdict"]
    assert send("appeal", desk, text="x") == 409
    assert send("appeal", author, text="A dog.") == 200
    assert (
        send("decide-comment-appeal", clerk, verdict="overturned", text="It names nobody.") == 200
    )
    (row,) = logged()
    assert (row["verdict"], row["answer"]) == ("overturned", "It names nobody.")
    assert row["decided_by"]["code"] == "hall" and row["at"] == hidden_row["at"]
    (table,) = datasets()["consultations.moderations"].rows()
    assert (table["comment"], table["reason"], table["body"]) == (said.pk, "private", "parks")
    assert table["verdict"] == "overturned" and table["at"] and table["appealed_at"]
    assert verification.verify(DatabaseSource()).codes() <= {"no_key"}
