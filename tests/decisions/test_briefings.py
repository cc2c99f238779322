"""No question opens without a briefing of both sides; it is frozen, exported, moderated, and nobody skips it alone."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from commonhall.core import clock
from commonhall.core.refusals import BadInput, Refused
from commonhall.decisions.briefings import exports, queries
from commonhall.decisions.briefings.actions import (
    answer_argument,
    argue_vote,
    hide_argument,
    state_costs,
    withdraw_argument,
)
from commonhall.decisions.briefings.models import VoteArgument
from commonhall.decisions.votes import actions
from commonhall.decisions.votes.models import Election
from commonhall.people.residents.models import Person
from commonhall.record.models import Entry
from tests.decisions import kit
from tests.kit import Hall, found_hall, signed_in
from tests.law.kit import reviewer

pytestmark = pytest.mark.django_db
SAID: dict[str, Any] = {"text": "It is quieter.", "source": "Report 3, page 9"}


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


@pytest.fixture
def question(hall: Hall) -> Election:
    made = kit.question(hall, argued=False)
    kit.with_tellers(hall, made)
    return made


def opened(hall: Hall, election: Election) -> Election:
    closes = timezone.now() + timedelta(days=7)
    return actions.open_election.perform(hall.chair, election=election, closes_at=closes).result


def refused(call: Any) -> str:
    with pytest.raises(Refused) as caught:
        call()
    return caught.value.code


# --- what the vote waits for ------------------------------------------------------------------------
def test_a_question_does_not_open_without_both_sides(hall: Hall, question: Election) -> None:
    assert refused(lambda: opened(hall, question)) == "briefing-missing"
    for actor in (hall.parks, hall.resident):
        argue_vote.perform(actor, election=question, side="for", **SAID)
    assert queries.lacking(question).missing == {"against": 2}
    assert refused(lambda: opened(hall, question)) == "briefing-missing"
    for actor in (hall.clerk, hall.roads):
        argue_vote.perform(actor, election=question, side="against", **SAID)
    assert opened(hall, question).state == "open"


def test_one_party_cannot_write_both_arguments_of_a_side(hall: Hall, question: Election) -> None:
    for _number in range(2):
        argue_vote.perform(hall.parks, election=question, side="for", **SAID)
    assert queries.lacking(question).missing == {"for": 1, "against": 2}


def test_words_of_the_body_that_holds_the_vote_count_for_neither_side(
    hall: Hall, question: Election
) -> None:
    argue_vote.perform(hall.chair, election=question, side="against", **SAID)
    assert queries.lacking(question).missing == {"for": 2, "against": 2}


def test_answers_do_not_count_as_arguments(hall: Hall, question: Election) -> None:
    argument = argue_vote.perform(hall.parks, election=question, side="for", **SAID).result
    answer_argument.perform(hall.roads, argument, **SAID)
    assert queries.lacking(question).missing == {"for": 1, "against": 2}


def test_after_the_days_of_the_law_it_opens_and_the_page_says_who_was_silent(
    hall: Hall, question: Election, client: Client
) -> None:
    until = queries.lacking(question).until
    assert until == clock.today() + timedelta(days=14)
    with clock.replay(timezone.now() + timedelta(days=13)):
        assert refused(lambda: opened(hall, question)) == "briefing-missing"
    with clock.replay(timezone.now() + timedelta(days=14)):
        assert not queries.lacking(question)


def test_a_budget_needs_none(hall: Hall) -> None:
    election = kit.budget(hall)
    assert not queries.lacking(election)
    with pytest.raises(Refused) as caught:
        argue_vote.perform(hall.parks, election=election, side="for", **SAID)
    assert caught.value.code == "no-question"


def test_the_reviewer_says_what_it_costs(hall: Hall, question: Election) -> None:
    kit.argue(hall, question)
    assert not queries.lacking(question), "nobody holds the reviewer's office"
    said_by = reviewer(hall)
    assert queries.lacking(question).costs
    assert refused(lambda: opened(hall, question)) == "briefing-missing"
    with pytest.raises(Refused):
        state_costs.perform(hall.chair, question, text="Nothing.")
    state_costs.perform(said_by, question, text="4 a year for ten years.", amount=40_000_00)
    assert opened(hall, question).state == "open"
    (row,) = exports.costs()
    assert row["amount"] == 40_000_00


# --- frozen -----------------------------------------------------------------------------------------
def test_with_the_opening_it_is_frozen_and_its_hash_is_on_the_record(
    hall: Hall, question: Election
) -> None:
    kit.argue(hall, question)
    told = queries.digest(question)
    opened(hall, question)
    entry = Entry.objects.get(action="decisions.open_election")
    assert told in str(entry.body)
    mine = VoteArgument.objects.get(election=question, person=hall.resident.person)
    for call in (
        lambda: argue_vote.perform(hall.parks, election=question, side="for", **SAID),
        lambda: answer_argument.perform(hall.parks, mine, **SAID),
        lambda: withdraw_argument.perform(hall.resident, mine),
    ):
        assert refused(call) == "frozen"
    assert queries.digest(question) == told
    assert len(list(exports.arguments())) == 4


def test_the_hash_tells_of_every_word(hall: Hall, question: Election) -> None:
    argument = argue_vote.perform(hall.parks, election=question, side="for", **SAID).result
    before = queries.digest(question)
    withdraw_argument.perform(hall.parks, argument)
    assert queries.digest(question) != before


# --- whose words ------------------------------------------------------------------------------------
def test_only_its_author_takes_an_argument_back_with_its_answers(
    hall: Hall, question: Election
) -> None:
    argument = argue_vote.perform(hall.parks, election=question, side="for", **SAID).result
    answer_argument.perform(hall.roads, argument, **SAID)
    assert refused(lambda: withdraw_argument.perform(hall.roads, argument)) == "other-author"
    withdraw_argument.perform(hall.parks, argument)
    assert not queries.arguments(question).exists()
    assert refused(lambda: withdraw_argument.perform(hall.parks, argument)) == "withdrawn"


def test_three_for_a_side_and_one_answer_each(hall: Hall, question: Election) -> None:
    for _number in range(queries.MOST_OWN):
        argument = argue_vote.perform(hall.parks, election=question, side="for", **SAID).result
    with pytest.raises(BadInput):
        argue_vote.perform(hall.parks, election=question, side="for", **SAID)
    answer = answer_argument.perform(hall.roads, argument, **SAID).result
    assert answer.side == "against"
    with pytest.raises(BadInput):
        answer_argument.perform(hall.roads, argument, **SAID)
    assert refused(lambda: answer_argument.perform(hall.parks, answer, **SAID)) == "an-answer"


@pytest.mark.parametrize("field", ["side", "text", "source"])
def test_what_is_missing_is_said_at_its_field(hall: Hall, question: Election, field: str) -> None:
    given = {"side": "for", **SAID, field: ""}
    with pytest.raises(BadInput) as caught:
        argue_vote.perform(hall.parks, election=question, **given)
    assert caught.value.field == field


def test_a_residents_name_is_shown_nowhere(hall: Hall, question: Election, client: Client) -> None:
    voter = kit.voter(hall, 713)
    argument = argue_vote.perform(voter, election=question, side="for", **SAID).result
    name = Person.objects.get(pk=voter.person).name
    pages = [
        client.get(question.get_absolute_url()).content.decode(),
        client.get(argument.get_absolute_url()).content.decode(),
        client.get(f"/api/v1/votes/{question.pk}/briefing").content.decode(),
        str(list(exports.arguments())),
    ]
    assert all(SAID["text"] in page for page in pages)
    assert not any(name in page for page in pages)
    assert '"by": ""' in pages[2] or '"by":""' in pages[2]


def test_moderation_hides_words_and_they_are_gone_everywhere(
    hall: Hall, question: Election, client: Client
) -> None:
    argument = argue_vote.perform(hall.resident, election=question, side="for", **SAID).result
    hide_argument.perform(hall.clerk, argument, what="text", reason="insult")
    for address in (question.get_absolute_url(), argument.get_absolute_url()):
        assert SAID["text"] not in client.get(address).content.decode()
    assert SAID["text"] not in str(list(exports.arguments()))


# --- pages ------------------------------------------------------------------------------------------
def test_the_page_says_what_is_missing_and_the_ballot_shows_both_sides(
    hall: Hall, question: Election
) -> None:
    page = signed_in(hall.chair).get(question.get_absolute_url()).content.decode()
    assert "The vote cannot open yet" in page
    kit.argue(hall, question)
    opened(hall, question)
    ballot = signed_in(hall.resident).get(f"{question.get_absolute_url()}vote/").content.decode()
    folded = signed_in(hall.resident).get(question.get_absolute_url()).content.decode()
    assert "It is for us." in folded and "It is against us." in folded
    assert "The vote cannot open yet" not in folded
    assert question.name in ballot
