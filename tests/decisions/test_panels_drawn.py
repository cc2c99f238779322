"""Panels by each rule, with households, and what a reviewer may do."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from commonhall.core import clock
from commonhall.decisions.lotteries import draw_actions, drawing, jobs, queries, timers
from commonhall.decisions.lotteries.models import Application
from commonhall.people.actors import as_office
from commonhall.people.bodies import actions as people
from commonhall.people.bodies.models import Office
from tests.decisions.kit import voter
from tests.decisions.lots import answer, draw, enter, entrants, panel
from tests.decisions.test_lotteries import holds
from tests.kit import Hall, found_hall, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


@pytest.mark.parametrize("rule", ["leximin", "maximin", "nash"])
def test_every_rule_draws_a_panel_that_meets_its_quotas(hall: Hall, rule: str) -> None:
    lottery = panel(hall, rule=rule)
    entrants(hall, lottery, 9)
    draw(lottery)
    said = queries.published_draw(lottery)
    assert drawing.misfits(lottery.quotas, said["portfolio"]) == [] and holds(lottery)
    features = {row.code: row.features for row in Application.objects.filter(lottery=lottery)}
    drawn = [features[code]["age"] for code in drawing.replay(said).drawn]
    assert sorted(drawn) == ["old", "old", "young", "young"]


def test_a_household_has_one_seat_on_a_panel_also_after_a_replacement(hall: Hall) -> None:
    lottery = panel(hall, household=True)
    people_ = {}
    for number in range(14):
        made = voter(hall, number)
        said = {"age": ("young", "old")[number % 2], "home": ("rents", "owns")[number // 2 % 2]}
        code = enter(made, lottery, features=said, home=f"Mill Lane {number // 2}")
        people_[code] = made
    draw(lottery)
    for _number in range(2):
        held = list(lottery.tickets.filter(state="drawn").order_by("code"))
        homes = [one.household for one in held]
        assert len(held) == 4 and len(set(homes)) == 4 and "" not in homes
        answer(people_[held[0].code], lottery, yes=False)
    assert holds(lottery)


def test_chances_that_no_worker_brought_are_asked_for_again(hall: Hall) -> None:
    lottery = panel(hall)
    entrants(hall, lottery, 8)
    with clock.replay(timezone.now() + timedelta(days=8)):
        timers.draw_due()
        lottery.refresh_from_db()
        assert lottery.state == "closed" and timers.chances_due() == 1
        assert jobs.work_out_chances.call(lottery.pk) and not jobs.work_out_chances.call(lottery.pk)
        assert timers.chances_due() == 0


def test_a_panel_that_cannot_meet_its_quota_is_found(hall: Hall) -> None:
    lottery = panel(hall)
    entrants(hall, lottery, 24)
    draw(lottery)
    content = queries.published_draw(lottery)["portfolio"]
    young = next(at for at, kind in enumerate(content["types"]) if kind["profile"][0] == "young")
    forged = {**content, "panels": [{"tickets": 1_000_000, "seats": {str(young): 4}}]}
    assert any("age/young" in problem for problem in drawing.misfits(lottery.quotas, forged))
    assert drawing.misfits(lottery.quotas, {**content, "size": 5})


def test_the_reviewer_annuls_and_what_people_told_goes(hall: Hall) -> None:
    lottery = panel(hall)
    entrants(hall, lottery, 8)
    draw(lottery)
    day, judge = clock.today(), person("judge")
    office = Office.objects.select_related("body").get(code="reviewer")
    people.appoint.perform(
        hall.clerk, office=office, person=judge, starts=day, ends=day + timedelta(days=100)
    )
    draw_actions.annul_lottery.perform(as_office(judge, office), lottery=lottery)
    lottery.refresh_from_db()
    assert lottery.state == "annulled"
    assert not Application.objects.exclude(features={}).exists()
