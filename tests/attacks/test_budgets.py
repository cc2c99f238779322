"""Money of residents cannot be steered by those who check, by late or foreign voices, or round a review."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from commonhall.actions.registry import actions as declared
from commonhall.core.exports import datasets
from commonhall.core.refusals import BadInput
from commonhall.decisions.proposals import (
    actions,
    ballot_actions,
    merging_actions,
    support_actions,
)
from commonhall.decisions.proposals.authors import supporters
from commonhall.decisions.proposals.models import Proposal, ProposalSupport
from commonhall.decisions.votes import actions as vote_actions
from commonhall.decisions.votes import option_actions
from commonhall.decisions.votes.counting import OptionRow, Terms, valid
from commonhall.law.appeals import actions as appeals
from commonhall.people import actors
from commonhall.people.residents import actions as residents
from commonhall.people.residents.models import Person
from tests.asking_kit import confirmed
from tests.decisions.budgets import (
    BALLOT,
    CHECK,
    MERGING,
    SUPPORT,
    check,
    on_ballot,
    opened,
    proposed,
    sifted,
    support,
)
from tests.decisions.kit import voter
from tests.kit import Hall, by_key, found_hall, person, signed_in
from tests.law import kit
from tests.law.kit import later, refusal
from tests.words import texts

pytestmark = pytest.mark.django_db
State = Proposal.State


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def test_an_official_does_not_check_what_they_proposed(hall: Hall) -> None:
    """Neither as its first author, nor as one who came to it by merging, nor for their organisation."""
    budget = opened(hall, needed=0)
    official = Person.objects.get(pk=hall.parks.person)
    residents.verify_resident.perform(hall.clerk, person=official, unit=hall.unit("north"))
    one = proposed(hall, budget, actors.as_person(official))
    sifted()
    with later(CHECK):
        assert refusal(lambda: check(hall, one)) == "own-matter"


def test_another_body_checks_nothing(hall: Hall) -> None:
    budget = opened(hall, needed=0)
    one = proposed(hall, budget)
    sifted()
    with later(CHECK):
        assert refusal(lambda: check(hall, one, by=hall.roads)) == "other-body"
        assert refusal(lambda: check(hall, one, by=voter(hall, 3))) == "wrong-kind"


def test_nobody_supports_twice_by_page_and_program(hall: Hall) -> None:
    budget, who = opened(hall), kit.confirmed(hall)
    one = proposed(hall, budget)
    with later(SUPPORT):
        client = signed_in(who)
        for _twice in range(2):
            client.post(f"{one.get_absolute_url()}support/")
        answer = by_key(who, f"/proposals/{one.pk}/support", {})
        assert answer.status_code == 409 and answer.json()["code"] == "supported"
    assert supporters(one) == 1


def test_the_database_itself_takes_one_support_of_each(hall: Hall) -> None:
    one, who = proposed(hall, opened(hall)), voter(hall, 1)
    with later(SUPPORT):
        support(who, one)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            'INSERT INTO decisions_proposalsupport (version, proposal_id, person_id, "on") '
            "VALUES (1, %s, %s, '2026-01-01')",
            [one.pk, who.person],
        )


def test_neither_from_elsewhere_nor_unconfirmed_nor_for_another(hall: Hall) -> None:
    budget = opened(hall)
    one, who = proposed(hall, budget), kit.confirmed(hall)
    stranger = actors.as_person(person("newcomer"))
    assert refusal(lambda: proposed(hall, budget, voter(hall, 1, "south"))) == "lives-elsewhere"
    assert refusal(lambda: proposed(hall, budget, stranger)) == "not-verified"
    with later(SUPPORT):
        assert refusal(lambda: support(voter(hall, 2, "south"), one)) == "lives-elsewhere"
        assert refusal(lambda: support(stranger, one)) == "not-verified"
        assert refusal(lambda: support(hall.parks, one)) == "wrong-kind"
        other = voter(hall, 5)
        answer = by_key(who, f"/proposals/{one.pk}/support", {"person": other.person})
        assert answer.status_code == 422
    assert not ProposalSupport.objects.exists()


def test_nobody_signs_a_proposal_with_another_author(hall: Hall) -> None:
    """Who wrote it is who sent it, whatever is sent along."""
    budget, who = opened(hall), kit.confirmed(hall)
    other = voter(hall, 5)
    sent = {
        "title": "A slide",
        "text": "Blue.",
        "unit": hall.unit("north").pk,
        "estimate": "500",
        "name": "The Mayor",
        "category": "Green",
        "person": other.person,
        "speaker": "official",
        "state": "admitted",
        "cost": "1",
    }
    signed_in(who).post(f"{budget.get_absolute_url()}propose-project/", sent)
    one = Proposal.objects.get()
    assert (one.person_id, one.speaker, one.state, one.cost) == (
        who.person,
        "resident",
        State.PROPOSED,
        None,
    )
    assert (
        refusal(lambda: actions.withdraw_project.perform(other, proposal=one, why="Mine."))
        == "not-yours"
    )


def test_neither_early_nor_late(hall: Hall) -> None:
    budget, who = opened(hall), voter(hall, 1)
    one = proposed(hall, budget)
    assert refusal(lambda: support(who, one)) == "too-early"
    with later(SUPPORT):
        assert refusal(lambda: proposed(hall, budget, voter(hall, 2))) == "too-late"
        support(who, one)
    with later(CHECK):
        assert refusal(lambda: support(voter(hall, 3), one)) == "too-late"
        unsupport = support_actions.unsupport_proposal.perform
        assert refusal(lambda: unsupport(who, proposal=one)) == "too-late"


def test_the_cost_stays_as_it_was_checked(hall: Hall) -> None:
    """Neither its author nor the body that checked it changes it, and the ballot holds no other."""
    budget, who = opened(hall, needed=0), voter(hall, 1)
    one = proposed(hall, budget, who)
    other = proposed(hall, budget, voter(hall, 2), title="Trees")
    sifted()
    with later(CHECK):
        check(hall, one, 18_000_00)
        check(hall, other, 5_000_00)
        assert refusal(lambda: check(hall, one, 1_00)) == "wrong-state"
        one.refresh_from_db()
        given = {"title": "Benches", "text": "Ten.", "estimate": 1_00}
        reword = actions.reword_proposal.perform
        assert refusal(lambda: reword(who, proposal=one, **given)) == "wrong-state"
    with later(BALLOT):
        ballot_actions.draw_ballot.perform(hall.chair, budget=budget)
    one.refresh_from_db()
    assert one.option is not None and one.option.cost == 18_000_00


def test_nothing_comes_on_the_ballot_round_the_check(hall: Hall) -> None:
    """What was refused is not added as an option by hand or by file, and what was admitted is not taken off."""
    budget = opened(hall, needed=0)
    no = proposed(hall, budget, voter(hall, 5), title="No")
    sifted()
    with later(CHECK):
        check(hall, no, None)
        assert refusal(lambda: check(hall, no)) == "appeal"
    on_ballot(hall, budget, 60_000_00, 70_000_00)
    election = budget.election
    assert election is not None
    assert not election.options.filter(about=no.ref).exists()
    given: dict[str, Any] = {"code": "x", "names": texts("No"), "cost": 5, "about": no.ref}
    add = vote_actions.add_option.perform
    load = option_actions.load_options.perform
    assert refusal(lambda: add(hall.chair, election=election, **given)) == "drawn-from-proposals"
    assert (
        refusal(lambda: load(hall.chair, election=election, lines="code;name;cost\nx;No;5"))
        == "drawn-from-proposals"
    )
    option = election.options.first()
    assert (
        refusal(
            lambda: vote_actions.withdraw_option.perform(
                hall.chair, election=election, option=option
            )
        )
        == "drawn-from-proposals"
    )


def test_the_ballot_waits_for_appeals_and_for_their_new_check(hall: Hall) -> None:
    budget, who = opened(hall, needed=0), kit.confirmed(hall)
    for number in range(2):
        proposed(hall, budget, voter(hall, number), title=f"Yes {number}")
    no = proposed(hall, budget, who, title="No")
    sifted()
    with later(CHECK):
        for one in Proposal.objects.exclude(pk=no.pk):
            check(hall, one, 10_000_00)
        check(hall, no, None)
    draw = ballot_actions.draw_ballot.perform
    with later(BALLOT):
        entry = kit.entry_of("decisions.check_proposal")
        appeal = appeals.file_appeal.perform(who, entry=entry, text="No pipe.").result
        assert refusal(lambda: draw(hall.chair, budget=budget)) == "appeals-waiting"
        appeals.decide_appeal.perform(
            kit.reviewer(hall), appeal=appeal, verdict="granted", text="No pipe."
        )
        assert refusal(lambda: draw(hall.chair, budget=budget)) == "unchecked"


def test_nobody_merges_anothers_proposal_without_consent(hall: Hall) -> None:
    budget = opened(hall, needed=0)
    ada, ben, cleo = confirmed(hall, 3)
    first, second = proposed(hall, budget, ada), proposed(hall, budget, ben, title="Trees")
    sifted()
    with later(CHECK):
        for one in (first, second):
            check(hall, one, 10_000_00)
            one.refresh_from_db()
    offer = merging_actions.offer_merger.perform
    with later(MERGING):
        given: dict[str, Any] = {"into": second, "title": "Both"}
        assert refusal(lambda: offer(cleo, proposal=first, **given)) == "not-yours"
        merger = offer(ada, proposal=first, **given).result
        agree = merging_actions.agree_to_merger.perform
        for stranger in (ada, cleo):
            assert refusal(lambda who=stranger: agree(who, merger=merger)) == "not-yours"
        merge = merging_actions.merge_proposals.perform
        assert refusal(lambda: merge(actors.system(), merger=merger)) == "wrong-state"
        with pytest.raises(BadInput):
            offer(ben, proposal=second, into=first, title="Both")
    second.refresh_from_db()
    assert (second.title, second.cost) == ("Trees", 10_000_00)
    with later(BALLOT):
        assert refusal(lambda: agree(ben, merger=merger)) == "too-late"


def test_a_proposal_of_another_budget_is_not_merged_in(hall: Hall) -> None:
    ada = confirmed(hall, 1)[0]
    first = proposed(hall, opened(hall, needed=0), ada)
    other = proposed(hall, opened(hall, needed=0), voter(hall, 2))
    sifted()
    with later(CHECK):
        check(hall, first, 10_000_00)
        check(hall, other, 10_000_00)
    first.refresh_from_db()
    other.refresh_from_db()
    with later(MERGING), pytest.raises(BadInput):
        merging_actions.offer_merger.perform(ada, proposal=first, into=other, title="Both")


def test_a_basket_over_the_money_is_spoilt_in_the_count_too() -> None:
    """Not only the form says no: a ballot that came another way is not counted."""
    options = {"a": OptionRow("a", 60), "b": OptionRow("b", 50)}
    terms = Terms("budget", "approval", "mes", budget=100, within_budget=True)
    assert valid([("a", 1)], terms, options) and valid([], terms, options)
    assert not valid([("a", 1), ("b", 1)], terms, options)


def test_who_supports_what_is_published_nowhere_and_goes_with_the_person(hall: Hall) -> None:
    budget, who = opened(hall), kit.confirmed(hall)
    one = proposed(hall, budget, who, title="Mine alone")
    with later(SUPPORT):
        support(voter(hall, 2), one)
    rows = [str(row) for row in datasets()["decisions.proposals"].rows()]
    assert not any("Voter" in row for row in rows)
    residents.erase_me.perform(who, words=True)
    one.refresh_from_db()
    assert (one.person_id, one.title, one.name) == (None, "", "")
    assert supporters(one) == 1


def test_only_the_law_opens_a_budget(hall: Hall) -> None:
    """A body that may check may not open, and no other power draws the ballot."""
    assert declared()["decisions.open_budget"].power == "open-budgets"
    assert declared()["decisions.draw_ballot"].power == "hold-votes"
    with pytest.raises(BadInput) as caught:
        opened(hall, body=hall.body("reviewer"))
    assert caught.value.field == "body"
