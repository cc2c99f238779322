"""Appeals: who, within which days, decided by whom; what is granted is annulled in the same act."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from commonhall.actions.models import Follow, Link, Notification
from commonhall.cases.cases import actions as case_actions
from commonhall.cases.desk import actions as desk_actions
from commonhall.core import jobs
from commonhall.core.refusals import BadInput, Refused
from commonhall.decisions.motions.models import Motion
from commonhall.decisions.votes.models import Election
from commonhall.law import queries
from commonhall.law.appeals import actions
from commonhall.law.appeals.models import Appeal
from commonhall.law.timers import watch
from commonhall.people.bodies import actions as body_actions
from commonhall.people.interests import actions as interest_actions
from commonhall.people.organisations.models import Organisation
from commonhall.people.residents import actions as resident_actions
from commonhall.people.residents.models import Person
from commonhall.record import sequencer, verification
from commonhall.record.models import Entry
from commonhall.record.readers import DatabaseSource
from tests.decisions.kit import budget, cast, count_it, open_it, voter
from tests.kit import Hall, found_hall
from tests.law import kit
from tests.words import texts

pytestmark = pytest.mark.django_db
decide = actions.decide_appeal


@pytest.fixture
def hall(home: Path, monkeypatch: Any) -> Hall:
    monkeypatch.setattr("commonhall.decisions.votes.destruction.envelopes", lambda _votes: [])
    return found_hall()


def test_a_granted_appeal_annuls_the_decision_in_the_same_act(hall: Hall) -> None:
    motion, reviewer = kit.decided(hall), kit.reviewer(hall)
    resident = kit.confirmed(hall)
    appeal = kit.appealed(resident)
    assert (appeal.about, appeal.body.code) == (motion.ref, "council")
    assert (appeal.due_on - appeal.at.date()).days == 30
    outcome = decide.perform(reviewer, appeal=appeal, verdict="granted", text="It was not asked.")
    motion.refresh_from_db()
    assert motion.state == Motion.State.ANNULLED
    (child,) = outcome.children
    assert (child.action, child.parent_id) == ("decisions.annul_motion", outcome.entry.pk)
    assert child.actor == reviewer.ref and '"review-decisions"' not in child.body
    kinds = set(Link.objects.filter(from_ref=appeal.ref).values_list("kind", flat=True))
    assert kinds == {"decided", "annulled"}
    assert Link.objects.filter(from_ref=motion.ref, to_ref=appeal.ref, kind="appealed").exists()
    assert Follow.objects.filter(account=resident.account, ref=appeal.ref).exists()
    assert (
        kit.refusal(
            lambda: decide.perform(reviewer, appeal=appeal, verdict="dismissed", text="No.")
        )
        == "wrong-state"
    )
    for entry in (outcome.entry, child):
        assert (
            kit.refusal(
                lambda entry=entry: actions.file_appeal.perform(
                    resident, entry=entry, text="Again."
                )
            )
            == "final"
        )
    sequencer.sequence_once()
    assert verification.verify(DatabaseSource()).ok


def test_the_appellant_is_told(hall: Hall) -> None:
    kit.decided(hall)
    reviewer, resident = kit.reviewer(hall), kit.confirmed(hall)
    appeal = kit.appealed(resident)
    decide.perform(reviewer, appeal=appeal, verdict="dismissed", text="It stands.")
    while jobs.run_one("test"):
        pass
    told = Notification.objects.filter(ref=appeal.ref, account=resident.account)
    assert [one.action for one in told] == ["law.decide_appeal"]
    assert Motion.objects.get().state == Motion.State.PASSED


def test_a_vote_can_be_appealed_and_annulled(hall: Hall) -> None:
    election = open_it(hall, budget(hall))
    for number in range(3):
        cast(voter(hall, number), election, "a")
    count_it(election)
    appeal = actions.file_appeal.perform(
        kit.confirmed(hall),
        entry=Entry.objects.get(action="decisions.count_election"),
        text="Wrong.",
    ).result
    # The System counted it, the council held it: neither reviews.
    assert appeal.body.code == "system"
    elsewhere = kit.refusal(
        lambda: decide.perform(hall.chair, appeal=appeal, verdict="granted", text="x")
    )
    assert elsewhere == "no-competence"
    decide.perform(kit.reviewer(hall), appeal=appeal, verdict="granted", text="Tellers were ill.")
    assert Election.objects.get(pk=election.pk).state == Election.State.ANNULLED


def test_a_refusal_is_open_again_with_a_new_day(hall: Hall) -> None:
    case = hall.raise_case()
    case_actions.answer_case.perform(hall.parks, case=case, text="No.")
    appeal = kit.appealed(kit.organisation(hall), "cases.answer_case")
    assert appeal.organisation is not None and appeal.person is None
    outcome = decide.perform(
        kit.reviewer(hall), appeal=appeal, verdict="granted", text="Answer it properly."
    )
    (child,) = outcome.children
    assert (child.action, child.subject) == ("law.set_aside_act", case.ref)
    case.refresh_from_db()
    assert case.state == "open" and case.again_on == kit.clock.today() + timedelta(days=14)
    assert case.answers.get().text == "No."
    assert Link.objects.filter(from_ref=appeal.ref, to_ref=case.ref, kind="annulled").exists()


def test_what_cannot_be_undone_says_what_is_owed(hall: Hall) -> None:
    case = hall.raise_case()
    desk_actions.note_case.perform(hall.parks, case=case, text="He always complains.")
    appeal = kit.appealed(kit.organisation(hall), "cases.note_case")
    outcome = decide.perform(kit.reviewer(hall), appeal=appeal, verdict="granted", text="No.")
    assert not outcome.children
    shown = Client().get(appeal.get_absolute_url()).content.decode()
    assert str(desk_actions.note_case.remedy) in shown


# --- who may, and when ----------------------------------------------------------------------------
def test_once_a_person_and_only_confirmed(hall: Hall) -> None:
    kit.decided(hall)
    assert kit.refusal(lambda: kit.appealed(hall.resident)) == "not-verified"
    resident = kit.confirmed(hall)
    kit.appealed(resident)
    assert kit.refusal(lambda: kit.appealed(resident)) == "appealed"
    kit.appealed(voter(hall, 1))
    assert Appeal.objects.count() == 2
    assert kit.refusal(lambda: kit.appealed(hall.parks)) == "wrong-kind"


def test_after_the_days_of_the_law_it_is_refused_with_its_provision(hall: Hall) -> None:
    kit.decided(hall)
    resident = kit.confirmed(hall)
    with kit.later(31), pytest.raises(Refused) as caught:
        kit.appealed(resident)
    assert caught.value.code == "too-late"
    days = queries.deadline_days("appeal", caught.value and kit.clock.today())
    assert days is not None and caught.value.provision == days[1]
    with kit.later(30):
        kit.appealed(resident)


def test_only_public_power_that_was_done_is_appealed(hall: Hall) -> None:
    hall.raise_case()
    resident = kit.confirmed(hall)
    assert kit.refusal(lambda: kit.appealed(resident, "cases.raise_case")) == "not-public-power"
    kit.decided(hall)
    with pytest.raises(BadInput) as caught:
        actions.file_appeal.perform(
            resident, entry=kit.entry_of("decisions.conclude_motion"), text=" "
        )
    assert caught.value.field == "text" and not Appeal.objects.exists()


@pytest.mark.parametrize("article", ["Article 26", "Article 13"])
def test_repealing_the_provision_stops_it(hall: Hall, article: str) -> None:
    kit.decided(hall)
    resident, reviewer = kit.confirmed(hall), kit.reviewer(hall)
    if article == "Article 26":
        kit.repeal(article)
        assert kit.refusal(lambda: kit.appealed(resident)) == "no-right"
        return
    appeal = kit.appealed(resident)
    kit.repeal(article)
    assert (
        kit.refusal(lambda: decide.perform(reviewer, appeal=appeal, verdict="granted", text="x"))
        == "no-competence"
    )
    assert Motion.objects.get().state == Motion.State.PASSED


# --- independence ---------------------------------------------------------------------------------
def test_the_body_that_acted_never_reviews(hall: Hall) -> None:
    kit.decided(hall)
    appeal = kit.appealed(kit.confirmed(hall))
    reviewer = kit.reviewer(hall)
    kit.competence(hall, "council", "review-decisions", "Article 13")
    own = kit.refusal(
        lambda: decide.perform(hall.chair, appeal=appeal, verdict="dismissed", text="x")
    )
    assert own == "same-body"
    assert decide.check(reviewer, appeal)
    interest_actions.declare_interest.perform(
        reviewer, target=hall.body("council").ref, kind="family"
    )
    again = kit.refusal(
        lambda: decide.perform(reviewer, appeal=appeal, verdict="granted", text="x")
    )
    assert again == "recused"


def test_whoever_sat_in_the_body_that_acted_is_out_too(hall: Hall) -> None:
    kit.decided(hall)
    appeal = kit.appealed(kit.confirmed(hall))
    member = Person.objects.create(name="Sits in both")
    body_actions.establish_office.perform(
        hall.chair,
        body=hall.body("council"),
        code="member",
        names=texts("Member"),
        duties={},
    )
    kit.seat(hall, "member", member)
    both = kit.seat_on_both_sides(hall, "reviewer", member)
    assert (
        kit.refusal(lambda: decide.perform(both, appeal=appeal, verdict="dismissed", text="x"))
        == "had-a-part"
    )
    own = kit.seat(hall, "reviewer", Person.objects.get(pk=hall.resident.person))
    assert (
        kit.refusal(lambda: decide.perform(own, appeal=appeal, verdict="granted", text="x"))
        == "own-matter"
    )


@pytest.mark.parametrize(
    ("verdict", "text", "field"),
    [("maybe", "x", "verdict"), ("waiting", "x", "verdict"), ("granted", " ", "text")],
)
def test_a_verdict_without_sense_or_reasons(
    hall: Hall, verdict: str, text: str, field: str
) -> None:
    kit.decided(hall)
    appeal = kit.appealed(kit.confirmed(hall))
    with pytest.raises(BadInput) as caught:
        decide.perform(kit.reviewer(hall), appeal=appeal, verdict=verdict, text=text)
    assert caught.value.field == field
    appeal.refresh_from_db()
    assert appeal.state == Appeal.State.WAITING


def test_a_late_decision_is_put_on_the_record_once(hall: Hall) -> None:
    kit.decided(hall)
    appeal = kit.appealed(kit.confirmed(hall))
    assert watch() == 0
    with kit.later(40):
        assert watch() == 1 and watch() == 0
        appeal.refresh_from_db()
        assert appeal.overdue_on == kit.clock.today() and appeal.days_late(kit.clock.today()) == 10
    entry = Entry.objects.get(action="law.mark_overdue")
    assert (
        entry.subject == appeal.ref and '"system"' in entry.body and "law.competence" in entry.body
    )


# --- erasure --------------------------------------------------------------------------------------
def test_after_erasure_nothing_personal_is_left_and_the_record_verifies(hall: Hall) -> None:
    kit.decided(hall)
    appeal = kit.appealed(kit.confirmed(hall))
    resident_actions.erase_me.perform(hall.resident, words=True)
    appeal.refresh_from_db()
    assert (appeal.person_id, appeal.text) == (None, "")
    from commonhall.core import search

    assert not search.matching(Appeal.objects.all(), "law.appeal", "street").exists()
    assert not Organisation.objects.exists()
    sequencer.sequence_once()
    assert verification.verify(DatabaseSource()).ok
