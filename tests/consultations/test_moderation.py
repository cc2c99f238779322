"""Moderation afterwards: a published reason, the author told, one appeal, another body."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client

from commonhall.actions.models import Notification
from commonhall.consultations.conversations import opinions
from commonhall.consultations.conversations.models import Moderation, Statement
from commonhall.consultations.moderation import actions as moderation_actions
from commonhall.consultations.statements import actions, votes
from commonhall.core import jobs
from commonhall.core.refusals import BadInput, Refused
from commonhall.people.accounts.models import Account
from commonhall.record.models import Entry
from tests.consultations import kit
from tests.kit import Hall, found_hall

pytestmark = pytest.mark.django_db
WORDS = "My neighbour Smith never sleeps"


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


@pytest.fixture
def said(hall: Hall) -> Statement:
    conversation = kit.opened(hall)
    return actions.write_statement.perform(
        hall.resident, conversation=conversation, text=WORDS
    ).result


def test_hidden_words_are_seen_by_nobody_but_counted(hall: Hall, said: Statement) -> None:
    with pytest.raises(BadInput):
        moderation_actions.moderate_statement.perform(hall.parks, statement=said, reason="because")
    moderation_actions.moderate_statement.perform(
        hall.parks, statement=said, reason="private", note="A name."
    )
    number = said.conversation_id
    for path in (
        f"/conversations/{number}/statements/",
        f"/conversations/statements/{said.pk}/",
        f"/conversations/{number}/moderation/",
        f"/conversations/{number}/statements.csv",
        f"/api/v1/conversations/{number}/statements",
    ):
        content = Client().get(path).getvalue().decode()
        assert "Smith" not in content, path
        assert "A name." not in content, path
    found = Client().get(f"/conversations/{number}/statements/?q=neighbour").content.decode()
    assert "No statements match" in found
    log = Client().get(f"/conversations/{number}/moderation/").content.decode()
    assert "names private persons" in log and f"Statement {said.pk}" in log
    content = opinions.refresh(said.conversation).content
    assert content["hidden"] == 1 and content["tally"][str(said.pk)] == [1, 0, 0]
    assert "Smith" not in Entry.objects.get(action="consultations.moderate_statement").body
    with pytest.raises(Refused) as refused:
        votes.cast(hall.resident, said, 1)
    assert refused.value.code == "hidden"


def test_the_author_is_told_and_sees_their_words(hall: Hall, said: Statement) -> None:
    moderation_actions.moderate_statement.perform(
        hall.parks, statement=said, reason="insult", note="Be kind."
    )
    while jobs.run_one("test"):
        pass
    assert Notification.objects.get().ref == said.ref
    client = Client()
    client.force_login(Account.objects.get(email="resident@example.org"))
    page = client.get(f"/conversations/statements/{said.pk}/").content.decode()
    assert WORDS in page and "Be kind." in page and "/appeal-moderation/" in page


def test_one_appeal_which_another_body_decides(hall: Hall, said: Statement) -> None:
    moderation_actions.moderate_statement.perform(hall.parks, statement=said, reason="private")
    with pytest.raises(Refused) as refused:
        moderation_actions.appeal_moderation.perform(hall.clerk, statement=said, text="x")
    assert refused.value.code == "not-yours"
    with pytest.raises(Refused) as early:
        moderation_actions.decide_statement_appeal.perform(
            hall.clerk, statement=said, verdict="upheld", text="x"
        )
    assert early.value.code == "wrong-state"
    moderation_actions.appeal_moderation.perform(
        hall.resident, statement=said, text="Smith is a dog."
    )
    with pytest.raises(Refused) as twice:
        moderation_actions.appeal_moderation.perform(hall.resident, statement=said, text="again")
    assert twice.value.code == "appealed"
    with pytest.raises(Refused) as same:
        moderation_actions.decide_statement_appeal.perform(
            hall.parks, statement=said, verdict="upheld", text="x"
        )
    assert same.value.rule == "competence"
    moderation_actions.decide_statement_appeal.perform(
        hall.clerk, statement=said, verdict="overturned", text="A dog."
    )
    said.refresh_from_db()
    assert said.state == Statement.State.SHOWN
    assert Moderation.objects.get().decided_by == hall.body("hall")
    with pytest.raises(Refused) as final:
        moderation_actions.moderate_statement.perform(hall.parks, statement=said, reason="private")
    assert final.value.code == "overturned"


def test_the_body_that_hid_it_never_decides_even_with_the_power(
    hall: Hall, said: Statement
) -> None:
    moderation_actions.moderate_statement.perform(hall.clerk, statement=said, reason="private")
    moderation_actions.appeal_moderation.perform(hall.resident, statement=said, text="A dog.")
    with pytest.raises(Refused) as refused:
        moderation_actions.decide_statement_appeal.perform(
            hall.clerk, statement=said, verdict="upheld", text="x"
        )
    assert refused.value.code == "same-body"
    moderation_actions.decide_statement_appeal.perform(
        hall.chair, statement=said, verdict="upheld", text="A name."
    )
    said.refresh_from_db()
    assert said.state == Statement.State.HIDDEN


def test_who_wrote_it_withdraws_it_while_it_runs(hall: Hall, said: Statement) -> None:
    with pytest.raises(Refused):
        actions.withdraw_statement.perform(hall.clerk, statement=said)
    actions.withdraw_statement.perform(hall.resident, statement=said)
    page = Client().get(f"/conversations/statements/{said.pk}/").content.decode()
    assert "Withdrawn by its author" in page and WORDS not in page
