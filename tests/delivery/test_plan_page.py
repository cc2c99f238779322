"""The plan's page opens with its promises along the months; a part with its own; few queries however many."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from commonhall.core import clock
from commonhall.delivery.plan import actions, milestone_actions
from commonhall.delivery.plan.models import Item
from tests.kit import Hall, found_hall
from tests.words import texts

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def project(hall: Hall, name: str, steps: int) -> Item:
    item = actions.adopt_item.perform(
        hall.chair,
        level="project",
        names=texts(name),
        unit=hall.unit("north"),
        body=hall.body("council"),
        budget=1000_00,
    ).result
    actions.start_item.perform(hall.chair, item=item, due_on=clock.today() + timedelta(days=60))
    for number in range(steps):
        milestone_actions.add_milestone.perform(
            hall.chair,
            item=item,
            names=texts(f"Step {number}"),
            due_on=clock.today() + timedelta(days=10 + number),
        )
    return item


def test_the_plan_opens_with_its_promises_and_few_queries(
    hall: Hall, django_assert_max_num_queries: Any
) -> None:
    for number in range(6):
        project(hall, f"Lamps {number}", steps=3)
    with django_assert_max_num_queries(9):
        page = Client().get("/plan/").content.decode()
    assert page.count("mark-waiting") == 6 * 4 + 1  # one in the legend
    assert "<strong>24</strong> to come" in page


def test_a_part_shows_its_milestones_along_the_months(hall: Hall) -> None:
    item = project(hall, "Lamps", steps=2)
    page = Client().get(f"/plan/{item.pk}/").content.decode()
    assert "Promised, month by month" in page
    assert page.index("timeline-chart") < page.index("Step 0</h3>")


def test_a_plan_without_promises_has_no_timeline(hall: Hall) -> None:
    page = Client().get("/plan/").content.decode()
    assert "timeline-chart" not in page and "Nothing is planned yet" in page
