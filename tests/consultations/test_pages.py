"""Pages, programs and open data of conversations: who sees what, in few queries; erasure."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from commonhall.consultations.conversations import opinions, presentation
from commonhall.consultations.conversations.models import Participant, Statement, StatementVote
from commonhall.consultations.drafts import actions as draft_actions
from commonhall.consultations.drafts.models import Comment
from commonhall.consultations.moderation import actions as moderation_actions
from commonhall.consultations.round_tables.models import Seat
from commonhall.consultations.statements import actions
from commonhall.consultations.statements import votes as statement_votes
from commonhall.core.exports import datasets
from commonhall.core.models import _writing
from commonhall.people import actors
from commonhall.people.accounts.models import Account
from commonhall.people.api_keys import keys
from commonhall.people.residents import actions as people
from commonhall.people.residents.models import Person
from commonhall.record import verification
from commonhall.record.readers import DatabaseSource
from tests.consultations import kit
from tests.kit import Hall, found_hall, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def key_of(name: str) -> dict[str, str]:
    account = Account.objects.get(email=f"{name}@example.org")
    choice = actors.choices(actors.person_of(account))[0]
    return {"Authorization": f"Bearer {keys.make(account, 'a program', choice, 30)[1]}"}


def test_an_office_opens_one_by_its_form_and_a_resident_votes(hall: Hall) -> None:
    office = signed_in("parks", hall.parks.ref)
    form = {
        "title": "路灯",
        "question": "How many?",
        "unit": hall.unit("north").pk,
        "opens_on": str(timezone.localdate()),
        "closes_on": "2099-01-01",
        "statements": "一\n二",
        "briefing": "for | Dark | Count\nagainst | Dear",
    }
    assert office.post("/conversations/open/", form).status_code == 400
    form["briefing"] += " | Budget"
    assert b"up to a year" in office.post("/conversations/open/", form).content
    form["closes_on"] = str((timezone.now() + timezone.timedelta(days=9)).date())  # type: ignore[attr-defined]
    answer = office.post("/conversations/open/", form)
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    number = int(answer["Location"].split("/")[2])
    mine = signed_in("resident")
    page = mine.get(f"/conversations/{number}/vote/").content.decode()
    assert "Dear" in page and "Budget" in page and 'name="value"' not in page
    assert f'name="next" value="/conversations/{number}/vote/"' in page
    joined = mine.post(
        f"/conversations/{number}/take-part/", {"next": f"/conversations/{number}/vote/"}
    )
    assert joined["Location"] == f"/conversations/{number}/vote/"
    page = mine.get(f"/conversations/{number}/vote/").content.decode()
    assert 'name="value"' in page
    statement = Statement.objects.order_by("pk")[0]
    mine.post(f"/conversations/{number}/vote/", {"statement": statement.pk, "value": "1"})
    mine.post(
        f"/conversations/{number}/vote/", {"statement": statement.pk, "value": "-1", "mine": "1"}
    )
    assert StatementVote.objects.get().value == -1
    assert 'aria-pressed="true"' in mine.get(f"/conversations/{number}/mine/").content.decode()
    for wrong in ({"statement": "x", "value": "1"}, {"statement": "999999", "value": "1"}):
        assert mine.post(f"/conversations/{number}/vote/", wrong).status_code == 404
    bad = mine.post(f"/conversations/{number}/vote/", {"statement": statement.pk, "value": "9"})
    assert bad.status_code == 400


def test_who_sees_which_action(hall: Hall) -> None:
    conversation = kit.opened(hall)
    path = f"/conversations/{conversation.pk}/"
    assert b"add-argument" in signed_in("parks", hall.parks.ref).get(path).content
    assert b"add-argument/" not in signed_in("resident").get(path).content.split(b"<details>")[0]
    resident = signed_in("resident")
    assert f'{path}take-part/"'.encode() in resident.get(path).content
    kit.join(conversation, hall.resident)
    shown = resident.get(path).content
    assert f'{path}take-part/"'.encode() not in shown and f'{path}vote/"'.encode() in shown
    assert b"Sign in to do something" in Client().get(path).content


def test_hostile_words_are_shown_as_text(hall: Hall) -> None:
    bad = "<script>alert(1)</script>"
    conversation = kit.opened(
        hall,
        title=bad,
        question=bad,
        statements=[bad],
        briefing=[("for", bad, bad), ("against", bad, bad)],
    )
    kit.join(conversation, hall.resident)
    statement = conversation.statements.get()
    statement_votes.cast(hall.resident, statement, 1)
    client = signed_in("resident")
    for path in (
        "",
        f"{conversation.pk}/",
        f"{conversation.pk}/vote/",
        f"{conversation.pk}/mine/",
        f"{conversation.pk}/results/",
        f"{conversation.pk}/statements/",
        "feed.atom",
        f"statements/{statement.pk}/",
        f"statements/{statement.pk}/moderate/",
    ):
        assert b"<script>alert" not in client.get(f"/conversations/{path}").content, path


def large(hall: Hall, statements: int, people_count: int) -> Any:
    """A conversation with many statements, written straight into the tables."""
    conversation = kit.opened(hall)
    token = _writing.set(True)
    try:
        Statement.objects.bulk_create(
            [
                Statement(
                    conversation=conversation,
                    text=f"Statement {n}",
                    speaker="resident",
                    at=timezone.now(),
                )
                for n in range(statements)
            ]
        )
    finally:
        _writing.reset(token)
    who = Participant.objects.bulk_create(
        [
            Participant(conversation=conversation, speaker="resident", number=str(n))
            for n in range(people_count)
        ]
    )
    ids = list(conversation.statements.order_by("pk").values_list("pk", flat=True))
    chance, step = Random(1), max(1, len(ids) // 20)
    StatementVote.objects.bulk_create(
        [
            StatementVote(
                conversation=conversation,
                participant=one,
                statement_id=pk,
                value=chance.choice([1, 1, 0, -1]) if chance.random() < 0.3 else (1, -1)[place % 2],
            )
            for place, one in enumerate(who)
            for pk in ids[place % step :: step]
        ],
        batch_size=1000,
    )
    return conversation


def test_pages_cost_the_same_with_a_thousand_statements(
    hall: Hall, django_assert_max_num_queries: Any
) -> None:
    conversation = large(hall, 1000, 120)
    opinions.refresh(conversation)
    for path in ("", "statements/", "results/"):
        with django_assert_max_num_queries(11):
            page = Client().get(f"/conversations/{conversation.pk}/{path}")
        assert page.status_code == 200
        assert len(page.content) < 150_000


@pytest.mark.slow
def test_the_picture_of_thousands_is_small(hall: Hall) -> None:
    conversation = large(hall, 60, 3000)
    cache = opinions.refresh(conversation)
    assert 500 < len(cache.picture) < 60_000
    page = Client().get(f"/conversations/{conversation.pk}/results/").content
    assert b"<svg viewBox" in page and len(page) < 150_000


def test_my_place_is_shown_to_me_alone(hall: Hall) -> None:
    conversation = kit.opened(hall)
    kit.two_camps(hall, conversation)
    kit.join(conversation, hall.resident)
    kit.vote(hall.resident, list(conversation.statements.order_by("pk")), *[1] * 9)
    opinions.refresh(conversation)
    path = f"/conversations/{conversation.pk}/results/"
    assert ">you</text>" in signed_in("resident").get(path).content.decode()
    assert ">you</text>" not in Client().get(path).content.decode()


def test_lists_are_narrowed_found_in_any_script_and_empty_ones_say_what_to_do(hall: Hall) -> None:
    assert b"No conversations yet" in Client().get("/conversations/").content
    kit.opened(hall, title="路灯怎么办")
    assert "路灯怎么办" in Client().get("/conversations/?q=路灯&phase=running").content.decode()
    assert b"No conversations match" in Client().get("/conversations/?phase=answered").content
    assert b"No draft text" in Client().get("/conversations/drafts/").content
    assert b"No round table" in Client().get("/conversations/tables/").content


def test_programs_take_part_by_the_same_gate(hall: Hall) -> None:
    conversation = kit.opened(hall)
    mine, client = key_of("resident"), Client()
    base = f"/api/v1/conversations/{conversation.pk}"
    statement = conversation.statements.order_by("pk")[0]
    put = {"path": f"/api/v1/statements/{statement.pk}/vote", "content_type": "application/json"}
    early = client.put(data=json.dumps({"value": 1}), headers=mine, **put)  # type: ignore[arg-type]
    assert (early.status_code, early.json()["code"]) == (409, "not-taking-part")
    assert client.put(data=json.dumps({"value": 1}), **put).status_code == 401  # type: ignore[arg-type]
    joined = client.post(f"{base}/take-part", content_type="application/json", headers=mine)
    assert joined.status_code == 200
    shown = client.get(f"{base}/next", headers=mine).json()["statement"]
    assert shown["text"] in kit.TEXTS
    done = client.put(data=json.dumps({"value": -1}), headers=mine, **put)  # type: ignore[arg-type]
    assert done.json() == {"statement": statement.pk, "value": -1}
    wrong = client.put(data=json.dumps({"value": 5}), headers=mine, **put)  # type: ignore[arg-type]
    assert wrong.status_code == 422
    said = client.post(
        f"{base}/write-statement", json.dumps({"text": "新的"}), "application/json", headers=mine
    )
    assert said.status_code == 200
    listed = client.get(f"{base}/statements").json()["items"]
    assert listed[0]["text"] == "新的" and "person" not in listed[0]
    results = client.get(f"{base}/results").json()
    assert results["participants"] == 1 and results["counts"] == []


def test_open_data_hold_no_person_and_no_part_below_five(hall: Hall) -> None:
    conversation = kit.opened(hall)
    kit.two_camps(hall, conversation)
    friends = kit.organisation(hall)
    kit.join(conversation, friends)
    kit.vote(friends, list(conversation.statements.order_by("pk")), 1, 1)
    kit.close(hall, conversation)
    counts = list(datasets()["consultations.counts"].rows())
    assert {row["part"] for row in counts} == {"all", "resident", "group A", "group B"}
    assert all(row["agree"] + row["pass"] + row["disagree"] >= 5 for row in counts)
    # Where one organisation voted, its vote cannot be told by taking the residents from all.
    first = str(conversation.statements.order_by("pk")[0].pk)
    last = str(conversation.statements.order_by("pk")[2].pk)
    parts = {
        n: {row["part"] for row in counts if row["statement"] == int(n)} for n in (first, last)
    }
    assert "resident" not in parts[first] and "resident" in parts[last]
    for name, table in datasets().items():
        if name.startswith("consult."):
            rows = list(table.rows())
            assert all(set(row) == {one.name for one in table.columns} for row in rows), name
    leaves = Client().get(f"/conversations/{conversation.pk}/leaves.txt").getvalue().decode()
    assert statement_votes.root_of(leaves.split()) == conversation.report.content["votes_root"]


SECRET = "My neighbour Smith at number 12"


def test_erased_nothing_personal_is_left_and_the_record_holds(hall: Hall) -> None:
    closed, running = kit.opened(hall), kit.opened(hall)
    for one in (closed, running):
        kit.join(one, hall.resident)
        actions.write_statement.perform(hall.resident, conversation=one, text=f"{SECRET} {one.pk}")
        kit.vote(hall.resident, list(one.statements.order_by("pk")), 1, -1)
    hidden = Statement.objects.get(conversation=running, text__startswith=SECRET)
    moderation_actions.moderate_statement.perform(hall.parks, statement=hidden, reason="private")
    moderation_actions.appeal_moderation.perform(hall.resident, statement=hidden, text=SECRET)
    paragraph = kit.draft(hall).paragraphs.all()[0]
    draft_actions.comment.perform(hall.resident, paragraph=paragraph, text=SECRET)
    draft_actions.amend.perform(hall.resident, paragraph=paragraph, text=SECRET, reason=SECRET)
    person = Person.objects.get(pk=hall.resident.person)
    kit.table(hall, kit.organisation(hall), residents=[(person, SECRET)])
    kit.close(hall, closed)
    held = signed_in("resident").get("/me/data/export.json").json()["consultations"]
    assert len(held["votes"]) == 6 and len(held["statements"]) == 2 and held["seats"]
    people.erase_me.perform(hall.resident, words=True)
    assert not Participant.objects.filter(person=person).exists()
    assert StatementVote.objects.filter(conversation=running).count() == 0
    kept = StatementVote.objects.filter(conversation=closed)
    assert {(row.value, row.salt) for row in kept} == {(None, "")} and all(row.leaf for row in kept)
    assert Comment.objects.get().text == "" and Seat.objects.get(label="", speaker="resident")
    for table in connection.introspection.table_names():
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT * FROM "{table}"')
            assert "Smith" not in repr(cursor.fetchall()), table
    assert verification.verify(DatabaseSource()).codes() - {"no_key"} == set()


@pytest.mark.parametrize(("votes", "told"), [([2, 1, 1], False), ([2, 2, 1], True)])
def test_a_statement_with_fewer_than_five_votes_shows_no_figures(
    votes: list[int], told: bool
) -> None:
    content = {"tally": {"7": votes}, "by_kind": {}, "groups": []}
    assert bool(presentation.statement_chart(content, "7")) is told
