"""Body against body: brought, answered, decided in public within the days of the law; cases go there by themselves."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client

from commonhall.actions import threads
from commonhall.actions.actors import Actor
from commonhall.cases.cases import actions as case_actions
from commonhall.cases.cases import state_actions
from commonhall.cases.cases.models import Case
from commonhall.core import clock, exports
from commonhall.core.refusals import BadInput
from commonhall.disputes.between_bodies import actions, duties
from commonhall.disputes.between_bodies.models import BodyDispute, Duty
from commonhall.law.promises.models import Promise
from tests.kit import Hall, found_hall
from tests.law.kit import later, refusal
from tests.law.kit import reviewer as reviewing

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


@pytest.fixture
def reviewer(hall: Hall) -> Actor:
    return reviewing(hall)


def brought(hall: Hall) -> BodyDispute:
    return actions.bring_before_arbiter.perform(
        hall.parks, body=hall.body("roads"), text="Who clears the path?"
    ).result


def third_time(hall: Hall) -> Case:
    """A case that three bodies pass on."""
    case = hall.raise_case()
    for holder, to in ((hall.parks, "roads"), (hall.roads, "parks"), (hall.parks, "roads")):
        case_actions.pass_on_case.perform(
            holder, Case.objects.get(pk=case.pk), to=hall.body(to), reason="Not ours."
        )
    return Case.objects.get(pk=case.pk)


def test_it_is_brought_answered_and_decided_in_public(hall: Hall, reviewer: Actor) -> None:
    dispute = brought(hall)
    assert dispute.due_on == clock.today() + timedelta(days=14)
    actions.reply_body_dispute.perform(hall.roads, dispute, text="The parks do.")
    actions.decide_body_dispute.perform(
        reviewer,
        dispute,
        decision="The parks clear it, for it is a park.",
        who="claimant",
        what="Clear the path",
        by=clock.today() + timedelta(days=30),
    )
    page = Client().get(dispute.get_absolute_url()).content.decode()
    for words in ("Who clears the path?", "The parks do.", "for it is a park", "Clear the path"):
        assert words in page
    duty = Duty.objects.get()
    promise = Promise.objects.get(thing=duty.ref)
    assert (promise.kind, promise.body.code) == ("arbitration", "parks")
    assert refusal(lambda: actions.report_duty.perform(hall.roads, duty, proof="x")) == "other-body"
    actions.report_duty.perform(hall.parks, duty, proof="Cleared on Monday.")
    promise.refresh_from_db()
    assert promise.kept_on == clock.today()
    assert (duties.kept(hall.body("reviewer"), clock.today()).in_time) == 1


def test_no_body_decides_its_own_and_none_replies_for_another(hall: Hall, reviewer: Actor) -> None:
    own = actions.bring_before_arbiter.perform(
        hall.parks, body=hall.body("reviewer"), text="It is slow."
    ).result
    given = {"decision": "We are not."}
    assert (
        refusal(lambda: actions.decide_body_dispute.perform(reviewer, own, **given))
        == "own-dispute"
    )
    assert (
        refusal(lambda: actions.reply_body_dispute.perform(hall.roads, own, text="x"))
        == "other-body"
    )
    with pytest.raises(BadInput):
        actions.bring_before_arbiter.perform(hall.parks, body=hall.body("parks"), text="x")
    with pytest.raises(BadInput) as wrong:
        actions.decide_body_dispute.perform(reviewer, brought(hall), decision="So.", who="body")
    assert "what" in wrong.value.errors


def test_a_late_decision_is_seen(hall: Hall, reviewer: Actor) -> None:
    brought(hall)
    with later(15):
        assert "decision overdue" in Client().get("/disputes/between-bodies/").content.decode()
        assert duties.kept(hall.body("reviewer"), clock.today()).overdue == 1


def test_a_case_passed_on_a_third_time_goes_there_by_itself(hall: Hall, reviewer: Actor) -> None:
    case = third_time(hall)
    dispute = BodyDispute.objects.get()
    assert (dispute.case, dispute.claimant.code, dispute.body.code) == (case, "parks", "roads")
    assert dispute.ref in threads.of(case.ref).found
    assert dispute.get_absolute_url() in Client().get(case.get_absolute_url()).content.decode()
    with pytest.raises(BadInput) as missing:
        actions.decide_body_dispute.perform(reviewer, dispute, decision="Roads.")
    assert "answers" in missing.value.errors
    actions.decide_body_dispute.perform(
        reviewer, dispute, decision="The roads answer it.", answers=hall.body("roads")
    )
    case.refresh_from_db()
    assert case.settled and case.body.code == "roads"


def test_a_case_settled_on_its_own_page_ends_the_dispute(hall: Hall, reviewer: Actor) -> None:
    case = third_time(hall)
    state_actions.settle_case.perform(reviewer, case, to=hall.body("parks"), reason="Theirs.")
    found = BodyDispute.objects.get()
    assert found.ended_on == clock.today() and not found.waits


def test_words_of_a_case_are_not_copied(hall: Hall, reviewer: Actor) -> None:
    third_time(hall)
    rows = str(list(exports.datasets()["disputes.between_bodies"].rows()))
    assert "lamp" not in rows and "parks" in rows
