"""Projects that residents run, for tests: plain functions."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from commonhall.actions.actors import Actor
from commonhall.core import clock
from commonhall.delivery.projects import actions, agreeing_actions, running_actions
from commonhall.delivery.projects.models import Project, ProjectStep
from tests.decisions.kit import voter
from tests.kit import Hall

MONEY = 900_00


def day(number: int) -> date:
    return clock.today() + timedelta(days=number)


def founded(hall: Hall, by: Actor, **given: Any) -> Project:
    values: dict[str, Any] = {
        "title": "A garden behind the mill",
        "text": "Ten beds for **everybody**.",
        "unit": hall.unit("north"),
        "body": hall.body("parks"),
        "budget": MONEY,
        **given,
    }
    return actions.found_project.perform(by, **values).result


def step(by: Actor, project: Project, ahead: int = 10, title: str = "Dig the beds") -> ProjectStep:
    return actions.plan_step.perform(by, project=project, title=title, due_on=day(ahead)).result


def gathered(hall: Hall, by: Actor, steps: int = 1, **given: Any) -> Project:
    """A group that is enough to ask, with steps."""
    made = founded(hall, by, **given)
    for number in range(made.needed - 1):
        actions.join_project.perform(voter(hall, 70_000 + 10 * made.pk + number), project=made)
    for number in range(steps):
        step(by, made, 10 + number, f"Step {number + 1}")
    return made


def asked(hall: Hall, by: Actor, **given: Any) -> Project:
    made = gathered(hall, by, **given)
    return actions.ask_for_project.perform(by, project=made).result


def agreed(hall: Hall, by: Actor, **given: Any) -> Project:
    made = asked(hall, by, **given)
    made.refresh_from_db()
    return agreeing_actions.agree_to_project.perform(
        hall.parks, project=made, agreed=made.budget, reasons="We like it."
    ).result


def finish(by: Actor, step: ProjectStep) -> ProjectStep:
    return running_actions.finish_project_step.perform(by, step=step, proof="Come and see.").result


def spend(by: Actor, project: Project, amount: int = 100_00, receipt: str = "R-1") -> Any:
    return running_actions.enter_spending.perform(
        by, project=project, amount=amount, on=day(0), purpose="Spades", receipt=receipt
    ).result
