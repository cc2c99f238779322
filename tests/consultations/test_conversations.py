"""Conversations: opened, taken part in, closed, answered; each action done and refused."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from commonhall.actions.models import Link
from commonhall.cases.sources import actions
from commonhall.cases.sources.models import Source
from commonhall.consultations.conversations import actions as conversation_actions
from commonhall.consultations.conversations import closing_actions, jobs, opinions
from commonhall.consultations.conversations import participation as conversation_participation
from commonhall.consultations.conversations.models import (
    Conversation,
    Participant,
    Response,
    Statement,
    StatementVote,
)
from commonhall.consultations.statements import actions as statement_actions
from commonhall.consultations.statements import next_statement, vote_rows, votes
from commonhall.core import clock
from commonhall.core.refusals import BadInput, Refused
from commonhall.law.instruments.models import Provision
from commonhall.people import actors
from commonhall.people.residents import actions as people
from commonhall.people.residents.census import census_key
from commonhall.people.residents.models import CensusEntry
from commonhall.record import verification
from commonhall.record.models import Entry
from commonhall.record.readers import DatabaseSource
from tests.consultations import kit
from tests.kit import Hall, found_hall

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def problems() -> set[str]:
    return verification.verify(DatabaseSource()).codes() - {"no_key"}


def repeal(number: str) -> None:
    """As if a higher lawgiver had repealed an article of the charter."""
    row = Provision.objects.get(number=number)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE law_provision SET ends = %s WHERE id = %s",
            [clock.today() - timedelta(days=1), row.pk],
        )


def source(hall: Hall) -> Source:
    return actions.name_source.perform(
        hall.parks,
        title="Old cable",
        text="",
        unit=hall.unit("north"),
        body=hall.body("parks"),
        cases=[hall.raise_case()],
    ).result


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"title": " "}, "title"),
        ({"question": ""}, "question"),
        ({"briefing": [("for", "a", "b"), ("for", "c", "d")]}, "briefing"),
        ({"briefing": [("for", "a", ""), ("against", "c", "d")]}, "briefing"),
        ({"briefing": [("for", "a", "b"), ("loud", "c", "d")]}, "briefing"),
        ({"closes_on": clock.today() + timedelta(days=3)}, "closes_on"),
        ({"closes_on": clock.today() + timedelta(days=900)}, "closes_on"),
        ({"opens_on": date(2020, 1, 1)}, "opens_on"),
        ({"about": "cases.source:99999"}, "about"),
        ({"statements": ["x" * 401]}, "statements"),
    ],
)
def test_what_is_wrong_with_an_opening_is_named(hall: Hall, given: Any, field: str) -> None:
    with pytest.raises(BadInput) as wrong:
        kit.opened(hall, **given)
    assert wrong.value.field == field
    assert not Conversation.objects.exists()


def test_those_concerned_must_live_where_it_is_held(hall: Hall) -> None:
    with pytest.raises(BadInput) as wrong:
        kit.opened(hall, about=source(hall).ref, unit=hall.unit("south"))
    assert wrong.value.field == "unit"
    assert kit.opened(hall, about=source(hall).ref, unit=hall.unit("root")).pk


def test_a_matter_counts_as_asked_only_once_its_time_ran_and_the_report_is_there(
    hall: Hall,
) -> None:
    about = source(hall)
    conversation = kit.opened(hall, about=about.ref)
    asked = Link.objects.filter(to_ref=about.ref, kind="asked")
    assert not asked.exists()
    with pytest.raises(Refused) as refused:
        closing_actions.close_conversation.perform(hall.parks, conversation=conversation)
    assert refused.value.code == "wrong-state"
    kit.close(hall, conversation)
    assert asked.get().from_ref == conversation.ref
    assert conversation.report.content["votes"] == 0


def test_a_report_is_computed_before_its_act_and_again_only_if_somebody_voted_meanwhile(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    quiet, busy = kit.opened(hall), kit.opened(hall)
    kit.join(busy, hall.resident)
    computed, depths = opinions.computed, []

    def watched(conversation: Any, *given: Any) -> Any:
        made = computed(conversation, *given)
        depths.append(len(connection.savepoint_ids))
        if conversation == busy and len(depths) == 2:
            vote_rows.put(Participant.objects.get(conversation=busy), busy.statements.first(), 1)
        return made

    monkeypatch.setattr(opinions, "computed", watched)
    outside = len(connection.savepoint_ids)
    kit.close(hall, quiet)
    assert depths == [outside]
    kit.close(hall, busy)
    assert depths[1] == outside and len(depths) == 3 and depths[2] > outside
    assert busy.report.content["votes"] == 1


def test_only_the_body_that_asks_closes_it_or_the_timer(hall: Hall) -> None:
    conversation = kit.opened(hall)
    with clock.replay(kit.days(12)):
        refusal = closing_actions.close_conversation.check(hall.clerk, conversation).refusal
        assert refusal is not None and refusal.code == "other-body"
        assert closing_actions.close_due(actors.system(), clock.today()) == 1
        assert closing_actions.close_due(actors.system(), clock.today()) == 0


def test_each_takes_part_as_their_kind_once(hall: Hall) -> None:
    conversation = kit.opened(hall)
    friends = kit.organisation(hall)
    kit.join(conversation, hall.resident, friends, hall.clerk, hall.resident, friends)
    kinds = sorted(Participant.objects.values_list("speaker", flat=True))
    assert kinds == ["official", "organisation", "resident"]


def test_an_organisation_without_standing_and_a_stranger_are_refused(hall: Hall) -> None:
    conversation = kit.opened(hall)
    unknown = kit.organisation(hall, "Unknown", recognised=False)
    refusal = conversation_actions.take_part.check(unknown, conversation).refusal
    assert refusal is not None and refusal.code == "not-recognised"
    statement = conversation.statements.first()
    with pytest.raises(Refused):
        votes.cast(unknown, statement, 1)
    with pytest.raises(Refused) as first:
        votes.cast(hall.resident, statement, 1)
    assert first.value.code == "not-taking-part"
    assert not StatementVote.objects.exists()


def test_for_residents_only_means_confirmed_residents(hall: Hall) -> None:
    conversation = kit.opened(hall, residents_only=True)
    refusal = conversation_actions.take_part.check(hall.resident, conversation).refusal
    assert refusal is not None and refusal.code == "not-verified"
    CensusEntry.objects.create(key=census_key("A-1", date(1980, 5, 1)), unit=hall.unit("north"))
    people.verify_by_census.perform(hall.resident, number="A-1", born=date(1980, 5, 1))
    kit.join(conversation, hall.resident)
    assert Participant.objects.get().unit == hall.unit("north")


def test_one_vote_each_that_can_be_changed_and_is_not_on_the_record(hall: Hall) -> None:
    conversation = kit.opened(hall)
    kit.join(conversation, hall.resident)
    statement = conversation.statements.order_by("pk")[0]
    before = Entry.objects.count()
    votes.cast(hall.resident, statement, 1)
    votes.cast(hall.resident, statement, -1)
    assert StatementVote.objects.get().value == -1
    assert Entry.objects.count() == before
    with pytest.raises(BadInput):
        votes.cast(hall.resident, statement, 2)
    with clock.replay(kit.days(11)), pytest.raises(Refused) as late:
        votes.cast(hall.resident, statement, 1)
    assert late.value.code == "over"


def test_repealing_the_provision_stops_taking_part_and_voting(hall: Hall) -> None:
    conversation = kit.opened(hall)
    kit.join(conversation, hall.resident)
    repeal("Article 15")
    statement = conversation.statements.order_by("pk")[0]
    with clock.replay(kit.days(1)):
        for try_it in (
            lambda: votes.cast(hall.resident, statement, 1),
            lambda: statement_actions.write_statement.perform(
                hall.resident, conversation=conversation, text="Hello"
            ),
            lambda: conversation_actions.take_part.perform(hall.clerk, conversation=conversation),
        ):
            with pytest.raises(Refused) as refused:
                try_it()
            assert refused.value.code == "no-right"


def test_repealing_the_powers_article_stops_asking_and_closing(hall: Hall) -> None:
    conversation = kit.opened(hall)
    repeal("Article 14")
    with clock.replay(kit.days(12)):
        with pytest.raises(Refused) as refused:
            closing_actions.close_conversation.perform(hall.parks, conversation=conversation)
        assert refused.value.rule == "competence"
        assert closing_actions.close_due(actors.system(), clock.today()) == 0


def test_statements_are_short_and_said_once(hall: Hall) -> None:
    conversation = kit.opened(hall)
    with pytest.raises(BadInput):
        statement_actions.write_statement.perform(
            hall.resident, conversation=conversation, text="y" * 401
        )
    with pytest.raises(BadInput) as double:
        statement_actions.write_statement.perform(
            hall.resident, conversation=conversation, text="more  LAMPS"
        )
    assert "exactly this" in str(double.value)
    made = statement_actions.write_statement.perform(
        hall.resident, conversation=conversation, text="Lamps\nfor  all"
    ).result
    assert made.text == "Lamps for all"
    assert StatementVote.objects.get(statement=made).value == 1
    assert "Lamps for all" not in Entry.objects.get(action="consultations.write_statement").body


def test_the_next_statement_stays_until_voted_and_none_comes_twice(hall: Hall) -> None:
    conversation = kit.opened(hall)
    kit.join(conversation, hall.resident)
    participant = conversation_participation.participant_of(conversation, hall.resident)
    assert participant is not None
    seen = []
    while (statement := next_statement.next_for(conversation, participant)) is not None:
        again = next_statement.next_for(conversation, participant)
        assert again is not None and again.pk == statement.pk
        votes.cast(hall.resident, statement, 0)
        seen.append(statement.pk)
    assert len(seen) == len(set(seen)) == len(kit.TEXTS)


@pytest.mark.slow
def test_groups_common_ground_and_minorities_are_found_and_frozen(hall: Hall) -> None:
    conversation = kit.opened(hall)
    kit.two_camps(hall, conversation)
    friends = kit.organisation(hall)
    kit.join(conversation, friends, hall.clerk)
    statements = list(conversation.statements.order_by("pk"))
    kit.vote(friends, statements, 1, 1, 1, 1, 1, 1, 1, 1, 1, -1)
    kit.close(hall, conversation)
    content = conversation.report.content
    assert sorted(group["size"] for group in content["groups"]) == [10, 11]
    ground = {one["statement"]: one["direction"] for one in content["ground"]}
    assert ground == {str(statements[8].pk): "agree", str(statements[9].pk): "disagree"}
    assert content["kinds"] == {"official": 1, "organisation": 1, "resident": 20}
    assert content["stability"]["chance"] <= 50
    assert content["minority"] and content["divisive"]
    # A kind of two is never shown by itself.
    assert "organisation" not in content["by_kind"] or not content["by_kind"]["organisation"]
    entry = Entry.objects.get(action="consultations.close_conversation")
    assert content["votes_root"] in entry.body
    assert str(content["votes"]) in entry.body
    assert problems() == set()


def test_a_changed_vote_is_found_by_verify(hall: Hall) -> None:
    conversation = kit.opened(hall)
    kit.two_camps(hall, conversation, each=3)
    kit.close(hall, conversation)
    vote = StatementVote.objects.order_by("pk")[0]
    StatementVote.objects.filter(pk=vote.pk).update(value=-(vote.value or 1) or 1)
    assert problems() == {"vote_changed"}
    StatementVote.objects.filter(pk=vote.pk).delete()
    assert problems() == {"votes_changed"}


def test_each_piece_of_common_ground_is_answered_once(hall: Hall) -> None:
    conversation = kit.opened(hall)
    kit.two_camps(hall, conversation)
    kit.close(hall, conversation)
    assert conversation.state == Conversation.State.CLOSED
    wanted = closing_actions.ground_ids(conversation)
    for number, one in enumerate(wanted):
        statement = Statement.objects.get(pk=one)
        with pytest.raises(BadInput):
            closing_actions.respond.perform(
                hall.parks,
                conversation=conversation,
                statement=statement,
                verdict="taken_up",
                text="",
            )
        closing_actions.respond.perform(
            hall.parks,
            conversation=conversation,
            statement=statement,
            verdict="refused" if number else "taken_up",
            text="Because.",
        )
    conversation.refresh_from_db()
    assert conversation.state == Conversation.State.ANSWERED
    assert Response.objects.count() == len(wanted) == 2
    with pytest.raises(Refused):
        closing_actions.respond.perform(
            hall.parks,
            conversation=conversation,
            statement=statement,
            verdict="taken_up",
            text="Again.",
        )


def test_only_common_ground_is_answered_and_only_by_who_asked(hall: Hall) -> None:
    conversation = kit.opened(hall)
    kit.two_camps(hall, conversation)
    kit.close(hall, conversation)
    first = conversation.statements.order_by("pk")[0]
    with pytest.raises(BadInput) as wrong:
        closing_actions.respond.perform(
            hall.parks, conversation=conversation, statement=first, verdict="taken_up", text="x"
        )
    assert wrong.value.field == "statement"
    with pytest.raises(Refused):
        closing_actions.respond.perform(
            hall.clerk, conversation=conversation, statement=first, verdict="taken_up", text="x"
        )


def test_the_map_is_refreshed_when_votes_came_in_and_not_at_every_look(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    conversation = kit.opened(hall)
    kit.two_camps(hall, conversation, each=3)
    first = opinions.current(conversation)
    assert first is not None and first.content["people"] == 7
    kit.join(conversation, hall.resident)
    kit.vote(hall.resident, list(conversation.statements.order_by("pk")), 1)
    soon = opinions.current(conversation)
    assert soon is not None and soon.content["people"] == 7
    monkeypatch.setattr(opinions, "EVERY", timedelta(0))
    opinions.OpinionCache.objects.update(seconds=0)
    later = opinions.current(conversation)
    assert later is not None and later.content["people"] == 8


@pytest.mark.slow
def test_the_timer_finds_stability_while_it_runs_and_refreshes_keep_it(hall: Hall) -> None:
    conversation = kit.opened(hall)
    kit.two_camps(hall, conversation)
    assert opinions.refresh(conversation).content["stability"] is None
    assert jobs.find_stability() == 1
    assert jobs.find_stability() == 0
    found = opinions.refresh(conversation).content["stability"]
    assert found["groups"] and found["replicates"] == 20
    with clock.replay(kit.days(12)):
        assert jobs.close_conversations() == 1
