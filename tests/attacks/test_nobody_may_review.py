"""The only reviewer acted itself: an appeal against that neither waits for ever, nor is it decided by whoever acted."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client

from commonhall.actions.actors import Actor
from commonhall.core import clock
from commonhall.evaluation.proposals.actions import refuse_definition_proposal
from commonhall.evaluation.proposals.models import DefinitionProposal
from commonhall.evaluation.series.actions import propose_series
from commonhall.law.appeals.actions import decide_appeal
from commonhall.law.appeals.court_actions import report_outcome, take_to_court
from commonhall.law.appeals.models import Appeal
from commonhall.law.promises.models import Promise
from commonhall.people.actors import as_person
from commonhall.record import sequencer, verification
from commonhall.record.readers import DatabaseSource
from tests.attacks.doors import refused_everywhere, wrong_everywhere
from tests.decisions.kit import voter
from tests.kit import Hall, found_hall, person, signed_in
from tests.law import kit
from tests.words import texts

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


@pytest.fixture
def reviewer(hall: Hall) -> Actor:
    return kit.reviewer(hall)


@pytest.fixture
def resident(hall: Hall) -> Actor:
    return kit.confirmed(hall)


def to_court() -> dict[str, object]:
    return {"court": "court", "reference": "4 K 12/26", "on": clock.today()}


@pytest.fixture
def appeal(hall: Hall, reviewer: Actor, resident: Actor) -> Appeal:
    """Against what the reviewer proposed about how the town is measured."""
    propose_series.perform(reviewer, code="heat", names=texts("Heat"), body=hall.body("parks"))
    return kit.appealed(resident, "evaluation.propose_series")


def test_nobody_decides_in_their_own_cause_and_nobody_owes_an_answer(
    hall: Hall, reviewer: Actor, appeal: Appeal
) -> None:
    given = {"verdict": "dismissed", "text": "It was right."}
    refused_everywhere(reviewer, decide_appeal, appeal, given, by="state same-body")
    refused_everywhere(hall.chair, decide_appeal, appeal, given, by="competence no-competence")
    assert appeal.due_on is None and not Promise.objects.filter(thing=appeal.ref).exists()
    page = Client().get(appeal.get_absolute_url()).content.decode()
    assert "Nobody here may decide this" in page


def test_who_appealed_goes_to_court_and_what_it_annuls_is_undone_here(
    hall: Hall, reviewer: Actor, resident: Actor, appeal: Appeal
) -> None:
    stranger = as_person(person("stranger"))
    refused_everywhere(stranger, take_to_court, appeal, to_court(), by="state not-yours")
    page = signed_in(resident).get(appeal.get_absolute_url()).content.decode()
    assert "/take-to-court/" in page
    take_to_court.perform(resident, appeal=appeal, **to_court())
    refused_everywhere(resident, take_to_court, appeal, to_court(), by="state handed-over")
    report_outcome.perform(
        reviewer, appeal=appeal, text="It was annulled.", on=clock.today(), annulled=True
    )
    appeal.refresh_from_db()
    assert appeal.state == "granted" and appeal.decided_by is None
    proposal = DefinitionProposal.objects.get()
    assert proposal.ref in appeal.effect["undone"]
    given = {"reason": "No."}
    # What was set aside waits for nobody.
    refused_everywhere(
        hall.chair, refuse_definition_proposal, proposal, given, by="state wrong-state"
    )
    sequencer.sequence_once()
    assert verification.verify(DatabaseSource()).ok


def test_what_no_court_annulled_stands(reviewer: Actor, resident: Actor, appeal: Appeal) -> None:
    take_to_court.perform(resident, appeal=appeal, **to_court())
    report_outcome.perform(reviewer, appeal=appeal, text="Dismissed.", on=clock.today())
    appeal.refresh_from_db()
    assert (appeal.state, appeal.effect) == ("dismissed", {})
    assert DefinitionProposal.objects.get().state == "waiting"


def test_where_somebody_may_decide_they_decide_first_unless_they_are_late(
    hall: Hall, reviewer: Actor, resident: Actor
) -> None:
    kit.rule(hall)
    appeal = kit.appealed(resident, "law.adopt_instrument")
    assert appeal.due_on is not None
    refused_everywhere(resident, take_to_court, appeal, to_court(), by="state wrong-state")
    with kit.later(31):
        take_to_court.perform(resident, appeal=appeal, **to_court())


def test_a_court_overrules_the_reviewer_with_effect(
    hall: Hall, reviewer: Actor, resident: Actor
) -> None:
    rule = kit.rule(hall)
    appeal = kit.appealed(resident, "law.adopt_instrument")
    decide_appeal.perform(reviewer, appeal=appeal, verdict="dismissed", text="It is lawful.")
    take_to_court.perform(resident, appeal=appeal, **to_court())
    report_outcome.perform(
        reviewer, appeal=appeal, text="It is not.", on=clock.today(), annulled=True
    )
    rule.refresh_from_db()
    assert rule.ends is not None and rule.ends < clock.today()
    other = voter(hall, 2)
    granted = kit.appealed(other, "law.adopt_instrument")
    decide_appeal.perform(reviewer, appeal=granted, verdict="granted", text="So it is.")
    take_to_court.perform(other, appeal=granted, **to_court())
    again = {"text": "Annulled.", "on": clock.today(), "annulled": True}
    wrong_everywhere(reviewer, report_outcome, granted, again, field="annulled")
