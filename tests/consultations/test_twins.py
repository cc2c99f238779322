"""Twin statements in two languages become one: votes of both count once a participant, and it can be undone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from commonhall.consultations.conversations.actions import take_part
from commonhall.consultations.conversations.models import Conversation, Statement
from commonhall.consultations.conversations.opinion_content import counted_once, voices
from commonhall.consultations.moderation import twin_actions
from commonhall.consultations.statements import actions, next_statement, votes
from commonhall.core import search
from commonhall.core.exports import datasets
from commonhall.core.refusals import Refused
from commonhall.law.appeals import actions as appeals
from tests.asking_kit import confirmed, opened
from tests.consultations import kit as consultations
from tests.kit import Hall, by_key, found_hall
from tests.law import kit
from tests.law.kit import refusal

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


@pytest.fixture
def conversation(hall: Hall) -> Conversation:
    return opened(hall, hall.raise_case().ref)


def write(who: Any, conversation: Conversation, text: str) -> Statement:
    made: Statement = actions.write_statement.perform(
        who, conversation=conversation, text=text
    ).result
    return made


def join(hall: Hall, twin: Statement, into: Statement) -> None:
    twin_actions.join_statement.perform(hall.parks, statement=twin, into=into)
    twin.refresh_from_db()


def tally(conversation: Conversation, statement: Statement) -> tuple[int, int]:
    """(agree, disagree) as the map counts them."""
    heard = voices(conversation).votes
    place = heard.statements.index(str(statement.pk))
    values = [int(v) for c, v in zip(heard.columns, heard.values, strict=True) if c == place]
    return values.count(1), values.count(-1)


def test_votes_count_once_a_participant(hall: Hall, conversation: Conversation) -> None:
    first, second, both, third = confirmed(hall, 4)
    one = write(first, conversation, "Mill Road needs light")
    twin = write(second, conversation, "磨坊路需要路灯")
    for who in (both, third):
        take_part.perform(who, conversation=conversation)
    votes.cast(both, one, -1)
    votes.cast(both, twin, 1)
    votes.cast(third, twin, 1)
    join(hall, twin, one)
    # Both writers, the third by the twin, and the one who voted on both by what they said of the statement itself.
    assert tally(conversation, one) == (3, 1)
    assert tally(conversation, twin) == (0, 0)
    assert twin.state == "joined" and twin.votes.count() == 3
    # Who voted on the twin is not asked again.
    participant = conversation.participants.get(person_id=third.person)
    asked = next_statement.next_for(conversation, participant)
    assert asked is None or asked.pk != one.pk
    with pytest.raises(Refused):
        votes.cast(first, twin, 1)


def test_votes_are_counted_by_the_statement_itself_first() -> None:
    rows = [(1, 5, 1), (1, 6, -1), (2, 6, 1), (3, 6, 0), (3, 7, 1)]
    assert counted_once(rows, {6: 5, 7: 5}) == [(1, 5, 1), (2, 5, 1), (3, 5, 0)]
    assert counted_once(rows, {}) is rows


def test_both_texts_are_read_and_found(hall: Hall, conversation: Conversation) -> None:
    first, second = confirmed(hall, 2)
    one = write(first, conversation, "Mill Road needs light")
    twin = write(second, conversation, "Die Mühlenstraße braucht Licht")
    join(hall, twin, one)
    page = Client().get(one.get_absolute_url()).content.decode()
    assert twin.text in page
    page = Client().get(twin.get_absolute_url()).content.decode()
    assert one.text in page and "once a participant" in page
    assert search.matching(Statement.objects.all(), "consultations.statement", "braucht")
    rows = {row["id"]: row for row in datasets()["consultations.statements"].rows()}
    assert (rows[twin.pk]["joined_to"], rows[twin.pk]["text"]) == (one.pk, twin.text)


def test_what_cannot_be_joined(hall: Hall, conversation: Conversation) -> None:
    first, second, third = confirmed(hall, 3)
    one = write(first, conversation, "One")
    twin, other = write(second, conversation, "Two"), write(third, conversation, "Three")
    foreign = write(hall.parks, consultations.opened(hall), "Elsewhere")
    for wrong in (foreign.pk, twin.pk, 99999):
        answer = by_key(hall.parks, f"/statements/{twin.pk}/join", {"into": wrong})
        assert answer.status_code in (400, 422), answer.content
    join(hall, twin, one)
    assert refusal(lambda: join(hall, one, other)) == "has-twins"
    assert refusal(lambda: join(hall, twin, other)) == "wrong-state"
    assert by_key(hall.parks, f"/statements/{other.pk}/join", {"into": twin.pk}).status_code in (
        400,
        422,
    )
    assert refusal(
        lambda: twin_actions.join_statement.perform(first, statement=other, into=one)
    ) == ("wrong-kind")


def test_a_review_parts_them_again(hall: Hall, conversation: Conversation) -> None:
    (second,) = confirmed(hall, 1)
    one = write(kit.confirmed(hall), conversation, "Mill Road needs light")
    twin = write(second, conversation, "Mill Road wants lamps")
    join(hall, twin, one)
    appeal = appeals.file_appeal.perform(
        hall.resident, entry=kit.entry_of("consultations.join_statement"), text="They differ."
    ).result
    appeals.decide_appeal.perform(
        kit.reviewer(hall), appeal=appeal, verdict="granted", text="They differ."
    )
    twin.refresh_from_db()
    assert (twin.state, twin.joined_to_id) == ("shown", None)
    assert tally(conversation, twin) == (1, 0)
