"""Conflicts in the law: each kind is found, with its provisions, what can be done and the page where."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from commonhall.cases.categories.days_actions import set_answer_days
from commonhall.core import clock
from commonhall.law.conflicts.queries import Conflict, conflicts
from commonhall.law.higher_law.actions import bar_by_higher_law, enter_higher_law
from commonhall.law.instruments.granting_actions import grant_competence
from commonhall.law.instruments.models import Competence
from tests.actions.samples import set_fields
from tests.actions.samples.law import higher, mandate_of
from tests.kit import Hall, found_hall
from tests.law import kit

pytestmark = pytest.mark.django_db
ONE = timedelta(days=1)


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def found(kind: str, power: str) -> list[Conflict]:
    """Those of a kind about a power; the page shows each, with where it is mended."""
    mine = [one for one in conflicts(clock.today()) if (one.kind, one.power) == (kind, power)]
    page = Client().get("/law/conflicts/").content.decode()
    for one in mine:
        assert f'href="{one.page}"' in page and Client().get(one.page).status_code == 200
    rows = Client().get("/api/v1/law/conflicts").json()
    told = [one for one in rows if (one["kind"], one["power"]) == (kind, power)]
    assert len(told) == len(mine) and all(one["mend"] and one["page"] for one in told)
    return mine


def test_two_bodies_hold_what_one_alone_should(hall: Hall) -> None:
    assert not found("shared", "set-plans")
    kit.competence(hall, "parks", "set-plans")
    [one] = found("shared", "set-plans")
    assert len(one.bodies) == 2 and one.provisions


def test_a_duty_is_nobodys_once_no_body_with_its_power_has_a_mandate(hall: Hall) -> None:
    assert not found("duty", "review-decisions")
    set_fields(mandate_of("reviewer"), recalled_on=clock.today())
    [duty] = found("duty", "review-decisions")
    assert str(duty.provisions[0].number) == "Article 26"
    assert found("unheld", "review-decisions")


def test_a_lower_grant_of_what_a_higher_provision_bars(hall: Hall) -> None:
    assert not found("barred", "raise-cases") and not found("barred", "set-plans")
    above = enter_higher_law.perform(hall.clerk, **higher(hall)).result.provisions.get()
    given: dict[str, Any] = {"unit": hall.unit("root"), "starts": clock.today()}
    reviewer = kit.reviewer(hall)
    for power in ("raise-cases", "set-plans"):
        bar_by_higher_law.perform(reviewer, above, power=power, **given)
    assert {one.provisions[0] for one in found("barred", "set-plans")} == {above}
    # A right is barred for those who hold it, each of them.
    assert len(found("barred", "raise-cases")) == 2


def test_a_competence_whose_provision_ends(hall: Hall) -> None:
    rule = kit.rule(hall, speaks_of=["set-plans"], ends=clock.today() + 90 * ONE).provisions.get()
    assert not found("ending", "set-plans")
    grant_competence.perform(
        hall.chair,
        rule,
        body=hall.body("parks"),
        power="set-plans",
        unit=hall.unit("north"),
        starts=clock.today(),
    )
    [one] = found("ending", "set-plans")
    assert one.day == clock.today() + 90 * ONE
    set_fields(Competence.objects.get(provision=rule), ends=one.day)
    assert not found("ending", "set-plans")


def test_a_rule_that_gives_an_office_more_days_than_the_charter(hall: Hall) -> None:
    set_answer_days.perform(hall.chair, hall.lamps, days=5)
    assert not found("longer", "")
    set_answer_days.perform(hall.chair, hall.lamps, days=365)
    (one,) = found("longer", "")
    assert "Lamps" in str(one.called)
    assert [row.instrument.is_charter for row in one.provisions] == [True, False]
    page = Client().get("/law/conflicts/").content.decode()
    assert "A lower rule gives a body more days than a higher one" in page
