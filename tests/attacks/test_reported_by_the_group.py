"""What residents carry out, they alone promise and report; a body that sees it otherwise says so with evidence."""

from __future__ import annotations

from pathlib import Path

import pytest

from commonhall.core.refusals import BadInput
from commonhall.delivery.plan.actions import finish_item, start_item
from commonhall.delivery.plan.milestone_actions import add_milestone
from commonhall.delivery.plan.models import Item
from commonhall.delivery.projects import agreeing_actions, contradicting_actions, running_actions
from commonhall.delivery.projects.models import Project, ProjectContradiction
from commonhall.law.appeals import actions as appeals
from commonhall.people.actors import as_person
from commonhall.people.residents import actions as residents
from commonhall.people.residents.models import Person
from commonhall.record import sequencer, verification
from commonhall.record.readers import DatabaseSource
from tests.attacks.doors import refused_everywhere
from tests.delivery import projects
from tests.delivery.projects import day
from tests.kit import Hall, found_hall, signed_in
from tests.law import kit
from tests.words import texts

pytestmark = pytest.mark.django_db
SAID = {"text": "There are no beds.", "evidence": "Photo of Monday"}


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


@pytest.fixture
def project(hall: Hall) -> Project:
    """Under way; its group reported the first of two steps."""
    made = projects.agreed(hall, kit.confirmed(hall), steps=2)
    projects.finish(hall.resident, made.steps.order_by("pk")[0])
    return Project.objects.get(pk=made.pk)


def test_the_body_reports_nothing_for_the_group(hall: Hall, project: Project) -> None:
    item = Item.objects.get(resident_project=project)
    refused_everywhere(hall.parks, finish_item, item, by="state group-reports")
    promise = {"names": texts("Beds"), "due_on": day(20)}
    refused_everywhere(hall.parks, add_milestone, item, promise, by="state group-reports")
    assert (
        kit.refusal(lambda: start_item.perform(hall.parks, item=item, due_on=day(20)))
        == "wrong-state"
    )
    for step in project.steps.filter(done_on=None):
        projects.finish(hall.resident, step)
    running_actions.finish_project.perform(hall.resident, project=project, report="Come and see.")
    item.refresh_from_db()
    assert item.state == "done"


def test_it_contradicts_with_evidence_and_the_group_answers_once(
    hall: Hall, project: Project
) -> None:
    step = project.steps.order_by("pk")[0]
    page = project.get_absolute_url()
    contradicting_actions.contradict_project.perform(hall.parks, project=project, step=step, **SAID)
    shown = signed_in(hall.resident).get(page).content.decode()
    assert (
        "There are no beds." in shown and "Photo of Monday" in shown and "Answer the body" in shown
    )
    with pytest.raises(BadInput):
        contradicting_actions.contradict_project.perform(
            hall.parks, project=project, step=step, **SAID
        )
    said = ProjectContradiction.objects.get()
    answer = contradicting_actions.answer_contradiction
    answer.perform(hall.resident, said=said, answer="Behind the shed.")
    refused_everywhere(hall.resident, answer, said, {"answer": "And more."}, by="state answered")
    shown = signed_in(hall.resident).get(page).content.decode()
    assert "Behind the shed." in shown and "Answer the body" not in shown
    # What the group reported stays as it is.
    step.refresh_from_db()
    assert step.done_on is not None
    sequencer.sequence_once()
    assert verification.verify(DatabaseSource()).ok


def test_nothing_is_contradicted_before_it_is_reported_or_by_another_body(
    hall: Hall, project: Project
) -> None:
    contradict = contradicting_actions.contradict_project
    first, second = project.steps.order_by("pk")
    refused_everywhere(
        hall.roads, contradict, project, {**SAID, "step": first}, by="competence other-body"
    )
    for who in (hall.resident, kit.organisation(hall)):
        assert (
            kit.refusal(
                lambda who=who: contradict.perform(who, project=project, step=first, **SAID)
            )
            == "wrong-kind"
        )
    address = f"{project.get_absolute_url()}contradict/"
    office = signed_in(hall.parks, "parks-desk")
    assert office.post(address, {**SAID, "step": second.pk}).status_code == 400
    assert office.post(address, {**SAID, "step": first.pk, "evidence": ""}).status_code == 400
    assert not ProjectContradiction.objects.exists()


def test_an_official_in_the_group_contradicts_nobody(hall: Hall) -> None:
    official = Person.objects.get(pk=hall.parks.person)
    residents.verify_resident.perform(hall.clerk, person=official, unit=hall.unit("north"))
    mine = as_person(official)
    made = projects.asked(hall, mine)
    agreeing_actions.agree_to_project.perform(
        hall.chair, project=made, agreed=made.budget, reasons="We like it."
    )
    projects.finish(mine, made.steps.get())
    assert (
        kit.refusal(
            lambda: contradicting_actions.contradict_project.perform(
                hall.parks, project=Project.objects.get(), step=made.steps.get(), **SAID
            )
        )
        == "own-matter"
    )


def test_a_contradiction_that_is_undone_is_shown_no_more(hall: Hall, project: Project) -> None:
    step = project.steps.order_by("pk")[0]
    contradicting_actions.contradict_project.perform(hall.parks, project=project, step=step, **SAID)
    reviewer = kit.reviewer(hall)
    appeal = kit.appealed(hall.resident, "delivery.contradict_project")
    appeals.decide_appeal.perform(reviewer, appeal=appeal, verdict="granted", text="It is false.")
    shown = signed_in(hall.resident).get(project.get_absolute_url()).content.decode()
    assert "There are no beds." not in shown
