"""Plain functions that make lotteries for tests."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from commonhall.actions.actors import Actor
from commonhall.core import clock
from commonhall.decisions.lotteries import actions, draw_actions, jobs, timers
from commonhall.decisions.lotteries.models import Lottery
from commonhall.record import sequencer
from commonhall.site.charters import texts
from tests.decisions.kit import voter
from tests.kit import Hall

QUOTAS = [
    {
        "feature": "age",
        "names": texts("Age", "年龄"),
        "values": [
            {"value": "young", "names": texts("under 40", "40岁以下"), "least": 2, "most": 2},
            {"value": "old", "names": texts("40 and over", "40岁及以上"), "least": 2, "most": 2},
        ],
    },
    {
        "feature": "home",
        "names": texts("Home", "住房"),
        "values": [
            {"value": "rents", "names": texts("rents", "租房"), "least": 1, "most": 3},
            {"value": "owns", "names": texts("owns", "自有"), "least": 1, "most": 3},
        ],
    },
]
CRITERIA = [
    {"code": "child", "names": texts("A child under three", "三岁以下儿童"), "points": 30},
    {"code": "alone", "names": texts("Raises children alone", "独自抚养子女"), "points": 20},
]


def panel(hall: Hall, **given: Any) -> Lottery:
    values: dict[str, Any] = {
        "kind": "panel",
        "rule": "leximin",
        "names": texts("Panel on lamps", "路灯评议组"),
        "texts": {},
        "unit": hall.unit("root"),
        "places": 4,
        "quotas": QUOTAS,
        "closes_at": timezone.now() + timedelta(days=7),
        **given,
    }
    return actions.open_lottery.perform(hall.chair, **values).result


def places(hall: Hall, rule: str = "lottery", **given: Any) -> Lottery:
    values: dict[str, Any] = {
        "kind": "places",
        "rule": rule,
        "names": texts("Garden plots", "菜园地块"),
        "texts": {},
        "unit": hall.unit("root"),
        "places": 2,
        "closes_at": timezone.now() + timedelta(days=7),
        "criteria": CRITERIA if rule == "need" else [],
        **given,
    }
    return actions.open_lottery.perform(hall.chair, **values).result


def enter(actor: Actor, lottery: Lottery, number: int = 0, **given: Any) -> str:
    if lottery.kind == "panel" and "features" not in given:
        given["features"] = {
            "age": ("young", "old")[number % 2],
            "home": ("rents", "owns")[number // 2 % 2],
        }
    return actions.apply_for_lottery.perform(actor, lottery=lottery, **given).result


def entrants(hall: Hall, lottery: Lottery, count: int, **given: Any) -> dict[str, Actor]:
    """So many new residents with their tickets."""
    people = [voter(hall, 100 * lottery.pk + number) for number in range(count)]
    return {enter(one, lottery, number, **given): one for number, one in enumerate(people)}


def freeze(lottery: Lottery, days: int = 8) -> Lottery:
    """Let the time pass, freeze the list, work out chances; the record then signs a checkpoint."""
    with clock.replay(timezone.now() + timedelta(days=days)):
        timers.draw_due()
        jobs.work_out_chances.call(lottery.pk)
    sequencer.sequence_once()
    lottery.refresh_from_db()
    return lottery


def draw(lottery: Lottery, days: int = 8) -> Lottery:
    freeze(lottery)
    with clock.replay(timezone.now() + timedelta(days=days)):
        timers.draw_due()
    lottery.refresh_from_db()
    return lottery


def answer(actor: Actor, lottery: Lottery, yes: bool = True, **given: Any) -> None:
    action: Any = draw_actions.accept_place if yes else draw_actions.decline_place
    action.perform(actor, lottery=lottery, **given)
    lottery.refresh_from_db()
