"""Participatory budgets: ideas, support, check, merging, ballot, vote, result, delivery; by days, by law, on the record."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from commonhall.actions import threads
from commonhall.actions.models import Notification
from commonhall.core import clock, jobs
from commonhall.core.refusals import BadInput
from commonhall.decisions.budgets import actions as budget_actions
from commonhall.decisions.budgets.models import Budget
from commonhall.decisions.budgets.phases import Phase
from commonhall.decisions.proposals import (
    actions,
    ballot_actions,
    checking_actions,
    letters,
    merging_actions,
    paper_actions,
    queries,
    support_actions,
    timers,
)
from commonhall.decisions.proposals.authors import supporters
from commonhall.decisions.proposals.editions import editions
from commonhall.decisions.proposals.models import Merger, Proposal
from commonhall.decisions.proposals.similar import similar
from commonhall.decisions.votes.counting_actions import annul_election
from commonhall.delivery.plan import actions as plan_actions
from commonhall.delivery.plan.models import Item
from commonhall.law.appeals import actions as appeals
from commonhall.law.promises import ledger
from commonhall.law.promises import queries as promise_queries
from commonhall.law.promises import timers as promise_timers
from commonhall.law.promises.models import Promise
from commonhall.people import actors
from commonhall.record import sequencer, verification
from commonhall.record.readers import DatabaseSource
from tests.actions.samples import set_fields
from tests.asking_kit import confirmed
from tests.decisions.budgets import (
    BALLOT,
    CHECK,
    MERGING,
    MONEY,
    SUPPORT,
    check,
    on_ballot,
    opened,
    proposed,
    sifted,
    support,
    supported,
)
from tests.decisions.kit import cast, count_it, open_it, voter
from tests.kit import Hall, found_hall
from tests.law import kit
from tests.law.kit import later, refusal

pytestmark = pytest.mark.django_db
State = Proposal.State


@pytest.fixture
def hall(home: Path, monkeypatch: Any) -> Hall:
    # VACUUM cannot run inside a test's transaction; it is tested in test_secrecy.
    monkeypatch.setattr("commonhall.decisions.votes.destruction.envelopes", lambda _votes: [])
    return found_hall()


def now(one: Proposal) -> str:
    one.refresh_from_db()
    return one.state


# --- opening --------------------------------------------------------------------------------------
def test_phases_follow_from_the_days(hall: Hall) -> None:
    budget = opened(hall)
    found = []
    for day in (0, SUPPORT, CHECK, MERGING, BALLOT, BALLOT + 30):
        found.append(budget.phase(clock.today() + timedelta(days=day)))
    assert found == [
        Phase.IDEAS,
        Phase.SUPPORT,
        Phase.CHECK,
        Phase.MERGING,
        Phase.BALLOT,
        Phase.BALLOT,
    ]
    soon = opened(hall, opens_on=clock.today() + timedelta(days=3))
    assert soon.phase() is Phase.SOON


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"money": 0}, "money"),
        ({"most_cost": MONEY + 1}, "most_cost"),
        ({"form": "points"}, "most"),
        ({"form": "points", "most": 5, "within_money": True}, "within_money"),
        ({"categories": ["x" * 61]}, "categories"),
    ],
)
def test_what_does_not_fit_together_is_named(hall: Hall, given: Any, field: str) -> None:
    with pytest.raises(BadInput) as caught:
        opened(hall, **given)
    assert caught.value.field == field


def test_days_follow_each_other_and_are_only_moved_later(hall: Hall) -> None:
    today = clock.today()
    for name, day in (
        ("opens_on", -1),
        ("ideas_until", -1),
        ("support_until", 10),
        ("votes_until", 3),
    ):
        with pytest.raises(BadInput) as caught:
            opened(hall, **{name: today + timedelta(days=day)})
        assert caught.value.field == name
    budget = opened(hall)
    days = {
        name: getattr(budget, name)
        for name in (
            "ideas_until",
            "support_until",
            "check_until",
            "ballot_on",
            "votes_from",
            "votes_until",
        )
    }
    move = budget_actions.move_budget_days.perform
    with pytest.raises(BadInput) as caught:
        earlier = budget.check_until - timedelta(days=1)
        move(hall.chair, budget=budget, **{**days, "check_until": earlier}, reason="Fast.")
    assert caught.value.field == "check_until"
    more = budget.check_until + timedelta(days=2)
    move(hall.chair, budget=budget, **{**days, "check_until": more}, reason="Holidays.")
    budget.refresh_from_db()
    assert (budget.check_until, budget.reason) == (more, "Holidays.")
    with later(SUPPORT), pytest.raises(BadInput) as caught:
        move(
            hall.chair,
            budget=budget,
            **{**days, "check_until": more, "ideas_until": budget.ideas_until + timedelta(days=1)},
            reason="More ideas.",
        )
    assert caught.value.field == "ideas_until"


def test_a_budget_is_called_off_with_its_reason(hall: Hall) -> None:
    budget = opened(hall)
    budget_actions.call_off_budget.perform(hall.chair, budget=budget, reason="No money.")
    budget.refresh_from_db()
    assert budget.phase() is Phase.OFF
    assert refusal(lambda: proposed(hall, budget)) == "too-late"


# --- proposing ------------------------------------------------------------------------------------
def test_residents_and_organisations_propose_up_to_the_limit(hall: Hall) -> None:
    budget = opened(hall, most_each=1)
    who = voter(hall, 1)
    one = proposed(hall, budget, who)
    assert [str(author) for author in one.authors.all()] == ["Ada of Mill Road"]
    assert refusal(lambda: proposed(hall, budget, who)) == "enough-proposals"
    friends = proposed(hall, budget, kit.organisation(hall), title="A slide")
    assert friends.organisation is not None
    actions.withdraw_project.perform(who, proposal=one, why="I was wrong.")
    assert proposed(hall, budget, who).pk


def test_what_is_wrong_is_named_at_its_field(hall: Hall) -> None:
    budget = opened(hall, most_cost=50_000_00)
    who = voter(hall, 1)
    for given, field in (
        ({"estimate": 0}, "estimate"),
        ({"estimate": 50_000_01}, "estimate"),
        ({"unit": hall.unit("south")}, "unit"),
        ({"category": "Space"}, "category"),
        ({"point": (0.5, 10.5)}, "point"),
    ):
        with pytest.raises(BadInput) as caught:
            proposed(hall, budget, who, **given)
        assert caught.value.field == field
    assert not Proposal.objects.exists()
    assert proposed(hall, budget, who, point=(1.5, 10.5)).latitude is not None


def test_it_is_changed_while_ideas_are_collected_and_editions_stay(hall: Hall) -> None:
    who = voter(hall, 1)
    one = proposed(hall, opened(hall), who)
    reword = actions.reword_proposal.perform
    reword(who, proposal=one, title="Twelve benches", text="With backs.", estimate=24_000_00)
    one.refresh_from_db()
    assert [edition.title for edition in editions(one)] == [
        "Twelve benches",
        "Ten benches by the mill",
    ]
    other = voter(hall, 2)
    given = {"title": "x", "text": "y", "estimate": 1}
    assert refusal(lambda: reword(other, proposal=one, **given)) == "not-yours"
    with later(SUPPORT):
        assert refusal(lambda: reword(who, proposal=one, **given)) == "too-late"


def test_a_similar_one_is_shown_before(hall: Hall) -> None:
    one = proposed(hall, opened(hall))
    assert similar("Ten benches near the mill") == [one]
    assert similar("A slide for the swimming pool") == []


# --- support --------------------------------------------------------------------------------------
def test_support_decides_whether_it_is_checked(hall: Hall) -> None:
    budget = opened(hall)
    enough = supported(hall, budget, 1)
    few = proposed(hall, budget, voter(hall, 5), title="Few")
    with later(SUPPORT):
        support(voter(hall, 7), few)
        who = voter(hall, 8)
        support(who, few)
        support_actions.unsupport_proposal.perform(who, proposal=few)
    assert supporters(few) == 1
    assert timers.watch_proposals() == 0
    sifted()
    assert (now(enough), now(few)) == (State.WAITING, State.TOO_FEW)
    assert enough.due_on == budget.check_until
    assert list(letters.sifted(few.ref, clock.now())) == ["It found 1 supporters and needed 2."]


def test_paper_counts_once_another_office_has_counted_it_again(hall: Hall) -> None:
    budget, who = opened(hall, needed=4), kit.confirmed(hall)
    one = proposed(hall, budget, who)
    enter, confirm = (
        paper_actions.enter_supporters.perform,
        paper_actions.confirm_supporters.perform,
    )
    given = {"number": 3, "evidence": "Sheets 1 and 2, room 4."}
    assert refusal(lambda: enter(hall.clerk, proposal=one, **given)) == "too-early"
    with later(SUPPORT):
        support(voter(hall, 50), one)
        assert refusal(lambda: enter(who, proposal=one, **given)) == "wrong-kind"
        sheet = enter(hall.clerk, proposal=one, **given).result
        assert supporters(one) == 1
        assert refusal(lambda: confirm(hall.clerk, sheet=sheet, number=3)) == "no-competence"
        with pytest.raises(BadInput) as caught:
            confirm(hall.chair, sheet=sheet, number=2)
        assert caught.value.field == "number"
        confirm(hall.chair, sheet=sheet, number=3)
        assert refusal(lambda: confirm(hall.chair, sheet=sheet, number=3)) == "wrong-state"
        (row,) = queries.proposals(queries.Filter(budget.pk))
        assert (supporters(one), row.supported) == (4, 4)  # type: ignore[attr-defined]
        page = Client().get(one.get_absolute_url()).content.decode()
        assert "3 signatures" in page and "Sheets 1 and 2, room 4." in page
        again = enter(hall.clerk, proposal=one, **given).result
        paper_actions.refuse_supporters.perform(hall.chair, sheet=again, reason="One hand.")
        late = enter(hall.clerk, proposal=one, **given).result
    sifted()
    assert now(one) == State.WAITING
    with later(CHECK):
        assert refusal(lambda: confirm(hall.chair, sheet=late, number=3)) == "wrong-state"
        entry = kit.entry_of("decisions.confirm_supporters")
        appeal = appeals.file_appeal.perform(who, entry=entry, text="There are two.").result
        appeals.decide_appeal.perform(
            kit.reviewer(hall), appeal=appeal, verdict="granted", text="There are two."
        )
        assert supporters(one) == 1


def test_without_a_number_all_are_checked(hall: Hall) -> None:
    today = clock.today()
    budget = opened(hall, needed=0, support_until=today + timedelta(days=SUPPORT - 1))
    one = proposed(hall, budget)
    sifted()
    assert now(one) == State.WAITING


# --- the check ------------------------------------------------------------------------------------
def test_the_check_says_cost_and_reasons_and_its_author_hears(hall: Hall) -> None:
    budget, who = opened(hall, needed=0), kit.confirmed(hall)
    one = proposed(hall, budget, who)
    sifted()
    with later(CHECK):
        one.refresh_from_db()
        for given, field in (
            ({"verdict": "admitted"}, "cost"),
            ({"verdict": "admitted", "cost": MONEY + 1}, "cost"),
            ({"verdict": "refused", "cost": 5}, "cost"),
        ):
            with pytest.raises(BadInput) as caught:
                checking_actions.check_proposal.perform(
                    hall.parks, proposal=one, reasons="So.", **given
                )
            assert caught.value.field == field
        check(hall, one, 18_000_00)
    assert (now(one), one.cost) == (State.ADMITTED, 18_000_00)
    said = " ".join(letters.checked(one.ref, clock.now()))
    assert "18,000" in said and "Ten at 2,000." in said
    while jobs.run_one("test"):
        pass
    told = set(Notification.objects.filter(ref=one.ref).values_list("action", flat=True))
    assert {"decisions.sift_proposal", "decisions.check_proposal"} <= told


def test_a_refusal_is_appealed_and_checked_anew(hall: Hall) -> None:
    budget, who = opened(hall, needed=0), kit.confirmed(hall)
    one = proposed(hall, budget, who)
    sifted()
    with later(CHECK):
        check(hall, one, None)
        assert refusal(lambda: check(hall, one)) == "appeal"
        assert "not admitted" in next(iter(letters.checked(one.ref, clock.now())))
        entry = kit.entry_of("decisions.check_proposal")
        appeal = appeals.file_appeal.perform(who, entry=entry, text="There is no pipe.").result
        appeals.decide_appeal.perform(
            kit.reviewer(hall), appeal=appeal, verdict="granted", text="No pipe."
        )
        assert (now(one), one.reasons) == (State.WAITING, "")
        check(hall, one)
    assert now(one) == State.ADMITTED


def test_a_late_check_is_noted_against_the_body_that_is_late(hall: Hall) -> None:
    budget, who = opened(hall, needed=0), kit.confirmed(hall)
    one = proposed(hall, budget, who)
    sifted()
    with later(MERGING):
        timers.watch_proposals()
        assert now(one) == State.WAITING and one.overdue_on == clock.today()
        entry = kit.entry_of("decisions.mark_check_overdue")
        appeal = appeals.file_appeal.perform(who, entry=entry, text="It is late.").result
    assert appeal.body.code == "parks"


def fate_of(one: Proposal) -> str:
    promise = ledger.of(one.ref)
    return promise.fate(clock.today()).value if promise else ""


def test_a_check_is_promised_and_kept_late_or_withdrawn(hall: Hall) -> None:
    """As any day that a body owes by; what its author or the budget takes back is owed by nobody."""
    budget, ada = opened(hall, needed=0, most_each=2), voter(hall, 1)
    kept, late = proposed(hall, budget, ada), proposed(hall, budget, ada, title="Trees")
    back = proposed(hall, budget, voter(hall, 2), title="A slide")
    off = proposed(hall, budget, voter(hall, 3), title="A pool")
    sifted()
    with later(CHECK):
        assert {fate_of(one) for one in (kept, late, back, off)} == {"to-come"}
        promise = ledger.of(kept.ref)
        assert promise is not None and promise.kind == "check"
        assert (promise.body_id, promise.first_on) == (budget.body_id, budget.check_until)
        check(hall, kept)
        back.refresh_from_db()
        actions.withdraw_project.perform(voter_again(back), proposal=back, why="Built.")
        assert (fate_of(kept), fate_of(back)) == ("kept", "withdrawn")
    with later(MERGING):
        promise_timers.watch()
        assert (fate_of(late), fate_of(back)) == ("broken", "withdrawn")
        check(hall, late)
        assert fate_of(late) == "late"
    counts = promise_queries.in_all(Promise.objects.filter(kind="check"), clock.today())
    assert (counts.kept, counts.late, counts.made) == (1, 1, 3)


def voter_again(one: Proposal) -> actors.Actor:
    """Its first author."""
    return actors.as_person(one.authors.get().person)


def test_nobody_owes_the_checks_of_a_budget_that_was_called_off(hall: Hall) -> None:
    budget = opened(hall, needed=0)
    one = proposed(hall, budget)
    sifted()
    with later(CHECK):
        budget_actions.call_off_budget.perform(hall.chair, budget=budget, reason="No money.")
        assert fate_of(one) == "withdrawn"
        entry = kit.entry_of("decisions.call_off_budget")
        appeal = appeals.file_appeal.perform(
            kit.confirmed(hall), entry=entry, text="There is money."
        ).result
        appeals.decide_appeal.perform(
            kit.reviewer(hall), appeal=appeal, verdict="granted", text="There is."
        )
        budget.refresh_from_db()
        assert budget.called_off_on is None and fate_of(one) == "to-come"


# --- merging --------------------------------------------------------------------------------------
def test_two_become_one_when_all_authors_agree(hall: Hall) -> None:
    budget = opened(hall, needed=0)
    ada, ben = confirmed(hall, 2)
    first = proposed(hall, budget, ada, title="Benches", text="Ten.")
    second = proposed(hall, budget, ben, title="Trees", text="Five.", name="Ben")
    sifted()
    with later(CHECK):
        check(hall, first, 20_000_00)
        check(hall, second, 5_000_00)
    with later(MERGING):
        offer = merging_actions.offer_merger.perform
        first.refresh_from_db()
        second.refresh_from_db()
        merger = offer(ada, proposal=first, into=second, title="Shade and seats").result
        assert now(first) == State.ADMITTED
        assert (
            refusal(lambda: merging_actions.agree_to_merger.perform(ada, merger=merger))
            == "not-yours"
        )
        merging_actions.agree_to_merger.perform(ben, merger=merger)
    assert (now(first), first.merged_into) == (State.MERGED, second)
    assert (now(second), second.cost, second.title) == (
        State.ADMITTED,
        25_000_00,
        "Shade and seats",
    )
    assert "Ten." in second.text and "Five." in second.text
    assert {str(one) for one in second.authors.all()} == {"Ada of Mill Road", "Ben"}
    assert second.title in " ".join(letters.merged(first.ref, clock.now()))
    with later(MERGING):
        assert (
            refusal(lambda: actions.withdraw_project.perform(ben, proposal=second, why="Mine."))
            == "not-yours-alone"
        )


def test_an_offer_is_declined_and_both_stay(hall: Hall) -> None:
    budget = opened(hall, needed=0)
    ada, ben = confirmed(hall, 2)
    first, second = proposed(hall, budget, ada), proposed(hall, budget, ben, title="Trees")
    sifted()
    with later(CHECK):
        check(hall, first, 80_000_00)
        check(hall, second, 30_000_00)
    with later(MERGING):
        first.refresh_from_db()
        second.refresh_from_db()
        with pytest.raises(BadInput) as caught:
            merging_actions.offer_merger.perform(ada, proposal=first, into=second, title="Both")
        assert "Together they cost more" in str(caught.value.message)
    with later(MERGING):
        third = proposed_admitted(hall, budget)
        merger = merging_actions.offer_merger.perform(
            ben, proposal=Proposal.objects.get(pk=second.pk), into=third, title="Both"
        ).result
        who = actors.as_person(third.authors.get().person)
        merging_actions.decline_merger.perform(who, merger=merger)
    merger.refresh_from_db()
    assert merger.state == Merger.State.DECLINED
    assert now(second) == State.ADMITTED


def proposed_admitted(hall: Hall, budget: Budget) -> Proposal:
    """One more that is admitted, as if it had been there before."""
    with clock.replay(clock.now() - timedelta(days=MERGING)):
        one = proposed(hall, budget, voter(hall, 77), title="Third")
    set_fields(one, state=State.ADMITTED, cost=1_000_00)
    one.refresh_from_db()
    return one


# --- ballot, vote, result -------------------------------------------------------------------------
def test_the_ballot_is_drawn_from_what_was_admitted(hall: Hall) -> None:
    budget = opened(hall, needed=1)
    loved = supported(hall, budget, 1, title="Loved")
    with later(SUPPORT):
        support(voter(hall, 50), loved)
    other = supported(hall, budget, 2, title="Other")
    no = supported(hall, budget, 3, title="No")
    sifted()
    draw = ballot_actions.draw_ballot.perform
    with later(CHECK):
        check(hall, other, 30_000_00)
        check(hall, no, None)
    with later(MERGING):
        assert refusal(lambda: draw(hall.chair, budget=budget)) == "too-early"
    with later(BALLOT):
        assert refusal(lambda: draw(hall.chair, budget=budget)) == "unchecked"
        check(hall, loved, 20_000_00)
        draw(hall.chair, budget=budget)
    budget.refresh_from_db()
    election = budget.election
    assert election is not None
    assert (election.budget, election.rule, election.unit.code) == (MONEY, "mes", "north")
    rows = list(election.options.order_by("code").values_list("code", "cost", "about"))
    assert rows == [("001", 20_000_00, loved.ref), ("002", 30_000_00, other.ref)]
    assert (now(loved), now(no)) == (State.BALLOT, State.REFUSED)
    assert election.ref in threads.of(loved.ref).found
    assert refusal(lambda: draw(hall.chair, budget=budget)) == "options-missing"


def test_from_the_vote_to_the_plan_and_its_delivery(hall: Hall) -> None:
    budget = opened(hall, needed=0)
    won, lost = on_ballot(hall, budget, 60_000_00, 70_000_00)
    election = budget.election
    assert election is not None
    open_it(hall, election)
    for number in range(3):
        cast(voter(hall, 300 + number), election, "001")
    cast(voter(hall, 310), election, "002")
    count_it(election)
    timers.watch_proposals()
    assert (now(won), now(lost)) == (State.FUNDED, State.UNFUNDED)
    item = Item.objects.get(about=won.option.ref)
    assert (won.item, item.budget) == (item.ref, 60_000_00)
    assert "plan" in " ".join(letters.settled(won.ref, clock.now()))
    assert "not funded" in " ".join(letters.settled(lost.ref, clock.now()))
    budget = Budget.objects.get(pk=budget.pk)
    assert budget.phase() is Phase.RESULT
    assert item.ref in threads.of(won.ref).found
    day = clock.today() + timedelta(days=30)
    plan_actions.start_item.perform(hall.chair, item=item, due_on=day)
    item.refresh_from_db()
    plan_actions.finish_item.perform(hall.chair, item=item)
    assert now(won) == State.DELIVERED
    assert item.get_absolute_url() in " ".join(letters.delivered(won.ref, clock.now()))
    while sequencer.sequence_once():
        pass
    assert verification.verify(DatabaseSource()).ok


def test_a_basket_holds_no_more_than_the_money(hall: Hall) -> None:
    budget = opened(hall, needed=0, within_money=True)
    on_ballot(hall, budget, 60_000_00, 70_000_00, 40_000_00)
    election = budget.election
    assert election is not None and election.within_budget
    open_it(hall, election)
    with pytest.raises(BadInput) as caught:
        cast(voter(hall, 300), election, "001", "002")
    assert caught.value.field == "choices"
    cast(voter(hall, 301), election, "001", "003")
    count_it(election)
    election.refresh_from_db()
    assert election.result.ballots == 1


def test_an_annulled_vote_is_drawn_again(hall: Hall) -> None:
    budget = opened(hall, needed=0)
    first, second = on_ballot(hall, budget, 60_000_00, 70_000_00)
    election = budget.election
    assert election is not None
    open_it(hall, election)
    annul_election.perform(kit.reviewer(hall), election=election)
    assert (now(first), now(second)) == (State.ADMITTED, State.ADMITTED)
    with later(BALLOT):
        budget = Budget.objects.get(pk=budget.pk)
        assert budget.phase() is Phase.BALLOT
        ballot_actions.draw_ballot.perform(hall.chair, budget=budget)
    budget.refresh_from_db()
    assert budget.election_id != election.pk and now(first) == State.BALLOT
